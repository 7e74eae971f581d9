"""The service layer: the command `complete_task` with rights, task, timer, history and audit rows, and its commit."""

from __future__ import annotations

from typing import Any

from app.engine.commands import complete_task
from bench.measured.engine_alone import as_one
from bench.process import FORM_DATA
from bench.stage import OFFICER, SCHOOL, Installation
from bench.timing import Times, timed


class Service:
    """One rework round a turn, of a case that was returned `rejections` times before."""

    def __init__(self, installation: Installation, rejections: int) -> None:
        self._installation = installation
        self._school, self._officer = installation.actor(SCHOOL), installation.actor(OFFICER)
        self._fresh = not rejections
        self.case_id = self._begin()
        for _ in range(rejections):
            self.rework(Times())

    def _begin(self) -> int:
        case_id = self._installation.start()
        self._installation.fill(case_id)
        return case_id

    def turn(self, times: Times) -> None:
        """Return the case and fill it in again; without a history every turn has a case of its own.

        With a history a new case is opened all the same, so that both come to the measured step equally warm.
        """
        begun = self._begin()
        self.case_id = begun if self._fresh else self.case_id
        self.rework(times)
        as_one(times)

    def rework(self, times: Times) -> None:
        """Return the case and fill it in again."""
        self._complete(times, self._officer, {}, outcome="return", comment="Нужна смета")
        self._complete(times, self._school, FORM_DATA)

    def _complete(self, times: Times, actor: Any, answers: dict[str, Any], **decision: Any) -> None:
        task = self._installation.open_task(self.case_id)
        with timed(times):
            complete_task(task.id, task.ver, answers, completed_by=actor, **decision)
