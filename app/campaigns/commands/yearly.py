"""Campaigns that open themselves every year: kept once, opened by the worker on their day, exactly one a year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from sqlalchemy import select

from app.audit.commands import record
from app.audit.models import SYSTEM, Actor
from app.campaigns.commands.run import LONGEST_NAME, Wanted, insert_campaign
from app.campaigns.commands.steps import OPEN_JOB, lock_campaign, require_manager, viewer_now
from app.campaigns.models import Campaign, CampaignSchedule
from app.campaigns.policy import campaign_scope
from app.engine.commands.run_jobs import TakenJob
from app.engine.commands.steps.jobs import add_job
from app.engine.handlers import JobRefused
from app.engine.models import Job
from app.foundation.clock import now, today
from app.foundation.database import db
from app.foundation.errors import InvalidInput, NotFound, SoglasError
from app.foundation.transaction import command
from app.organisation.queries import current_tree, timezone_of
from app.processes.models import Process
from app.processes.queries import current_version_id, live_version
from app.workflow.calendar import yearly_date

MORNING: Final = time(9, 0)
YEARS: Final = range(1900, 2200)
YEARLY_WAYS: Final = frozenset({"centres", "schools", "authorities"})
"""Whom a campaign can reach that opens itself: who that is is asked anew each year."""


@dataclass(frozen=True, kw_only=True)
class Yearly:
    """What a yearly campaign is to be; `opens` and `deadline` are `MM-DD`, its answers speak of the first opening."""

    process_key: str
    name: str
    opens: str
    deadline: str
    how: str
    until_element: str = ""
    variables: Mapping[str, Any] = field(default_factory=dict)


@command
def plan_yearly(wanted: Yearly, *, planned_by: Actor) -> int:
    """Let a campaign open itself every year, from the next such day on; return the id of its schedule.

    Raises NotAllowed for a person without a post that runs campaigns, InvalidInput with `problems` by field.
    """
    viewer_now(planned_by)
    live = live_version(current_version_id(wanted.process_key))
    problems = _wrong_days(wanted.opens, wanted.deadline, wanted.how)
    if not wanted.name.strip() or len(wanted.name.strip()) > LONGEST_NAME:
        problems["name"] = "required" if not wanted.name.strip() else "too long"
    if wanted.until_element and wanted.until_element not in {one.element_id for one in live.outline.user_tasks}:
        problems["until"] = "unknown"
    problems |= dict.fromkeys(sorted(set(wanted.variables) - live.writable_names(live.start_form_id)), "unknown")
    if problems:
        raise InvalidInput(problems=problems)
    schedule = CampaignSchedule(
        name=" ".join(wanted.name.split()),
        process_id=live.process_id,
        organisation_id=planned_by.organisation_id,
        owner_id=planned_by.person_id,
        owner_name=planned_by.name,
        owner_role=planned_by.role,
        opens=wanted.opens,
        deadline=wanted.deadline,
        until_element=wanted.until_element,
        how=wanted.how,
        variables=dict(wanted.variables),
        base_year=0,
        created_at=now(),
    )
    schedule.base_year = next_opening(schedule, _today(schedule)).year
    return _begin(schedule, planned_by, {"opens": wanted.opens, "deadline": wanted.deadline, "how": wanted.how})


@command
def keep_schedule(campaign_id: int, *, opens: str, deadline: str, how: str, kept_by: Actor) -> int:
    """Let a campaign like this one open every year on `opens` with the last day `deadline` (both `MM-DD`).

    Its answers are kept; years and dates in them move on with the year. Raises NotFound, InvalidInput.
    """
    campaign = lock_campaign(campaign_id)
    require_manager(campaign, kept_by)
    problems = _wrong_days(opens, deadline, how)
    if problems:
        raise InvalidInput(problems=problems)
    schedule = CampaignSchedule(
        name=campaign.name,
        process_id=campaign.process_id,
        organisation_id=kept_by.organisation_id,
        owner_id=kept_by.person_id,
        owner_name=kept_by.name,
        owner_role=kept_by.role,
        opens=opens,
        deadline=deadline,
        until_element=campaign.until_element,
        how=how,
        variables=dict(campaign.variables),
        base_year=campaign.year or campaign.created_at.year,
        created_at=now(),
    )
    return _begin(schedule, kept_by, {"opens": opens, "deadline": deadline, "how": how, "like": campaign_id})


def _wrong_days(opens: str, deadline: str, how: str) -> dict[str, str]:
    problems = {name: "no day" for name, text in (("opens", opens), ("deadline", deadline)) if not is_month_day(text)}
    return problems | ({} if how in YEARLY_WAYS else {"how": "not yearly"})


def _begin(schedule: CampaignSchedule, actor: Actor, facts: Mapping[str, Any]) -> int:
    db.session.add(schedule)
    db.session.flush()
    _plan_next(schedule, _today(schedule))
    record(_stream(schedule.id), "keep_schedule", actor, facts)
    return schedule.id


@command
def switch_schedule(schedule_id: int, *, on: bool, switched_by: Actor) -> None:
    """Let a yearly campaign open itself, or no more. Raises NotFound."""
    viewer, schedule = viewer_now(switched_by), _lock(schedule_id)
    node = current_tree().node(schedule.organisation_id)
    if not campaign_scope(viewer).contains(node.id, node.path):
        raise NotFound(schedule=schedule_id)
    schedule.is_active = on
    if on:
        _plan_next(schedule, _today(schedule))
    record(_stream(schedule_id), "switch_schedule", switched_by, {"on": on})


def open_yearly(job: TakenJob) -> None:
    """Open the campaign of one year, unless it is open or switched off, and plan that of the next year."""
    schedule_id, year = int(job.payload["schedule"]), int(job.payload["year"])
    _plan_after(schedule_id, year)
    try:
        _open(schedule_id, year)
    except SoglasError as refused:
        raise JobRefused(f"{type(refused).__name__}: {dict(refused.facts)}") from refused


@command
def _plan_after(schedule_id: int, year: int) -> None:
    schedule = _lock(schedule_id)
    if schedule.is_active:
        _plan_next(schedule, date(year, 12, 31))


@command
def _open(schedule_id: int, year: int) -> None:
    schedule = _lock(schedule_id)
    there = select(Campaign.id).where(Campaign.schedule_id == schedule_id, Campaign.year == year)
    if not schedule.is_active or db.session.scalar(there) is not None:
        return
    actor = Actor(
        person_id=schedule.owner_id,
        name=schedule.owner_name,
        organisation_id=schedule.organisation_id,
        role=schedule.owner_role,
    )
    opened, deadline = _day(year, schedule.opens), _day(year, schedule.deadline)
    wanted = Wanted(
        process_key=db.session.scalars(select(Process.key).where(Process.id == schedule.process_id)).one(),
        name=f"{schedule.name} ({year})" if str(year) not in schedule.name else schedule.name,
        how=schedule.how,
        deadline=deadline if deadline >= opened else _day(year + 1, schedule.deadline),
        until_element=schedule.until_element,
        variables=moved_on(schedule.variables, year - schedule.base_year),
        schedule_id=schedule_id,
        year=year,
    )
    campaign_id = insert_campaign(wanted, actor)
    record(_stream(schedule_id), "open_yearly", SYSTEM, {"year": year, "campaign": campaign_id})


def moved_on(variables: Mapping[str, Any], years: int) -> dict[str, Any]:
    """Return answers a number of years later: dates, and whole numbers that are years (1900 to 2199)."""
    return {name: _moved(value, years) for name, value in variables.items()}


def _moved(value: Any, years: int) -> Any:
    if isinstance(value, date):  # a date and time too
        return value + relativedelta(years=years)
    if isinstance(value, int | Decimal) and not isinstance(value, bool) and value == int(value) and int(value) in YEARS:
        return value + years
    return value


def next_opening(schedule: CampaignSchedule, after: date) -> date:
    """Return the first day after `after` on which the campaign opens; `after` itself does not count."""
    opens = _day(after.year, schedule.opens)
    return opens if opens > after else _day(after.year + 1, schedule.opens)


def _plan_next(schedule: CampaignSchedule, after: date) -> None:
    day = next_opening(schedule, after)
    key = f"{OPEN_JOB}:{schedule.id}:{day.year}"
    if db.session.scalar(select(Job.id).where(Job.key == key)) is None:
        zone = ZoneInfo(timezone_of(schedule.organisation_id))
        payload = {"schedule": schedule.id, "year": day.year, "name": schedule.name}
        add_job(OPEN_JOB, payload, run_at=datetime.combine(day, MORNING, tzinfo=zone), key=key)


def _lock(schedule_id: int) -> CampaignSchedule:
    schedule = db.session.get(CampaignSchedule, schedule_id, with_for_update=True, populate_existing=True)
    if schedule is None:
        raise NotFound(schedule=schedule_id)
    return schedule


def _today(schedule: CampaignSchedule) -> date:
    return today(timezone_of(schedule.organisation_id))


def _day(year: int, text: str) -> date:
    month, _dash, day = text.partition("-")
    return yearly_date(year, int(month), int(day))


def is_month_day(text: str) -> bool:
    """Say whether a text is a day that every year has, as `MM-DD`."""
    try:
        datetime.strptime(f"2023-{text}", "%Y-%m-%d")  # noqa: DTZ007  # a day has no zone
    except ValueError:
        return False
    return len(text) == 5


def _stream(schedule_id: int) -> str:
    return f"campaign schedule:{schedule_id}"
