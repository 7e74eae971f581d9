"""What the forms of the system's own pages share; forms of processes are drawn from their schema by `app/forms`."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from wtforms import Form
from wtforms.meta import DefaultMeta

REQUIRED = _l("Fill in this field")
LONG = _l("Make it shorter: up to %(max)d signs")


def tidy(text: str | None) -> str:
    """Return a line as it is kept: without spaces around it and with single ones inside."""
    return " ".join((text or "").split())


class PlainForm(Form):
    """A form whose refusals that WTForms words itself («not a whole number») are in the reader's language too."""

    class Meta(DefaultMeta):
        """Where the words of WTForms come from."""

        @property
        def locales(self) -> Sequence[str]:  # type: ignore[override]  # WTForms only reads it
            """Return the language of the page."""
            return [str(get_locale())]
