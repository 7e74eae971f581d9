"""What a case gets from the row of the plan it carries out."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, select

from app.foundation.database import db
from app.organisation.queries import Tree
from app.roadmaps.models import MeasureOccurrence, Roadmap
from app.roadmaps.policy.indicators import Indicator
from app.roadmaps.policy.placing import place_at
from app.roadmaps.policy.plan_file import Measure, Plan
from app.roadmaps.policy.shifting import shift_years
from app.roadmaps.queries.indicator_library import indicators_of_row


def case_variables(
    tree: Tree, roadmap: Roadmap, plan: Plan, measure: Measure, row: MeasureOccurrence
) -> dict[str, Any]:
    """Return the variables that a case of this occurrence begins with (names of the start form of the process)."""
    placing = place_at(tree, row.organisation_id, measure)
    data = measure.data
    return {
        "measure_id": measure.id,
        "measure_number": (measure.number or "без номера").removesuffix("."),
        "measure_title": str(data.get("content") or measure.title)[:4000],
        "plan_title": plan.short,
        "deadline_printed": measure.deadline_printed,
        "executor_name": "; ".join(executor.name for executor in measure.executors)[:1000],
        "expected_result": str(data.get("expected_result") or "")[:4000],
        "starts": row.opens_on,
        "due": row.due,
        "executor_groups": " ".join(placing.executors),
        "controller_groups": " ".join(placing.controllers),
        "controller_head_groups": " ".join(placing.heads),
        "control_level": measure.controller.level,
        "fact_period": str(row.due.year),
        "occurrence_id": row.id,
        "evidence": [{"kind": kind[:600]} for kind in measure.evidence],
        "milestones": _milestones(measure, roadmap.shift, row.due),
        "facts": _facts(plan, measure, roadmap, row),
    }


def _milestones(measure: Measure, shift: int, due: date) -> list[dict[str, str]]:
    found = []
    for milestone in measure.data.get("milestones", ()):
        day = shift_years(date.fromisoformat(milestone["date"]), shift)
        if day <= due:
            found.append({"date": f"{day:%d.%m.%Y}", "text": milestone["text"]})
    return found


def _facts(plan: Plan, measure: Measure, roadmap: Roadmap, row: MeasureOccurrence) -> list[dict[str, str]]:
    """Return the indicators whose fact this occurrence brings: the last due date of a period asks for it, once."""
    found = []
    for indicator in indicators_of_row(measure.data, plan.data):
        if indicator.formula or indicator.giver:
            continue  # counted from rows, or given by somebody else
        last = indicator.last_day_around(row.due)
        later = select(func.count()).where(
            MeasureOccurrence.roadmap_id == roadmap.id,
            MeasureOccurrence.measure == measure.id,
            MeasureOccurrence.organisation_id == row.organisation_id,
            MeasureOccurrence.due > row.due,
            MeasureOccurrence.due <= last,
        )
        if not db.session.scalar(later):
            found.append(_fact(indicator, row.due, roadmap.shift))
    return found


def _fact(indicator: Indicator, due: date, shift: int) -> dict[str, str]:
    target = indicator.target_for(indicator.period_of(due), shift)
    words = f"{indicator.sign_words} {target} {indicator.unit}".strip() if target else "не назван"
    kind = "доля" if indicator.scale is not None else "число"
    found = {"indicator": indicator.id, "name": indicator.name[:1500], "target": words[:120], "kind": kind}
    more = {"unit": indicator.unit[:60], "answer": indicator.answer}
    return found | {name: value for name, value in more.items() if value}
