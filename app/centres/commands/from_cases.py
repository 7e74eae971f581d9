"""Keeps the registry: reads what a case of centre creation knows now, inside the transaction of its step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update

from app.centres.models import Centre, CentreState
from app.engine.models import Case
from app.engine.models.values import read_day
from app.foundation import clock
from app.foundation.database import db


def list_centre(case_id: int) -> None:
    """Enter the centre of a case: its school was chosen; a centre that stands there already is only brought up to date.

    Part of a command: writes in the transaction of the step that happened.
    """
    place = db.session.scalar(select(Case.organisation_id).where(Case.id == case_id))
    known = db.session.scalar(select(Centre.id).where(Centre.case_id == case_id))
    if known is None:
        moment = clock.now()
        db.session.add(
            Centre(
                case_id=case_id,
                organisation_id=place,
                state=CentreState.CREATION,
                listed_at=moment,
                changed_at=moment,
            )
        )
        db.session.flush()
    bring_up_to_date(case_id)


def bring_up_to_date(case_id: int) -> None:
    """Copy what the case knows of its centre now into the registry; does nothing for a case without a line there."""
    known = db.session.scalar(select(Case.readable).where(Case.id == case_id)) or {}
    opened = read_day(known.get("opened_on"))
    changes: dict[str, Any] = {**_facts(known), "opened_on": opened, "changed_at": clock.now()}
    if opened is not None:
        changes["state"] = CentreState.WORKING
    db.session.execute(update(Centre).where(Centre.case_id == case_id).values(**changes))


def end_centre(case_id: int, words: str) -> None:
    """Note that the creation of a centre ended before it was opened; one that works goes on working."""
    db.session.execute(
        update(Centre)
        .where(Centre.case_id == case_id, Centre.state == CentreState.CREATION)
        .values(state=CentreState.ENDED, ended_words=words[:400], changed_at=clock.now())
    )


def _facts(known: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "title": _text(known, "centre_title", 300),
        "kind": _text(known, "centre_kind", 40),
        "selection_no": _text(known, "selection_no", 80),
        "selected_on": read_day(known.get("selection_date")),
        "order_no": _text(known, "centre_order_no", 80),
        "order_date": read_day(known.get("centre_order_date")),
        "head": _text(known, "centre_head_post", 300),
        "opening_on": read_day(known.get("opening_on")),
        "postponed": known.get("postpone_kind") is not None,
        "licence": _text(known, "licence_state", 40),
        "exception": _text(known, "exception_reason", 2000),
        "programmes": _number(known.get("programmes_planned")),
        "pupils": _number(known.get("pupils_planned")),
    }


def _text(known: Mapping[str, Any], name: str, most: int) -> str:
    value = known.get(name)
    return "" if value is None else str(value)[:most]


def _number(value: Any) -> int | None:
    return None if value is None or isinstance(value, str) else int(value)
