"""A browser over a real connection: keeps cookies and form tokens, follows nothing, fails when the server is gone."""

from __future__ import annotations

import http.client
import re
from dataclasses import dataclass, field
from urllib.parse import urlencode

GONE = (OSError, http.client.HTTPException)
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_VERSION = re.compile(r'name="_ver" value="(\d+)"')
_TASK = re.compile(r'href="/tasks/(\d+)"')


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the server said."""

    status: int
    text: str
    location: str


@dataclass(kw_only=True)
class RealBrowser:
    """Signed in by its cookies; `port` may change when the server was started anew."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Answer:
        """Fetch a page."""
        return self._ask("GET", path, "")

    def post(self, path: str, posted: dict[str, str]) -> Answer:
        """Submit a form."""
        return self._ask("POST", path, urlencode(posted))

    def task_ids(self) -> list[int]:
        """Return the tasks of the inbox."""
        return [int(number) for number in dict.fromkeys(_TASK.findall(self.get("/tasks").text))]

    def opened(self, task_id: int) -> dict[str, str] | None:
        """Open the page of a task; return what its form sends by itself, None when the task is not there to be done."""
        page = self.get(f"/tasks/{task_id}")
        token, version = _TOKEN.search(page.text), _VERSION.search(page.text)
        if page.status != 200 or token is None or version is None:
            return None
        return {"csrf_token": token[1], "_ver": version[1]}

    def _ask(self, method: str, path: str, body: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        headers |= {"Accept": "text/html", "Accept-Language": "ru"}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body or None, headers)
            response = connection.getresponse()
            text = response.read().decode()
            for line in response.headers.get_all("Set-Cookie") or ():
                name, _, rest = line.partition("=")
                self.cookies[name] = rest.partition(";")[0]
            return Answer(status=response.status, text=text, location=response.headers.get("Location", ""))
        finally:
            connection.close()
