"""Moving a running case to another version of its process: every token finds its element there, or the case stays.

A token keeps its id, its variables, its time and its timers; so open tasks, drafts and terms stay what they are
(hazard 13 of the engine: SpiffWorkflow's own migration resets them). What no longer waits is dropped, what the new
version listens for besides is listened for from now on; anything that could run otherwise than people expect is an
obstacle, and the case is left where it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from app.feel import Function
from app.workflow.codec import FORMAT, decode, pack, seal
from app.workflow.definition import Definition
from app.workflow.faults import ExecutionFailed, StateRefused
from app.workflow.specs.activities import ActivitySpec
from app.workflow.specs.base import NodeSpec
from app.workflow.specs.containers import ScopeSpec
from app.workflow.specs.gateways import EventGatewaySpec, JoiningSpec
from app.workflow.specs.loops import BodySpec
from app.workflow.tree import CaseTree, Token
from app.workflow.views import CaseState
from app.workflow.workflow import Workflow

_INDEX, _PARENT, _INTERNAL = 2, 1, 6
_COMPENSATION: Final = frozenset({"done", "undo", "unwinds"})


@dataclass(frozen=True, kw_only=True)
class Remark:
    """Why a case cannot move, or what changes for it when it does: the element and a sentence in both languages."""

    element_id: str
    name: str
    ru: str
    en: str


@dataclass(frozen=True, kw_only=True)
class Moved:
    """The answer: the case in the new version, or the obstacles; `changes` are what it waits for otherwise than before.

    `tasks` are the open tasks by id with the element of the new version they stand at.
    """

    workflow: Workflow | None
    obstacles: tuple[Remark, ...] = ()
    changes: tuple[Remark, ...] = ()


def move_case(
    old: Definition,
    blob: bytes,
    new: Definition,
    *,
    at: datetime,
    given: Mapping[str, Any] | None = None,
    functions: Mapping[str, Function] | None = None,
) -> Moved:
    """Return the case of `blob` in the version `new`, or what stands against it; nothing of the old one is changed.

    `given` and `functions` are as for `Workflow.load`. Raises StateRefused when the state does not belong to `old`.
    """
    state, _now, _ended, rows = decode(blob, old.digest)
    if state != CaseState.WAITING:
        return Moved(workflow=None, obstacles=(_whole("дело закончено", "the case has ended"),))
    passage = _Passage(old, new, rows)
    kept = passage.walk()
    if passage.obstacles:
        return Moved(workflow=None, obstacles=tuple(dict.fromkeys(passage.obstacles)))
    body = pack([FORMAT, new.digest, state, _now, _ended, kept])
    workflow = Workflow.load(new, seal(body), given=given, functions=functions)
    try:
        _listen_anew(workflow, old, at, passage.changes)
    except ExecutionFailed as failed:
        return Moved(workflow=None, obstacles=(_whole(failed.ru, failed.en),))
    return Moved(workflow=workflow, changes=tuple(dict.fromkeys(passage.changes)))


class _Passage:
    """Finds for each token its element in the new version."""

    def __init__(self, old: Definition, new: Definition, rows: list[list[Any]]) -> None:
        self.old = old.spec.nodes
        self.new: Mapping[str, Any] = {spec.name: spec for spec in new.spec.nodes}
        self.rows = rows
        self.obstacles: list[Remark] = []
        self.changes: list[Remark] = []

    def walk(self) -> list[list[Any]]:
        """Return the rows of the tokens that stay, at the elements of the new version."""
        kept: list[list[Any]] = []
        places: dict[int, int] = {-1: -1}
        for position, row in enumerate(self.rows):
            spec: NodeSpec = self.old[row[_INDEX]]
            target = self.new.get(spec.name)
            if row[_PARENT] not in places:
                continue  # inside something that is dropped
            if spec.listens and not _listens_alike(spec, target):
                self.changes.append(_said(spec, "больше не ожидается", "is no longer awaited"))
                continue
            if target is None:
                self.obstacles.append(_said(spec, "в новой версии этого шага нет", "the new version has no such step"))
                continue
            self.obstacles.extend(_differences(spec, target, _internal(row)))
            places[position] = len(kept)
            kept.append(_at(row, places[row[_PARENT]], target, spec))
        return kept


def _internal(row: list[Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = row[_INTERNAL] if len(row) > _INTERNAL else {}
    return found


def _at(row: list[Any], parent: int, target: NodeSpec, spec: NodeSpec) -> list[Any]:
    moved = list(row)
    moved[_PARENT], moved[_INDEX] = parent, target.index
    flow = _internal(row).get("flow")
    if flow is not None and spec.incoming[flow] in target.incoming:
        moved[_INTERNAL] = {**_internal(row), "flow": target.incoming.index(spec.incoming[flow])}
    return moved


def _differences(spec: NodeSpec, target: NodeSpec, internal: Mapping[str, Any]) -> Iterator[Remark]:
    """Yield what makes the element another one for a token that stands at it."""
    if type(spec) is not type(target):
        yield _said(spec, "в новой версии это шаг другого вида", "it is a step of another kind in the new version")
    elif spec.node.scope_id != target.node.scope_id:
        yield _said(spec, "шаг перенесён в другой подпроцесс", "the step was moved to another sub-process")
    elif "arms" in internal and not _listens_alike(spec, target):
        yield _said(spec, "ждёт другого события", "it waits for another event")
    elif isinstance(spec, EventGatewaySpec) and _arms(spec) != _arms(target):
        yield _said(spec, "ждёт других событий", "it waits for other events")
    elif isinstance(spec, BodySpec) and _repeats(spec) != _repeats(target):
        yield _said(spec, "повторяется иначе", "it repeats in another way")
    if isinstance(spec, JoiningSpec) and "flow" in internal and set(spec.incoming) != set(target.incoming):
        yield _said(spec, "ветви сливаются иначе", "other branches meet there")
    if _COMPENSATION & set(internal):
        yield _said(spec, "идёт отмена сделанного", "what was done is being undone")


def _arms(gateway: Any) -> frozenset[str]:
    return frozenset(arm.name for arm in gateway.arms)


def _repeats(body: Any) -> tuple[str, str]:
    return body.loop.kind, body.loop.output_collection


def _listens_alike(spec: NodeSpec, target: NodeSpec | None) -> bool:
    """Say whether the same kinds of events are awaited, in the same order."""
    if target is None or type(spec) is not type(target):
        return False
    return [event.kind for event in spec.node.events] == [event.kind for event in target.node.events]


def _listen_anew(workflow: Workflow, old: Definition, at: datetime, changes: list[Remark]) -> None:
    """Listen for what the new version awaits beside the open steps and the old one did not."""
    known: Mapping[str, Any] = {spec.name: spec for spec in old.spec.nodes}
    tree: CaseTree = workflow._tree
    with workflow._step(at):
        for token in list(tree.tasks.values()):
            for listener in _awaited(token):
                before = known.get(listener.name)
                if before is None or not _listens_alike(before, listener):
                    listener.listen(token)
                    changes.append(_said(listener, "теперь тоже ожидается", "is awaited from now on"))
    tree.changed = True


def _awaited(token: Token) -> Iterator[Any]:
    """Yield the listeners that belong to an open activity or scope."""
    spec = token.task_spec
    if isinstance(spec, ScopeSpec) and not token.internal_data.get("interrupted"):
        yield from (inner.listener for inner in spec.event_sub_processes if inner.listener is not None)
    if isinstance(spec, ActivitySpec | BodySpec):
        yield from (boundary.listener for boundary in spec.boundary if boundary.listener is not None)


def _said(spec: NodeSpec, ru: str, en: str) -> Remark:
    return Remark(element_id=spec.bpmn_id, name=spec.node.label, ru=ru, en=en)


def _whole(ru: str, en: str) -> Remark:
    return Remark(element_id="", name="", ru=ru, en=en)


__all__ = ["Moved", "Remark", "StateRefused", "move_case"]
