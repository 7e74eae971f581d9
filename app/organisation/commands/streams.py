"""Names of the audit streams of this room."""

from __future__ import annotations


def organisation_stream(organisation_id: int) -> str:
    """Return the stream of one organisation: its data, relations, calendar."""
    return f"organisation:{organisation_id}"
