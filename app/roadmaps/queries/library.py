"""The plans that ship with the product: one JSON file a document under `data/plans/`.

Under `data/own/` are small plans that no document prints as a whole: a case begins them by itself.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from app.roadmaps.policy.plan_file import Plan, read_plan

_FOLDER = Path(__file__).resolve().parents[1] / "data" / "plans"
_OWN = _FOLDER.parent / "own"
_ORDER = ("spb-network-roadmap", "digital-breakthrough", "tochka-rosta-tz", "smolensk-plan", "school8-dce")


@cache
def shipped_plans() -> tuple[Plan, ...]:
    """Return the shipped plans in the order of their documents."""
    return tuple(read_plan(json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))) for name in _ORDER)


def find_shipped_plan(plan_id: str) -> Plan | None:
    """Return the shipped plan with that id, or None."""
    return next((plan for plan in shipped_plans() if plan.id == plan_id), None)


@cache
def own_plan(plan_id: str) -> Plan:
    """Return a plan that cases begin by themselves; raises FileNotFoundError."""
    return read_plan(json.loads((_OWN / f"{plan_id}.json").read_text(encoding="utf-8")))
