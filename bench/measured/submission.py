"""The same step through HTTP: session cookie, form token, form validation, permission, command, redirect."""

from __future__ import annotations

from bench.measured.engine_alone import as_one
from bench.process import FORM_DATA, posted_form
from bench.stage import OFFICER, SCHOOL, Browser, Installation, browser_of
from bench.timing import Times, timed


class Submission:
    """One rework round a turn, of a new case each time; the requests are made ready before they are timed."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._school = browser_of(installation, SCHOOL)
        self._officer = browser_of(installation, OFFICER)

    def turn(self, times: Times) -> None:
        """Return a case and fill it in again."""
        case_id = self._installation.start()
        self._installation.fill(case_id)
        decision = {"_outcome": "return", "_comment": "Нужна смета", "remark": ""}
        self._post(times, self._officer, case_id, decision)
        self._post(times, self._school, case_id, posted_form(FORM_DATA))
        as_one(times)

    def _post(self, times: Times, browser: Browser, case_id: int, posted: dict[str, str]) -> None:
        task = self._installation.open_task(case_id)
        path = f"/tasks/{task.id}"
        if not browser.form_token:
            browser.get(path)
        request = browser.ready_post(path, {"_ver": str(task.ver), **posted})
        with timed(times):
            status = browser.send(request)
        assert status.startswith("303"), f"{path}: {status}"
