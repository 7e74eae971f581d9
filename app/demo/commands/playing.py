"""Playing the stories: each step is taken by a person who may take it, through the form that the page would show."""

from __future__ import annotations

import heapq
import itertools
import logging
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import select

from app.access.models import Person
from app.access.policy import Viewer
from app.audit.models import Actor
from app.demo.commands.children import bring_results_back, family_of
from app.demo.commands.filling import Filling
from app.demo.models import ZONE, Story
from app.demo.queries import read_data
from app.engine.commands import claim_task, complete_task, start_case, withdraw_case
from app.engine.handlers.sweep import list_due, run_safely
from app.engine.models import Case, TaskCandidate, TaskState, UserTask
from app.engine.queries import TaskView, get_task_visible_to
from app.foundation import clock
from app.foundation.database import db
from app.foundation.errors import SoglasError
from app.organisation.queries import current_tree, working_calendar_of
from app.organisation.queries.people import holders, list_posts
from app.processes.queries import package_of
from app.tasks.forms import ACTION, COMMENT, OUTCOME, VERSION, posted_form, shown_form
from app.workflow.registration import PROPERTY, parse_registration

log = logging.getLogger("soglas.demo")
OPENING_HOUR = 9
MINUTES = itertools.cycle((7, 18, 26, 41, 53, 12, 34))
NEEDS_WORDS = {"return", "reject", "approve-with-remarks"}


class DemoStuck(RuntimeError):
    """A story cannot go on as it is written; the text says at which element."""


@dataclass(kw_only=True)
class Played:
    """A story under way."""

    story: Story
    seed: int
    case_id: int = 0
    taken: Counter[str] = field(default_factory=Counter)


Agenda = list[tuple[datetime, int, Played]]
"""What is to be done when, as a heap: the moment, a number that decides between equal moments, and the story."""


def play(stories: list[Story], *, now: datetime) -> int:
    """Play the stories side by side up to `now`, in the order in which things happen; return how many cases."""
    agenda: Agenda = []
    for seed, story in enumerate(stories):
        heapq.heappush(agenda, (_opening(story, now), seed, Played(story=story, seed=seed)))
    carry_on(agenda, now=now)
    _take_some_tasks()
    return len(stories)


def carry_on(agenda: Agenda, *, now: datetime) -> None:
    """Take the steps of an agenda in the order in which they happen, up to `now`."""
    swept = now - timedelta(days=400)
    while agenda:
        moment, seed, played = heapq.heappop(agenda)
        if moment > now:
            continue
        swept = _sweep_days(swept, moment)
        # The forms are those of the pages, and these know their own addresses.
        with clock.travel(moment), current_app.test_request_context():
            going_on = _step(played)
        if going_on:
            heapq.heappush(agenda, (_later(moment, played.story.pace), seed, played))
    _sweep_days(swept, now)


def _take_some_tasks() -> None:
    """Let two of three open tasks lie with somebody and the third in the queue, as on an ordinary day."""
    waiting = select(UserTask.id).where(UserTask.state == TaskState.OPEN, UserTask.assignee_id.is_(None))
    for number, task_id in enumerate(db.session.scalars(waiting.order_by(UserTask.id)).all()):
        if number % 3 == 2:
            continue
        for viewer in _candidates(task_id):
            if get_task_visible_to(viewer, task_id).can_claim:
                claim_task(task_id, claimed_by=viewer.actor())
                break


def _sweep_days(swept: datetime, moment: datetime) -> datetime:
    """Let the timers that fell due between two steps have their effect, a day at a time."""
    if moment - swept > timedelta(days=300):
        return moment
    while swept + timedelta(hours=12) < moment:
        swept += timedelta(hours=12)
        with clock.travel(swept):
            _run_what_is_due()
    return swept


def _run_what_is_due() -> None:
    for due in list_due():
        if due.kind != "job":  # mail of the past is never sent
            run_safely(due, "demonstration")


def _opening(story: Story, now: datetime) -> datetime:
    today = now.astimezone(ZoneInfo(ZONE)).date()
    calendar = working_calendar_of(_school_id(story))
    day = calendar.previous_working_day(today - timedelta(days=story.days_ago))
    if story.due_after >= 0:
        day = calendar.add_working_days(calendar.next_working_day(today), -story.due_after)
    elif story.working_days_ago >= 0:
        day = calendar.add_working_days(calendar.previous_working_day(today), -story.working_days_ago)
    return datetime(day.year, day.month, day.day, OPENING_HOUR, next(MINUTES), tzinfo=ZoneInfo(ZONE))


def _later(moment: datetime, pace: float) -> datetime:
    """Return the moment of the next step: `pace` working days on, some minutes off the last hour."""
    local = moment.astimezone(ZoneInfo(ZONE))
    if pace < 1:
        same_day = local + timedelta(hours=8 * pace, minutes=next(MINUTES) - 20)
        if same_day.hour < 17:
            return same_day
        pace = 1
    day = working_calendar_of(None).add_working_days(local.date(), max(1, round(pace)))
    hour = OPENING_HOUR + (local.minute + day.day) % 8
    return datetime(day.year, day.month, day.day, hour, next(MINUTES), tzinfo=ZoneInfo(ZONE))


def _school_id(story: Story) -> int:
    return current_tree().by_code[story.school]


def _step(played: Played) -> bool:
    """Take the next step of a story; False when it stands where it is to stand."""
    if not played.case_id:
        played.case_id = _start(played)
        return True
    for row in _open_tasks(played.case_id):
        if row.element_id not in played.story.stops:
            do_task(played, row)
            bring_results_back()
            return True
    if played.story.ends == "withdrawn":
        _withdraw(played)
    return False


def _start(played: Played) -> int:
    story = played.story
    initiator = viewer_of_login(f"{story.school}.admin")
    day = clock.today(ZONE)
    started = start_case(
        process_key=story.process,
        organisation_id=_school_id(story),
        started_by=initiator.actor(),
        # The printed dates of a plan are those of summer: from September on a school prepares the next year.
        variables=dict(start_values({**read_data("answers")[f"{story.process}-start"], **story.start}, day)),
    )
    return started.case_id


def start_values(given: Mapping[str, Any], day: date) -> Iterator[tuple[str, Any]]:
    """Yield answers to a start form: `@year` is the year that is planned, `@+60` a day so many days from `day`."""
    for name, value in given.items():
        if value == "@year":
            yield name, day.year + (day.month > 8)
        elif isinstance(value, str) and value.startswith("@"):
            yield name, day + timedelta(days=int(value[1:]))
        else:
            yield name, value


def _open_tasks(case_id: int) -> list[Any]:
    query = select(UserTask.id, UserTask.element_id, UserTask.name, UserTask.instance)
    mine = UserTask.case_id.in_(family_of(case_id))
    wanted = query.where(mine, UserTask.state == TaskState.OPEN).order_by(UserTask.case_id, UserTask.id)
    return list(db.session.execute(wanted))


def do_task(played: Played, row: Any) -> None:
    """Let somebody who may do an open task (its id, element, name, instance) fill its form in and send it."""
    viewer, task = _someone_who_may(row)
    outcome = _outcome(played, task)
    form = _filled(played, viewer, task, outcome)
    if not form.validate():
        raise DemoStuck(f"{task.element_id}: {form.problems} {form.unknown_keys}")
    complete_task(
        task.task_id, form.ver, form.answers(), outcome=outcome, comment=form.comment, completed_by=viewer.actor()
    )
    played.taken[task.element_id] += 1


def _outcome(played: Played, task: TaskView) -> str:
    if not task.outcomes:
        return ""
    planned = played.story.decisions.get(task.element_id, ())
    taken = played.taken[task.element_id]
    return planned[taken] if taken < len(planned) else task.outcomes[0]


def _filled(played: Played, viewer: Viewer, task: TaskView, outcome: str) -> Any:
    shown = shown_form(viewer, task)
    comment = read_data("answers")["comments"].get(outcome, "") if outcome in NEEDS_WORDS else ""
    schema = package_of(task.version_id).forms.get(task.form_id) if task.form_id else None
    draft = shown.fields.draft()["fields"] if shown.fields is not None else {}
    wanted = dict(_wanted(played, task, outcome))
    if registration := parse_registration(task.spec.properties.get(PROPERTY, "")):
        wanted.pop(registration.number_field, None)  # the journal gives it
    filling = Filling(schema or {"components": []}, draft, wanted, on=clock.today(ZONE), seed=played.seed)
    filling.fill()
    filling.posted.setlist(VERSION, [str(task.ver)])
    filling.posted.setlist(OUTCOME, [outcome])
    filling.posted.setlist(COMMENT, [comment])
    filling.posted.setlist(ACTION, ["send"])
    return posted_form(viewer, task, filling.posted, filling.files)


def _wanted(played: Played, task: TaskView, outcome: str) -> Mapping[str, Any]:
    answers = read_data("answers")
    common = answers.get(task.form_id, {})
    decided = answers.get(f"{task.form_id}:{outcome}", {}) if outcome else {}
    rounds = played.story.answers.get(f"{task.element_id}#{played.taken[task.element_id] + 1}", {})
    return {**common, **decided, **played.story.answers.get(task.element_id, {}), **rounds}


def _someone_who_may(row: Any) -> tuple[Viewer, TaskView]:
    for viewer in _candidates(row.id):
        task = get_task_visible_to(viewer, row.id)
        if task.can_complete:
            return viewer, task
    raise DemoStuck(f"{row.element_id}: nobody may do it")


def _candidates(task_id: int) -> Iterator[Viewer]:
    on = clock.today(ZONE)
    task = db.session.execute(
        select(UserTask.role, UserTask.organisation_id, UserTask.assignee_id).where(UserTask.id == task_id)
    ).one()
    more = db.session.execute(
        select(TaskCandidate.role, TaskCandidate.organisation_id, TaskCandidate.person_id)
        .where(TaskCandidate.task_id == task_id)
        .order_by(TaskCandidate.id)
    ).all()
    seen: set[int] = set()
    people = [task.assignee_id, *(person for _, _, person in more)]
    for role, place in [(task.role, task.organisation_id), *((role, place) for role, place, _ in more)]:
        if role and place:
            people += holders(role, place, on)
    for person_id in people:
        if person_id and person_id not in seen:
            seen.add(person_id)
            yield _viewer_of(db.session.get_one(Person, person_id))


def viewer_of_login(login: str) -> Viewer:
    """Return somebody of the demonstration with the posts of the present day."""
    return _viewer_of(db.session.scalars(select(Person).where(Person.login == login)).one())


def _viewer_of(person: Person) -> Viewer:
    posts = list_posts(person.id, clock.today(ZONE))
    acting = posts[0] if posts else None
    return Viewer(person_id=person.id, name=person.name, login=person.login, memberships=posts, acting=acting)


def _withdraw(played: Played) -> None:
    case = db.session.get_one(Case, played.case_id)
    person = db.session.get_one(Person, case.initiator_id)
    actor: Actor = _viewer_of(person).actor()
    try:
        withdraw_case(played.case_id, reason=read_data("answers")["comments"]["withdraw"], withdrawn_by=actor)
    except SoglasError as refused:
        raise DemoStuck(f"withdrawal: {refused}") from refused
