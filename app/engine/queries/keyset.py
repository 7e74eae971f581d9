"""Where the next page begins, as a short text that goes through an address and back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def write_key(at: datetime, row_id: int) -> str:
    """Return the key of the last line of a page."""
    microseconds = (at - _EPOCH) // (datetime.resolution)
    return f"{microseconds}-{row_id}"


def read_key(text: str | None) -> tuple[datetime, int] | None:
    """Return the moment and id in a key; None when there is none, or it is broken."""
    first, dash, second = (text or "").partition("-")
    if not dash or not first.isdecimal() or not second.isdecimal() or len(first) > 18 or len(second) > 18:
        return None
    try:
        return _EPOCH + timedelta(microseconds=int(first)), int(second)
    except OverflowError:
        return None
