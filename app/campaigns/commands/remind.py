"""Remind all late ones: one letter to each person who can do what is late, an organisation at most once a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import current_app
from flask_babel import force_locale
from sqlalchemy import select, update

from app.access.models import Person
from app.audit.commands import record
from app.audit.models import Actor
from app.campaigns.commands.steps import REMIND_JOB, lock_campaign, stream_of, viewer_now
from app.campaigns.models import Campaign, CampaignItem
from app.campaigns.queries.campaigns import get_campaign_visible_to, to_remind
from app.campaigns.queries.letters import reminder_words
from app.campaigns.queries.standing import Standing, list_standings
from app.engine.commands.run_jobs import TakenJob
from app.engine.commands.steps.jobs import add_job
from app.engine.models import TaskState, UserTask
from app.engine.queries.executors import list_executors
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.transaction import command
from app.notifications.commands.expand import write_letters
from app.notifications.queries.letters import Letter


@dataclass(frozen=True, kw_only=True)
class Reminding:
    """Whom a reminder reaches: open tasks by person, the organisations it speaks of, and those where nobody can act."""

    tasks: Mapping[int, Sequence[int]]
    standings: Sequence[Standing]
    nobody: Sequence[Standing]


def plan_reminder(standings: Sequence[Standing]) -> Reminding:
    """Return who would be told what, of the late organisations that were not reminded within a day."""
    late = to_remind(standings)
    by_case = {one.case_id: one for one in late}
    query = select(UserTask.id, UserTask.case_id, UserTask.due_at).where(
        UserTask.case_id.in_([case for case in by_case if case is not None]), UserTask.state == TaskState.OPEN
    )
    rows = db.session.execute(query.order_by(UserTask.burn_at, UserTask.id)).all()
    overdue = [row for row in rows if row.due_at is not None and row.due_at < now()]
    with_overdue = {row.case_id for row in overdue}
    chosen = overdue + [row for row in rows if row.case_id not in with_overdue]
    executors = list_executors([row.id for row in chosen])
    tasks: dict[int, list[int]] = {}
    reached: set[int] = set()
    for row in chosen:
        for person in executors.get(row.id, ()):
            tasks.setdefault(person, []).append(row.id)
            reached.add(row.case_id)
    return Reminding(
        tasks=tasks,
        standings=[one for one in late if one.case_id in reached],
        nobody=[one for one in late if one.case_id not in reached],
    )


@command
def remind_late(campaign_id: int, *, reminded_by: Actor) -> Reminding:
    """Let everybody who can do something late be told once; return who was. Raises NotFound."""
    viewer = viewer_now(reminded_by)
    get_campaign_visible_to(viewer, campaign_id)
    campaign = lock_campaign(campaign_id)
    planned = plan_reminder(list_standings(viewer, campaign))
    if not planned.tasks:
        return planned
    for person, tasks in sorted(planned.tasks.items()):
        add_job(REMIND_JOB, {"campaign": campaign_id, "person": person, "tasks": list(tasks)})
    items = [one.item_id for one in planned.standings]
    db.session.execute(update(CampaignItem).where(CampaignItem.id.in_(items)).values(reminded_at=now()))
    campaign.reminded_at, campaign.reminded_count = now(), len(items)
    facts = {"organisations": [one.node.code for one in planned.standings], "people": sorted(planned.tasks)}
    record(stream_of(campaign_id), "remind_late", reminded_by, facts)
    return planned


def send_reminder(job: TakenJob) -> None:
    """Write the letter of one person: what of it is still open, with links; nothing when all is done meanwhile."""
    person = db.session.get(Person, int(job.payload["person"]))
    campaign = db.session.get(Campaign, int(job.payload["campaign"]))
    if person is None or campaign is None or not person.is_active or not person.email:
        return
    locale = person.locale if person.locale in {"ru", "en"} else "ru"
    base = current_app.config["SOGLAS"].base_url.rstrip("/")
    with force_locale(locale):
        words = reminder_words(campaign, [int(task) for task in job.payload["tasks"]], base)
    letter = (
        Letter(person_id=person.id, to=person.email, to_name=person.name, locale=locale, words=words) if words else None
    )
    db.session.rollback()
    if letter is not None:
        write_letters(job, [letter])
