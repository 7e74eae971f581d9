"""Choose what is written at once and when the digest comes; stop a kind of letters by the link in one of them."""

from __future__ import annotations

from collections.abc import Collection

from app.access.models import Person
from app.audit.commands import record
from app.audit.models import Actor
from app.engine.commands.follow_case import leave_case
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.errors import InvalidInput, NotFound
from app.foundation.transaction import command
from app.notifications.commands.digests import new_setting, next_morning_of, places_of
from app.notifications.models import MailSetting
from app.notifications.policy.kinds import DIGEST, KINDS, at_once
from app.notifications.policy.mornings import TIMES

DIGESTS = ("workdays", "daily", "off")


@command
def change_settings(
    person_id: int, *, immediate: Collection[str], digest: str, digest_time: str, changed_by: Actor
) -> None:
    """Keep what a person wants to be written. Raises InvalidInput for what no page offers."""
    if digest not in DIGESTS or digest_time not in TIMES or not set(immediate) <= set(KINDS):
        raise InvalidInput(problems={"digest": "unknown"})
    row = _row_of(person_id)
    row.immediate = sorted(set(immediate))
    row.digest, row.digest_time = digest, digest_time
    _set_next(row)
    _note(row, changed_by)


@command
def stop_kind(person_id: int, kind: str) -> None:
    """Stop the letters of a kind for a person who pressed the link in one of them; twice is once. Raises NotFound.

    What does not come at once any more is told by the digest; only the digest itself is switched off for good.
    """
    row = _row_of(person_id)
    if kind == DIGEST:
        row.digest = "off"
    else:
        row.immediate = sorted(at_once(row.immediate) - {kind})
    _set_next(row)
    person = db.session.get_one(Person, person_id)
    _note(row, Actor(person_id=person_id, name=person.name), by_link=kind)


def leave_by_link(person_id: int, case_id: int) -> None:
    """Leave a followed case for a person who pressed the link in a letter about it; twice is once. Raises NotFound."""
    person = db.session.get(Person, person_id)
    if person is None:
        raise NotFound(person_id=person_id)
    actor = Actor(person_id=person_id, name=person.name)
    db.session.rollback()
    leave_case(case_id, person_id, left_by=actor)


def _row_of(person_id: int) -> MailSetting:
    if db.session.get(Person, person_id) is None:
        raise NotFound(person_id=person_id)
    row = db.session.get(MailSetting, person_id, with_for_update=True)
    if row is None:
        row = new_setting(person_id, places_of([person_id], now()).get(person_id), now())
        db.session.add(row)
    return row


def _set_next(row: MailSetting) -> None:
    place = places_of([row.person_id], now()).get(row.person_id)
    row.next_at = next_morning_of(row, place, now())


def _note(row: MailSetting, actor: Actor, by_link: str = "") -> None:
    chosen = {"immediate": row.immediate, "digest": row.digest, "digest_time": row.digest_time, "by_link": by_link}
    record("people", "change_mail_settings", actor, {"person": row.person_id, **chosen})
