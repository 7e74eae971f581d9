"""Plan versions as the pure plan they hold, read once and kept."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import select

from app.foundation.database import db
from app.foundation.errors import NotFound
from app.roadmaps.models import PlanVersion, Roadmap
from app.roadmaps.policy.plan_file import Measure, Plan, read_plan


def plan_of_version(version_id: int) -> Plan:
    """Return the plan of a version. Raises NotFound."""
    sha256 = db.session.scalar(select(PlanVersion.sha256).where(PlanVersion.id == version_id))
    if sha256 is None:
        raise NotFound(version=version_id)
    return _plan(version_id, sha256)


@lru_cache(maxsize=32)
def _plan(version_id: int, sha256: str) -> Plan:
    """Return the plan; the hash keeps the versions of different databases of one process apart."""
    content = db.session.scalar(select(PlanVersion.content).where(PlanVersion.id == version_id))
    return read_plan(content or {})


def get_roadmap(roadmap_id: int) -> Roadmap:
    """Return the row of an applied plan. Raises NotFound."""
    found = db.session.get(Roadmap, roadmap_id)
    if found is None:
        raise NotFound(roadmap=roadmap_id)
    return found


def measure_of(plan: Plan, measure_id: str) -> Measure:
    """Return the measure of the plan. Raises NotFound."""
    found = plan.measure(measure_id)
    if found is None:
        raise NotFound(measure=measure_id)
    return found
