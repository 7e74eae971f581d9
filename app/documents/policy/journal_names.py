"""What journals are called, which index they begin with, and how their templates make numbers."""

from __future__ import annotations

import re
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.foundation.errors import InvalidInput
from app.workflow.registration import JOURNALS

_NAMES = {
    "orders": _l("Orders on the main activity"),
    "staff-orders": _l("Orders on personnel"),
    "agreements": _l("Agreements"),
    "incoming": _l("Incoming documents"),
    "outgoing": _l("Outgoing documents"),
    "programmes": _l("Programmes handed in for review"),
    "conclusions": _l("Expert conclusions"),
    "minutes": _l("Minutes"),
    "acts": _l("Acts (documents)"),
    "certificates": _l("Certificates and references"),
}
INDEXES: Final = {
    "orders": "ОД",
    "staff-orders": "ЛС",
    "agreements": "Д",
    "incoming": "ВХ",
    "outgoing": "ИСХ",
    "programmes": "ПР",
    "conclusions": "ЭЗ",
    "minutes": "П",
    "acts": "А",
    "certificates": "С",
}
"""What an index is until the organisation writes its own (номенклатура дел)."""
DEFAULT_TEMPLATE: Final = "{индекс}-{номер}/{год}"
FIELDS: Final = ("индекс", "номер", "год", "гг")
_FIELD = re.compile(r"\{([^{}:]*)(?::([1-9]))?\}")
assert set(_NAMES) == set(INDEXES) == set(JOURNALS)  # noqa: S101  # a journal of the dialect has words


def journal_name(kind: str) -> str:
    """Return what a journal is called in the language of the reader."""
    return str(_NAMES[kind])


def check_template(template: str) -> str:
    """Return the template tidied; raises InvalidInput when it cannot make a number for each ordinal and year."""
    tidy = " ".join(template.split())
    names = [match[1] for match in _FIELD.finditer(tidy)]
    rest = _FIELD.sub("", tidy)
    wrong = [name for name in names if name not in FIELDS]
    if wrong or "{" in rest or "}" in rest:
        words = _("Only {индекс}, {номер}, {год} and {гг} may stand in braces")
    elif names.count("номер") != 1:
        words = _("{номер} must stand in it exactly once")
    elif len(tidy) > 120:
        words = _("Make it shorter: up to %(max)d signs", max=120)
    else:
        return tidy
    raise InvalidInput(problems={"template": str(words)})


def make_number(template: str, *, index: str, ordinal: int, year: int) -> str:
    """Return the number, such as «Д-7/2026»; `{номер:3}` writes at least three figures."""

    def value(match: re.Match[str]) -> str:
        width = int(match[2] or 0)
        known = {
            "индекс": index,
            "номер": str(ordinal).zfill(width),
            "год": str(year),
            "гг": f"{year % 100:02d}",
        }
        return known[match[1]]

    return _FIELD.sub(value, template)


def read_ordinal(template: str, number: str, *, index: str, year: int) -> int | None:
    """Return the ordinal in a number that this template would make in this year; None for any other text."""
    pattern = ""
    for position, part in enumerate(re.split(r"\{номер(?::[1-9])?\}", template)):
        pattern += (r"([0-9]{1,9})" if position else "") + re.escape(
            make_number(part, index=index, ordinal=0, year=year)
        )
    found = re.fullmatch(pattern, number)
    return int(found[1]) if found else None
