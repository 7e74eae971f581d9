"""What the forms of the system's own pages share; forms of processes are drawn from their schema by `app/forms`."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

REQUIRED = _l("Fill in this field")
LONG = _l("Make it shorter: up to %(max)d signs")


def tidy(text: str | None) -> str:
    """Return a line as it is kept: without spaces around it and with single ones inside."""
    return " ".join((text or "").split())
