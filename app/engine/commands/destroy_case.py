"""Take a closed case away for good, with everything below it; the record keeps hashes only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import delete, select

from app.audit.commands import ChainHead, erase_stream
from app.audit.models import Actor
from app.engine.commands.steps.live_cases import live_cases
from app.engine.events import CaseDestroyed
from app.engine.models import Case, CaseCall
from app.foundation.database import db
from app.foundation.errors import Conflict, NotFound
from app.foundation.transaction import announce, command

Keeper = Callable[[int], tuple[str, str] | None]
"""Says in Russian and English why a case must stay, or None."""
_keepers: list[Keeper] = []


def keep_cases(keeper: Keeper) -> None:
    """Let a room say which cases it stands on."""
    if keeper not in _keepers:
        _keepers.append(keeper)


def why_kept(case_id: int) -> tuple[str, str] | None:
    """Return in Russian and English why a case must not be destroyed, or None."""
    return next((words for keeper in _keepers if (words := keeper(case_id)) is not None), None)


@command
def destroy_case(
    case_id: int,
    *,
    by: Actor,
    facts: Mapping[str, Any],
    before: Callable[[tuple[int, ...]], None] = lambda _case_ids: None,
) -> None:
    """Destroy a closed case and its child cases.

    `facts` go into the record of destruction: the act and its date. `before` is called in the same transaction while
    the rows are still there. Raises NotFound, Conflict when one of the cases runs, is part of another case, or is
    needed (`why`, Russian and English).
    """
    family = family_of(case_id)
    cases = list(db.session.scalars(select(Case).where(Case.id.in_(family)).with_for_update()))
    if case_id not in {case.id for case in cases}:
        raise NotFound(case_id=case_id)
    if db.session.scalar(select(CaseCall.parent_id).where(CaseCall.child_id == case_id)) is not None:
        raise Conflict(why=("входит в другое дело", "it is part of another case"))
    for case in cases:
        if not case.status.is_closed:
            raise Conflict(why=(f"дело {case.number} не закрыто", f"the case {case.number} is not closed"))
        if (why := why_kept(case.id)) is not None:
            raise Conflict(why=why)
    before(family)
    for case in cases:
        _destroy(case, by, facts)


def family_of(case_id: int) -> tuple[int, ...]:
    """Return a case and all below it, the topmost first."""
    found, level = [case_id], [case_id]
    while level:
        level = list(db.session.scalars(select(CaseCall.child_id).where(CaseCall.parent_id.in_(level))))
        found += level
    return tuple(found)


def _destroy(case: Case, actor: Actor, facts: Mapping[str, Any]) -> None:
    announce(CaseDestroyed(case_id=case.id, number=case.number))
    head = ChainHead(number=case.audit_number, hash=case.audit_hash)
    erase_stream(f"case:{case.id}", head, actor, {**facts, "case": case.number})
    live_cases().forget(case.id)
    db.session.execute(delete(Case).where(Case.id == case.id).execution_options(synchronize_session=False))
    db.session.expunge(case)
