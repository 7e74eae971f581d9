"""Forms of the journals, and of acquaintance with a document."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.documents.policy.journal_names import journal_name
from app.foundation.plain_forms import LONG, REQUIRED, PlainForm, tidy
from app.organisation.queries import Node
from app.workflow.registration import JOURNALS


class OpenJournalForm(PlainForm):
    """Which journal of which organisation."""

    organisation_id = SelectField(_l("Organisation"), coerce=int)
    kind = SelectField(_l("Journal"))

    def offer(self, nodes: Iterable[Node]) -> None:
        """Offer the organisations whose journals the person keeps."""
        self.organisation_id.choices = [(node.id, node.short_name) for node in nodes]
        self.kind.choices = [(kind, journal_name(kind)) for kind in JOURNALS]


class JournalForm(PlainForm):
    """How numbers are made."""

    index = StringField(_l("Index of the file"), [Length(max=40, message=LONG)], filters=[tidy])
    template = StringField(
        _l("Template of the number"), [InputRequired(REQUIRED), Length(max=120, message=LONG)], filters=[tidy]
    )


class DocumentForm(PlainForm):
    """What a number is given to."""

    title = StringField(_l("Content"), [InputRequired(REQUIRED), Length(max=400, message=LONG)], filters=[tidy])
    correspondent = StringField(_l("Correspondent"), [Length(max=300, message=LONG)], filters=[tidy])
    dated = DateField(_l("Date of the document"), [InputRequired(REQUIRED)])
    reason = StringField(
        _l("Why it is entered by hand"), [InputRequired(REQUIRED), Length(max=400, message=LONG)], filters=[tidy]
    )


class ByHandForm(DocumentForm):
    """A document that no case registers."""

    number = StringField(_l("Number"), [Length(max=120, message=LONG)], filters=[tidy])


class ReserveForm(PlainForm):
    """How many numbers are kept, and what for."""

    count = IntegerField(_l("How many numbers"), [InputRequired(REQUIRED)])
    reserve_reason = StringField(
        _l("What they are kept for"), [InputRequired(REQUIRED), Length(max=400, message=LONG)], filters=[tidy]
    )


class AcquaintForm(PlainForm):
    """Who reads a document, by when; `names` are people without an account, a line each: name, post."""

    title = StringField(_l("Document"), [InputRequired(REQUIRED), Length(max=300, message=LONG)], filters=[tidy])
    due_on = DateField(_l("Read it not later than"), [InputRequired(REQUIRED)])
    note = TextAreaField(_l("What is important"), [Length(max=2000, message=LONG)])
    groups = SelectMultipleField(_l("By role"), validate_choice=False)
    people = SelectMultipleField(_l("By name"), coerce=int, validate_choice=False)
    names = TextAreaField(_l("People without an account"), [Length(max=20_000, message=LONG)])

    def on_paper(self) -> list[tuple[str, str]]:
        """Return name and post of each line."""
        lines = (tidy(line) for line in (self.names.data or "").splitlines())
        parts = (line.partition(",") for line in lines if line)
        return [(name.strip()[:300], post.strip()[:300]) for name, _comma, post in parts if name.strip()]


class AnnulForm(PlainForm):
    """Why a number is annulled."""

    annul_reason = StringField(
        _l("Why it is annulled"), [InputRequired(REQUIRED), Length(max=400, message=LONG)], filters=[tidy]
    )
