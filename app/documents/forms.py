"""Forms of the journals."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import DateField, Form, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from app.documents.policy.journal_names import journal_name
from app.organisation.queries import Node
from app.workflow.registration import JOURNALS

_REQUIRED = _l("Fill in this field")
_LONG = _l("Make it shorter: up to %(max)d signs")


def _tidy(text: str | None) -> str:
    return " ".join((text or "").split())


class OpenJournalForm(Form):
    """Which journal of which organisation."""

    organisation_id = SelectField(_l("Organisation"), coerce=int)
    kind = SelectField(_l("Journal"))

    def offer(self, nodes: Iterable[Node]) -> None:
        """Offer the organisations whose journals the person keeps."""
        self.organisation_id.choices = [(node.id, node.short_name) for node in nodes]
        self.kind.choices = [(kind, journal_name(kind)) for kind in JOURNALS]


class JournalForm(Form):
    """How numbers are made."""

    index = StringField(_l("Index of the file"), [Length(max=40, message=_LONG)], filters=[_tidy])
    template = StringField(
        _l("Template of the number"), [InputRequired(_REQUIRED), Length(max=120, message=_LONG)], filters=[_tidy]
    )


class DocumentForm(Form):
    """What a number is given to."""

    title = StringField(_l("Content"), [InputRequired(_REQUIRED), Length(max=400, message=_LONG)], filters=[_tidy])
    correspondent = StringField(_l("Correspondent"), [Length(max=300, message=_LONG)], filters=[_tidy])
    dated = DateField(_l("Date of the document"), [InputRequired(_REQUIRED)])
    reason = StringField(
        _l("Why it is entered by hand"), [InputRequired(_REQUIRED), Length(max=400, message=_LONG)], filters=[_tidy]
    )


class ByHandForm(DocumentForm):
    """A document that no case registers."""

    number = StringField(_l("Number"), [Length(max=120, message=_LONG)], filters=[_tidy])


class ReserveForm(Form):
    """How many numbers are kept, and what for."""

    count = IntegerField(_l("How many numbers"), [InputRequired(_REQUIRED)])
    reserve_reason = StringField(
        _l("What they are kept for"), [InputRequired(_REQUIRED), Length(max=400, message=_LONG)], filters=[_tidy]
    )


class AnnulForm(Form):
    """Why a number is annulled."""

    annul_reason = StringField(
        _l("Why it is annulled"), [InputRequired(_REQUIRED), Length(max=400, message=_LONG)], filters=[_tidy]
    )
