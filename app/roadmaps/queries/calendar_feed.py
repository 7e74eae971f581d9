"""The due dates of a person as an iCalendar file."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from flask import current_app, url_for
from icalendar import Calendar, Event
from sqlalchemy import and_, false, or_, select, update

from app.access.commands.sessions import hash_token
from app.access.models import Person
from app.access.policy.viewer import posts_of
from app.foundation.clock import now, today
from app.foundation.database import db
from app.foundation.transaction import command
from app.organisation.queries import current_tree
from app.roadmaps.models import CalendarFeed, OccurrenceState, Roadmap
from app.roadmaps.models import MeasureOccurrence as Row
from app.roadmaps.queries.plans import plan_of_version
from config import Config

_BACK: Final = timedelta(days=30)
_AHEAD: Final = timedelta(days=400)
_MOST: Final = 1_000
_TOUCH_EVERY: Final = timedelta(hours=1)


def has_feed(person_id: int) -> bool:
    """Tell whether the person has an address that works."""
    query = select(CalendarFeed.id).where(CalendarFeed.person_id == person_id, CalendarFeed.ended_at.is_(None))
    return db.session.scalar(query.limit(1)) is not None


def find_feed(token: str) -> CalendarFeed | None:
    """Return the feed of a token while it works and its person may sign in, else None."""
    found = db.session.scalar(
        select(CalendarFeed)
        .join(Person, Person.id == CalendarFeed.person_id)
        .where(CalendarFeed.token_hash == hash_token(token), CalendarFeed.ended_at.is_(None), Person.is_active)
    )
    if found is not None and (found.used_at is None or now() - found.used_at > _TOUCH_EVERY):
        _touch(found.id)
    return found


@command
def _touch(feed_id: int) -> None:
    db.session.execute(update(CalendarFeed).where(CalendarFeed.id == feed_id).values(used_at=now()))


def calendar_of(feed: CalendarFeed) -> bytes:
    """Return the calendar: what the person's posts carry out, from a month ago to a year ahead."""
    config: Config = current_app.config["SOGLAS"]
    here = today(config.timezone)
    posts = posts_of(feed.person_id, here)
    pairs = [and_(Row.organisation_id == post.organisation_id, Row.executor_role == post.role.value) for post in posts]
    query = (
        select(Row)
        .where(or_(*pairs) if pairs else false(), Row.due >= here - _BACK, Row.due <= here + _AHEAD)
        .where(Row.state != OccurrenceState.PASSED)
        .order_by(Row.due, Row.id)
        .limit(_MOST)
    )
    calendar = Calendar()
    calendar.add("prodid", "-//Soglas//Roadmaps//RU")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Соглас: сроки")
    for row in db.session.scalars(query):
        calendar.add_component(_event(row))
    return bytes(calendar.to_ical())


def _event(row: Row) -> Event:
    roadmap = db.session.get_one(Roadmap, row.roadmap_id)
    plan = plan_of_version(roadmap.version_id)
    measure = plan.measure(row.measure)
    title = str(measure.data.get("content") or measure.title) if measure else row.measure
    printed = measure.deadline_printed if measure else ""
    done = "Исполнено. " if row.state is OccurrenceState.DONE else ""
    event = Event()
    event.add("uid", f"measure-{row.id}@soglas")
    event.add("dtstamp", now())
    event.add("dtstart", row.safe_due)
    event.add("dtend", row.safe_due + timedelta(days=1))
    event.add("summary", f"{done}{title}"[:300])
    place = current_tree().node(row.organisation_id).short_name
    event.add("location", place)
    words = f"{plan.short}. Срок по документу: {printed}. Не позднее {row.due:%d.%m.%Y} включительно."
    event.add("description", words)
    event.add("url", url_for("roadmaps.show_measure", roadmap_id=row.roadmap_id, measure=row.measure, _external=True))
    event.add("transp", "TRANSPARENT")
    return event
