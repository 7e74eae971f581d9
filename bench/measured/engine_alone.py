"""The engine without a database: load the state of a real case, complete a task, dump it again."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.engine.models import Case
from app.foundation.clock import now
from app.foundation.database import db
from app.organisation.queries import functions_for
from app.processes.queries import live_version
from app.workflow.workflow import Workflow
from bench.process import FORM_DATA
from bench.stage import Installation
from bench.timing import Times, timed


class EngineAlone:
    """One rework round a turn: the return by the officer and the filling in by the school."""

    def __init__(self, installation: Installation, case_id: int) -> None:
        columns = (Case.state, Case.version_id, Case.organisation_id)
        row = db.session.execute(select(*columns).where(Case.id == case_id)).one()
        db.session.rollback()
        self.blob: bytes = row.state
        self._definition = live_version(row.version_id).definition
        self._functions = functions_for(row.organisation_id)
        db.session.rollback()

    def _open(self) -> str:
        (task,) = Workflow.load(self._definition, self.blob).open_tasks()
        return task.id

    def _complete(self, task_id: str, variables: dict[str, Any]) -> None:
        workflow = Workflow.load(self._definition, self.blob, functions=self._functions)
        workflow.complete(task_id, variables, at=now())
        self.blob = workflow.dump()

    def turn(self, times: Times) -> None:
        """Return the case and fill it in again."""
        for variables in ({"outcome": "return"}, FORM_DATA):
            task_id = self._open()
            with timed(times):
                self._complete(task_id, variables)
        as_one(times)


def as_one(times: Times) -> None:
    """Make one sample of the last two: a completion on average of a round."""
    for samples in (times.wall, times.work):
        last, before = samples.pop(), samples.pop()
        samples.append((last + before) / 2)
