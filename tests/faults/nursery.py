"""A process that starts servers and workers as its children, at once, because it has imported everything before.

The test says `server` or `worker NAME` on its input; it answers `pid port` when the child is ready. Children are like
those of `soglas serve` and `soglas worker`, in processes of their own that can be killed at any moment.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from flask import Flask

ROOT = Path(__file__).resolve().parents[2]
SECRET = "a key for the tests of faults"


@dataclass(frozen=True, kw_only=True)
class Child:
    """A running server (on `port`) or worker."""

    pid: int
    port: int

    def kill(self) -> None:
        """End it as a loss of power would."""
        os.kill(self.pid, signal.SIGKILL)

    def pause(self) -> None:
        """Let it stand still where it is."""
        os.kill(self.pid, signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it run again."""
        os.kill(self.pid, signal.SIGCONT)


class Nursery:
    """The test's side of it."""

    def __init__(self, var: str, url: str) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("SOGLAS_")}
        self._children: list[Child] = []
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.nursery", var, url],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        self._answer()

    def __enter__(self) -> Nursery:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.empty()
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(20)

    def start(self, words: str) -> Child:
        """Start `server` or `worker NAME` and return it when it is ready."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{words}\n")
        self._process.stdin.flush()
        pid, port = self._answer().split()
        child = Child(pid=int(pid), port=int(port))
        self._children.append(child)
        return child

    def empty(self) -> None:
        """Kill all children that still live."""
        while self._children:
            with suppress(ProcessLookupError):
                self._children.pop().kill()

    def _answer(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline().strip()
        assert line, "the nursery has ended"
        return line


def _say(text: str) -> None:
    os.write(1, f"{text}\n".encode())


def _make_app(var: str, url: str) -> Flask:
    from app.factory import create_app
    from config import Config

    return create_app(Config(var=var, database_url=url, secret_key=SECRET))


def _serve(app: Flask) -> None:
    """Serve as `soglas serve` does: waitress, with the worker inside the same process."""
    import waitress

    from app.engine.worker import start_inside

    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=8, ident=None)
    start_inside(app)
    _say(f"{os.getpid()} {server.effective_port}")
    server.run()


def _work(app: Flask) -> None:
    """Work as `soglas worker` does; what was asked of somebody who died is asked again after a second."""
    from app.engine import worker

    worker.ASK_AGAIN_AFTER = 1.0
    worker.Worker(app, poll=0.1).start()
    _say(f"{os.getpid()} 0")
    signal.pause()


def main(var: str, url: str) -> None:
    """Start a child for each line of the input."""
    app = _make_app(var, url)
    for name in app.jinja_env.list_templates(extensions=["html"]):
        app.jinja_env.get_template(name)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    _say("ready")
    for line in sys.stdin:
        kind, _, name = line.strip().partition(" ")
        if os.fork():
            continue
        if kind == "server":
            _serve(app)
        else:
            separator = "&" if "?" in url else "?"
            named = f"{url}{separator}application_name={name}" if url.startswith("postgresql") else url
            _work(_make_app(var, named))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
