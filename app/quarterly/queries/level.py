"""How an organisation and all centres below it stand in a quarter: figures together, each centre, the debtors.

Everything is computed in the whole tree below the organisation; who asks must be allowed to see that organisation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.engine.models import Case, TaskState, UserTask
from app.foundation.clock import today
from app.foundation.database import db
from app.organisation.queries import Node, current_tree, days_late, timezone_of
from app.quarterly.models import QuarterlyReport, QuarterlySignature, ReportingOrder
from app.quarterly.policy.figures import COVERAGE, own_figures, share_covered, together, value_of
from app.quarterly.policy.quarters import Quarter
from app.quarterly.queries.orders import centres_asked, municipality_of
from app.roadmaps.queries.indicator_library import find_indicator

_FILLING = ("fill_report", "prepare_summary")
_SIGNING = ("sign_report", "sign_summary")


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How one centre or municipality stands: `stage` is unopened, filling, returned, signing, checking or accepted.

    `opened_late` is the day on which the report of a missed quarter opened, after its term.
    """

    node: Node
    authority: Node | None
    stage: str
    due: date
    late: int
    number: str = ""
    case_id: int | None = None
    report_id: int | None = None
    signed_at: datetime | None = None
    signed_by: str = ""
    accepted_at: datetime | None = None
    reminded_at: datetime | None = None
    opened_late: date | None = None
    content: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_accepted(self) -> bool:
        """Say whether the report counts in the summary."""
        return self.stage == "accepted"

    @property
    def owes(self) -> bool:
        """Say whether the organisation has still to hand its report in."""
        return self.stage in ("unopened", "filling", "returned", "signing")


@dataclass(frozen=True, kw_only=True)
class Source:
    """What one centre gives to a figure."""

    standing: Standing
    value: Decimal
    filled_from: str
    changed: bool
    note: str


@dataclass(frozen=True, kw_only=True)
class Total:
    """A figure of many centres as one number.

    Of a signed summary `value` and `sources` are what was signed; `moved` says that it is another number now, `live`.
    """

    code: str
    name: str
    unit: str
    rule: str
    value: Decimal | None
    sources: tuple[Source, ...]
    moved: bool = False
    live: Decimal | None = None
    later: tuple[Source, ...] = ()


@dataclass(frozen=True)
class Level:
    """An organisation in a quarter."""

    node: Node
    quarter: Quarter
    standings: tuple[Standing, ...]

    @cached_property
    def debtors(self) -> tuple[Standing, ...]:
        """Return who has not handed in and is past the day, the longest first."""
        late = [one for one in self.standings if one.owes and one.late > 0]
        return tuple(sorted(late, key=lambda one: (-one.late, one.node.ids)))

    @cached_property
    def figures(self) -> tuple[Total, ...]:
        """Return every figure that an accepted report has, summed up by its rule."""
        accepted = [one for one in self.standings if one.is_accepted]
        return tuple(_totals(accepted))

    def count(self, *stages: str) -> int:
        """Return how many centres stand so."""
        return sum(one.stage in stages for one in self.standings)


def level_of(organisation_id: int, quarter: Quarter) -> Level:
    """Return how the centres of an organisation (or the one centre it is) stand in a quarter."""
    node = current_tree().node(organisation_id)
    asked = dict(centres_asked(organisation_id, quarter)) if quarter.last < _now(node) else {}
    found = _standings([one.id for one in current_tree().below(organisation_id)], quarter, is_summary=False)
    rows = {one.node.id: one for one in found}
    unopened = [_unopened(one, order, quarter) for one, order in asked.items() if one.id not in rows]
    both = sorted([*rows.values(), *unopened], key=lambda one: one.node.ids)
    return Level(node, quarter, tuple(both))


def summaries_below(organisation_id: int, quarter: Quarter) -> tuple[Standing, ...]:
    """Return how the summaries of the municipalities of an organisation stand."""
    ids = [one.id for one in current_tree().below(organisation_id)]
    return tuple(sorted(_standings(ids, quarter, is_summary=True), key=lambda one: one.node.ids))


def _now(node: Node) -> date:
    return today(timezone_of(node.id))


def _unopened(node: Node, order: ReportingOrder, quarter: Quarter) -> Standing:
    due = quarter.due(order.due_day)
    late = days_late(node.id, due, _now(node))
    return Standing(node=node, authority=municipality_of(node), stage="unopened", due=due, late=late)


def _standings(ids: Sequence[int], quarter: Quarter, *, is_summary: bool) -> list[Standing]:
    row = QuarterlyReport
    query = (
        select(row, Case.number)
        .join(Case, Case.id == row.case_id)
        .where(row.period == quarter.period, row.organisation_id.in_(ids), row.is_summary.is_(is_summary))
        .order_by(row.organisation_id)
    )
    rows = db.session.execute(query).all()
    cases = [one.case_id for one, _number in rows]
    tasks = {
        task.case_id: task
        for task in db.session.execute(
            select(UserTask.case_id, UserTask.element_id, UserTask.round)
            .where(UserTask.case_id.in_(cases), UserTask.state == TaskState.OPEN)
            .order_by(UserTask.id)
        )
    }
    signed: dict[int, QuarterlySignature] = {}
    for one in db.session.scalars(
        select(QuarterlySignature).where(QuarterlySignature.case_id.in_(cases)).order_by(QuarterlySignature.id)
    ):
        signed[one.case_id] = one
    return [_standing(one, number, tasks.get(one.case_id), signed.get(one.case_id)) for one, number in rows]


def _standing(report: QuarterlyReport, number: str, task: Any, signature: QuarterlySignature | None) -> Standing:
    node = current_tree().node(report.organisation_id)
    stage = "checking"
    if report.accepted_at is not None:
        stage = "accepted"
    elif task is not None and task.element_id in _FILLING:
        stage = "filling" if task.round == 1 else "returned"
    elif task is not None and task.element_id in _SIGNING:
        stage = "signing"
    sent = signature.signed_at if signature is not None and stage in ("checking", "accepted") else None
    opened = report.opened_at.astimezone(ZoneInfo(timezone_of(node.id))).date()
    until = sent.astimezone(ZoneInfo(timezone_of(node.id))).date() if sent is not None else _now(node)
    return Standing(
        node=node,
        authority=municipality_of(node),
        stage=stage,
        due=report.due,
        late=days_late(node.id, report.due, until),
        number=number,
        case_id=report.case_id,
        report_id=report.id,
        signed_at=sent,
        signed_by=signature.person_name if signature is not None and sent is not None else "",
        accepted_at=report.accepted_at,
        reminded_at=report.reminded_at,
        opened_late=opened if opened > report.due else None,
        content=signature.content if signature is not None and sent is not None else {},
    )


def _totals(accepted: Sequence[Standing]) -> list[Total]:
    kinds: dict[str, tuple[str, str, str]] = {one.code: (one.name, one.unit, one.rollup) for one in own_figures()}
    found: dict[str, list[Source]] = {code: [] for code in kinds}
    for standing in accepted:
        for row in standing.content.get("figures") or ():
            code, value = str(row.get("code", "")), value_of(row)
            if code not in kinds:
                indicator = find_indicator(code)
                if indicator is None:
                    continue
                kinds[code] = (indicator.name, indicator.unit, indicator.rollup)
            if value is not None:
                found.setdefault(code, []).append(_source(standing, row, value))
    totals = [
        Total(
            code=code,
            name=name,
            unit=unit,
            rule=rule,
            value=together(rule, [one.value for one in found.get(code, [])]),
            sources=tuple(found.get(code, [])),
        )
        for code, (name, unit, rule) in kinds.items()
    ]
    return _with_coverage(totals)


def _with_coverage(totals: list[Total]) -> list[Total]:
    """Put the share of pupils behind the numbers it is worked out from, over the centres that gave both."""
    by_code = {one.code: one for one in totals}
    covered = {one.standing.node.id: one for one in by_code["pupils_covered"].sources}
    total = {one.standing.node.id: one for one in by_code["pupils_total"].sources}
    both = [node for node in covered if node in total]
    share = share_covered(
        {
            "pupils_covered": sum((covered[node].value for node in both), Decimal(0)) if both else None,
            "pupils_total": sum((total[node].value for node in both), Decimal(0)) if both else None,
        }
    )
    coverage = Total(
        code=COVERAGE,
        name="Охват обучающихся программами центра",
        unit="%",
        rule="share",
        value=share,
        sources=tuple(covered[node] for node in both),
    )
    return [*totals[:2], coverage, *totals[2:]]


def _source(standing: Standing, row: Mapping[str, Any], value: Decimal) -> Source:
    given = str(row.get("given") or "")
    return Source(
        standing=standing,
        value=value,
        filled_from=str(row.get("filled_from") or ""),
        changed=bool(given) and Decimal(given) != value,
        note=str(row.get("note") or ""),
    )
