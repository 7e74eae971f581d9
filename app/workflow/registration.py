"""The number that a task gives its document: `soglas:journal`, such as `agreements@school number agreement_no`.

Grammar: `journal[@place] number FIELD [date FIELD] [title FIELD]`. The journal is one of JOURNALS and is kept by the
organisation at `place` (default: the organisation of the task). An empty number field gets the next number, an empty
date field the day of registration; both become variables of the case.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import Final

from app.workflow.user_tasks import PLACES

PROPERTY: Final = "soglas:journal"
JOURNALS: Final = (
    "orders",
    "staff-orders",
    "agreements",
    "incoming",
    "outgoing",
    "programmes",
    "conclusions",
    "minutes",
    "acts",
    "certificates",
)
_WORDS: Final = ("number", "date", "title")
_NAME = re.compile(r"[^\W\d]\w*")


class RegistrationRefused(ValueError):
    """The text of `soglas:journal` is not understood; `ru` and `en` say why."""

    def __init__(self, ru: str, en: str) -> None:
        super().__init__(en)
        self.ru = ru
        self.en = en


@dataclass(frozen=True, kw_only=True)
class Registration:
    """Which journal numbers a document, where it is kept, and the fields that take number, date and title."""

    journal: str
    number_field: str
    place: str = ""
    date_field: str = ""
    title_field: str = ""

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the names of the fields it reads and writes."""
        return tuple(name for name in (self.number_field, self.date_field, self.title_field) if name)


def parse_registration(text: str) -> Registration | None:
    """Return what `soglas:journal` says; None for an empty text; raises RegistrationRefused."""
    words = text.split()
    if not words:
        return None
    journal, at, place = words[0].partition("@")
    if journal not in JOURNALS:
        near = difflib.get_close_matches(journal, JOURNALS, n=1, cutoff=0.6)
        hint_ru, hint_en = (f", есть «{near[0]}»", f', there is "{near[0]}"') if near else ("", "")
        raise RegistrationRefused(
            f"нет журнала «{journal[:60]}»{hint_ru}", f'there is no journal "{journal[:60]}"{hint_en}'
        )
    if at and place not in PLACES:
        raise RegistrationRefused(f"нет места «{place[:60]}»", f'there is no place "{place[:60]}"')
    fields = _fields(words[1:])
    if "number" not in fields:
        raise RegistrationRefused("не названо поле для номера", "the field for the number is not named")
    return Registration(
        journal=journal,
        place=place,
        number_field=fields["number"],
        date_field=fields.get("date", ""),
        title_field=fields.get("title", ""),
    )


def _fields(words: list[str]) -> dict[str, str]:
    if len(words) % 2:
        raise RegistrationRefused(f"лишнее слово «{words[-1][:60]}»", f'one word too many: "{words[-1][:60]}"')
    found: dict[str, str] = {}
    for word, name in zip(words[::2], words[1::2], strict=True):
        if word not in _WORDS or word in found or not _NAME.fullmatch(name):
            raise RegistrationRefused(f"не понятно «{word[:60]} {name[:60]}»", f'"{word[:60]} {name[:60]}" is unclear')
        found[word] = name
    return found
