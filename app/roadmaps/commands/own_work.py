"""Begin the recurring work that a step of a diagram names (`soglas:plan`): a small plan for the organisation of a case.

The step tells people, and leaves a job; the worker applies the plan with the system as its author. Rows that another
running roadmap asks of the same organisation already are left out, so that nobody reports twice.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy import select

from app.audit.models import SYSTEM
from app.engine.commands.steps.jobs import add_job
from app.engine.models import Case
from app.foundation.clock import today
from app.foundation.database import db
from app.foundation.errors import Conflict
from app.organisation.queries import current_tree, timezone_of
from app.processes.queries import live_version
from app.roadmaps.commands.applying import Applied, apply_plan
from app.roadmaps.models import MeasureOccurrence, OccurrenceState, Roadmap, RoadmapState
from app.roadmaps.policy.placing import place_measure
from app.roadmaps.policy.plan_file import Plan, read_plan
from app.roadmaps.queries.library import own_plan

log = logging.getLogger("soglas.roadmaps")
OWN_WORK: Final = "roadmap.own_work"
PROPERTY: Final = "soglas:plan"
_OPEN: Final = (OccurrenceState.AHEAD, OccurrenceState.OPEN, OccurrenceState.RETURNED)


def want_own_work(case_id: int, element_id: str) -> None:
    """Leave a job when the diagram names a plan at this element; called in the transaction of the step."""
    version_id = db.session.scalar(select(Case.version_id).where(Case.id == case_id))
    if version_id is None:
        return
    node = live_version(version_id).process.by_id.get(element_id)
    plan = node.properties.get(PROPERTY, "").strip() if node is not None else ""
    if plan:
        payload = {"name": "Начало постоянной работы", "case": case_id, "plan": plan}
        add_job(OWN_WORK, payload, key=f"{OWN_WORK}:{case_id}:{plan}")


def begin_own_work(case_id: int, plan_id: str) -> Applied | None:
    """Apply the plan for the organisation of a case and the year of its opening; None when there is nothing to do."""
    case = db.session.get(Case, case_id)
    if case is None:
        return None
    organisation_id, number = case.organisation_id, case.number
    opened = _day(case.readable.get("opened_on")) or today(timezone_of(organisation_id))
    plan = _for_organisation(own_plan(plan_id), organisation_id)
    db.session.rollback()
    if plan is None:
        return None
    try:
        return apply_plan(
            plan, organisation_id=organisation_id, year=opened.year, applied_by=SYSTEM, basis=f"Дело {number}"
        )
    except Conflict:
        log.info("case %s: the plan %s runs there already", case_id, plan_id)
        return None


def _for_organisation(plan: Plan, organisation_id: int) -> Plan | None:
    """Return the plan named after its organisation, without what others ask there; None when nothing is left."""
    tree = current_tree()
    asked = _asked_already(organisation_id)
    measures = [
        measure.data
        for measure in plan.measures
        if not any(
            (same, placing.organisation_id) in asked
            for same in measure.data["same_as"]
            for placing in place_measure(tree, organisation_id, measure)
        )
    ]
    short = f"{plan.short}: {tree.node(organisation_id).short_name}"
    return read_plan({**plan.data, "short": short, "measures": measures}) if measures else None


def _asked_already(organisation_id: int) -> set[tuple[str, int]]:
    """Return the measures, with their organisations, that running roadmaps still ask of this place and those around."""
    tree = current_tree()
    places = {node.id for node in (*tree.below(organisation_id), *tree.upwards(organisation_id))}
    rows = db.session.execute(
        select(MeasureOccurrence.measure, MeasureOccurrence.organisation_id)
        .join(Roadmap, Roadmap.id == MeasureOccurrence.roadmap_id)
        .where(
            Roadmap.state == RoadmapState.RUNNING,
            MeasureOccurrence.organisation_id.in_(places),
            MeasureOccurrence.state.in_(_OPEN),
        )
        .distinct()
    )
    return {(row.measure, row.organisation_id) for row in rows}


def _day(value: Any) -> date | None:
    if isinstance(value, date):
        return value
    return date.fromisoformat(value) if isinstance(value, str) and value else None


def do_own_work(payload: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Do the job that `want_own_work` left."""
    done = begin_own_work(int(payload["case"]), str(payload["plan"]))
    return {"roadmap": done.roadmap_id} if done is not None else None
