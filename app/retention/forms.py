"""The form of an item of the file plan."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.foundation.plain_forms import LONG, REQUIRED, PlainForm, tidy


class ItemForm(PlainForm):
    """Index, title, term and the article that says so."""

    index = StringField(_l("Index of the file"), [InputRequired(REQUIRED), Length(max=40, message=LONG)], [tidy])
    title = StringField(_l("Title of the file"), [InputRequired(REQUIRED), Length(max=300, message=LONG)], [tidy])
    term = RadioField(
        _l("Term"), choices=[("years", _l("A number of years")), ("always", _l("For good"))], default="years"
    )
    years = IntegerField(_l("How many years"), [Optional(), NumberRange(0, 75, _l("From 0 to 75 years"))])
    basis = StringField(_l("Article of the list of terms"), [Length(max=300, message=LONG)], [tidy])

    def validate_years(self, field: IntegerField) -> None:
        """Want a number when the term is one."""
        if self.term.data == "years" and field.data is None and not field.errors:
            field.errors = [*field.errors, str(REQUIRED)]
            raise ValueError(str(REQUIRED))
