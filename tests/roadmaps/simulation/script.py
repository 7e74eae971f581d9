"""What scripted people answer, taken from the stories of the shipped processes, and who does a task."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, Final

from sqlalchemy import false, or_, select

from app.access.models import Person
from app.audit.models import Actor
from app.engine.models import Case, CaseStatus, TaskCandidate, UserTask, split_people
from app.engine.queries.tasks import get_task_visible_to
from app.feel.types import DATE
from app.forms import field_types, parse_schema
from app.foundation.database import db
from app.organisation.models import Membership
from app.organisation.queries import resolve_place
from app.processes.models import Process
from tests.cast import viewer_of
from tests.processes.stories import BY_CASE, MEASURES, PROCESSES, STORIES, package_of, stories_of

YEAR_OF_STORIES = 2026
GENERAL = "measure-execution"
LIVES: Mapping[str, str] = {
    "centre-creation": "25",
    "staffing-approval": "01",
    "procurement-equipment": "01",
    "premises-readiness": "17",
    "programme-review": "01",
    "licensing": "12",
    "enrolment": "01",
    "network-agreement": "02",
}
"""The story that people follow in a case that a measure opened."""
_GROUP = re.compile(r"^[a-z_]+@(school|centre|mouo|region|institute|coordinator|partner|finance)$")
_ISO = re.compile(r"^\d{4}-\d\d-\d\d$")
_AUTHORITIES = ("mouo_", "regional_")

Answer = tuple[dict[str, Any], str]


@cache
def answers_of(process: str) -> Mapping[str, tuple[Answer, ...]]:
    """Return what people answer at each element: in a followed story one after another, else what sends it on."""
    found: dict[str, list[Answer]] = {}
    for step in _steps(process):
        answers = dict(step.get("variables") or {})
        outcome = str(answers.pop("outcome", "") or "")
        answers.pop("comment", None)
        if outcome in ("", "approve", "approve-with-remarks"):
            found.setdefault(step["complete"], []).append((answers, outcome))
    several = process in LIVES
    return {element: tuple(listed if several else listed[:1]) for element, listed in found.items()}


def _steps(process: str) -> Iterator[Mapping[str, Any]]:
    if process in LIVES:
        story = next(one for one in stories_of(process) if one.name.startswith(LIVES[process]))
        yield from (step for step in story.steps if "complete" in step)
        return
    parts = json.loads((STORIES / process / "parts.json").read_text(encoding="utf-8"))
    yield from (step for part in parts.values() for step in part if isinstance(step, dict) and "complete" in step)


BY_HAND: Final = "Отчёт"
"""Where the scripted people say that a number comes from that no case proposed."""


@cache
def _types(process: str, form_id: str) -> Mapping[str, object]:
    form = package_of(process).forms.get(form_id)
    return field_types(parse_schema(form)) if form is not None else {}


def _fact(fact: Mapping[str, Any]) -> dict[str, Any]:
    """Leave what the case proposes, with a whole for its part; enter a number where it proposes none."""
    if fact.get("value") is not None:
        return dict(fact)
    if fact.get("part") is not None:
        return {**fact, "whole": fact.get("whole") or max(fact["part"], 1) * 2}
    return {**fact, "value": 1, "source": BY_HAND}


@dataclass
class Script:
    """How the people of one simulated plan answer; it remembers how often each step of a case was done."""

    year: int
    done: Counter[tuple[int, str]] = field(default_factory=Counter)

    def answer(self, task: UserTask, process: str, organisation_id: int, day: date, actor: Actor) -> Answer:
        """Return what somebody answers to an open task, and the outcome."""
        if process in BY_CASE and task.element_id == "choose_way":
            return self._way(task, process, organisation_id), ""
        if task.element_id == "record_fact":
            return {"facts": [_fact(fact) for fact in _shown(task, actor).get("facts") or ()]}, ""
        known = process if process in MEASURES or process in PROCESSES else GENERAL
        listed = answers_of(known).get(task.element_id) or answers_of(GENERAL).get(task.element_id) or ()
        if not listed:
            return {}, ""
        turn = self.done[task.case_id, task.element_id]
        self.done[task.case_id, task.element_id] += 1
        answers, outcome = listed[min(turn, len(listed) - 1)]
        if "done_on" in answers:
            answers = {**answers, "done_on": day}  # a day of the simulated year already, unlike the texts of stories
        if process in LIVES:
            answers = {name: _number_of_its_own(name, value, task.case_id) for name, value in answers.items()}
        instead = str(_values(task).get("executor_groups", "")).split(" ")[0] if process in MEASURES else ""
        return self._typed(known, task, answers, organisation_id, instead), outcome

    def _way(self, task: UserTask, process: str, organisation_id: int) -> dict[str, Any]:
        """Open a case for the first row that needs one, name it for later rows; an authority follows the others."""
        opened, running, followed = (answers_of_ways(process)[way] for way in ("open", "running", "follow"))
        groups = str(_values(task).get("executor_groups", ""))
        if groups.startswith(_AUTHORITIES):
            return followed
        number = db.session.scalar(
            select(Case.number)
            .join(Process, Process.id == Case.process_id)
            .where(Process.key == BY_CASE[process], Case.status.in_((CaseStatus.RUNNING, CaseStatus.COMPLETED)))
            .where(Case.organisation_id.in_(_near(organisation_id)))
            .limit(1)
        )
        if number is not None:
            return {**running, "running_case": number}
        return self._typed(process, task, {**opened, "plan_year": self.year}, organisation_id, "")

    def _typed(
        self, process: str, task: UserTask, answers: Mapping[str, Any], organisation_id: int, instead: str
    ) -> dict[str, Any]:
        """Return the answers as a form gives them: dates in the simulated year, groups that exist here."""
        types = _types(process, task.form_id)
        shifted = {name: self._here(value, organisation_id, instead) for name, value in answers.items()}
        return {
            name: date.fromisoformat(value) if types.get(name) == DATE and isinstance(value, str) else value
            for name, value in shifted.items()
        }

    def _here(self, value: Any, organisation_id: int, instead: str) -> Any:
        if isinstance(value, list):
            return [self._here(item, organisation_id, instead) for item in value]
        if isinstance(value, dict):
            return {key: self._here(item, organisation_id, instead) for key, item in value.items()}
        if not isinstance(value, str):
            return value
        if _ISO.match(value):
            day = date.fromisoformat(value)
            return day.replace(year=day.year - YEAR_OF_STORIES + self.year, day=min(day.day, 28)).isoformat()
        if instead and (match := _GROUP.match(value)):
            return value if resolve_place(match[1], organisation_id) is not None else instead
        return value


@cache
def answers_of_ways(process: str) -> Mapping[str, dict[str, Any]]:
    """Return what is answered for each way of carrying a row out by a case."""
    parts = json.loads((STORIES / process / "parts.json").read_text(encoding="utf-8"))
    ways = [step["variables"] for part in parts.values() for step in part if step.get("complete") == "choose_way"]
    return {way["way"]: way for way in ways}


def _number_of_its_own(name: str, value: Any, case_id: int) -> Any:
    """Return the answer; a number of a register or an order is given once only, so each case takes another."""
    return f"{value}/{case_id}" if name.endswith("_no") and isinstance(value, str) else value


def _near(organisation_id: int) -> list[int]:
    """Return the organisation, its school and its centre: one case serves them all."""
    places = (resolve_place(place, organisation_id) for place in ("school", "centre"))
    return [organisation_id, *(place for place in places if place is not None)]


def _values(task: UserTask) -> Mapping[str, Any]:
    return db.session.scalar(select(Case.readable).where(Case.id == task.case_id)) or {}


def _shown(task: UserTask, actor: Actor) -> Mapping[str, Any]:
    """Return the values that the form shows to somebody, with those of the called process."""
    person = db.session.get_one(Person, actor.person_id)
    return get_task_visible_to(viewer_of(person), task.id).values


def somebody_for(task: UserTask) -> Actor | None:
    """Return somebody who may do the task: its assignee, or a holder of one of its roles whom four eyes allow.

    None when nobody may: the task has then an incident, which the report names.
    """
    out = [one for one in (task.excluded_initiator_id, task.excluded_previous_id) if one is not None]
    out += split_people(task.excluded_others)
    pairs = [(task.role, task.organisation_id)]
    rows = db.session.execute(
        select(TaskCandidate.role, TaskCandidate.organisation_id, TaskCandidate.person_id).where(
            TaskCandidate.task_id == task.id
        )
    ).all()
    pairs += [(row.role, row.organisation_id) for row in rows if row.organisation_id is not None]
    people = [task.assignee_id] if task.assignee_id else [row.person_id for row in rows if row.person_id]
    held = or_(
        false(),
        *[(Membership.role == role) & (Membership.organisation_id == place) for role, place in pairs if role and place],
    )
    query = select(Person.id, Person.name, Membership.role, Membership.organisation_id).join(Membership)
    query = query.where(Person.id.in_(people)) if people else query.where(held)
    found = db.session.execute(query.where(Person.id.not_in(out)).order_by(Membership.id).limit(1)).first()
    if found is None:
        return None
    person_id, name, role, organisation_id = found
    return Actor(person_id=person_id, name=name, organisation_id=organisation_id, role=role.value)
