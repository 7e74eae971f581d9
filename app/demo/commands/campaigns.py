"""The campaigns of the demonstration: started by an officer, opened by the jobs of the worker, played like stories."""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.campaigns.commands import Wanted, keep_schedule, start_campaign
from app.campaigns.commands.steps import START_JOB
from app.campaigns.models import CampaignItem
from app.demo.commands.playing import OPENING_HOUR, Agenda, Played, carry_on, start_values, viewer_of_login
from app.demo.models import ZONE, Story
from app.demo.queries import read_data
from app.engine.handlers import Due
from app.engine.handlers.sweep import run_safely
from app.engine.models import Job, JobState
from app.foundation import clock
from app.foundation.database import db
from app.organisation.queries import current_tree, working_calendar_of

SEED = 700


def play_campaigns(*, now: datetime) -> int:
    """Start the campaigns on their days and play their cases up to `now`; return how many cases they opened."""
    agenda: Agenda = []
    for entry in read_data("campaigns"):
        opened = _opening(int(entry["days_ago"]), now)
        with clock.travel(opened):
            campaign_id = _start(entry, opened)
        for place, (case_id, school) in enumerate(_cases(campaign_id)):
            story = Story(
                process=entry["process"],
                school=school,
                days_ago=int(entry["days_ago"]),
                pace=float(entry["pace"]),
                start={},
                decisions={key: tuple(taken) for key, taken in entry.get("decisions", {}).get(school, {}).items()},
                answers=entry.get("answers", {}),
                stops=frozenset(entry["schools"][school]),
            )
            seed = SEED + len(agenda) + place
            played = replace(Played(story=story, seed=seed), case_id=case_id)
            heapq.heappush(agenda, (opened + timedelta(hours=1 + place % 5), seed, played))
    cases = len(agenda)
    carry_on(agenda, now=now)
    return cases


def _start(entry: Mapping[str, Any], opened: datetime) -> int:
    officer = viewer_of_login(entry["officer"])
    codes = current_tree().by_code
    day = opened.astimezone(ZoneInfo(ZONE)).date()
    wanted = Wanted(
        process_key=entry["process"],
        name=entry["name"],
        how="list",
        ids=[codes[school] for school in entry["schools"]],
        deadline=day + timedelta(days=int(entry["deadline_in"])),
        until_element=entry.get("until", ""),
        variables=dict(start_values(entry["start"], day)),
    )
    campaign_id = start_campaign(wanted, started_by=officer.actor())
    waiting = select(Job.id).where(Job.kind == START_JOB, Job.state == JobState.WAITING)
    for job_id in db.session.scalars(waiting.order_by(Job.id)).all():
        run_safely(Due(kind="job", id=job_id), "demonstration")
    if "yearly" in entry:
        opens, deadline = entry["yearly"]
        keep_schedule(campaign_id, opens=opens, deadline=deadline, how="centres", kept_by=officer.actor())
    return campaign_id


def _cases(campaign_id: int) -> list[tuple[int, str]]:
    tree = current_tree()
    query = select(CampaignItem.case_id, CampaignItem.organisation_id).where(
        CampaignItem.campaign_id == campaign_id, CampaignItem.case_id.is_not(None)
    )
    return [(row.case_id, tree.node(row.organisation_id).code) for row in db.session.execute(query)]


def _opening(days_ago: int, now: datetime) -> datetime:
    day = now.astimezone(ZoneInfo(ZONE)).date() - timedelta(days=days_ago)
    while not working_calendar_of(None).is_working_day(day):
        day -= timedelta(days=1)
    return datetime(day.year, day.month, day.day, OPENING_HOUR, 5, tzinfo=ZoneInfo(ZONE))
