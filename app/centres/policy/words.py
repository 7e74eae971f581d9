"""The words of the registry: how a centre stands, of which kind it is, how its licence stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask_babel import lazy_gettext as _l

from app.centres.models import CentreState

_STATES: Final[Mapping[CentreState, object]] = {
    CentreState.CREATION: _l("Being created"),
    CentreState.WORKING: _l("Works"),
    CentreState.ENDED: _l("Not created"),
}
_TONES: Final[Mapping[CentreState, tuple[str, str]]] = {
    CentreState.CREATION: ("act", "clock"),
    CentreState.WORKING: ("go", "check"),
    CentreState.ENDED: ("calm", "x"),
}
_KINDS: Final[Mapping[str, object]] = {
    "growth_point": _l("Growth Point centre"),
    "it_cube": _l("IT-Cube"),
    "infinity": _l("InfinITy"),
    "kvantorium": _l("School Kvantorium"),
    "other": _l("Another digital-education centre"),
}
_LICENCES: Final[Mapping[str, object]] = {
    "": _l("Under way"),
    "waiting": _l("Not granted yet"),
    "covered": _l("Covers the centre"),
    "not_needed": _l("No change needed"),
    "given_up": _l("Programmes given up"),
}


KINDS: Final = tuple(_KINDS)
LICENCES_BY_HAND: Final = tuple(word for word in _LICENCES if word)
"""How the licence of a working centre can stand: everything but «under way», which only a case knows."""


def state_word(state: CentreState) -> str:
    """Return how a centre stands, in words."""
    return str(_STATES[state])


def state_tone(state: CentreState) -> tuple[str, str]:
    """Return tone and shape of that word."""
    return _TONES[state]


def kind_word(kind: str) -> str:
    """Return of which kind a centre is; an unknown kind is shown as it is."""
    return str(_KINDS.get(kind, kind))


def licence_words(licence: str) -> str:
    """Return how the licence of a centre stands; an unknown word is shown as it is."""
    return str(_LICENCES.get(licence, licence))
