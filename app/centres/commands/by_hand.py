"""Enters, changes and removes centres that no case created: they worked before the system came."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.policy import Viewer
from app.audit.commands import record
from app.centres.models import Centre, CentreState
from app.centres.policy import KINDS, LICENCES_BY_HAND, kept_schools
from app.foundation import clock
from app.foundation.database import db
from app.foundation.errors import Conflict, InvalidInput, NotAllowed, NotFound
from app.foundation.transaction import command
from app.organisation.queries import timezone_of

STREAM: Final = "centres"


@dataclass(frozen=True, kw_only=True)
class CentreFacts:
    """What is known of a centre that works; `basis` names the paper from which it was entered."""

    organisation_id: int
    title: str
    kind: str
    order_no: str
    order_date: date
    opened_on: date
    licence: str
    head: str = ""
    programmes: int | None = None
    pupils: int | None = None
    basis: str = ""


@command
def enter_centre(facts: CentreFacts, *, entered_by: Viewer) -> int:
    """Enter a working centre and return its line. Raises NotAllowed, InvalidInput."""
    _check(facts, entered_by)
    moment, actor = clock.now(), entered_by.actor()
    centre = Centre(
        state=CentreState.WORKING,
        listed_at=moment,
        changed_at=moment,
        entered_by=actor.person_id,
        entered_by_name=actor.name,
        **asdict(facts),
    )
    db.session.add(centre)
    db.session.flush()
    record(STREAM, "enter_centre", actor, {"centre": centre.id, **_written(facts)})
    return centre.id


@command
def change_centre(centre_id: int, facts: CentreFacts, *, changed_by: Viewer) -> None:
    """Change what was entered by hand. Raises NotFound, NotAllowed, Conflict for a centre of a case, InvalidInput."""
    centre = _entered(centre_id, changed_by)
    _check(facts, changed_by, own=centre_id)
    for name, value in asdict(facts).items():
        setattr(centre, name, value)
    centre.changed_at = clock.now()
    record(STREAM, "change_centre", changed_by.actor(), {"centre": centre_id, **_written(facts)})


@command
def remove_centre(centre_id: int, *, reason: str, removed_by: Viewer) -> None:
    """Take out a line that was entered by mistake; the record keeps what it said. Raises as `change_centre` does."""
    centre = _entered(centre_id, removed_by)
    if not reason.strip():
        raise InvalidInput(problems={"reason": str(_("Fill in this field"))})
    said = {"centre": centre_id, "title": centre.title, "order_no": centre.order_no, "reason": reason.strip()[:400]}
    db.session.delete(centre)
    record(STREAM, "remove_centre", removed_by.actor(), said)


def _entered(centre_id: int, viewer: Viewer) -> Centre:
    centre = db.session.get(Centre, centre_id, with_for_update=True)
    if centre is None:
        raise NotFound
    if centre.organisation_id not in kept_schools(viewer):
        raise NotAllowed
    if centre.case_id is not None:
        raise Conflict(centre=centre_id)
    return centre


def _check(facts: CentreFacts, viewer: Viewer, own: int | None = None) -> None:
    if facts.organisation_id not in kept_schools(viewer):
        raise NotAllowed
    problems = {}
    today = clock.today(timezone_of(facts.organisation_id))
    if facts.kind not in KINDS:
        problems["kind"] = _("Choose from the list")
    if facts.licence not in LICENCES_BY_HAND:
        problems["licence"] = _("Choose from the list")
    if facts.order_date > today:
        problems["order_date"] = _("This day has not come yet")
    if facts.opened_on > today:
        problems["opened_on"] = _(
            "This day has not come yet; a centre that is being created gets its line from its case"
        )
    elif facts.opened_on < facts.order_date:
        problems["opened_on"] = _("The centre cannot open before the order that creates it")
    twin = select(Centre.id).where(
        Centre.organisation_id == facts.organisation_id, Centre.kind == facts.kind, Centre.state != CentreState.ENDED
    )
    if any(known != own for known in db.session.scalars(twin)):
        problems["kind"] = _("The registry holds a centre of this kind at this school already")
    if problems:
        raise InvalidInput(problems={name: str(words) for name, words in problems.items()})


def _written(facts: CentreFacts) -> dict[str, object]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(facts).items()}
