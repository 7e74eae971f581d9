"""A case under its lock: what was read of it, the running workflow, and what will be written back in one statement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Select, Table, bindparam, select, update

from app.audit.commands import ChainHead
from app.engine.commands.steps.live_cases import LARGEST, LiveCase, live_cases
from app.engine.commands.steps.places import LOGIN, given_of
from app.engine.commands.steps.readable import readable_text
from app.engine.commands.steps.settings_in_force import refresh_settings
from app.engine.models import CallState, Case, CaseCall, CaseStatus, UserTask
from app.foundation.clock import now
from app.foundation.errors import Conflict, NotFound
from app.foundation.prepared import JsonText, Prepared
from app.foundation.transaction import after_commit, connection
from app.organisation.models import DirectoryStamp
from app.organisation.queries import Tree, current_tree, functions_for
from app.organisation.queries.tree import tree_at
from app.processes.queries import Live, live_version
from app.workflow.workflow import MessageWait, OpenTask, TimerWait, Workflow

CASE: Table = Case.__table__  # type: ignore[assignment]  # the mapper made it a Table
TASK: Table = UserTask.__table__  # type: ignore[assignment]
_STAMPS: Table = DirectoryStamp.__table__  # type: ignore[assignment]
TaskRow = Mapping[str, Any]
_UNREAD = frozenset({"readable", "open_words", "changed_at", "undo_state", "undo", "searched_ver"})
_CASE_COLUMNS = tuple(column for column in CASE.c if column.name not in _UNREAD)
_TASK_COLUMNS = tuple(column for column in TASK.c if column.name != "answers")
_CASE_NAMES = (*(column.name for column in _CASE_COLUMNS), "initiator_login", "called_by")
_TASK_NAMES = tuple(column.name for column in _TASK_COLUMNS)
_KEPT = (
    *("id", "number", "process_id", "version_id", "organisation_id", "initiator_id", "initiator_name"),
    *("initiator_organisation_id", "initiator_role", "initiator_login", "title", "status", "outcome_element"),
    *("outcome_words", "round", "edition", "previous_id", "previous_for_id", "remarks_left", "state", "ver"),
    *("opened_at", "bound", "undo_task_id"),
    *("called_by",),
)


@dataclass(frozen=True, kw_only=True)
class Waits:
    """Everything a case waits for at one moment, by the ids of the workflow."""

    tasks: Mapping[str, OpenTask] = field(default_factory=dict)
    timers: Mapping[str, TimerWait] = field(default_factory=dict)
    messages: Mapping[str, MessageWait] = field(default_factory=dict)


NOTHING = Waits()


@dataclass(frozen=True, kw_only=True)
class Undo:
    """What is needed to take the last task back: the state before it, and the fields of the case as plain JSON."""

    task_id: int
    state: bytes
    facts: Mapping[str, Any]


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
    initiator_login: str | None
    title: str
    status: CaseStatus
    outcome_element: str
    outcome_words: str
    round: int
    edition: int
    rounds: dict[str, int]
    places: dict[str, int]
    previous_id: int | None
    previous_for_id: int | None
    remarks_left: int
    state: bytes
    ver: int
    opened_at: datetime
    bound: Mapping[str, str] | None
    undo_task_id: int | None
    head: ChainHead
    live: Live
    at: datetime
    called_by: int | None = None
    """The case that waits for the end of this one."""
    before: Waits = NOTHING
    undo: Undo | None = None
    _workflow: Workflow | None = None
    _content: JsonText | None = None
    _tree: Tree | None = None

    @property
    def workflow(self) -> Workflow:
        """Return the running workflow, read from the state at the first use; raises StateRefused."""
        if self._workflow is None:
            functions, self._tree = functions_for(self.organisation_id), current_tree()
            kept = live_cases().take(self.id, self.state)
            if kept is None:
                given = given_of(vars(self), self.live)
                self._workflow = Workflow.load(self.live.definition, self.state, given=given, functions=functions)
                self.before = waits_of(self._workflow)
            else:
                self._workflow, self.before, self._content = kept.workflow, kept.waits, kept.content
                same = kept.tree is self._tree and kept.login == self.initiator_login and kept.places == self.places
                self._workflow.give(None if same else given_of(vars(self), self.live), functions)
                self.note_in_workflow()
            self._workflow.report_to_caller(self.called_by is not None)
            refresh_settings(self._workflow, self.live, self.organisation_id, self.at)
        return self._workflow

    @property
    def content(self) -> JsonText:
        """Return the readable values as they were when the case was stored last, as JSON."""
        workflow = self.workflow
        if self._content is None:
            self._content = readable_text(workflow.variables)
        return self._content

    def settle(self, after: Waits, *, open_words: str) -> None:
        """Write the case back after a step that leads to these waits, and keep it in memory for the next step."""
        self._content = readable_text(self.workflow.variables)
        self.store(open_words=open_words, readable=self._content)
        self.before = after
        if not self.status.is_closed and len(self.state) <= LARGEST:
            after_commit(self._keep)

    def _keep(self) -> None:
        live_cases().put(
            self.id,
            LiveCase(
                state=self.state,
                workflow=self.workflow,
                waits=self.before,
                content=self.content,
                tree=self._tree,
                places=self.places,
                login=self.initiator_login,
            ),
        )

    def begin(self, workflow: Workflow) -> None:
        """Take the workflow of a case that is only just opened: it waited for nothing before."""
        self._workflow, self._tree = workflow, current_tree()

    def change_version(self, live: Live, workflow: Workflow) -> None:
        """Go on as `workflow` in another version; what the case waited for so far is remembered for the rows."""
        self.before = waits_of(self.workflow)
        self.live, self.version_id = live, live.version_id
        self._workflow, self._content = workflow, None
        workflow.report_to_caller(self.called_by is not None)
        refresh_settings(workflow, live, self.organisation_id, self.at)

    def go_back_to(self, state: bytes) -> None:
        """Take an earlier state of the case; the rows are settled against what it waits for now by the caller."""
        self.state, self._workflow, self._content = state, None, None

    def note_in_workflow(self) -> None:
        """Let expressions see the round and edition that the case has now."""
        self.workflow.change_given("case", {"round": self.round, "edition": self.edition})

    @property
    def stream(self) -> str:
        """Return the name of the audit stream of the case."""
        return f"case:{self.id}"

    def require_running(self) -> None:
        """Raise Conflict when the case is closed."""
        if self.status.is_closed:
            raise Conflict(case_id=self.id, number=self.number, status=self.status.value)

    def store(self, *, open_words: str | None = None, readable: JsonText | None = None) -> None:
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
            "previous_for_id": self.previous_for_id,
            "remarks_left": self.remarks_left,
            "ver": self.ver + 1,
            "changed_at": self.at,
            "audit_number": self.head.number,
            "audit_hash": self.head.hash,
        }
        values |= self._undo_columns()
        if self.bound is not None:
            values["bound"] = dict(self.bound)
        if self._workflow is not None:
            values["state"] = self.state = self._workflow.dump()
        if open_words is not None:
            values["open_words"] = open_words
        if readable is not None:
            values["readable"] = readable
        if self.status.is_closed:
            values["closed_at"] = self.at
        statement = _update_case(tuple(values))
        done = statement.run({**values, "b_id": self.id, "b_ver": self.ver})
        if done.rowcount != 1:
            raise Conflict(case_id=self.id, number=self.number)
        self.ver += 1

    def _undo_columns(self) -> dict[str, Any]:
        """Return what may be taken back from now on; nothing to write when there was and is nothing."""
        if self.undo is not None:
            return {"undo_task_id": self.undo.task_id, "undo_state": self.undo.state, "undo": dict(self.undo.facts)}
        return {"undo_task_id": None, "undo_state": None, "undo": None} if self.undo_task_id is not None else {}


@lru_cache(maxsize=32)
def _update_case(names: tuple[str, ...]) -> Prepared:
    """Return the UPDATE of these columns, made once."""
    mine = (CASE.c.id == bindparam("b_id"), CASE.c.ver == bindparam("b_ver"))
    return Prepared(update(CASE).where(*mine).values({CASE.c[name]: bindparam(name) for name in names}))


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
    row = _run(_LOCK_CASE, {"case_id": case_id})
    if row is None:
        raise NotFound(case_id=case_id)
    return _locked(row)


def lock_task(task_id: int) -> tuple[LockedCase, TaskRow]:
    """Lock the case of a task and return both in one statement; raises NotFound.

    On PostgreSQL the columns of the case are those after the lock was got, those of the task may be older: whoever
    changes a task has to name its `ver` and state in the UPDATE.
    """
    row = _run(_LOCK_TASK, {"task_id": task_id})
    if row is None:
        raise NotFound(task_id=task_id)
    return _locked(row), dict(zip(_TASK_NAMES, row[len(_CASE_NAMES) :], strict=False))


def lock_free_case(case_id: int) -> LockedCase | None:
    """Lock a case unless somebody else has it locked now: a worker goes on to other work and comes back."""
    row = _run(_LOCK_FREE_CASE, {"case_id": case_id})
    return _locked(row) if row is not None else None


# The statements are made once: building and hashing them costs more than running them. The stamp of the tree of
# organisations comes along, so that places, calendars and time zones need no statement of their own.
_STAMP = select(_STAMPS.c.stamp).limit(1).scalar_subquery().label("stamp")
_CALLED_BY = (
    select(CaseCall.parent_id)
    .where(CaseCall.child_id == CASE.c.id, CaseCall.state == CallState.OPEN)
    .correlate(CASE)
    .scalar_subquery()
    .label("called_by")
)
_CASE_QUERY = (
    select(*(column.label(f"process_case_{column.name}") for column in _CASE_COLUMNS), LOGIN, _CALLED_BY, _STAMP)
    .select_from(CASE)
    .where(CASE.c.id == bindparam("case_id"))
)
_TASK_QUERY = (
    select(
        *(column.label(f"process_case_{column.name}") for column in _CASE_COLUMNS),
        LOGIN,
        _CALLED_BY,
        *(column.label(f"user_task_{column.name}") for column in _TASK_COLUMNS),
        _STAMP,
    )
    .join_from(TASK, CASE, TASK.c.case_id == CASE.c.id)
    .where(TASK.c.id == bindparam("task_id"))
)
# On SQLite a writing transaction has the only writing lock already; there is nothing to lock a row with. The lock is
# one that rows which only refer to the case (a job that a child case leaves for its parent) need not wait for.
_LOCK_CASE = {"postgresql": _CASE_QUERY.with_for_update(of=CASE, key_share=True), "sqlite": _CASE_QUERY}
_LOCK_FREE_CASE = {
    "postgresql": _CASE_QUERY.with_for_update(of=CASE, skip_locked=True, key_share=True),
    "sqlite": _CASE_QUERY,
}
_LOCK_TASK = {"postgresql": _TASK_QUERY.with_for_update(of=CASE, key_share=True), "sqlite": _TASK_QUERY}


def _run(queries: Mapping[str, Select[Any]], values: Mapping[str, Any]) -> Row[Any] | None:
    using = connection()
    return using.execute(queries[using.dialect.name], values).first()


def _locked(row: Row[Any]) -> LockedCase:
    tree_at(row[-1] or "")
    columns = dict(zip(_CASE_NAMES, row, strict=False))
    return LockedCase(
        **{name: columns[name] for name in _KEPT},
        rounds=dict(columns["rounds"]),
        places=dict(columns["places"]),
        head=ChainHead(number=columns["audit_number"], hash=columns["audit_hash"]),
        live=live_version(columns["version_id"]),
        at=now(),
    )
