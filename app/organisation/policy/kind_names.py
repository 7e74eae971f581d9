"""What kinds of organisations and places are called."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.organisation.models import OrganisationKind, Place

_KINDS = {
    OrganisationKind.FEDERAL: _l("Federal body"),
    OrganisationKind.REGION: _l("Regional authority"),
    OrganisationKind.INSTITUTE: _l("Institute of education development"),
    OrganisationKind.COORDINATOR: _l("Regional coordinator"),
    OrganisationKind.MOUO: _l("Municipal education authority"),
    OrganisationKind.SUPPORT: _l("Support institution"),
    OrganisationKind.FINANCE: _l("Central bookkeeping"),
    OrganisationKind.SCHOOL: _l("School"),
    OrganisationKind.CENTRE: _l("Centre"),
    OrganisationKind.PARTNER: _l("Partner"),
}
_PLACES = {
    Place.INITIATOR: _l("Initiator"),
    Place.SCHOOL: _l("School"),
    Place.CENTRE: _l("Centre"),
    Place.MOUO: _l("Municipal education authority"),
    Place.REGION: _l("Regional authority"),
    Place.INSTITUTE: _l("Institute of education development"),
    Place.COORDINATOR: _l("Regional coordinator"),
    Place.PARTNER: _l("Partner"),
    Place.FINANCE: _l("Central bookkeeping"),
}


def kind_name(kind: OrganisationKind | str) -> str:
    """Return the name of the kind in the language of the reader."""
    return str(_KINDS[OrganisationKind(kind)])


def place_name(place: Place | str) -> str:
    """Return the name of the place in the language of the reader."""
    return str(_PLACES[Place(place)])
