"""Names of the audit streams of this room."""

from __future__ import annotations


def quarterly_stream(organisation_id: int) -> str:
    """Return the stream of the reporting that an organisation asks for or hands in."""
    return f"quarterly:{organisation_id}"
