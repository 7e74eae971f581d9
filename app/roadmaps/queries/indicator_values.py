"""What indicators reached: facts of an organisation and those below it, or counted from accepted answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, case, func, select

from app.access.policy import Viewer
from app.documents.models import StoredFile
from app.engine.models import Case, CaseStatus, TaskState, UserTask
from app.feel import FeelError, evaluate
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.organisation.models import OrganisationKind
from app.organisation.policy.scope import visible_organisation_ids
from app.organisation.queries import Node, current_tree
from app.processes.models import Process
from app.roadmaps.models import IndicatorFact as Fact
from app.roadmaps.models import MeasureOccurrence as Row
from app.roadmaps.models import OccurrenceState
from app.roadmaps.policy.indicators import Indicator, number_of, roll_up
from app.roadmaps.queries.indicator_choices import Carried, moves


@dataclass(frozen=True, kw_only=True)
class Reached:
    """What was reached in a period. `own` says that it is the organisation's own fact; `sources` are the facts."""

    period: str
    value: Decimal | None
    own: bool
    sources: tuple[Fact, ...]
    counted: Mapping[str, int]

    @property
    def is_frozen(self) -> bool:
        """Say whether every fact of it was approved."""
        return bool(self.sources) and all(fact.is_frozen for fact in self.sources)


def reached(
    viewer: Viewer, indicator: Indicator, organisation_id: int, periods: Iterable[str], carried: Sequence[Carried]
) -> list[Reached]:
    """Return what the organisation reached in each period, its own fact before what those below reached together.

    `carried` are the plans around the organisation, whose measures a formula counts.
    """
    if indicator.formula:
        mine = moves(indicator, carried)
        return [_counted(viewer, indicator, organisation_id, period, mine) for period in periods]
    below = [node.id for node in current_tree().below(organisation_id)]
    query = select(Fact).where(
        Fact.indicator == indicator.id,
        Fact.organisation_id.in_(below),
        Fact.organisation_id.in_(visible_organisation_ids(viewer)),
    )
    by_period: dict[str, list[Fact]] = {}
    for fact in db.session.scalars(query.order_by(Fact.organisation_id)):
        by_period.setdefault(fact.period, []).append(fact)
    return [_reached(indicator, organisation_id, period, by_period.get(period, [])) for period in periods]


def _reached(indicator: Indicator, organisation_id: int, period: str, facts: list[Fact]) -> Reached:
    own = [fact for fact in facts if fact.organisation_id == organisation_id]
    sources = own or facts
    values = [value for fact in sources if (value := number_of(fact.value)) is not None]
    value = values[0] if own and values else roll_up(indicator.rollup, values)
    return Reached(period=period, value=value, own=bool(own), sources=tuple(sources), counted={})


def _counted(
    viewer: Viewer, indicator: Indicator, organisation_id: int, period: str, mine: ColumnElement[bool]
) -> Reached:
    nodes = list(current_tree().below(organisation_id))
    counted = _counts(viewer, mine, nodes, int(period[:4]))
    try:
        result = evaluate(indicator.formula, {name: Decimal(number) for name, number in counted.items()})
    except FeelError:
        result = None
    value = result if isinstance(result, Decimal) else None
    return Reached(period=period, value=value if counted["planned"] else None, own=False, sources=(), counted=counted)


def _counts(viewer: Viewer, moved: ColumnElement[bool], nodes: list[Node], year: int) -> dict[str, int]:
    """Return the numbers that formulas may use, counted from rows the person sees."""
    ids = [node.id for node in nodes]
    mine: list[ColumnElement[bool]] = [
        moved,
        Row.organisation_id.in_(ids),
        Row.organisation_id.in_(visible_organisation_ids(viewer)),
        Row.due >= date(year, 1, 1),
        Row.due <= date(year, 12, 31),
        Row.state != OccurrenceState.PASSED,
    ]
    accepted = Row.state == OccurrenceState.DONE
    row = db.session.execute(
        select(
            func.count().label("planned"),
            func.coalesce(func.sum(case((accepted, 1), else_=0)), 0).label("accepted"),
            func.count(func.distinct(case((accepted, Row.organisation_id)))).label("executors"),
        ).where(*mine)
    ).one()
    schools = sum(node.kind is OrganisationKind.SCHOOL and node.is_active for node in nodes)
    return {
        "planned": int(row.planned),
        "accepted": int(row.accepted),
        "executors": int(row.executors),
        "schools": schools,
        "agreements": _agreements(ids),
    }


def _agreements(ids: list[int]) -> int:
    """Return how many organisations have a network agreement in force: registered, and its case not closed."""
    registered = select(UserTask.case_id).where(
        UserTask.element_id == "register_agreement", UserTask.state == TaskState.COMPLETED
    )
    query = (
        select(func.count(func.distinct(Case.organisation_id)))
        .join(Process, Process.id == Case.process_id)
        .where(Process.family == "network-agreement", Case.status == CaseStatus.RUNNING)
        .where(Case.organisation_id.in_(ids), Case.id.in_(registered))
    )
    return db.session.scalar(query) or 0


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
