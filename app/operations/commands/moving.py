"""Carry a migration out: each case in one transaction with its item, so that a kill loses and doubles nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from sqlalchemy import exists, select, update

from app.audit.models import Actor
from app.engine.commands import CannotMove, move_to_version, take_move_back
from app.engine.commands.run_jobs import TakenJob
from app.engine.events import CaseMoved
from app.foundation.database import db
from app.foundation.errors import Conflict, SoglasError
from app.foundation.transaction import command
from app.operations.models import Migration, MigrationItem, MigrationState, MoveState

MOVE_JOB: Final = "move cases"
_ORIGIN: Final = "migration item"
_BACK: Final = "migration item back"
_OPEN: Final = {MigrationState.RUNNING: MoveState.WAITING, MigrationState.TAKING_BACK: MoveState.MOVED}
_ENDED: Final = {MigrationState.RUNNING: MigrationState.DONE, MigrationState.TAKING_BACK: MigrationState.TAKEN_BACK}


def carry_on(job: TakenJob) -> None:
    """Move, or put back, every case of the migration that still waits; taken again, the job goes on where it was."""
    migration = db.session.get_one(Migration, int(job.payload["migration"]), populate_existing=True)
    state, version_id, note = migration.state, migration.version_id, migration.note
    actor = Actor(
        person_id=migration.started_by,
        name=migration.started_by_name,
        organisation_id=migration.started_by_organisation_id,
        role=migration.started_by_role,
    )
    if state not in _OPEN:
        return
    for item_id, case_id in _waiting(migration.id, _OPEN[state]):
        if state is MigrationState.RUNNING:
            _move(item_id, case_id, version_id, note, actor)
        else:
            _take_back(item_id, case_id, actor)
    _finish(migration.id, state)


def note_moved(happened: CaseMoved) -> None:
    """Write into the item, in the transaction of the move, what is needed to take it back."""
    head, _colon, number = happened.origin.partition(":")
    if head == _ORIGIN:
        before = {"from_version_id": happened.from_version_id, "state_before": happened.state, "ver": happened.ver}
        _note(int(number), MoveState.WAITING, {"state": MoveState.MOVED, **before})
    elif head == _BACK:
        _note(int(number), MoveState.MOVED, {"state": MoveState.TAKEN_BACK, "state_before": None})


def _note(item_id: int, state: MoveState, values: Mapping[str, Any]) -> None:
    mine = (MigrationItem.id == item_id, MigrationItem.state == state)
    done = db.session.execute(update(MigrationItem).where(*mine).values(**values))
    if done.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE gives a CursorResult
        raise Conflict(migration_item=item_id)


def _waiting(migration_id: int, state: MoveState) -> Iterator[tuple[int, int]]:
    query = select(MigrationItem.id, MigrationItem.case_id).where(
        MigrationItem.migration_id == migration_id, MigrationItem.state == state
    )
    found = [(row.id, row.case_id) for row in db.session.execute(query.order_by(MigrationItem.id))]
    db.session.rollback()
    return iter(found)


def _move(item_id: int, case_id: int, version_id: int, note: str, actor: Actor) -> None:
    try:
        move_to_version(case_id, version_id, moved_by=actor, note=note, origin=f"{_ORIGIN}:{item_id}")
    except CannotMove as obstacle:
        first = obstacle.obstacles[0]
        name = f"«{first.name}»: " if first.name else ""
        _put(item_id, MoveState.REFUSED, f"{name}{first.ru}", f"{name}{first.en}")
    except Conflict as late:
        if late.facts.get("migration_item") != item_id:
            _put(item_id, MoveState.REFUSED, "дело закончено или уже в этой версии", "it has ended or is there already")
    except SoglasError as refused:
        _put(
            item_id, MoveState.REFUSED, str(refused.facts.get("ru") or refused), str(refused.facts.get("en") or refused)
        )


def _take_back(item_id: int, case_id: int, actor: Actor) -> None:
    item = db.session.get_one(MigrationItem, item_id, populate_existing=True)
    version_id, state, ver = item.from_version_id, item.state_before, item.ver
    db.session.rollback()
    if version_id is None or state is None or ver is None:
        return
    try:
        take_move_back(case_id, version_id, state, ver, taken_back_by=actor, origin=f"{_BACK}:{item_id}")
    except SoglasError as refused:
        if refused.facts.get("migration_item") != item_id:
            said = "в деле уже что-то сделано: оно остаётся в новой версии", "something was done since: it stays"
            _put(item_id, MoveState.KEPT, *said)


@command
def _put(item_id: int, state: MoveState, ru: str, en: str) -> None:
    values = {"state": state, "reason_ru": ru[:1000], "reason_en": en[:1000]}
    db.session.execute(update(MigrationItem).where(MigrationItem.id == item_id).values(**values))


@command
def _finish(migration_id: int, state: MigrationState) -> None:
    open_items = exists().where(MigrationItem.migration_id == migration_id, MigrationItem.state == _OPEN[state])
    if not db.session.scalar(select(open_items)):
        mine = (Migration.id == migration_id, Migration.state == state)
        db.session.execute(update(Migration).where(*mine).values(state=_ENDED[state]))
