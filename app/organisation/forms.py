"""Forms of the directory."""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import available_timezones

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, Field, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional, Regexp, ValidationError

from app.access.models import Role
from app.access.policy import role_name
from app.foundation.plain_forms import LONG, REQUIRED, PlainForm, tidy
from app.organisation.commands.organisations import CODE
from app.organisation.models import DayKind, OrganisationKind, Place
from app.organisation.policy.kind_names import kind_name, place_name
from app.organisation.queries.tree import Node

_CODE = _l("Write a code of letters, digits, dots and hyphens, up to 60 signs")
_MAIL = _l("Write the address like name@example.org")


class OrganisationForm(PlainForm):
    """Name, kind and clock of an organisation."""

    name = StringField(_l("Full name"), [InputRequired(REQUIRED), Length(max=400, message=LONG)], filters=[tidy])
    short_name = StringField(_l("Short name"), [Length(max=160, message=LONG)], filters=[tidy])
    kind = SelectField(_l("Kind"))
    timezone = StringField(_l("Time zone"), [Optional()], filters=[tidy])

    def offer(self) -> None:
        """Offer the kinds in the language of the reader."""
        self.kind.choices = [(kind.value, kind_name(kind)) for kind in OrganisationKind]

    def validate_timezone(self, field: Field) -> None:
        """Refuse a zone that does not exist."""
        if field.data not in available_timezones():
            raise ValidationError(_("There is no such time zone; write for example Asia/Chita"))


class NewOrganisationForm(OrganisationForm):
    """A new organisation also needs its code."""

    code = StringField(
        _l("Code"),
        [
            InputRequired(REQUIRED),
            Regexp(
                rf"^{CODE.pattern}$", message=_l("Write a code of letters, digits, dots and hyphens, up to 60 signs")
            ),
        ],
        filters=[tidy],
    )


class MoveForm(PlainForm):
    """Where an organisation goes."""

    parent_id = SelectField(_l("Above it"), coerce=int)

    def offer(self, nodes: Iterable[Node]) -> None:
        """Offer the organisations it may go below."""
        self.parent_id.choices = [(node.id, node.short_name) for node in nodes]


class RelationForm(PlainForm):
    """Who serves an organisation."""

    place = SelectField(_l("Serves as"))
    target_id = SelectField(_l("Organisation"), coerce=int)

    def offer(self, nodes: Iterable[Node]) -> None:
        """Offer the places and the organisations."""
        usual = (Place.FINANCE, Place.INSTITUTE, Place.COORDINATOR, Place.PARTNER)
        others = tuple(place for place in Place if place not in (*usual, Place.INITIATOR))
        self.place.choices = [(place.value, place_name(place)) for place in (*usual, *others)]
        self.target_id.choices = [(node.id, node.short_name) for node in nodes]


def day_words() -> dict[DayKind, str]:
    """Return what is special about a day, in words."""
    return {
        DayKind.REST: _("nobody works"),
        DayKind.WORK: _("everybody works"),
        DayKind.SHORT: _("a shorter working day"),
        DayKind.VACATION: _("school holidays; people work"),
    }


class CalendarForm(PlainForm):
    """A day against the state calendar."""

    day = DateField(_l("Day"), [InputRequired(REQUIRED)])
    until = DateField(_l("Until, for several days"), [Optional()])
    kind = SelectField(_l("On this day"))
    reason = StringField(_l("Reason, for example the number of the order"), [Length(max=200, message=LONG)])

    def offer(self) -> None:
        """Offer every kind of days."""
        self.kind.choices = [(kind.value, word) for kind, word in day_words().items()]


class PersonForm(PlainForm):
    """How a person is called and reached."""

    name = StringField(_l("Name"), [InputRequired(REQUIRED), Length(max=300, message=LONG)], filters=[tidy])
    email = StringField(
        _l("E-mail"),
        [
            Optional(),
            Length(max=254, message=LONG),
            Regexp(r"^[^@\s]+@[^@\s]+$", message=_MAIL),
        ],
        filters=[tidy],
    )


class PostForm(PlainForm):
    """A post: role, place, name and term."""

    role = SelectField(_l("Role"))
    organisation_id = SelectField(_l("Organisation"), coerce=int)
    post = StringField(
        _l("Name of the post, if it differs from the role"), [Length(max=200, message=LONG)], filters=[tidy]
    )
    since = DateField(_l("From"), [Optional()])
    until = DateField(_l("Until, inclusive"), [Optional()])

    def offer(self, roles: Iterable[Role], nodes: Iterable[Node]) -> None:
        """Offer the roles and organisations that the person at the keyboard may give."""
        self.role.choices = sorted(((role.value, role_name(role)) for role in roles), key=lambda pair: pair[1])
        self.organisation_id.choices = [(node.id, node.short_name) for node in nodes]

    def validate_until(self, field: Field) -> None:
        """Refuse an end before the beginning."""
        if field.data and self.since.data and field.data < self.since.data:
            raise ValidationError(_("The end is before the beginning"))


class NewPersonForm(PersonForm, PostForm):
    """A new person with the first post."""

    login = StringField(
        _l("Login"),
        [
            InputRequired(REQUIRED),
            Length(max=120, message=LONG),
            Regexp(r"^\S+$", message=_l("Write a login without spaces, up to 120 signs")),
        ],
        filters=[lambda text: (text or "").strip().lower()],
    )
