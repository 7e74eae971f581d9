"""The pages of indicators: the list with plan and fact of a year, and one indicator over its years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.policy import Viewer, role_name
from app.engine.models import Case
from app.foundation.database import db
from app.foundation.words import day_long, local_today
from app.foundation.words import number as words_of
from app.organisation.policy.scope import may_see_organisation
from app.organisation.queries import current_tree
from app.roadmaps.models import IndicatorFact
from app.roadmaps.policy.drawing import Chart, draw_chart
from app.roadmaps.policy.indicators import Indicator, first_day_of, forecast, is_reached, number_of
from app.roadmaps.queries.contradictions import hints_of_indicator
from app.roadmaps.queries.indicator_choices import Carried, ListedPlan, carried_near, listed_plans, shift_of
from app.roadmaps.queries.indicator_library import Discrepancy, discrepancies_of, find_indicator
from app.roadmaps.queries.indicator_sources import MovingMeasure, counted_words, moving_measures
from app.roadmaps.queries.indicator_values import Reached, reached
from app.roadmaps.queries.library import shipped_plans
from app.roadmaps.queries.rights import may_give, may_manage
from app.roadmaps.queries.state_words import Words
from app.workflow.hints import Hint

_MOST_YEARS = 8


@dataclass(frozen=True, kw_only=True)
class IndicatorLine:
    """One indicator of the list: its plan and fact in the chosen year."""

    indicator: Indicator
    target: str
    value: str
    state: Words


@dataclass(frozen=True, kw_only=True)
class IndicatorList:
    """What the template of the list draws: a plan at a time."""

    plan: str
    title: str
    plans: tuple[tuple[str, str, int], ...]
    lines: tuple[IndicatorLine, ...]
    year: int
    years: tuple[int, ...]
    organisation_id: int
    place: str
    organisations: tuple[tuple[int, str], ...]
    by_tone: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class PeriodLine:
    """One period of an indicator: plans, fact, where it comes from."""

    period: str
    target: str
    other: str
    value: str
    state: Words
    reached: Reached
    places: Mapping[int, str]
    cases: Mapping[int, str]
    counted: tuple[tuple[str, int], ...]
    """What a formula counted, in words."""


@dataclass(frozen=True, kw_only=True)
class IndicatorPage:
    """What the template of one indicator draws."""

    indicator: Indicator
    other: Indicator | None
    organisation_id: int
    place: str
    organisations: tuple[tuple[int, str], ...]
    lines: tuple[PeriodLine, ...]
    charts: tuple[tuple[bool, Chart], ...]
    discrepancies: tuple[Discrepancy, ...]
    hints: tuple[Hint, ...]
    forecast: str
    base_date: str
    shift: int
    manages: bool
    giver: str
    """The role that gives the fact, in words, where the plan names one."""
    may_enter: bool
    period_now: str
    """The period that has not ended yet: a fact by hand is most often for it."""
    measures: tuple[MovingMeasure, ...]


def indicator_list(viewer: Viewer, args: Mapping[str, str]) -> IndicatorList:
    """Return the indicators of a plan for an organisation and a year; what is asked wrongly is not asked for."""
    organisation_id = _organisation(viewer, args)
    carried = carried_near(organisation_id)
    plans = listed_plans(viewer, organisation_id, carried, args.get("plan", ""))
    plan = next((one for one in plans if one.id == args.get("plan")), None) or _likely_plan(
        plans, carried, organisation_id
    )
    year = _year(args.get("year", ""), plan.years)
    lines = tuple(_list_line(viewer, one, organisation_id, year, carried) for one in plan.indicators)
    by_tone: dict[str, int] = {}
    for line in lines:
        by_tone[line.state.tone] = by_tone.get(line.state.tone, 0) + 1
    return IndicatorList(
        plan=plan.id,
        title=plan.short,
        plans=tuple((one.id, one.short, len(one.indicators)) for one in plans),
        lines=lines,
        year=year,
        years=plan.years,
        organisation_id=organisation_id,
        place=current_tree().node(organisation_id).name,
        organisations=organisations_of(viewer),
        by_tone=by_tone,
    )


def _likely_plan(plans: tuple[ListedPlan, ...], carried: Sequence[Carried], organisation_id: int) -> ListedPlan:
    """Return the latest plan applied right here, else the latest one that runs around here, else the first."""
    listed = {one.id: one for one in plans}
    near = sorted(carried, key=lambda one: one.roadmap.organisation_id != organisation_id)
    return next((listed[one.roadmap.plan] for one in near if one.roadmap.plan in listed), plans[0])


def _year(text: str, years: Sequence[int]) -> int:
    if text.isdecimal() and len(text) == 4 and int(text) in years:
        return int(text)
    today = local_today().year
    return min(max(today, years[0]), years[-1])


def _organisation(viewer: Viewer, args: Mapping[str, str]) -> int:
    text = args.get("organisation", "")
    if text.isdecimal() and len(text) < 10 and may_see_organisation(viewer, int(text)):
        return int(text)
    posts = [viewer.acting] if viewer.acting else list(viewer.memberships[:1])
    node = current_tree().node(posts[0].organisation_id)
    return node.parent_id if node.kind == "centre" and node.parent_id else node.id


def organisations_of(viewer: Viewer) -> tuple[tuple[int, str], ...]:
    """Return the organisations whose indicators the person may look at: authorities and schools they see."""
    nodes = [
        node
        for node in current_tree().nodes.values()
        if node.kind in ("region", "mouo", "school") and node.is_active and may_see_organisation(viewer, node.id)
    ]
    return tuple((node.id, node.short_name) for node in sorted(nodes, key=lambda one: (len(one.ids), one.short_name)))


def _list_line(
    viewer: Viewer, indicator: Indicator, organisation_id: int, year: int, carried: Sequence[Carried]
) -> IndicatorLine:
    shift = shift_of(indicator, carried)
    periods = [f"{year}-Q{quarter}" for quarter in range(1, 5)] if indicator.is_quarterly else [str(year)]
    values = reached(viewer, indicator, organisation_id, periods, carried)
    found = [one for one in values if one.value is not None]
    last = found[-1] if found else None
    target = indicator.target_for(last.period if last else periods[0], shift)
    value = last.value if last else None
    return IndicatorLine(
        indicator=indicator,
        target=target,
        value=_words(value),
        state=_state(indicator, target, value, last.period if last else ""),
    )


def _state(indicator: Indicator, target: str, value: Decimal | None, period: str) -> Words:
    if value is None:
        return Words(tone="calm", word=str(_("No fact yet")))
    met = is_reached(indicator, target, value)
    if met is None:
        return Words(tone="act", word=str(_("Measured, no plan printed")), shape="info")
    if met:
        return Words(tone="go", word=str(_("The plan is met")))
    gap = (number_of(target) or Decimal(0)) - value
    if indicator.less_is_better:
        return Words(tone="stop", word=str(_("%(gap)s above the plan", gap=_words(-gap))))
    if local_today() <= indicator.last_day_around(first_day_of(period)):
        return Words(tone="act", word=str(_("%(gap)s to go, the period is not over", gap=_words(gap))), shape="info")
    return Words(tone="stop", word=str(_("%(gap)s short of the plan", gap=_words(gap))))


def _words(value: Decimal | None) -> str:
    return "" if value is None else words_of(value.quantize(Decimal("0.01")))


def indicator_page(viewer: Viewer, indicator: Indicator, args: Mapping[str, str]) -> IndicatorPage:
    """Return one indicator for an organisation: both printed plans where the document contradicts itself."""
    organisation_id = _organisation(viewer, args)
    carried = carried_near(organisation_id)
    shift = shift_of(indicator, carried)
    found = discrepancies_of(indicator.id)
    other = _other_plan(indicator, found)
    years = _years(indicator, other, shift, carried)
    periods = [f"{y}-Q{q}" for y in years for q in range(1, 5)] if indicator.is_quarterly else [str(y) for y in years]
    values = reached(viewer, indicator, organisation_id, periods, carried)
    facts = {int(one.period[:4]): one.value for one in values if one.value is not None}
    plans = [_plan_points(one, years, shift) for one in (indicator, other) if one is not None]
    charts = [(narrow, draw_chart(years, plans, facts, narrow=narrow)) for narrow in (False, True)]
    ahead = forecast(sorted(facts.items()), years[-1]) if years and years[-1] not in facts else None
    cases = _cases(values)
    return IndicatorPage(
        indicator=indicator,
        other=other,
        organisation_id=organisation_id,
        place=current_tree().node(organisation_id).name,
        organisations=organisations_of(viewer),
        lines=tuple(_period_line(indicator, other, one, shift, cases) for one in values),
        charts=tuple((narrow, chart) for narrow, chart in charts if chart is not None),
        discrepancies=found,
        hints=hints_of_indicator(indicator.id),
        forecast=_words(ahead) if ahead is not None else "",
        base_date=_day_words(indicator.base_date),
        shift=shift,
        manages=may_manage(viewer, organisation_id),
        giver=str(role_name(indicator.giver)) if indicator.giver else "",
        may_enter=may_give(viewer, indicator, organisation_id),
        period_now=indicator.period_of(local_today()),
        measures=moving_measures(viewer, indicator, carried),
    )


def _day_words(text: str) -> str:
    """Return a printed day in words; a year or words of the document stay as they are."""
    try:
        return day_long(date.fromisoformat(text))
    except ValueError:
        return text


def _years(indicator: Indicator, other: Indicator | None, shift: int, carried: Sequence[Carried]) -> list[int]:
    years = set(indicator.years(shift)) | set(other.years(shift) if other else ())
    plan = next((one for one in shipped_plans() if one.id == indicator.plan), None)
    if plan is not None:
        years |= set(range(plan.first.year + shift, plan.last.year + shift + 1))
    for one in carried:
        if indicator.id in one.measures and (plan is None or one.roadmap.plan != plan.id):
            years |= set(one.years)
    return sorted(years or {local_today().year})[-_MOST_YEARS:]


def _other_plan(indicator: Indicator, found: tuple[Discrepancy, ...]) -> Indicator | None:
    """Return the indicator with another printed plan for the same thing, when the document has one by the years."""
    for discrepancy in found:
        for name in discrepancy.indicators:
            other = find_indicator(name)
            if name != indicator.id and other is not None and len(other.targets) > 2 and len(indicator.targets) > 2:
                return other
    return None


def _plan_points(indicator: Indicator, years: list[int], shift: int) -> dict[int, Decimal]:
    if indicator.is_quarterly:
        return {}
    points = {year: number_of(indicator.target_for(str(year), shift)) for year in years}
    return {year: value for year, value in points.items() if value is not None}


def _cases(values: list[Reached]) -> dict[int, str]:
    ids = {fact.case_id for one in values for fact in (*one.sources, *one.covered) if fact.case_id}
    if not ids:
        return {}
    return {row.id: row.number for row in db.session.execute(select(Case.id, Case.number).where(Case.id.in_(ids)))}


def _period_line(
    indicator: Indicator, other: Indicator | None, one: Reached, shift: int, cases: Mapping[int, str]
) -> PeriodLine:
    tree = current_tree()
    target = indicator.target_for(one.period, shift)
    facts: tuple[IndicatorFact, ...] = (*one.sources, *one.covered)
    return PeriodLine(
        period=one.period,
        target=target,
        other=other.target_for(one.period, shift) if other else "",
        value=_words(one.value),
        state=_state(indicator, target, one.value, one.period),
        reached=one,
        places={fact.organisation_id: tree.node(fact.organisation_id).short_name for fact in facts},
        cases=cases,
        counted=counted_words(indicator, one.counted),
    )
