"""The form of a centre that is older than the system."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from app.centres.commands import CentreFacts
from app.centres.policy import KINDS, LICENCES_BY_HAND, kind_word, licence_words
from app.foundation.plain_forms import LONG, REQUIRED, PlainForm, tidy
from app.organisation.queries import Node

_COUNT = NumberRange(min=0, max=100_000, message=_l("A whole number from 0 to %(max)d"))


class CentreForm(PlainForm):
    """What the registry says of a centre that works."""

    organisation_id = SelectField(_l("School"), coerce=int, validate_choice=False)
    title = StringField(
        _l("Name of the centre"), [DataRequired(REQUIRED), Length(max=300, message=LONG)], filters=[tidy]
    )
    kind = SelectField(_l("Kind"), validate_choice=False)
    order_no = StringField(
        _l("Order creating the centre, number"),
        [DataRequired(REQUIRED), Length(max=80, message=LONG)],
        filters=[tidy],
    )
    order_date = DateField(_l("Date of the order"), [InputRequired(REQUIRED)])
    opened_on = DateField(_l("Day of opening"), [InputRequired(REQUIRED)])
    licence = SelectField(_l("Licence"), validate_choice=False)
    head = StringField(_l("Head of the centre"), [Length(max=300, message=LONG)], filters=[tidy])
    programmes = IntegerField(_l("Programmes"), [Optional(), _COUNT])
    pupils = IntegerField(_l("Pupils"), [Optional(), _COUNT])
    basis = StringField(
        _l("From which document it is entered"),
        [DataRequired(REQUIRED), Length(max=400, message=LONG)],
        filters=[tidy],
    )

    def offer(self, schools: Iterable[Node]) -> CentreForm:
        """Offer the schools whose centres the person keeps."""
        self.organisation_id.choices = [(node.id, node.short_name) for node in schools]
        self.kind.choices = [(kind, kind_word(kind)) for kind in KINDS]
        self.licence.choices = [(licence, licence_words(licence)) for licence in LICENCES_BY_HAND]
        return self

    def facts(self) -> CentreFacts:
        """Return what was filled in, once it is valid."""
        filled: dict[str, Any] = self.data
        return CentreFacts(**filled)
