"""Compensation and cancel: what completed is undone by its handlers, the last first, one after another."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.workflow.environment import failed
from app.workflow.tree import STARTED, CaseTree, Token


def remember_done(scope: Token, child: Token) -> None:
    """Note in the scope that something with a compensation handler completed, with the variables local to it."""
    spec = child.task_spec
    inner = child.internal_data.get("done")
    if spec.compensation is None and not inner and getattr(spec, "on_compensation", None) is None:
        return
    record: dict[str, Any] = {"index": spec.index}
    if child.data:
        record["data"] = dict(child.data)
    if inner:
        record["done"] = inner
    scope.internal_data.setdefault("done", []).append(record)


def begin_compensation(tree: CaseTree, token: Token, activity: str) -> bool:
    """Undo what completed in the scope of the throwing token (one activity, or all); returns whether there is any."""
    scope = token.parent
    while getattr(scope.task_spec, "start", None) is not None and not scope.internal_data.get("done"):
        # From inside an event sub-process what the scope around it did is undone.
        scope = scope.parent
    return _undo(tree, token, scope, _take(tree, scope, activity))


def _take(tree: CaseTree, scope: Token, activity: str) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = scope.internal_data.get("done", [])
    nodes = scope.workflow.spec.nodes
    chosen = [record for record in records if not activity or nodes[record["index"]].bpmn_id == activity]
    scope.internal_data["done"] = [record for record in records if record not in chosen]
    return chosen


def _undo(tree: CaseTree, owner: Token, scope: Token, records: list[dict[str, Any]]) -> bool:
    if not records:
        return False
    owner.internal_data["undo"] = records
    owner.internal_data["undo_in"] = scope.id.bytes
    owner._set_state(STARTED)
    next_undo(tree, owner.id.bytes)
    return True


def next_undo(tree: CaseTree, owner_id: bytes) -> None:
    """Start the next handler for the token that asked for compensation, or let that token go on."""
    owner = tree.tasks.get(UUID(bytes=owner_id))
    if owner is None:
        return
    records = owner.internal_data["undo"]
    if not records:
        del owner.internal_data["undo"], owner.internal_data["undo_in"]
        _finish(tree, owner)
        return
    record = records.pop()
    scope = tree.tasks[UUID(bytes=owner.internal_data["undo_in"])]
    spec = tree.spec.nodes[record["index"]]
    if spec.compensation is not None:
        handler = tree.spawn(spec.compensation, scope, undoes=owner_id)
        handler.data = record.get("data", {})
        return
    # A sub-process without a handler of its own is undone from inside.
    inside = tree.spawn(spec, scope, STARTED, unwinds=owner_id, done=record.get("done", []))
    inside.data = record.get("data", {})
    event_sub_process = getattr(spec, "on_compensation", None)
    if event_sub_process is not None:
        event_sub_process.begin(tree, inside, {})
    else:
        _undo(tree, inside, inside, _take(tree, inside, ""))


def _finish(tree: CaseTree, owner: Token) -> None:
    """Everything is undone: a throwing event completes, a cancelled transaction leaves by its boundary event."""
    if "unwinds" in owner.internal_data:
        undone(tree, owner)
    elif owner.internal_data.get("cancelled"):
        owner.task_spec.on_cancel.caught(tree, owner, {})
    else:
        owner.complete()


def undone(tree: CaseTree, inside: Token) -> None:
    """A sub-process was undone from inside: leave it and go on with what asked for it."""
    owner_id = inside.internal_data["unwinds"]
    tree.remove(inside)
    next_undo(tree, owner_id)


def begin_cancel(tree: CaseTree, token: Token) -> None:
    """Cancel the transaction around a cancel end event: stop it, undo what it did, leave by the cancel event."""
    scope = token.parent
    while not getattr(scope.task_spec, "is_transaction", False):
        scope = scope.parent
        if scope is None:
            raise failed(
                token.task_spec.node,
                ru="отмена возможна только внутри транзакции",
                en="a cancel end event needs a transaction around it",
                cause="cancel",
            )
    tree.remove_children(scope)
    scope.internal_data["cancelled"] = True
    if not _undo(tree, scope, scope, _take(tree, scope, "")):
        scope.task_spec.on_cancel.caught(tree, scope, {})
