"""The morning digest: found due by the clock, made by the worker, one letter a person and day."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import delete, insert, select

from app.access.models import Person
from app.engine.commands.run_jobs import TakenJob
from app.engine.commands.steps.jobs import add_job
from app.engine.models import Job, TaskState, UserTask
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.transaction import command
from app.notifications.commands.expand import mail_row
from app.notifications.models import HeldNotice, MailSetting
from app.notifications.policy.kinds import DIGEST
from app.notifications.policy.mornings import is_morning, next_morning
from app.notifications.queries.digest import STAYS, Digest, digest_of
from app.organisation.models import Membership
from app.organisation.queries import timezone_of, working_calendar_of
from app.organisation.queries.people import in_force
from config import Config

AT_ONCE: Final = 300
KEEP_SETTLED: Final = timedelta(days=7)


@command
def write_due_digests() -> int:
    """Let the worker make the digests that are due and note when the next ones are; return how many are due.

    Without a mail server none is made: mornings that nobody could read are not caught up with. A morning that was
    missed comes once when the system is back, unless that day is none of the person's working days.
    """
    config: Config = current_app.config["SOGLAS"]
    if not config.smtp_url:
        return 0
    at = now()
    _set_up_new_people(at)
    query = select(MailSetting).where(MailSetting.next_at <= at).order_by(MailSetting.next_at).limit(AT_ONCE)
    due = list(db.session.scalars(query.with_for_update(skip_locked=True)))
    places = places_of([row.person_id for row in due], at)
    made = 0
    for row in due:
        place = places.get(row.person_id)
        day = at.astimezone(ZoneInfo(timezone_of(place) or "UTC")).date()
        if is_morning(day, row.digest, working_calendar_of(place)):
            payload = {"name": "Сводка", "person_id": row.person_id, "day": day.isoformat()}
            key = f"digest:{row.person_id}:{day.isoformat()}"
            if not db.session.scalar(select(Job.id).where(Job.key == key)):
                add_job(DIGEST, payload, key=key)
                made += 1
        row.next_at = next_morning_of(row, place, at)
    return made


def make_digest(job: TakenJob) -> None:
    """Write the digest of a person when there is anything to say, and forget the lines that it said."""
    digest = digest_of(int(job.payload["person_id"]), since=_last_at(int(job.payload["person_id"])))
    db.session.rollback()
    if digest is not None:
        write_digest(job, digest)


@command
def write_digest(job: TakenJob, digest: Digest) -> None:
    """Write the letter of a digest as a mail job; a job that is done twice writes it once."""
    key = f"mail:{job.id}"
    if digest.payload and not db.session.scalar(select(Job.id).where(Job.key == key)):
        payload = {**digest.payload, "kind": DIGEST, "only_on": str(job.payload["day"])}
        row = mail_row(payload, key=key)
        db.session.execute(insert(Job.__table__), [row])  # type: ignore[arg-type]  # the mapper made it a Table
    db.session.execute(delete(HeldNotice).where(HeldNotice.id.in_(digest.held)))
    setting = db.session.get(MailSetting, digest.person_id)
    if setting is not None:
        setting.last_at = now()


@command
def forget_settled_lines() -> None:
    """Forget the lines about tasks that were done some days ago: no digest says them any more."""
    settled = select(UserTask.id).where(UserTask.state != TaskState.OPEN)
    old = (HeldNotice.held_at < now() - KEEP_SETTLED, HeldNotice.event.not_in(STAYS), HeldNotice.task_id.in_(settled))
    db.session.execute(delete(HeldNotice).where(*old), execution_options={"synchronize_session": False})


def places_of(people: Collection[int], at: datetime) -> Mapping[int, int]:
    """Return the organisation of the first post of each person: its zone and calendar are theirs."""
    query = select(Membership.person_id, Membership.organisation_id).where(Membership.person_id.in_(people))
    rows = db.session.execute(query.where(in_force(at.date())).order_by(Membership.id.desc()))
    return {row.person_id: row.organisation_id for row in rows}


def next_morning_of(setting: MailSetting, place: int | None, after: datetime) -> datetime | None:
    """Return when the next digest of a person is due."""
    return next_morning(
        after,
        digest=setting.digest,
        at=setting.digest_time,
        zone=timezone_of(place),
        calendar=working_calendar_of(place),
    )


def new_setting(person_id: int, place: int | None, at: datetime) -> MailSetting:
    """Return what holds for somebody who has chosen nothing."""
    row = MailSetting(person_id=person_id, immediate=None, digest="workdays", digest_time="08:00", last_at=None)
    row.next_at = next_morning_of(row, place, at)
    return row


def _set_up_new_people(at: datetime) -> None:
    known = select(MailSetting.person_id)
    query = select(Person.id).where(Person.is_active, Person.email != "", Person.id.not_in(known))
    people = list(db.session.scalars(query.order_by(Person.id).limit(AT_ONCE)))
    places = places_of(people, at) if people else {}
    db.session.add_all(new_setting(person, places.get(person), at) for person in people)
    db.session.flush()


def _last_at(person_id: int) -> datetime | None:
    return db.session.scalar(select(MailSetting.last_at).where(MailSetting.person_id == person_id))
