"""The worker: finds what is due each second and lets Huey run it, in this process or in any number of others.

Rows are the truth; a message in Huey's queue only says where to look. A message that is lost, or comes twice, or is
taken by two workers, changes nothing: the row says whether there is still something to do.
"""

from __future__ import annotations

import json
import logging
import os
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

from flask import Flask
from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey
from huey.consumer import Consumer
from huey.registry import Message
from huey.serializer import Serializer

from app.engine.handlers.registry import run_chores
from app.engine.handlers.sweep import Due, list_due, run_safely, tidy
from config import Config

log = logging.getLogger("soglas.worker")
POLL = 1.0
TIDY_EVERY = 60.0
ASK_AGAIN_AFTER = 30.0
QUEUE = "soglas"


class PlainSerializer(Serializer):  # type: ignore[misc]  # huey has no types
    """Messages as JSON: what comes out of a queue can never be more than data."""

    def _serialize(self, data: Any) -> bytes:
        kind = "message" if isinstance(data, Message) else "data"
        return json.dumps([kind, list(data) if kind == "message" else data]).encode()

    def _deserialize(self, data: bytes) -> Any:
        kind, content = json.loads(data)
        return Message(*content) if kind == "message" else content


def make_huey(config: Config) -> Huey:
    """Return the queue of an installation: Redis when it is set, else beside the database it uses."""
    common: dict[str, Any] = {"name": QUEUE, "results": False, "serializer": PlainSerializer()}
    if config.redis_url:
        return RedisHuey(url=config.redis_url, **common)
    if config.database.startswith("postgresql"):
        return PostgresHuey(dsn=config.database.replace("postgresql+psycopg://", "postgresql://", 1), **common)
    return SqliteHuey(filename=str(config.var_path / "queue.db"), fsync=False, **common)


class QuietConsumer(Consumer):  # type: ignore[misc]  # huey has no types
    """A consumer that leaves the signals of the process to whoever runs it."""

    def _set_signal_handlers(self) -> None:
        pass


class Worker:
    """Looks each second for what is due and runs it with `threads` threads; `stop` waits for what is under way."""

    def __init__(self, app: Flask, *, threads: int = 2, poll: float = POLL, huey: Huey | None = None) -> None:
        self.app = app
        self.name = f"{socket.gethostname()}:{os.getpid()}"
        self.poll = poll
        self.huey = huey or make_huey(app.config["SOGLAS"])
        self._asked: dict[Due, float] = {}
        self._stopping = threading.Event()
        self._run = self.huey.task(name="run_due")(self._run_message)
        self._consumer = QuietConsumer(
            self.huey, workers=threads, periodic=False, initial_delay=0.1, max_delay=poll, shutdown_timeout=30
        )
        self._ticker = threading.Thread(target=self._tick_until_stopped, name="soglas-ticker", daemon=True)

    def start(self) -> None:
        """Start the threads."""
        self._consumer.start()
        self._ticker.start()
        log.info("worker %s started with %s", self.name, type(self.huey).__name__)

    def stop(self) -> None:
        """Take nothing new, finish what runs, and return."""
        self._stopping.set()
        self._ticker.join(timeout=30)
        self._consumer.stop(graceful=True)

    def tick(self) -> int:
        """Ask once what is due and put it into the queue; return how many messages were put there."""
        moment = time.monotonic()
        self._asked = {due: at for due, at in self._asked.items() if moment - at < ASK_AGAIN_AFTER}
        with self.app.app_context():
            due = list_due()
        new = [item for item in due if item not in self._asked]
        for item in new:
            self._asked[item] = moment
            self._run(item.kind, item.id)
        return len(new)

    def _run_message(self, kind: str, row_id: int) -> None:
        item = Due(kind=kind, id=row_id)
        with self.app.app_context():
            run_safely(item, self.name)
        self._asked.pop(item, None)

    def _tick_until_stopped(self) -> None:
        tidied = time.monotonic()
        while not self._stopping.wait(self.poll):
            try:
                self.tick()
                with self.app.app_context():
                    run_chores()
                if time.monotonic() - tidied >= TIDY_EVERY:
                    tidied = time.monotonic()
                    with self.app.app_context():
                        tidy()
            except Exception:  # the database may be away for a while; the next second asks again
                log.exception("the sweep failed")


def start_inside(app: Flask) -> Callable[[], None]:
    """Start a worker in threads of this process and return what stops it."""
    worker = Worker(app)
    worker.start()
    return worker.stop
