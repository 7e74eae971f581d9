"""The morning digest of one person: what burns, what came back, what is new, what else happened; one line each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from flask import current_app
from flask_babel import force_locale, format_date, gettext, ngettext
from sqlalchemy import or_, select

from app.access.models import Person
from app.access.policy import Viewer
from app.access.policy.viewer import posts_of, stand_ins_of
from app.engine.models import TaskState, UserTask
from app.engine.queries import InboxFilter, InboxRow, Tab, list_open_tasks
from app.engine.queries.following import followed_cases
from app.foundation.clock import now, today
from app.foundation.database import db
from app.notifications.models import HeldNotice, MailSetting
from app.notifications.policy.kinds import FOLLOWED, kind_of

LOOKS_AT: Final = 60
SHOWN: Final = 10
STAYS: Final = ("decided", "finished", "followed-decided")
BURNS_WITHIN: Final = timedelta(days=2)


@dataclass(frozen=True, kw_only=True)
class Digest:
    """A digest: the letter (None when there is nothing to say) and the held lines that are done with."""

    person_id: int
    payload: dict[str, Any] | None
    held: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of the digest: its heading, its lines as (words, link), and how many more there are."""

    title: str
    lines: tuple[tuple[str, str], ...]
    more: int = 0


def digest_of(person_id: int, *, since: datetime | None) -> Digest | None:
    """Return the digest of a person, in their language; None for people without an address.

    `since` is when the last one was made: what was opened later is new.
    """
    person = db.session.get(Person, person_id)
    if person is None or not person.is_active or not person.email:
        return None
    locale = person.locale if person.locale in {"ru", "en"} else "ru"
    viewer = _viewer(person)
    held = list(db.session.scalars(_held(person_id)))
    with force_locale(locale):
        sections = _sections(viewer, held, since or now() - timedelta(days=1))
        payload = _payload(person, locale, sections, _day(viewer)) if sections else None
    return Digest(person_id=person_id, payload=payload, held=tuple(one.id for one in held))


def _viewer(person: Person) -> Viewer:
    day = today(current_app.config["SOGLAS"].timezone)
    posts = posts_of(person.id, day)
    return Viewer(
        person_id=person.id,
        name=person.name,
        memberships=posts,
        acting=posts[0] if posts else None,
        stands_in=stand_ins_of(person.id, day),
    )


def _day(viewer: Viewer) -> date:
    zone = viewer.acting.timezone if viewer.acting else ""
    return today(zone or current_app.config["SOGLAS"].timezone)


def _held(person_id: int) -> Any:
    """Return the lines that still matter: those of a task only while it is open, except what was decided in it."""
    query = select(HeldNotice).outerjoin(UserTask, UserTask.id == HeldNotice.task_id)
    still = or_(HeldNotice.task_id.is_(None), UserTask.state == TaskState.OPEN, HeldNotice.event.in_(STAYS))
    return query.where(HeldNotice.person_id == person_id, still).order_by(HeldNotice.id)


def _sections(viewer: Viewer, held: Sequence[HeldNotice], since: datetime) -> list[Section]:
    base = current_app.config["SOGLAS"].base_url.rstrip("/")
    rows = list_open_tasks(viewer, InboxFilter(tab=Tab.MINE), limit=LOOKS_AT).rows
    last = _day(viewer) + BURNS_WITHIN
    burns = [one for one in rows if one.is_overdue or (one.safe_date is not None and one.safe_date <= last)]
    fresh = [one for one in rows if one not in burns and one.opened_at > since]
    back = [one for one in fresh if one.sent_outcome == "return"]
    new = [one for one in fresh if one.sent_outcome != "return"]
    seen = set(db.session.scalars(followed_cases(viewer)))
    held = [one for one in held if kind_of(one.event) != FOLLOWED or one.case_id in seen]
    queue = [one for one in held if kind_of(one.event) == "queue"]
    rest = [one for one in held if kind_of(one.event) not in {"queue", FOLLOWED}]
    followed = [one for one in held if kind_of(one.event) == FOLLOWED]
    found = [
        _of_tasks(gettext("Burns"), burns, base),
        _of_tasks(gettext("Came back"), back, base),
        _of_tasks(gettext("What is new"), new, base),
        _of_notices(gettext("Waits in the queue of your post"), queue),
        _of_notices(gettext("In cases that you follow"), followed),
        _of_notices(gettext("What else happened"), rest),
    ]
    return [section for section in found if section.lines]


def _of_tasks(title: str, rows: Sequence[InboxRow], base: str) -> Section:
    lines = tuple((_task_words(one), f"{base}/tasks/{one.task_id}") for one in rows[:SHOWN])
    return Section(title=title, lines=lines, more=len(rows) - len(lines))


def _of_notices(title: str, rows: Sequence[HeldNotice]) -> Section:
    lines = tuple((one.words, one.link) for one in rows[:SHOWN])
    return Section(title=title, lines=lines, more=len(rows) - len(lines))


def _task_words(row: InboxRow) -> str:
    words = f"{row.name}: {row.organisation_name}"
    if row.on_behalf_of:
        words = gettext("%(task)s (instead of: %(who)s)", task=words, who=row.on_behalf_of)
    if row.legal_date is None:
        return words
    day = format_date(row.legal_date, "d MMMM")
    if row.is_overdue:
        return str(gettext("%(task)s, it was due on %(day)s", task=words, day=day))
    return str(gettext("%(task)s, no later than %(day)s", task=words, day=day))


def _payload(person: Person, locale: str, sections: Sequence[Section], day: date) -> dict[str, Any]:
    base = current_app.config["SOGLAS"].base_url.rstrip("/")
    setting = db.session.get(MailSetting, person.id)
    subject = gettext(
        "Digest of %(day)s: %(words)s", day=format_date(day, "d MMMM"), words=", ".join(_counted(sections))
    )
    at = setting.digest_time if setting is not None else "08:00"
    if setting is not None and setting.digest == "daily":
        footer = gettext("You get this digest every day at %(time)s when there is something to say.", time=at)
    else:
        footer = gettext("You get this digest on working days at %(time)s when there is something to say.", time=at)
    link, link_words = f"{base}/tasks", gettext("Open my tasks")
    return {
        "person_id": person.id,
        "to": person.email,
        "to_name": person.name,
        "locale": locale,
        "name": subject,
        "subject": subject,
        "lines": [],
        "sections": [
            {"title": one.title, "lines": [list(line) for line in one.lines], "more": _more(one)} for one in sections
        ],
        "link": link,
        "link_words": link_words,
        "footer": footer,
        "text": "\n".join([*_text(sections), f"{link_words}: {link}", "", "-- ", footer, ""]),
    }


def _counted(sections: Sequence[Section]) -> list[str]:
    return [f"{one.title[:1].lower()}{one.title[1:]} {len(one.lines) + one.more}" for one in sections]


def _more(section: Section) -> str:
    if not section.more:
        return ""
    return str(ngettext("and %(num)d more", "and %(num)d more", section.more))


def _text(sections: Sequence[Section]) -> Iterator[str]:
    for section in sections:
        yield section.title.upper()
        for words, link in section.lines:
            yield f"- {words}"
            yield f"  {link}"
        if section.more:
            yield f"  {_more(section)}"
        yield ""
