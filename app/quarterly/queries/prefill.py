"""What a report begins with: accepted evidence, facts and the last accepted report, each with where it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Select, func, select

from app.engine.models import Case, CaseStatus, TaskState, UserTask
from app.foundation.database import db
from app.organisation.queries import Node, current_tree
from app.processes.models import Process
from app.quarterly.models import QuarterlyReport, QuarterlySignature
from app.quarterly.policy.figures import own_figures, value_of
from app.quarterly.policy.quarters import Quarter, find_quarter
from app.quarterly.queries.orders import moment_after
from app.roadmaps.models import IndicatorFact, MeasureOccurrence, OccurrenceState, Roadmap
from app.roadmaps.policy.indicators import Indicator
from app.roadmaps.policy.plan_file import Plan
from app.roadmaps.queries.indicator_library import indicators_of_row
from app.roadmaps.queries.plans import plan_of_version

_EVENTS: Final = frozenset({"event-organisation", "participation", "meeting"})
_MOST_ROWS: Final = 60
_NO_DATA: Final = "В системе данных не нашлось"
_STATES: Final = {OccurrenceState.DONE: "done", OccurrenceState.AHEAD: "not_due"}


@dataclass(frozen=True, kw_only=True)
class Known:
    """A number that the system knows, and where it comes from."""

    value: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Last:
    """The last accepted report: its words, its case and its numbers."""

    words: str
    number: str
    values: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Done:
    """A row of a plan in the quarter, with the case that carried it out."""

    row: MeasureOccurrence
    plan: Plan
    number: str
    readable: Mapping[str, Any]


def report_values(centre: Node, quarter: Quarter) -> dict[str, Any]:
    """Return figures, rows and the words about the last report that the case of a centre begins with."""
    places = [centre.id, *([centre.parent_id] if centre.parent_id else [])]
    done = list(_rows(places, quarter))
    last = last_accepted(centre.id, quarter)
    known = {**_from_cases(places, quarter), **_from_evidence(done)}
    figures = [
        _figure(one.code, one.name, one.unit, known.get(one.code), last, carries=one.carries) for one in own_figures()
    ]
    for indicator in _indicators(places, quarter):
        fact = _fact(indicator, places, quarter)
        figures.append(_figure(indicator.id, indicator.name, indicator.unit, fact, last, carries=True))
    return {
        "figures": figures,
        "report_rows": [_row(one) for one in done[:_MOST_ROWS]],
        "last_report": last.words if last is not None else "",
    }


def last_accepted(organisation_id: int, before: Quarter) -> Last | None:
    """Return the last accepted report of a centre on an earlier quarter."""
    row = db.session.execute(
        select(QuarterlyReport, QuarterlySignature.content, Case.number)
        .join(QuarterlySignature, QuarterlySignature.id == QuarterlyReport.signature_id)
        .join(Case, Case.id == QuarterlyReport.case_id)
        .where(
            QuarterlyReport.organisation_id == organisation_id,
            QuarterlyReport.period < before.period,
            QuarterlyReport.accepted_at.is_not(None),
        )
        .order_by(QuarterlyReport.period.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    report, content, number = row
    quarter = find_quarter(report.period)
    words = f"за {quarter.title if quarter else report.period}, дело {number}, принят {report.accepted_at:%d.%m.%Y}"
    figures = content.get("figures") or ()
    values = {str(one["code"]): str(value) for one in figures if (value := value_of(one)) is not None}
    return Last(words=words, number=number, values=values)


def _figure(
    code: str, name: str, unit: str, known: Known | None, last: Last | None, *, carries: bool
) -> dict[str, Any]:
    was = last.values.get(code) if last is not None else None
    if known is None and carries and was is not None and last is not None:
        known = Known(value=was, source=f"Прошлый отчёт, дело {last.number}")
    source = known.source if known is not None else _NO_DATA
    if was is not None and last is not None and not source.startswith("Прошлый"):
        source += f". В прошлом отчёте: {was.replace('.', ',')}"
    given = known.value if known is not None else ""
    value = Decimal(given) if given else None
    return {"code": code, "name": name, "unit": unit, "value": value, "given": given, "filled_from": source[:600]}


def _rows(places: list[int], quarter: Quarter) -> Iterator[Done]:
    query = (
        select(MeasureOccurrence, Case.number, Case.readable, Roadmap.version_id)
        .join(Roadmap, Roadmap.id == MeasureOccurrence.roadmap_id)
        .outerjoin(Case, Case.id == MeasureOccurrence.case_id)
        .where(
            MeasureOccurrence.organisation_id.in_(places),
            MeasureOccurrence.due >= quarter.first,
            MeasureOccurrence.due <= quarter.last,
            MeasureOccurrence.state != OccurrenceState.PASSED,
        )
        .order_by(MeasureOccurrence.due, MeasureOccurrence.position, MeasureOccurrence.id)
    )
    for row, number, readable, version in db.session.execute(query):
        yield Done(row=row, plan=plan_of_version(version), number=number or "", readable=readable or {})


def _row(done: Done) -> dict[str, Any]:
    measure = done.plan.measure(done.row.measure)
    number = (measure.number or measure.id).rstrip(".") if measure is not None else done.row.measure
    title = str(measure.data.get("content") or measure.title) if measure is not None else done.row.measure
    accepted = done.row.state is OccurrenceState.DONE
    source = f"План «{done.plan.short}», срок {done.row.due:%d.%m.%Y}"
    if accepted:
        what = f"Принятое подтверждение, дело {done.number}" if done.number else "Принятый квартальный отчёт"
        source = f"{what}, исполнено {done.row.done_on or done.row.due:%d.%m.%Y}"
    state = _STATES.get(done.row.state, "late" if done.row.state is OccurrenceState.NOT_DONE else "running")
    fact = str(done.readable.get("result_text") or "")[:1500] if accepted else ""
    return {"number": number[:40], "measure": title[:1000], "state": state, "fact": fact, "filled_from": source[:600]}


def _from_evidence(done: list[Done]) -> dict[str, Known]:
    """Return what can be counted of the accepted rows of the quarter."""
    events = [
        one
        for one in done
        if one.row.state is OccurrenceState.DONE
        and (measure := one.plan.measure(one.row.measure)) is not None
        and measure.family in _EVENTS
    ]
    if not events:
        return {}
    named = ", ".join(one.number for one in events[:5] if one.number)
    source = f"Принятые подтверждения мероприятий за квартал: {named}" + (" и другие" if len(events) > 5 else "")
    return {"events": Known(value=str(len(events)), source=source)}


def _from_cases(places: list[int], quarter: Quarter) -> dict[str, Known]:
    """Return what the last finished cases of the school say: enrolment, and the network agreements in force."""
    found: dict[str, Known] = {}
    query = (
        select(Case.number, Case.readable)
        .join(Process, Process.id == Case.process_id)
        .where(
            Process.key == "enrolment",
            Case.organisation_id.in_(places),
            Case.status == CaseStatus.COMPLETED,
            Case.closed_at < moment_after(quarter),
        )
        .order_by(Case.closed_at.desc())
        .limit(1)
    )
    row = db.session.execute(query).first()
    for code in ("pupils_covered", "pupils_total"):
        value = row.readable.get(code) if row is not None and row.readable else None
        if row is not None and isinstance(value, int | Decimal) and not isinstance(value, bool):
            found[code] = Known(value=str(value), source=f"Зачисление, дело {row.number}")
    agreements = [str(one) for one in db.session.scalars(_agreements(places, quarter))]
    if agreements:
        source = f"Зарегистрированные договоры о сети: {', '.join(agreements[:5])}"
        found["partners"] = Known(value=str(len(agreements)), source=source)
    return found


def _agreements(places: list[int], quarter: Quarter) -> Select[Any]:
    """Return the query for the numbers of the cases whose network agreement was registered and is still in force."""
    registered = select(UserTask.case_id).where(
        UserTask.element_id == "register_agreement",
        UserTask.state == TaskState.COMPLETED,
        UserTask.completed_at < moment_after(quarter),
    )
    return (
        select(Case.number)
        .join(Process, Process.id == Case.process_id)
        .where(Process.family == "network-agreement", Case.status == CaseStatus.RUNNING)
        .where(Case.organisation_id.in_(places), Case.id.in_(registered))
        .order_by(Case.id)
    )


def _indicators(places: list[int], quarter: Quarter) -> Iterator[Indicator]:
    """Yield the indicators that people report of the plans carried out here in the quarter, each once."""
    query = (
        select(Roadmap.version_id, MeasureOccurrence.measure, func.min(MeasureOccurrence.position))
        .join(Roadmap, Roadmap.id == MeasureOccurrence.roadmap_id)
        .where(
            MeasureOccurrence.organisation_id.in_(places),
            Roadmap.first_day <= quarter.last,
            Roadmap.last_day >= quarter.first,
        )
        .group_by(MeasureOccurrence.roadmap_id, Roadmap.version_id, MeasureOccurrence.measure)
        .order_by(MeasureOccurrence.roadmap_id, func.min(MeasureOccurrence.position))
    )
    seen: set[str] = set()
    for version_id, name, _position in db.session.execute(query):
        plan = plan_of_version(version_id)
        measure = plan.measure(name)
        for indicator in indicators_of_row(measure.data, plan.data) if measure is not None else ():
            if not indicator.formula and not indicator.giver and indicator.id not in seen:
                seen.add(indicator.id)
                yield indicator


def _fact(indicator: Indicator, places: list[int], quarter: Quarter) -> Known | None:
    row = db.session.scalar(
        select(IndicatorFact)
        .where(
            IndicatorFact.indicator == indicator.id,
            IndicatorFact.organisation_id.in_(places),
            IndicatorFact.period == indicator.period_of(quarter.last),
        )
        .order_by(IndicatorFact.entered_at.desc())
        .limit(1)
    )
    if row is None:
        return None
    own = row.organisation_id == places[0]
    place = "" if own else f", {current_tree().node(row.organisation_id).short_name}"
    words = f"Факт показателя за {row.period}{place}" + (f": {row.words}" if row.words else "")
    return Known(value=row.value, source=words)
