"""A case under its lock: what was read of it, the running workflow, and what will be written back in one statement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import LABEL_STYLE_TABLENAME_PLUS_COL, Select, Table, select, update

from app.audit.commands import ChainHead
from app.engine.commands.steps.calendar_functions import functions_for
from app.engine.models import Case, CaseStatus, UserTask
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.errors import Conflict, NotFound
from app.processes.queries import Live, live_version
from app.workflow.workflow import MessageWait, OpenTask, TimerWait, Workflow

CASE: Table = Case.__table__  # type: ignore[assignment]  # the mapper made it a Table
TASK: Table = UserTask.__table__  # type: ignore[assignment]
TaskRow = Mapping[str, Any]
_CASE_COLUMNS = tuple(column for column in CASE.c if column.name not in {"readable", "open_words", "changed_at"})
_TASK_COLUMNS = tuple(column for column in TASK.c if column.name != "answers")
_KEPT = (
    *("id", "number", "process_id", "version_id", "organisation_id", "initiator_id", "initiator_name"),
    *("initiator_organisation_id", "initiator_role", "title", "status", "outcome_element", "outcome_words", "round"),
    *("edition", "previous_id", "state", "ver", "opened_at"),
)


@dataclass(frozen=True, kw_only=True)
class Waits:
    """Everything a case waits for at one moment, by the ids of the workflow."""

    tasks: Mapping[str, OpenTask] = field(default_factory=dict)
    timers: Mapping[str, TimerWait] = field(default_factory=dict)
    messages: Mapping[str, MessageWait] = field(default_factory=dict)


NOTHING = Waits()


@dataclass(kw_only=True)
class LockedCase:
    """A case that nobody else can change until the transaction ends; `store` writes what the fields say now."""

    id: int
    number: str
    process_id: int
    version_id: int
    organisation_id: int
    initiator_id: int | None
    initiator_name: str
    initiator_organisation_id: int | None
    initiator_role: str
    title: str
    status: CaseStatus
    outcome_element: str
    outcome_words: str
    round: int
    edition: int
    rounds: dict[str, int]
    places: dict[str, int]
    previous_id: int | None
    state: bytes
    ver: int
    opened_at: datetime
    head: ChainHead
    live: Live
    at: datetime
    before: Waits = NOTHING
    _workflow: Workflow | None = None

    @property
    def workflow(self) -> Workflow:
        """Return the running workflow, read from the state at the first use; raises StateRefused."""
        if self._workflow is None:
            functions = functions_for(self.organisation_id)
            self._workflow = Workflow.load(self.live.definition, self.state, functions=functions)
            self.before = waits_of(self._workflow)
        return self._workflow

    def begin(self, workflow: Workflow) -> None:
        """Take the workflow of a case that is only just opened: it waited for nothing before."""
        self._workflow = workflow

    @property
    def stream(self) -> str:
        """Return the name of the audit stream of the case."""
        return f"case:{self.id}"

    def require_running(self) -> None:
        """Raise Conflict when the case is closed."""
        if self.status.is_closed:
            raise Conflict(case_id=self.id, number=self.number, status=self.status.value)

    def store(self, *, open_words: str | None = None, readable: Mapping[str, Any] | None = None) -> None:
        """Write the case back in one statement; raises Conflict when somebody changed it without the lock."""
        values: dict[str, Any] = {
            "title": self.title,
            "status": self.status,
            "outcome_element": self.outcome_element,
            "outcome_words": self.outcome_words,
            "round": self.round,
            "edition": self.edition,
            "rounds": self.rounds,
            "places": self.places,
            "previous_id": self.previous_id,
            "ver": self.ver + 1,
            "changed_at": self.at,
            "audit_number": self.head.number,
            "audit_hash": self.head.hash,
        }
        if self._workflow is not None:
            values["state"] = self.state = self._workflow.dump()
        if open_words is not None:
            values["open_words"] = open_words
        if readable is not None:
            values["readable"] = readable
        if self.status.is_closed:
            values["closed_at"] = self.at
        done = db.session.execute(update(CASE).where(CASE.c.id == self.id, CASE.c.ver == self.ver).values(values))
        if done.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE gives a CursorResult
            raise Conflict(case_id=self.id, number=self.number)
        self.ver += 1


def waits_of(workflow: Workflow) -> Waits:
    """Return what a workflow waits for now; nothing once it has ended."""
    if workflow.state != "waiting":
        return NOTHING
    return Waits(
        tasks={task.id: task for task in workflow.open_tasks()},
        timers={timer.id: timer for timer in workflow.timers()},
        messages={message.id: message for message in workflow.messages()},
    )


def lock_case(case_id: int) -> LockedCase:
    """Lock a case and return it; raises NotFound."""
    row = db.session.execute(_locking(select(*_CASE_COLUMNS).where(CASE.c.id == case_id))).first()
    if row is None:
        raise NotFound(case_id=case_id)
    return _locked(dict(row._mapping))


def lock_task(task_id: int) -> tuple[LockedCase, TaskRow]:
    """Lock the case of a task and return both in one statement; raises NotFound.

    On PostgreSQL the columns of the case are those after the lock was got, those of the task may be older: whoever
    changes a task has to name its `ver` and state in the UPDATE.
    """
    query = select(*_CASE_COLUMNS, *_TASK_COLUMNS).join_from(TASK, CASE, TASK.c.case_id == CASE.c.id)
    query = query.where(TASK.c.id == task_id).set_label_style(LABEL_STYLE_TABLENAME_PLUS_COL)
    row = db.session.execute(_locking(query)).first()
    if row is None:
        raise NotFound(task_id=task_id)
    found = row._mapping
    return _locked({c.name: found[c] for c in _CASE_COLUMNS}), {c.name: found[c] for c in _TASK_COLUMNS}


def lock_free_case(case_id: int) -> LockedCase | None:
    """Lock a case unless somebody else has it locked now: a worker goes on to other work and comes back."""
    query = select(*_CASE_COLUMNS).where(CASE.c.id == case_id)
    row = db.session.execute(_locking(query, skip_locked=True)).first()
    return _locked(dict(row._mapping)) if row is not None else None


def _locking(query: Select[Any], *, skip_locked: bool = False) -> Select[Any]:
    """Lock the row of the case on PostgreSQL; on SQLite the transaction has the only writing lock already."""
    if db.session.connection().dialect.name == "postgresql":
        return query.with_for_update(of=CASE, skip_locked=skip_locked)
    return query


def _locked(columns: Mapping[str, Any]) -> LockedCase:
    return LockedCase(
        **{name: columns[name] for name in _KEPT},
        rounds=dict(columns["rounds"]),
        places=dict(columns["places"]),
        head=ChainHead(number=columns["audit_number"], hash=columns["audit_hash"]),
        live=live_version(columns["version_id"]),
        at=now(),
    )
