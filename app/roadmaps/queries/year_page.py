"""The циклограмма: what is due for an organisation (or one's posts) in a year, over all plans and other processes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select

from app.access.policy import Viewer, role_name
from app.foundation.database import db
from app.foundation.words import day_month, local_today
from app.organisation.policy.scope import may_see_organisation
from app.organisation.queries import current_tree, working_calendar_of
from app.roadmaps.models import MeasureOccurrence as Row
from app.roadmaps.models import OccurrenceState, Roadmap
from app.roadmaps.policy.clashes import Clash, Due, find_clashes
from app.roadmaps.policy.drawing import Day, Span, draw_year
from app.roadmaps.queries.other_dues import TaskDue, other_dues
from app.roadmaps.queries.plans import plan_of_version
from app.roadmaps.queries.seeing import sees_row

_MOST = 3_000
_WEEKLY = 30


@dataclass(frozen=True, kw_only=True)
class Item:
    """A due date in a cell: how it is written, what it is, whether it clashes; a row of a plan or a case (`number`)."""

    words: str
    title: str
    full_title: str
    roadmap_id: int = 0
    measure: str = ""
    number: str = ""
    late: bool
    done: bool
    clash: bool


@dataclass(frozen=True, kw_only=True)
class YearRow:
    """A section of a plan, or a process that no plan names, over the months."""

    plan: str
    title: str
    cells: tuple[tuple[Item, ...], ...]
    often: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ClashWords:
    """A clash in words."""

    clash: Clash
    role: str
    place: str

    @property
    def days(self) -> str:
        """Return its days: «23–25 ноября»."""
        first, last = self.clash.first, self.clash.last
        if first == last:
            return day_month(first)
        if (first.year, first.month) == (last.year, last.month):
            return f"{first.day}–{day_month(last)}"
        return f"{day_month(first)} – {day_month(last)}"


@dataclass(frozen=True, kw_only=True)
class YearPage:
    """What the template draws."""

    organisation_id: int
    place: str
    year: int
    months: tuple[date, ...]
    first_month: int
    """With which month the table begins: of this year the last one, or an earlier one that holds something late."""
    now_month: int
    rows: tuple[YearRow, ...]
    load: tuple[int, ...]
    clashes: tuple[ClashWords, ...]
    total: int
    plans: int
    others: int
    days: tuple[Day, ...]
    height: int
    mine: bool
    organisations: tuple[tuple[int, str], ...]


def year_page(viewer: Viewer, args: Mapping[str, str]) -> YearPage:
    """Return the year of the organisation in the address, else of the acting post; only what the person sees."""
    today = local_today()
    organisation_id = _organisation(viewer, args.get("organisation", ""))
    text = args.get("year", "")
    year = int(text) if text.isdecimal() and len(text) == 4 else today.year
    mine = args.get("mine") == "1"
    rows = _rows(viewer, organisation_id, year, mine=mine)
    others = other_dues(viewer, _near(organisation_id), year, mine=mine)
    clashes = find_clashes(_open_dues(rows, others))
    span = Span(first=date(year, 1, 1), last=date(year, 12, 31))
    crowded = {day for clash in clashes for day in _days(clash.first, clash.last)}
    counts: dict[date, int] = {}
    for day in (*(row.due for row in rows), *(one.due for one in others)):
        counts[day] = counts.get(day, 0) + 1
    tree = current_tree()
    lines = (*_year_rows(rows, clashes, today), *_other_rows(others, clashes, today))
    first_month = 1 if today.year != year or args.get("months") == "all" else _first_month(lines, today)
    return YearPage(
        organisation_id=organisation_id,
        place=tree.node(organisation_id).name if organisation_id else "",
        year=year,
        months=tuple(span.months()),
        first_month=first_month,
        now_month=today.month if today.year == year else 0,
        rows=tuple(line for line in lines if line.often or any(line.cells[first_month - 1 :])),
        load=tuple(sum(count for day, count in counts.items() if day.month == month) for month in range(1, 13)),
        clashes=tuple(
            ClashWords(clash=one, role=role_name(one.role), place=tree.node(one.organisation_id).short_name)
            for one in clashes
        ),
        total=len(rows) + len(others),
        plans=len({row.roadmap_id for row in rows}),
        others=len(others),
        days=draw_year(span, counts, crowded, _days_off(span, organisation_id)),
        height=12 * 22,
        mine=mine,
        organisations=tuple(_organisations(viewer, year)),
    )


def _first_month(lines: Sequence[YearRow], today: date) -> int:
    late = (month for line in lines for month, cell in enumerate(line.cells, 1) if any(item.late for item in cell))
    return min(max(today.month - 1, 1), *late, 12)


def _open_dues(rows: Sequence[Row], others: Sequence[TaskDue]) -> Iterable[Due]:
    """Yield what is still to be done: rows of plans, and tasks of other cases."""
    for row in rows:
        if not row.state.is_closed:
            yield Due(
                safe=row.safe_due, role=row.executor_role, organisation_id=row.organisation_id, measure=row.measure
            )
    for one in others:
        yield Due(safe=one.safe, role=one.role, organisation_id=one.organisation_id, measure=f"case {one.case_id}")


def _organisation(viewer: Viewer, text: str) -> int:
    if text.isdecimal() and len(text) < 10 and may_see_organisation(viewer, int(text)):
        return int(text)
    posts = [viewer.acting] if viewer.acting else list(viewer.memberships[:1])
    return posts[0].organisation_id if posts else 0


def _rows(viewer: Viewer, organisation_id: int, year: int, *, mine: bool) -> Sequence[Row]:
    place = my_rows(viewer) if mine else Row.organisation_id.in_(_near(organisation_id))
    query = (
        select(Row)
        .where(place, sees_row(viewer), Row.due >= date(year, 1, 1), Row.due <= date(year, 12, 31))
        .order_by(Row.roadmap_id, Row.section, Row.position, Row.due, Row.id)
        .limit(_MOST)
    )
    return list(db.session.scalars(query))


def _near(organisation_id: int) -> list[int]:
    """Return the organisation and the centres right below it."""
    tree = current_tree()
    near = [organisation_id, *(tree.children.get(organisation_id, ()) if organisation_id else ())]
    return [one for one in near if one == organisation_id or tree.node(one).kind == "centre"]


def my_rows(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition that an occurrence is carried out by one of the person's posts."""
    pairs = [
        and_(Row.organisation_id == post.organisation_id, Row.executor_role == post.role.value)
        for post in viewer.memberships
    ]
    return or_(*pairs) if pairs else false()


def _organisations(viewer: Viewer, year: int) -> Iterable[tuple[int, str]]:
    query = (
        select(Row.organisation_id)
        .where(sees_row(viewer), Row.due >= date(year, 1, 1), Row.due <= date(year, 12, 31))
        .distinct()
    )
    tree = current_tree()
    ids = set(db.session.scalars(query))
    schools = {tree.node(one).parent_id if tree.node(one).kind == "centre" else one for one in ids}
    nodes = [tree.node(one) for one in schools if one is not None and may_see_organisation(viewer, one)]
    return [(node.id, node.short_name) for node in sorted(nodes, key=lambda node: (len(node.ids), node.short_name))]


def _days(first: date, last: date) -> Iterable[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)


def _days_off(span: Span, organisation_id: int) -> frozenset[date]:
    calendar = working_calendar_of(organisation_id or None)
    return frozenset(day for day in _days(span.first, span.last) if not calendar.is_working_day(day))


def _year_rows(rows: Sequence[Row], clashes: Sequence[Clash], today: date) -> Iterable[YearRow]:
    groups: dict[tuple[int, int], list[Row]] = {}
    for row in rows:
        groups.setdefault((row.roadmap_id, row.section), []).append(row)
    roadmaps: dict[int, Any] = {}
    for (roadmap_id, section_id), items in groups.items():
        if roadmap_id not in roadmaps:
            roadmap = db.session.get_one(Roadmap, roadmap_id)
            roadmaps[roadmap_id] = plan_of_version(roadmap.version_id)
        plan = roadmaps[roadmap_id]
        section = next(one for one in plan.sections if one.id == section_id)
        per_measure: dict[str, int] = {}
        for row in items:
            per_measure[row.measure] = per_measure.get(row.measure, 0) + 1
        often = {name for name, count in per_measure.items() if count >= _WEEKLY}
        cells: list[list[Item]] = [[] for _ in range(12)]
        for row in items:
            if row.measure not in often:
                cells[row.due.month - 1].append(_item(plan, row, clashes, today))
        yield YearRow(
            plan=plan.short,
            title=section.title,
            cells=tuple(tuple(sorted(cell, key=lambda one: int(one.words.split()[0]))) for cell in cells),
            often=tuple(_title(plan, name) for name in sorted(often)),
        )


def _other_rows(others: Sequence[TaskDue], clashes: Sequence[Clash], today: date) -> Iterable[YearRow]:
    groups: dict[str, list[list[Item]]] = {}
    for one in others:
        cells = groups.setdefault(one.process, [[] for _ in range(12)])
        words = f"{one.name}: {one.title}"
        item = Item(
            words=_day_words(one.due, one.safe),
            title=_short(words),
            full_title=words,
            number=one.number,
            late=one.due < today,
            done=False,
            clash=_is_crowded(clashes, one.role, one.organisation_id, one.safe),
        )
        cells[one.due.month - 1].append(item)
    for process, cells in groups.items():
        yield YearRow(plan="", title=process, cells=tuple(tuple(cell) for cell in cells), often=())


def _title(plan: Any, measure_id: str) -> str:
    measure = plan.measure(measure_id)
    return str(measure.data.get("content") or measure.title)


def _item(plan: Any, row: Row, clashes: Sequence[Clash], today: date) -> Item:
    title = _title(plan, row.measure)
    clash = _is_crowded(clashes, row.executor_role, row.organisation_id, row.safe_due)
    return Item(
        words=_day_words(row.due, row.safe_due),
        title=_short(title),
        full_title=title,
        roadmap_id=row.roadmap_id,
        measure=row.measure,
        late=row.due < today and not row.state.is_closed,
        done=row.state is OccurrenceState.DONE,
        clash=clash and not row.state.is_closed,
    )


def _day_words(due: date, safe: date) -> str:
    """Return the day, with the safe one before it: «29 (31)»."""
    if safe == due:
        return str(due.day)
    return f"{safe.day} ({due.day})" if safe.month == due.month else f"{due.day} ({safe:%d.%m})"


def _short(title: str) -> str:
    return title if len(title) <= 46 else title[:44].rsplit(" ", 1)[0] + "…"


def _is_crowded(clashes: Sequence[Clash], role: str, organisation_id: int, safe: date) -> bool:
    return any(
        one.role == role and one.organisation_id == organisation_id and one.first <= safe <= one.last for one in clashes
    )
