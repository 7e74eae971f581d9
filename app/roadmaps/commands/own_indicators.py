"""Define an indicator in a plan made here, change it, take it out; each change recorded with what was and became."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.audit.models import Actor
from app.foundation.clock import now
from app.foundation.errors import InvalidInput, NotFound
from app.foundation.transaction import command
from app.roadmaps.commands.own_plans import changed_meanwhile, copied, draft_for_change, keep
from app.roadmaps.policy.own_indicators import MOST, find_own, next_indicator, without


@command
def save_indicator(plan_id: int, indicator_id: str, *, fields: Mapping[str, Any], rev: int, saved_by: Actor) -> str:
    """Define an indicator (without an id) or change it; return its id.

    Raises NotFound, NotAllowed, Conflict, InvalidInput when there are too many.
    """
    plan = draft_for_change(plan_id, saved_by)
    content = copied(plan)
    if indicator_id:
        row = _row(content, indicator_id)
        if row.get("rev", 1) != rev:
            raise changed_meanwhile(plan, row)
    else:
        if len(content["indicators"]) >= MOST:
            raise InvalidInput(problems={"name": "too many indicators"})
        content["indicators_made"] = next_indicator(content)
        row = {"id": f"{content['id']}-i{content['indicators_made']}", "rev": 0}
        content["indicators"].append(row)
    changes = {key: [row.get(key), value] for key, value in fields.items() if row.get(key) != value}
    row |= {**fields, "rev": row.get("rev", 1) + 1, "by": saved_by.name, "at": now().isoformat()}
    keep(plan, content, "save_indicator", saved_by, {"indicator": row["id"], "changes": changes})
    return str(row["id"])


@command
def remove_indicator(plan_id: int, indicator_id: str, *, removed_by: Actor) -> None:
    """Take an indicator out of the draft and of its measures. Raises NotFound, NotAllowed, Conflict."""
    plan = draft_for_change(plan_id, removed_by)
    content = copied(plan)
    row = _row(content, indicator_id)
    without(content, indicator_id)
    keep(plan, content, "remove_indicator", removed_by, {"indicator": indicator_id, "was": row["name"]})


def _row(content: Mapping[str, Any], indicator_id: str) -> dict[str, Any]:
    found = find_own(content, indicator_id)
    if found is None:
        raise NotFound(indicator=indicator_id)
    return found
