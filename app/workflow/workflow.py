"""One running case: start, open tasks, complete, events, timers, state; no database, no clock of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID

from app.feel import Function
from app.workflow.beginning import chosen_starts
from app.workflow.codec import decode, encode, restore
from app.workflow.definition import Definition
from app.workflow.environment import Decide, Environment
from app.workflow.faults import NotWaiting, StateRefused, TaskNotOpen, WorkflowError
from app.workflow.scopes import keep, visible
from app.workflow.specs.arms import fire, key_text
from app.workflow.specs.throwing import broadcast, catch_code, catches, deliver, throw_error
from app.workflow.tree import READY, STARTED, CaseTree, Limits, Token
from app.workflow.user_tasks import MOVES_WITH
from app.workflow.views import CaseState, MessageWait, OpenTask, TimerWait, Trail

__all__ = ["CaseState", "MessageWait", "OpenTask", "TimerWait", "Trail", "Workflow"]


class Workflow:
    """A case in memory. After an exception the object is of no use: drop it and load the stored state again."""

    def __init__(self, definition: Definition, tree: CaseTree, state: CaseState) -> None:
        self.definition = definition
        self._tree = tree
        self._state = state

    # --- life -----------------------------------------------------------------------------------------------------

    @classmethod
    def start(
        cls,
        definition: Definition,
        *,
        variables: Mapping[str, Any] | None = None,
        given: Mapping[str, Any] | None = None,
        at: datetime,
        element: str | None = None,
        functions: Mapping[str, Function] | None = None,
        decide: Decide | None = None,
        limits: Limits = Limits(),  # noqa: B008 - frozen
        called: bool = False,
    ) -> Workflow:
        """Begin a case at its plain start event, or at the start event `element`; raises ExecutionFailed.

        A case that was `called` by another reports errors that nobody in it catches (`error`). `given` are variables
        that the host keeps: expressions see them, the state does not hold them.
        """
        tree = cls._tree_for(definition, at, functions, decide, limits)
        tree.called = called
        workflow = cls(definition, tree, CaseState.WAITING)
        main = definition.spec.main
        root = tree.spawn(main, None, STARTED)
        tree.task_tree = root
        root.data = keep(dict(variables or {}))
        tree.give(keep(dict(given or {})))
        starts = chosen_starts(main, element)
        with workflow._step(at):
            main.listen(root)
            for start in starts:
                # What begins the process has happened: an event, or the message of a receive task.
                tree.spawn(start, root, **({"go": True} if start in main.all_starts else {}))
        return workflow

    @classmethod
    def load(
        cls,
        definition: Definition,
        blob: bytes,
        *,
        given: Mapping[str, Any] | None = None,
        functions: Mapping[str, Function] | None = None,
        decide: Decide | None = None,
        limits: Limits = Limits(),  # noqa: B008 - frozen
    ) -> Workflow:
        """Return the case whose state `dump` made, with what the host gives now; raises StateRefused."""
        state, now, ended, rows = decode(blob, definition.digest)
        tree = cls._tree_for(definition, now, functions, decide, limits)
        tree.given = keep(dict(given or {}))
        restore(tree, rows, len(definition.spec.nodes) - 1)
        tree.ended = ended
        tree.changed = False
        if state not in list(CaseState):
            raise StateRefused(f"state {state}")
        tree.completed = state == CaseState.COMPLETED
        return cls(definition, tree, CaseState(state))

    @staticmethod
    def _tree_for(
        definition: Definition,
        at: datetime,
        functions: Mapping[str, Function] | None,
        decide: Decide | None,
        limits: Limits,
    ) -> CaseTree:
        environment = Environment(functions, decide, lambda: definition.decisions)
        return CaseTree(definition.spec, environment, _utc(at), limits)

    def dump(self) -> bytes:
        """Return the state as bytes; a case that failed has none worth keeping (raises StateRefused)."""
        if self._state == CaseState.FAILED:
            raise StateRefused("the step failed")
        return encode(self._tree, self.definition.digest, str(self._state))

    def cancel(self, *, at: datetime) -> Trail:
        """Stop the case: nothing is open any more."""
        self._tree.now = _utc(at)
        self._tree.remove_children(self._tree.task_tree)
        self._state = CaseState.CANCELLED
        return Trail()

    # --- what people see ------------------------------------------------------------------------------------------

    @property
    def state(self) -> CaseState:
        """Return where the case stands."""
        return self._state

    @property
    def variables(self) -> Mapping[str, Any]:
        """Return the variables of the process."""
        return MappingProxyType(self._tree.task_tree.data)

    @property
    def now(self) -> datetime:
        """Return the moment of the last step."""
        return self._tree.now

    @property
    def ended_at(self) -> tuple[str, ...]:
        """Return the ids of the end events reached so far."""
        return tuple(self._tree.ended)

    @property
    def trail(self) -> Trail:
        """Return what the last step did, as far as it came."""
        tree = self._tree
        return Trail(
            completed=tuple(tree.trail),
            signals=tuple(tree.signals),
            messages=tuple(tree.unheard),
            escalations=tuple(tree.escalations),
        )

    @property
    def error(self) -> str | None:
        """Return the code of the error that ended a called case in this step, for its caller."""
        return self._tree.error

    def report_to_caller(self, called: bool = True) -> None:
        """Let errors that nobody in this case catches end it, for the case that called it (`error`), or not."""
        self._tree.called = called

    def open_tasks(self) -> tuple[OpenTask, ...]:
        """Return the tasks that can be completed now, oldest first."""
        return tuple(
            self._open_task(token)
            for token in self._tree.tasks.values()
            if token._state == READY and token.task_spec.manual
        )

    def _open_task(self, token: Token) -> OpenTask:
        spec = token.task_spec
        return OpenTask(
            id=str(token.id),
            element_id=spec.bpmn_id,
            name=spec.bpmn_name,
            kind=spec.kind,
            spec=spec.node.user_task,
            node=spec.node,
            variables=MappingProxyType(dict(token.data)),
            instance_index=_instance(token),
            created=datetime.fromtimestamp(token.last_state_change, UTC),
        )

    def visible_variables(self, task_id: str) -> Mapping[str, Any]:
        """Return everything an open task sees: its own variables over those of the process; raises TaskNotOpen."""
        return MappingProxyType(dict(visible(self._token(task_id))))

    def evaluate(self, text: str, task_id: str | None = None, *, at: datetime | None = None) -> Any:
        """Return the value of an expression as the case, or one of its open tasks, sees it; raises ExecutionFailed.

        `at` is the moment of `now()` and `today()`; without it that of the last step.
        """
        token = self._token(task_id) if task_id else self._tree.task_tree
        moment = self._tree.now if at is None else _utc(at)
        return self._tree.environment.value(token.task_spec.node, text, visible(token), moment)

    # --- steps ----------------------------------------------------------------------------------------------------

    def complete(self, task_id: str, variables: Mapping[str, Any] | None = None, *, at: datetime) -> Trail:
        """Complete an open task with what it brings; raises TaskNotOpen, ExecutionFailed, BudgetExceeded."""
        token = self._token(task_id)
        with self._step(at):
            token.task_spec.take_result(token, dict(variables or {}))
            token.run()
        return self.trail

    def fail_task(
        self, task_id: str, error_code: str, *, at: datetime, variables: Mapping[str, Any] | None = None
    ) -> Trail:
        """Throw a BPMN error from an open task; raises TaskNotOpen, and ExecutionFailed when nobody handles it."""
        token = self._token(task_id)
        with self._step(at):
            throw_error(self._tree, token, error_code, keep(dict(variables or {})))
        return self.trail

    def escalate_task(self, task_id: str, code: str, *, at: datetime) -> Trail:
        """Throw an escalation from an open task, which goes on unless an interrupting event catches it."""
        token = self._token(task_id)
        with self._step(at):
            if not catch_code(self._tree, token, "escalation", code):
                self._tree.escalations.append(code)
        return self.trail

    def catches_error(self, task_id: str, error_code: str) -> bool:
        """Say whether somebody around an open task would catch this error; raises TaskNotOpen."""
        return catches(self._token(task_id), "error", error_code)

    def set_variables(self, variables: Mapping[str, Any]) -> None:
        """Set variables of the process itself, outside of any task; nothing runs by it."""
        self._tree.task_tree.data.update(keep(dict(variables)))
        self._tree.changed = True

    def give(self, given: Mapping[str, Any] | None, functions: Mapping[str, Function]) -> None:
        """Give what `load` gives to a case that stayed in memory; `given` is None when it is what it was."""
        if given is not None:
            self._tree.give(keep(dict(given)))
        self._tree.environment.functions = functions

    def change_given(self, name: str, fields: Mapping[str, Any]) -> None:
        """Change these fields of a given group; nothing runs by it."""
        given, changed = self._tree.given, keep(dict(fields))
        if any(given[name].get(field) != value for field, value in changed.items()):
            self._tree.give({**given, name: {**given[name], **changed}})

    def timers(self) -> tuple[TimerWait, ...]:
        """Return the timers that are set, in the order in which they fire."""
        found = [
            TimerWait(id=f"{token.id}:{position}", element_id=token.task_spec.bpmn_id, due_at=arm["due"])
            for token, position, arm in self._arms("due")
        ]
        return tuple(sorted(found, key=lambda wait: wait.due_at))

    def move_timers(self, task: str, by: timedelta) -> tuple[tuple[TimerWait, datetime], ...]:
        """Let the timers that count from the term of this task (`soglas:moves-with`) fire so much later.

        Returns each as it is now, with the moment it had before; nothing runs by it.
        """
        moved = []
        for token, position, arm in self._arms("due"):
            node = token.task_spec.node
            if task in node.properties.get(MOVES_WITH, "").replace(",", " ").split():
                due = arm["due"] + by
                token.internal_data["arms"][position] = {**arm, "due": due}
                wait = TimerWait(id=f"{token.id}:{position}", element_id=token.task_spec.bpmn_id, due_at=due)
                moved.append((wait, arm["due"]))
        self._tree.changed = self._tree.changed or bool(moved)
        return tuple(moved)

    def next_due(self) -> datetime | None:
        """Return when the next timer fires, or None."""
        return min((arm["due"] for _, _, arm in self._arms("due")), default=None)

    def fire_due(self, at: datetime) -> Trail:
        """Fire every timer due by `at` in the order of their times; raises ExecutionFailed, BudgetExceeded."""
        moment = _utc(at)
        with self._step(at):
            while (found := self._most_due(moment)) is not None:
                fire(found[0], found[1], {})
                self._tree._spend(found[0].task_spec)
                self._tree.run_until_rest()
        return self.trail

    def _most_due(self, moment: datetime) -> tuple[Token, int] | None:
        due = [(arm["due"], token, position) for token, position, arm in self._arms("due") if arm["due"] <= moment]
        if not due:
            return None
        _, token, position = min(due, key=lambda entry: entry[0])
        return token, position

    def messages(self) -> tuple[MessageWait, ...]:
        """Return the messages that are awaited, oldest first."""
        return tuple(
            MessageWait(
                id=f"{token.id}:{position}",
                element_id=token.task_spec.bpmn_id,
                name=arm["message"],
                correlation_key=arm["key"],
            )
            for token, position, arm in self._arms("message")
        )

    def signals(self) -> tuple[str, ...]:
        """Return the names of the signals that are awaited."""
        return tuple(dict.fromkeys(arm["signal"] for _, _, arm in self._arms("signal")))

    def deliver_message(
        self, name: str, key: Any = None, variables: Mapping[str, Any] | None = None, *, at: datetime
    ) -> Trail:
        """Give a message to whoever waits for it longest; raises NotWaiting when nobody does, and ExecutionFailed."""
        with self._step(at):
            if not deliver(self._tree, name, key_text(key), keep(dict(variables or {}))):
                raise NotWaiting(name, key_text(key))
        return self.trail

    def signal(self, name: str, variables: Mapping[str, Any] | None = None, *, at: datetime) -> Trail:
        """Broadcast a signal; nobody need wait for it; raises ExecutionFailed."""
        with self._step(at):
            broadcast(self._tree, name, keep(dict(variables or {})))
        return self.trail

    # --- inside ---------------------------------------------------------------------------------------------------

    def _arms(self, kind: str) -> Iterator[tuple[Token, int, Mapping[str, Any]]]:
        for token in self._tree.waiting():
            for position, arm in enumerate(token.internal_data["arms"]):
                if arm and kind in arm:
                    yield token, position, arm

    def _token(self, task_id: str) -> Token:
        try:
            token: Token = self._tree.tasks[UUID(task_id)]
        except (KeyError, ValueError, AttributeError, TypeError):
            raise TaskNotOpen(str(task_id)) from None
        if token._state != READY or not token.task_spec.manual or self._state != CaseState.WAITING:
            raise TaskNotOpen(task_id)
        return token

    def _step(self, at: datetime) -> _Step:
        return _Step(self, _utc(at))


class _Step:
    """Runs the tree to rest after the body; any error leaves the case failed, so that it cannot be stored."""

    def __init__(self, workflow: Workflow, moment: datetime) -> None:
        self.workflow = workflow
        self.moment = moment

    def __enter__(self) -> None:
        tree = self.workflow._tree
        tree.now = self.moment
        tree.begin()

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: object) -> None:
        workflow = self.workflow
        if problem is None:
            try:
                workflow._tree.run_until_rest()
            except BaseException as late:
                self._failed(late)
                raise
            if workflow._tree.completed:
                workflow._state = CaseState.COMPLETED
        elif not isinstance(problem, NotWaiting):
            self._failed(problem)

    def _failed(self, problem: BaseException) -> None:
        self.workflow._state = CaseState.FAILED
        if isinstance(problem, WorkflowError):
            problem.path = tuple(step.element_id for step in self.workflow._tree.trail)


def _instance(token: Token) -> int | None:
    """Return the number of the innermost instance the token belongs to."""
    level: Token | None = token
    while level is not None:
        if "instance" in level.internal_data:
            return int(level.internal_data["instance"])
        level = level.parent
    return None


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("an aware time is needed")
    return moment.astimezone(UTC)
