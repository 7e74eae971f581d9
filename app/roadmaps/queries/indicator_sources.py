"""Where the number of an indicator comes from: the measures that move it, and what its formula counts, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from app.access.policy import Viewer
from app.foundation.database import db
from app.roadmaps.models import Roadmap
from app.roadmaps.policy.formulas import names_in
from app.roadmaps.policy.indicators import Indicator
from app.roadmaps.queries.indicator_choices import Carried
from app.roadmaps.queries.indicator_counts import COUNTED
from app.roadmaps.queries.plans import measure_of, plan_of_version
from app.roadmaps.queries.seeing import sees_roadmap

_MOST: Final = 20


@dataclass(frozen=True, kw_only=True)
class MovingMeasure:
    """A measure of a plan carried out here whose accepted answer, or whose rows, bring the number."""

    roadmap_id: int
    measure: str
    title: str
    plan: str


def moving_measures(viewer: Viewer, indicator: Indicator, carried: Sequence[Carried]) -> tuple[MovingMeasure, ...]:
    """Return the measures that move the indicator in the plans the person sees, the latest plan first."""
    naming = [one for one in carried if one.measures.get(indicator.id)]
    query = select(Roadmap.id).where(Roadmap.id.in_([one.roadmap.id for one in naming]), sees_roadmap(viewer))
    seen = set(db.session.scalars(query)) if naming else set()
    found = []
    for one in naming:
        plan = plan_of_version(one.roadmap.version_id)
        for measure_id in one.measures[indicator.id] if one.roadmap.id in seen else ():
            measure = measure_of(plan, measure_id)
            title = " ".join(part for part in (measure.number or "", measure.title) if part)
            named = f"{plan.short}, {one.roadmap.year}"
            found.append(MovingMeasure(roadmap_id=one.roadmap.id, measure=measure_id, title=title, plan=named))
    return tuple(found[:_MOST])


def counted_words(indicator: Indicator, counted: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """Return what the formula of the indicator names, in words, with its numbers."""
    named = names_in(indicator.formula)
    return tuple((str(words), counted[name]) for name, words in COUNTED.items() if name in named and name in counted)
