"""What indicators reached: facts of an organisation and those below it, or counted from accepted answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from sqlalchemy import select

from app.access.policy import Viewer
from app.documents.models import StoredFile
from app.feel import FeelError, evaluate
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.words import local_today
from app.organisation.policy.scope import visible_organisation_ids
from app.organisation.queries import current_tree
from app.roadmaps.models import IndicatorFact as Fact
from app.roadmaps.policy.adding_up import Measured, Together, add_up, covering
from app.roadmaps.policy.formulas import counts_rows, names_in
from app.roadmaps.policy.indicators import Indicator, first_day_of, number_of
from app.roadmaps.queries.indicator_choices import Carried, moves
from app.roadmaps.queries.indicator_counts import counts_of


@dataclass(frozen=True, kw_only=True)
class Reached:
    """What was reached in a period. `own` says that it is the organisation's own fact; `sources` are the facts.

    `covered` are the facts of organisations further down for which one of the sources stands: shown, not counted.
    """

    period: str
    together: Together
    own: bool
    sources: tuple[Fact, ...] = ()
    covered: tuple[Fact, ...] = ()
    counted: Mapping[str, int] = field(default_factory=dict)

    @property
    def value(self) -> Decimal | None:
        """Return the number itself."""
        return self.together.value

    @property
    def is_frozen(self) -> bool:
        """Say whether every fact of it was approved."""
        return bool(self.sources) and all(fact.is_frozen for fact in self.sources)


def reached(
    viewer: Viewer, indicator: Indicator, organisation_id: int, periods: Iterable[str], carried: Sequence[Carried]
) -> list[Reached]:
    """Return what the organisation reached in each period, its own fact before what those below reached together.

    `carried` are the plans around the organisation, whose measures a formula counts; a fact that somebody entered for
    the organisation itself stands before what was counted. Nothing is counted of years that have not begun, or in which
    no plan here has such a measure.
    """
    by_period = _facts_below(viewer, indicator, organisation_id)
    if not indicator.formula:
        return [_reached(indicator, organisation_id, period, by_period.get(period, [])) for period in periods]
    mine, today, found = moves(indicator, carried), local_today(), []
    nodes, names = list(current_tree().below(organisation_id)), names_in(indicator.formula)
    years = {year for one in carried if one.measures.get(indicator.id) for year in one.years}
    for period in periods:
        own = [fact for fact in by_period.get(period, []) if fact.organisation_id == organisation_id]
        known = first_day_of(period) <= today and int(period[:4]) in years
        counted = counts_of(viewer, mine, nodes, int(period[:4]), names) if known else {}
        entered = _reached(indicator, organisation_id, period, own)
        together = entered.together if own or not known else _counted(indicator, counted)
        found.append(replace(entered, together=together, counted=counted))
    return found


def _facts_below(viewer: Viewer, indicator: Indicator, organisation_id: int) -> dict[str, list[Fact]]:
    below = [node.id for node in current_tree().below(organisation_id)]
    query = select(Fact).where(
        Fact.indicator == indicator.id,
        Fact.organisation_id.in_(below),
        Fact.organisation_id.in_(visible_organisation_ids(viewer)),
    )
    by_period: dict[str, list[Fact]] = {}
    for fact in db.session.scalars(query.order_by(Fact.organisation_id)):
        by_period.setdefault(fact.period, []).append(fact)
    return by_period


def _reached(indicator: Indicator, organisation_id: int, period: str, facts: list[Fact]) -> Reached:
    sources = covering(facts, _place, _above)
    kept = {fact.id for fact in sources}
    return Reached(
        period=period,
        together=add_up(indicator, [one for fact in sources if (one := _measured(fact)) is not None]),
        own=any(fact.organisation_id == organisation_id for fact in sources),
        sources=tuple(sources),
        covered=tuple(fact for fact in facts if fact.id not in kept),
    )


def _place(fact: Fact) -> int:
    return fact.organisation_id


def _above(organisation_id: int) -> Iterable[int]:
    return current_tree().node(organisation_id).ids[:-1]


def _measured(fact: Fact) -> Measured | None:
    value = number_of(fact.value)
    if value is None:
        return None
    return Measured(value=value, part=number_of(fact.part), whole=number_of(fact.whole))


def _counted(indicator: Indicator, counted: Mapping[str, int]) -> Together:
    """Return what the formula makes of the counts; nothing where it names rows and none of them was planned."""
    if counts_rows(indicator.formula) and not counted["planned"]:
        return Together(value=None)
    try:
        result = evaluate(indicator.formula, {name: Decimal(number) for name, number in counted.items()})
    except FeelError:
        result = None
    return Together(value=result if isinstance(result, Decimal) else None)


def evidence_of(viewer: Viewer, fact_id: int) -> StoredFile:
    """Return the paper of a fact. Raises NotFound also when the person must not know of it."""
    query = (
        select(StoredFile)
        .join(Fact, Fact.evidence_file_id == StoredFile.id)
        .where(Fact.id == fact_id, Fact.organisation_id.in_(visible_organisation_ids(viewer)))
    )
    found = db.session.scalar(query)
    if found is None:
        raise NotFound(fact=fact_id)
    return found
