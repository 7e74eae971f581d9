"""Which measures of the plans carried out around an organisation move an indicator, by the wording in force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from sqlalchemy import ColumnElement, and_, exists, false, or_, select

from app.access.policy import Viewer
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.organisation.queries import current_tree
from app.roadmaps.models import MeasureOccurrence, PlanVersion, Roadmap
from app.roadmaps.policy.indicators import Indicator
from app.roadmaps.policy.own_indicators import own_indicators, plan_of_indicator
from app.roadmaps.policy.plan_file import Plan
from app.roadmaps.queries.indicator_library import all_indicators, get_indicator, indicators_of_row
from app.roadmaps.queries.library import shipped_plans
from app.roadmaps.queries.plans import plan_of_version
from app.roadmaps.queries.seeing import sees_roadmap

_MOST_OWN: Final = 8


@dataclass(frozen=True, kw_only=True)
class Carried:
    """A plan that is carried out, and by each indicator its measures that move it (none may move one of its own)."""

    roadmap: Roadmap
    measures: Mapping[str, tuple[str, ...]]

    @property
    def years(self) -> range:
        """Return the years of its life here."""
        return range(self.roadmap.first_day.year, self.roadmap.last_day.year + 1)


@dataclass(frozen=True, kw_only=True)
class ListedPlan:
    """A plan whose indicators can be looked at, with the years for which they are."""

    id: str
    short: str
    indicators: tuple[Indicator, ...]
    years: tuple[int, ...]


def get_visible_indicator(viewer: Viewer, indicator_id: str) -> Indicator:
    """Return a printed indicator, or one of a plan that is carried out where the person sees it. Raises NotFound.

    Who gives the fact of an indicator sees it also when the plan holds nothing else for them.
    """
    key, indicator = plan_of_indicator(indicator_id), get_indicator(indicator_id)
    if key:
        above = {place for post in viewer.memberships for place in current_tree().node(post.organisation_id).ids}
        given = Roadmap.organisation_id.in_(above) if _holds(viewer, indicator) else false()
        seen = select(Roadmap.id).where(Roadmap.plan == key, or_(sees_roadmap(viewer), given)).limit(1)
        if db.session.scalar(seen) is None:
            raise NotFound(indicator=indicator_id)
    return indicator


def _holds(viewer: Viewer, indicator: Indicator) -> bool:
    return any(post.role == indicator.giver for post in viewer.memberships)


def carried_near(organisation_id: int, *conditions: ColumnElement[bool]) -> tuple[Carried, ...]:
    """Return the plans applied here, above and below, or with rows here and below, the latest first."""
    tree = current_tree()
    below = [node.id for node in tree.below(organisation_id)]
    near = {*tree.node(organisation_id).ids, *below}
    row = select(MeasureOccurrence.id).where(
        MeasureOccurrence.roadmap_id == Roadmap.id, MeasureOccurrence.organisation_id.in_(below)
    )
    query = (
        select(Roadmap, PlanVersion.sha256)
        .join(PlanVersion, PlanVersion.id == Roadmap.version_id)
        .where(or_(Roadmap.organisation_id.in_(near), exists(row).correlate(Roadmap)), *conditions)
        .order_by(Roadmap.year.desc(), Roadmap.id.desc())
    )
    return tuple(
        Carried(roadmap=roadmap, measures=_measures_by_indicator(roadmap.version_id, sha256))
        for roadmap, sha256 in db.session.execute(query).all()
    )


@lru_cache(maxsize=4096)
def _measures_by_indicator(version_id: int, sha256: str) -> Mapping[str, tuple[str, ...]]:
    """Return what the rows of a version name; the hash keeps the databases of one process apart."""
    content = db.session.scalar(select(PlanVersion.content).where(PlanVersion.id == version_id)) or {}
    found: dict[str, tuple[str, ...]] = {}
    for row in content["measures"]:
        for indicator in indicators_of_row(row, content):
            found[indicator.id] = (*found.get(indicator.id, ()), row["id"])
    return {one.id: () for one in own_indicators(content)} | found


def moves(indicator: Indicator, carried: Iterable[Carried]) -> ColumnElement[bool]:
    """Return the condition that an occurrence belongs to a measure that moves the indicator."""
    alike: dict[tuple[str, ...], list[int]] = {}
    for one in carried:
        measures = one.measures.get(indicator.id, ())
        if measures:
            alike.setdefault(measures, []).append(one.roadmap.id)
    return or_(
        false(),
        *(
            and_(MeasureOccurrence.roadmap_id.in_(ids), MeasureOccurrence.measure.in_(measures))
            for measures, ids in alike.items()
        ),
    )


def shift_of(indicator: Indicator, carried: Iterable[Carried]) -> int:
    """Return by how many years the plan of the indicator is shifted here, else that of a plan that names it, else 0."""
    naming = [one.roadmap for one in carried if indicator.id in one.measures or one.roadmap.plan == indicator.plan]
    latest = next((one for one in naming if one.plan == indicator.plan), naming[0] if naming else None)
    return latest.shift if latest is not None else 0


def listed_plans(
    viewer: Viewer, organisation_id: int, carried: Sequence[Carried], asked: str
) -> tuple[ListedPlan, ...]:
    """Return the shipped plans, then the latest plans made here that name indicators, and the one that is asked for.

    A plan made here is listed for those who see it, and for those who give a fact of it.
    """
    shipped = [_shipped(plan, [one for one in carried if one.roadmap.plan == plan.id]) for plan in shipped_plans()]
    known = {plan.id for plan in shipped}
    own: dict[str, list[Carried]] = {}
    seen = {one.roadmap.id for one in carried_near(organisation_id, sees_roadmap(viewer))}
    for one in carried:
        if one.roadmap.plan in known or not one.measures:
            continue
        if one.roadmap.id in seen or any(_holds(viewer, given) for given in _defined(one.roadmap)):
            own.setdefault(one.roadmap.plan, []).append(one)
    shown = [key for number, key in enumerate(own) if number < _MOST_OWN or key == asked]
    return (*shipped, *(_made_here(key, own[key]) for key in shown))


def _defined(roadmap: Roadmap) -> tuple[Indicator, ...]:
    return own_indicators(plan_of_version(roadmap.version_id).data)


def _shipped(plan: Plan, carried: Sequence[Carried]) -> ListedPlan:
    named = {name for one in carried for name in one.measures}
    indicators = tuple(one for one in all_indicators() if one.plan == plan.id or one.id in named)
    shift = carried[0].roadmap.shift if carried else 0
    years = {year for one in indicators if one.plan == plan.id for year in one.years(shift)}
    return ListedPlan(
        id=plan.id, short=plan.short, indicators=indicators, years=tuple(sorted(years | {plan.first.year + shift}))
    )


def _made_here(key: str, carried: Sequence[Carried]) -> ListedPlan:
    named = {name for one in carried for name in one.measures}
    plan = plan_of_version(carried[0].roadmap.version_id)
    return ListedPlan(
        id=key,
        short=plan.short,
        indicators=(*own_indicators(plan.data), *(one for one in all_indicators() if one.id in named)),
        years=tuple(sorted({year for one in carried for year in one.years})),
    )
