"""Names of the audit streams of this room."""

from __future__ import annotations


def roadmap_stream(roadmap_id: int) -> str:
    """Return the stream of one applied plan."""
    return f"roadmap:{roadmap_id}"


def indicator_stream(indicator: str) -> str:
    """Return the stream of one indicator."""
    return f"indicator:{indicator}"


def own_plan_stream(plan_id: int) -> str:
    """Return the stream of a plan that is made here."""
    return f"roadmap plan:{plan_id}"
