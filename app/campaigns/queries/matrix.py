"""The matrix of a campaign: organisations by steps, each cell a shape, a colour and words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.policy import role_name
from app.campaigns.models import Campaign
from app.campaigns.queries.standing import INCIDENT, ITEM, TASK, Standing
from app.engine.models import IncidentKind, IncidentState, TaskState
from app.foundation import words
from app.foundation.clock import now
from app.foundation.database import db
from app.organisation.queries import current_tree, days_late
from app.processes.queries import Setting, live_version, settings_for
from app.processes.queries.step_words import term_words
from app.workflow.deadline import DeadlineKind, DeadlineRefused, parse_deadline
from app.workflow.elements import TaskKind
from app.workflow.outline import ProcessOutline

MOST_STEPS: Final = 14
_NAMES: Final = (
    *("id", "case_id", "element_id", "kind", "role", "organisation_id", "round", "state", "assignee_id", "outcome"),
    *("opened_by_outcome", "legal_date", "due_at", "completed_at"),
)


@dataclass(frozen=True, kw_only=True)
class Step:
    """A column: the name of the step and its usual term in words."""

    element_id: str
    name: str
    term: str


@dataclass(frozen=True, kw_only=True)
class Cell:
    """How one step stands in one organisation: tone and shape, a word, and a line below it."""

    tone: str
    shape: str
    word: str
    note: str = ""
    is_done: bool = False


NOT_BEGUN: Final = "calm"


def steps_of(campaign: Campaign) -> tuple[Step, ...]:
    """Return the columns: the usual way through the process and every step that some case of the campaign came to."""
    live = live_version(campaign.version_id)
    came = _came_to(campaign.id)
    usual = _usual_way(live.outline)
    settings = settings_for(live, campaign.organisation_id)
    chosen = [
        Step(
            element_id=one.element_id,
            name=" ".join(one.name.split()),
            term=_term(one.task.deadline, settings) if one.task is not None else "",
        )
        for one in live.outline.user_tasks
        if one.element_id in came or one.element_id in usual or one.element_id == campaign.until_element
    ]
    return tuple(chosen) if len(chosen) <= MOST_STEPS else _fewer(chosen, came, campaign.until_element)


def _term(text: str, settings: Mapping[str, Setting]) -> str:
    """Return the usual term of a step, empty when its day is worked out in each case."""
    try:
        deadline = parse_deadline(text)
    except DeadlineRefused:
        return ""
    return "" if deadline.kind is DeadlineKind.DATE and deadline.expression else term_words(text, settings)


def cells_of(standings: Sequence[Standing], steps: Sequence[Step]) -> Mapping[int, tuple[Cell, ...]]:
    """Return the cells of each organisation by the id of its item, in the order of the steps."""
    case_ids = [one.case_id for one in standings if one.case_id is not None]
    latest = _latest_tasks(case_ids, [step.element_id for step in steps])
    alone = _nobody(case_ids)
    return {
        one.item_id: tuple(_cell(one, latest.get((one.case_id, step.element_id)), alone) for step in steps)
        for one in standings
    }


def _came_to(campaign_id: int) -> frozenset[str]:
    mine = select(ITEM.c.case_id).where(ITEM.c.campaign_id == campaign_id, ITEM.c.case_id.is_not(None))
    return frozenset(db.session.scalars(select(TASK.c.element_id).where(TASK.c.case_id.in_(mine)).distinct()))


def _usual_way(outline: ProcessOutline) -> frozenset[str]:
    """Follow the first way onwards from the start: no events, nothing back."""
    found: dict[str, None] = {}
    start = next((one for one in outline.elements if one.type == "startEvent"), None)
    here = start
    while here is not None and len(found) < MOST_STEPS * 3:
        onwards = [step for step in here.next if not step.event and not step.back and step.element_id not in found]
        task = next((step for step in onwards if step.type == "userTask"), onwards[0] if onwards else None)
        if task is None:
            break
        found[task.element_id] = None
        here = outline.element(task.element_id)
    return frozenset(found)


def _fewer(steps: Sequence[Step], came: frozenset[str], until: str) -> tuple[Step, ...]:
    """Keep what somebody came to (the last of it) and fill up with what is next in reading order."""
    first = [step for step in steps if step.element_id in came or step.element_id == until][-MOST_STEPS:]
    rest = [step for step in steps if step not in first][: MOST_STEPS - len(first)]
    return tuple(step for step in steps if step in first or step in rest)


def _latest_tasks(case_ids: Iterable[int], elements: Iterable[str]) -> dict[tuple[int | None, str], Any]:
    query = select(*(TASK.c[name] for name in _NAMES)).where(
        TASK.c.case_id.in_(list(case_ids)), TASK.c.element_id.in_(list(elements))
    )
    return {(row.case_id, row.element_id): row for row in db.session.execute(query.order_by(TASK.c.id))}


def _nobody(case_ids: Iterable[int]) -> frozenset[int]:
    query = select(INCIDENT.c.task_id).where(
        INCIDENT.c.case_id.in_(list(case_ids)),
        INCIDENT.c.state == IncidentState.OPEN,
        INCIDENT.c.kind == IncidentKind.NOBODY,
    )
    return frozenset(db.session.scalars(query))


def _cell(standing: Standing, task: Any, alone: frozenset[int]) -> Cell:
    if task is None or task.state is TaskState.CANCELLED:
        if standing.status is not None and standing.status.is_closed:
            return Cell(tone=NOT_BEGUN, shape="minus", word=str(_("not needed")))
        return Cell(tone=NOT_BEGUN, shape="circle", word=str(_("not begun")))
    if task.state is TaskState.COMPLETED:
        return _done(task)
    until = _until(task)
    if task.id in alone:
        return Cell(tone="warn", shape="user", word=str(_("nobody to do it")), note=_who(task))
    if task.due_at is not None and task.due_at < now():
        return Cell(tone="stop", shape="alert", word=_late(task), note=_who(task))
    if task.opened_by_outcome == "return":
        return Cell(tone="warn", shape="back", word=str(_("returned")), note=until)
    if task.assignee_id is None:
        return Cell(tone="act", shape="half", word=str(_("waits: %(who)s", who=_who(task))), note=until)
    return Cell(tone="act", shape="half", word=str(_("under way: %(who)s", who=_who(task))), note=until)


def _done(task: Any) -> Cell:
    day = words.day_month(words.local(task.completed_at).date())
    note = str(_("%(day)s, round %(number)d", day=day, number=task.round)) if task.round > 1 else day
    if task.outcome == "return":
        return Cell(tone="warn", shape="back", word=str(_("sent back")), note=note)
    if task.outcome == "reject":
        return Cell(tone="stop", shape="x", word=str(_("rejected")), note=note)
    if task.outcome == "approve-with-remarks":
        return Cell(tone="go", shape="check", word=str(_("with remarks")), note=note, is_done=True)
    done = str(_("signed")) if task.kind == TaskKind.SIGN else str(_("step done"))
    return Cell(tone="go", shape="check", word=done, note=note, is_done=True)


def _late(task: Any) -> str:
    days = days_late(task.organisation_id, task.legal_date, words.local_today())
    return str(_("overdue by %(days)s", days=words.working_days(max(1, days))))


def _until(task: Any) -> str:
    parts = [str(_("until %(day)s", day=words.day_month(task.legal_date)))] if task.legal_date else []
    if task.round > 1:
        parts.append(str(_("round %(number)d", number=task.round)))
    return ", ".join(parts)


def _who(task: Any) -> str:
    role = words.lower_first(role_name(task.role)) if task.role else ""
    if not task.organisation_id:
        return role
    return role or current_tree().node(task.organisation_id).short_name
