"""The live tree of one case: SpiffWorkflow's tasks as tokens, moved until everything rests.

SpiffWorkflow keeps the tree, the states of its tasks and their life cycle (`_update`, `_ready`, `run`, `complete`,
`cancel`). Each task of the tree is one token at one element; what is finished leaves the tree at once, so that a case
that was returned a thousand times is as small as a new one and no join counts tokens of an old round.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState
from SpiffWorkflow.workflow import Workflow as SpiffWorkflow

from app.workflow.faults import BudgetExceeded, ExecutionFailed, ValueRefused

if TYPE_CHECKING:
    from app.workflow.environment import Environment
    from app.workflow.specs.base import NodeSpec

FUTURE: Final[int] = TaskState.FUTURE
WAITING: Final[int] = TaskState.WAITING
READY: Final[int] = TaskState.READY
STARTED: Final[int] = TaskState.STARTED
COMPLETED: Final[int] = TaskState.COMPLETED
CANCELLED: Final[int] = TaskState.CANCELLED

# Below WARNING these loggers make every change of state collect all the data of the tree.
for _name in ("spiff", "spiff.task", "spiff.workflow"):
    logging.getLogger(_name).setLevel(logging.WARNING)


@dataclass(frozen=True, kw_only=True)
class Step:
    """An element that completed."""

    element_id: str
    name: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class Thrown:
    """A message that nobody in the case waited for: it is for other cases.

    `organisation` is what the event says of the organisation of a case that the message opens (None: nothing), `keep`
    the length of time (ISO 8601) for which it waits for somebody to want it.
    """

    element_id: str
    name: str
    key: str | None
    variables: Mapping[str, Any]
    organisation: Any = None
    keep: str = ""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How far one step of a case may go: elements, seconds on the clock, and processes within processes."""

    steps: int = 10_000
    seconds: float = 10.0
    depth: int = 40


class Token(Task):  # type: ignore[misc]
    """A SpiffWorkflow task that keeps no log extras; `data` holds only the variables local to it."""

    def _set_state(self, value: int) -> None:
        self._state = value


class CaseTree(SpiffWorkflow):  # type: ignore[misc]
    """The tokens of one case and the loop that moves them."""

    def __init__(self, spec: Any, environment: Environment, now: datetime, limits: Limits) -> None:
        super().__init__(spec, deserializing=True)
        self.environment = environment
        self.now = now
        self.limits = limits
        self.trail: list[Step] = []
        self.signals: list[str] = []
        self.unheard: list[Thrown] = []
        self.called = False
        self.error: str | None = None
        self.escalations: list[str] = []
        self.ended: list[str] = []
        self.changed = True
        self.given: Mapping[str, Any] = {}
        self.watching: bool = spec.has_conditions
        self._queue: deque[Token] = deque()
        self._throwers: deque[Token] = deque()
        self._spent = 0
        self._deadline = 0.0

    def give(self, given: Mapping[str, Any]) -> None:
        """Let every process that sees these names see these values, which the host keeps and the state does not."""
        self.given = given
        for token in self.tasks.values():
            if token is self.task_tree:
                token.data.update(given)
            elif token.task_spec.is_process:
                token.data.update({name: value for name, value in given.items() if name in token.data})
        self.changed = True

    # --- tokens ---------------------------------------------------------------------------------------------------

    def spawn(self, spec: Any, parent: Token | None, state: int = FUTURE, **internal: Any) -> Token:
        """Put a new token into the tree; one in the state FUTURE moves as soon as its turn comes."""
        token = Token(self, spec, parent, state=state)
        token.last_state_change = self.now.timestamp()
        if internal:
            token.internal_data = internal
        if state == FUTURE:
            self.enqueue(token)
        return token

    def enqueue(self, token: Token) -> None:
        """Let a token move; one that throws waits until the others rest, so that those who catch are there."""
        (self._throwers if token.task_spec.throws else self._queue).append(token)

    def remove(self, token: Token) -> None:
        """Take a token and everything below it out of the tree."""
        if token.id not in self.tasks:
            return
        if not token.has_state(TaskState.FINISHED_MASK):
            token.cancel()
        parent = token.parent
        if parent is not None:
            parent._children.remove(token.id)
        self._forget(token)

    def _forget(self, token: Token) -> None:
        for child in token._children:
            self._forget(self.tasks[child])
        del self.tasks[token.id]

    def remove_children(self, token: Token) -> None:
        """Take everything below a token out of the tree."""
        for child in list(token.children):
            self.remove(child)

    def alive(self, token: Token) -> bool:
        """Say whether the token is still in the tree."""
        return token.id in self.tasks

    def live_children(self, token: Token) -> list[Token]:
        """Return the tokens directly inside a scope, without those that only listen."""
        return [child for child in token.children if not child.task_spec.listens]

    def waiting(self) -> Iterator[Token]:
        """Return the tokens that wait for an event, oldest first."""
        return (
            token for token in list(self.tasks.values()) if token._state == WAITING and "arms" in token.internal_data
        )

    # --- movement -------------------------------------------------------------------------------------------------

    def run_until_rest(self) -> None:
        """Move every token as far as it goes by itself; raises ExecutionFailed and BudgetExceeded."""
        while True:
            self.check_conditions()
            if self._queue:
                token = self._queue.popleft()
            elif self._throwers:
                token = self._throwers.popleft()
            elif self._release_joins():
                continue
            else:
                return
            if self.alive(token):
                self._spend(token.task_spec)
                try:
                    self._move(token)
                except ValueRefused as problem:
                    raise self._cannot_keep(token.task_spec, problem) from None

    def begin(self) -> None:
        """Start a new step with a full budget and an empty trail."""
        self.trail = []
        self.signals = []
        self.unheard = []
        self.escalations = []
        self._spent = 0
        self._deadline = time.monotonic() + self.limits.seconds

    def _move(self, token: Token) -> None:
        token.task_spec._update(token)
        if token._state == READY and not token.task_spec.manual:
            self.check_conditions()
            if self.alive(token):
                token.run()

    @staticmethod
    def _cannot_keep(spec: NodeSpec, problem: ValueRefused) -> ExecutionFailed:
        """Return the failure of an element that gives a value no variable can hold (a function, endless data)."""
        name = spec.node.label
        return ExecutionFailed(
            element_id=spec.bpmn_id,
            element_name=spec.bpmn_name,
            ru=f"«{name}»: {problem.ru[:1].lower()}{problem.ru[1:]}",
            en=f'"{name}": {problem.en[:1].lower()}{problem.en[1:]}',
            cause="value",
        )

    def _spend(self, spec: NodeSpec) -> None:
        self._spent += 1
        if self._spent > self.limits.steps:
            raise BudgetExceeded(
                element_id=spec.bpmn_id,
                element_name=spec.bpmn_name,
                ru=f"За один шаг пройдено больше {self.limits.steps} элементов; вероятно, в схеме бесконечный цикл",
                en=f"One step passed more than {self.limits.steps} elements; the diagram probably loops for ever",
                cause="budget",
            )
        if self._spent % 32 == 0 and time.monotonic() > self._deadline:
            raise BudgetExceeded(
                element_id=spec.bpmn_id,
                element_name=spec.bpmn_name,
                ru=f"Один шаг занял больше {self.limits.seconds:g} с",
                en=f"One step took more than {self.limits.seconds:g} s",
                cause="budget",
            )

    def check_conditions(self) -> None:
        """Fire conditional events that became true by what was written last."""
        if not (self.watching and self.changed):
            return
        self.changed = False
        for token in list(self.waiting()):
            if self.alive(token):
                token.task_spec.check_conditions(token)

    def _release_joins(self) -> bool:
        """Let the first inclusive join go that no other token can still reach."""
        groups: dict[tuple[Any, Any], list[Token]] = {}
        for token in self.tasks.values():
            if token._state == WAITING and token.task_spec.merges_when_quiet and "flow" in token.internal_data:
                groups.setdefault((token._parent, token.task_spec.name), []).append(token)
        for strict in (True, False):
            for arrived in groups.values():
                if arrived[0].task_spec.release(self, arrived, strict=strict):
                    return True
        return False

    # --- what SpiffWorkflow tells us ------------------------------------------------------------------------------

    def record(self, spec: NodeSpec) -> None:
        """Note that an element completed."""
        self.trail.append(Step(element_id=spec.bpmn_id, name=spec.bpmn_name, kind=spec.node.type))

    def _task_completed_notify(self, task: Token) -> None:
        """SpiffWorkflow would look for a task called End and update every waiting task; ours do that themselves."""

    def is_completed(self) -> bool:
        """Say whether the case has run to its end."""
        return bool(self.completed)

    def finish(self) -> None:
        """The process scope has no token left."""
        self.completed = True


def local_variables(token: Token) -> Mapping[str, Any]:
    """Return the variables that only this token and what is inside it see."""
    return token.data  # type: ignore[no-any-return]
