"""The page of an applied plan: progress, sections, rows with their deadline, state and Gantt line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import ColumnElement, case, func, select

from app.access.policy import Viewer, role_name
from app.foundation.database import db
from app.foundation.words import day_long, day_month, local_today
from app.organisation.queries import current_tree, working_calendar_of
from app.roadmaps.models import MeasureOccurrence as Row
from app.roadmaps.models import OccurrenceState, Roadmap
from app.roadmaps.policy.drawing import Bar, Span, draw_bar
from app.roadmaps.policy.plan_file import Measure, Plan, Section
from app.roadmaps.queries.contradictions import hints_of_plan
from app.roadmaps.queries.plans import plan_of_version
from app.roadmaps.queries.row_counts import Counts, counts_by_measure
from app.roadmaps.queries.seeing import sees_row, sees_whole
from app.roadmaps.queries.state_words import Words, state_name
from app.workflow.hints import Hint

STATES = ("overdue", "returned", "open", "ahead", "done", "not done", "undated", "passed")
FEW_ROWS = 12
"""With so few rows no section is folded."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One option of a filter."""

    value: str
    word: str
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class Line:
    """One measure of the page."""

    measure: Measure
    number: str
    title: str
    who: str
    printed: str
    plain: str
    state: Words
    progress: str
    bars: tuple[Bar, ...]
    bars_words: str
    may_open: bool
    """Whether a date lies ahead that has no case yet."""


@dataclass(frozen=True, kw_only=True)
class Group:
    """A section of the plan with the lines that are shown, and how far it is.

    On a phone a section is folded under these words, unless it `is_open`.
    """

    section: Section
    lines: tuple[Line, ...]
    progress: str
    under_way: int
    overdue: int
    is_open: bool = False


@dataclass(frozen=True, kw_only=True)
class RoadmapPage:
    """What the template draws."""

    roadmap: Roadmap
    plan: Plan
    place: str
    groups: tuple[Group, ...]
    shown: int
    total: int
    by_state: Mapping[str, int]
    span: Span
    today_x: float | None
    years: tuple[int, ...]
    sections: tuple[Choice, ...]
    roles: tuple[Choice, ...]
    states: tuple[Choice, ...]
    is_filtered: bool
    hints: tuple[Hint, ...]


def roadmap_page(viewer: Viewer, roadmap: Roadmap, args: Mapping[str, str]) -> RoadmapPage:
    """Return the page for a viewer who may see the roadmap; what the address asks wrongly is not asked for."""
    plan = plan_of_version(roadmap.version_id)
    today = local_today()
    conditions = [Row.roadmap_id == roadmap.id, sees_row(viewer)]
    counts = counts_by_measure(conditions, today)
    whole = sees_whole(viewer, roadmap)
    seen = [one for one in plan.measures if one.id in counts or (whole and not one.is_excluded)]
    wanted = [one for one in seen if _fits(one, counts.get(one.id, Counts()), args)]
    span = span_of(roadmap, args.get("year", ""), today)
    bars = _bars([*conditions, Row.measure.in_([one.id for one in wanted])], span, today)
    is_filtered = any(args.get(name) for name in ("section", "role", "state"))
    groups = list(_groups(plan, wanted, seen, counts, bars, today))
    groups = _opened(groups, whole=is_filtered or len(wanted) <= FEW_ROWS)
    by_state: dict[str, int] = {}
    for one in seen:
        key = counts.get(one.id, Counts()).key
        by_state[key] = by_state.get(key, 0) + 1
    return RoadmapPage(
        roadmap=roadmap,
        plan=plan,
        place=current_tree().node(roadmap.organisation_id).name,
        groups=tuple(groups),
        shown=len(wanted),
        total=len(seen),
        by_state=by_state,
        span=span,
        today_x=span.x(today) if span.first <= today <= span.last else None,
        years=tuple(range(roadmap.first_day.year, roadmap.last_day.year + 1)),
        sections=_choices([(str(s.id), s.title) for s in plan.sections], args.get("section", "")),
        roles=_choices(_roles_of(seen), args.get("role", "")),
        states=_choices([(state, state_name(state)) for state in STATES], args.get("state", "")),
        is_filtered=is_filtered,
        hints=hints_of_plan(plan.id),
    )


def span_of(roadmap: Roadmap, year: str, today: date) -> Span:
    """Return the twelve months that are drawn: the whole life of a short plan, else a calendar year of it."""
    if (roadmap.last_day - roadmap.first_day).days <= 370:
        return Span(first=roadmap.first_day.replace(day=1), last=roadmap.last_day)
    known = range(roadmap.first_day.year, roadmap.last_day.year + 1)
    chosen = int(year) if year.isdecimal() and len(year) == 4 and int(year) in known else None
    if chosen is None:
        chosen = min(max(today.year, known[0]), known[-1])
    return Span(first=date(chosen, 1, 1), last=date(chosen, 12, 31))


def _fits(measure: Measure, counts: Counts, args: Mapping[str, str]) -> bool:
    section, role, state = args.get("section", ""), args.get("role", ""), args.get("state", "")
    return (
        section in ("", str(measure.section))
        and (role == "" or role in measure.executor_roles)
        and state in ("", counts.key)
    )


def _choices(pairs: Iterable[tuple[str, str]], chosen: str) -> tuple[Choice, ...]:
    return tuple(Choice(value=value, word=word, chosen=value == chosen) for value, word in pairs)


def _roles_of(measures: Iterable[Measure]) -> list[tuple[str, str]]:
    roles = dict.fromkeys(role for one in measures for role in one.executor_roles)
    return [(role, role_name(role)) for role in roles]


def _bars(conditions: list[ColumnElement[bool]], span: Span, today: date) -> dict[str, list[tuple[Bar, Any]]]:
    done = func.sum(case((Row.state == OccurrenceState.DONE, 1), else_=0))
    passed = func.sum(case((Row.state == OccurrenceState.PASSED, 1), else_=0))
    query = (
        select(Row.measure, Row.due, func.min(Row.safe_due).label("safe"), func.min(Row.opens_on).label("opens"))
        .add_columns(func.count().label("total"), done.label("done"), passed.label("passed"))
        .where(*conditions, Row.due >= span.first, Row.opens_on <= span.last)
        .group_by(Row.measure, Row.due)
        .order_by(Row.measure, Row.due)
    )
    found: dict[str, list[tuple[Bar, Any]]] = {}
    for row in db.session.execute(query):
        part = float(row.done) / row.total
        tone = "go" if part == 1 else "stop" if row.due < today and row.passed < row.total else ""
        shown = part or (1.0 if tone else 0.0)
        bar = draw_bar(span, opens=row.opens, due=row.due, safe=row.safe, done=shown, tone=tone)
        found.setdefault(row.measure, []).append((bar, row))
    return found


def _groups(
    plan: Plan,
    wanted: list[Measure],
    seen: list[Measure],
    counts: Mapping[str, Counts],
    bars: Mapping[str, list[tuple[Bar, Any]]],
    today: date,
) -> Iterable[Group]:
    for section in plan.sections:
        lines = tuple(
            _line(one, counts.get(one.id, Counts()), bars.get(one.id, []), today)
            for one in wanted
            if one.section == section.id
        )
        if lines:
            inside = [counts.get(one.id, Counts()) for one in seen if one.section == section.id]
            keys = [one.key for one in inside]
            yield Group(
                section=section,
                lines=lines,
                progress=_finished(inside),
                under_way=keys.count("open") + keys.count("returned"),
                overdue=keys.count("overdue") + keys.count("not done"),
            )


def _opened(groups: list[Group], *, whole: bool) -> list[Group]:
    """Return the sections with those open that a person looks for first: all, or the first in which something is up."""
    first = next((one for one in groups if one.overdue or one.under_way), None)
    return [replace(one, is_open=True) if whole or one is first else one for one in groups]


def _finished(inside: list[Counts]) -> str:
    """Return how far a section is; what was due before the plan began here is not asked for."""
    asked = [one for one in inside if one.key != "passed"]
    if not asked:
        return state_name("passed").lower()
    return str(_("carried out %(done)d of %(all)d", done=sum(one.is_finished for one in asked), all=len(asked)))


def _line(measure: Measure, counts: Counts, bars: list[tuple[Bar, Any]], today: date) -> Line:
    names = "; ".join(dict.fromkeys(one.name for one in measure.executors))
    title = str(measure.data.get("content") or measure.title)
    return Line(
        measure=measure,
        number=short_number(measure),
        title=title,
        who=names,
        printed=measure.deadline_printed,
        plain=_plain(counts),
        state=_state(counts, today),
        progress=_progress(counts),
        bars=tuple(bar for bar, _row in bars),
        bars_words=", ".join(day_month(row.due) for _bar, row in bars[:12]),
        may_open=counts.unopened > 0,
    )


def short_number(measure: Measure) -> str:
    """Return the printed number, or a dash for rows that have none (or whose number was lost)."""
    number = (measure.number or "").strip()
    return number.rstrip(".") if number and len(number) <= 6 else "—"


def _plain(counts: Counts) -> str:
    due, safe = (counts.next_due, counts.next_safe) if counts.next_due else (counts.last_due, counts.last_safe)
    if due is None or safe is None:
        return str(_("no date yet: the owner of the plan fills it in"))
    if safe == due:
        return str(_("not later than %(day)s inclusive", day=day_long(due)))
    why = working_calendar_of(None).holiday_name(due)
    return str(_("%(day)s, %(why)s; safe day %(safe)s", day=day_month(due), why=why, safe=day_month(safe)))


def _state(counts: Counts, today: date) -> Words:
    key = counts.key
    if key == "done":
        return Words(tone="go", word=str(_("Carried out %(day)s", day=day_month(counts.last_done or today))))
    tones = {"overdue": "stop", "returned": "warn", "open": "act", "not done": "stop"}
    shapes = {"returned": "info", "not done": "x"}
    return Words(tone=tones.get(key, "calm"), word=state_name(key), shape=shapes.get(key))


def _progress(counts: Counts) -> str:
    parts = []
    if counts.counted > 1 or (counts.counted and not counts.is_finished):
        parts.append(str(_("%(done)d of %(all)d carried out", done=counts.done, all=counts.counted)))
    if counts.overdue and counts.counted > 1:
        parts.append(str(ngettext("%(num)d overdue", "%(num)d overdue", counts.overdue)))
    if counts.returned and counts.counted > 1:
        parts.append(str(ngettext("%(num)d returned", "%(num)d returned", counts.returned)))
    if counts.stuck:
        parts.append(str(ngettext("%(num)d could not be opened", "%(num)d could not be opened", counts.stuck)))
    return ", ".join(parts)
