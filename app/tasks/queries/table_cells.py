"""Which cell of a workbook holds which field of a form, and what a field and a cell say to each other."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from flask_babel import gettext as _
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from app.forms.fields import AnswerField, CheckField, ChoiceField, FilesField, ManyField
from app.forms.fields.base import OptionsField
from app.forms.parts import Part, in_scope
from app.forms.schema import Input, MomentInput, NumberInput, Rows, Subtype, direct_children

FIRST_ROW: Final = 4
LISTS: Final = "Списки"
SEVERAL: Final = "; "
_NOT_IN_A_TITLE: Final = re.compile(r"[\[\]:*?/\\']")


class CellRefused(ValueError):
    """What stands in a cell cannot be an answer; the text says why."""


@dataclass(frozen=True, kw_only=True)
class ListColumn:
    """A column of the sheet of a list: the name of the field inside a row, its component."""

    name: str
    component: Input


def is_asked(part: Part) -> bool:
    """Say whether a field stands in the workbook: those that a person fills in and that are no files."""
    return part.field is not None and not part.locked and not isinstance(part.field, FilesField)


def single_fields(parts: list[Part]) -> list[Part]:
    """Return the fields of the first sheet."""
    return [part for part in in_scope(parts) if is_asked(part)]


def lists_of(parts: list[Part]) -> list[Part]:
    """Return the lists that get a sheet of their own."""
    return [part for part in in_scope(parts) if isinstance(part.component, Rows) and not part.locked]


def columns_of(part: Part) -> list[ListColumn]:
    """Return the columns of a list: the fields of a row, without files and lists in it."""
    assert isinstance(part.component, Rows)  # noqa: S101  # the caller has asked
    found = []
    for one in direct_children(part.component.components):
        if isinstance(one, Input) and one.path and not one.disabled and str(one.kind) != "filepicker":
            found.append(ListColumn(name="-".join(one.path), component=one))
    return found


def sheet_titles(parts: list[Part]) -> Mapping[str, str]:
    """Return the title of the sheet of each list by the name of the list: short, and each once."""
    taken: set[str] = {LISTS.casefold(), str(_("Form")).casefold()}
    titles = {}
    for part in lists_of(parts):
        plain = " ".join(_NOT_IN_A_TITLE.sub(" ", part.component.label or part.name).split())[:27] or part.name[:27]
        title, number = plain, 2
        while title.casefold() in taken:
            title, number = f"{plain} {number}", number + 1
        taken.add(title.casefold())
        titles[part.name] = title
    return titles


def name_in_row(list_name: str, name: str) -> str:
    """Return the name of a field inside its row: `rate` for `staff-3-rate` of the list `staff`."""
    return name[len(list_name) + 1 :].partition("-")[2]


def choices_of(field: AnswerField | None) -> list[str]:
    """Return the words that a cell may hold; empty for a field that is written freely."""
    if isinstance(field, CheckField):
        return [str(_("yes")), str(_("no"))]
    if isinstance(field, OptionsField):
        return [option.label for option in field.options.values()]
    return []


def cell_value(field: AnswerField) -> Any:
    """Return what a cell shows of a field: words of choices, real numbers and days, else the text as typed."""
    if isinstance(field, CheckField):
        return str(_("yes")) if field.data else str(_("no")) if field.raw is not None or field.data is False else ""
    if isinstance(field, ManyField):
        return SEVERAL.join(words for _token, words, chosen in field.shown() if chosen)
    if isinstance(field, ChoiceField):
        return next((words for _token, words, chosen in field.shown() if chosen), "")
    if not field.process_errors and isinstance(field.data, Decimal | dt.date | dt.datetime | dt.time):
        return field.data
    return ILLEGAL_CHARACTERS_RE.sub("", (field.typed() or [""])[0])


def texts_from_cell(cell: Any, component: Input, field: AnswerField | None) -> list[str]:
    """Return what a page would post for what stands in a cell. Raises CellRefused."""
    value = cell.value
    if cell.data_type in ("f", "e"):
        raise CellRefused(_("the cell holds a formula or an error; write the value itself"))
    if isinstance(field, CheckField):
        return _check(value)
    words = _words(value, component)
    if isinstance(field, ManyField):
        wanted = [one for one in (part.strip() for part in words.split(SEVERAL.strip())) if one]
        return ["", *(_token(one, field) for one in wanted)]
    if isinstance(field, OptionsField):
        return [_token(words, field)] if words else [""]
    return [words]


def _check(value: Any) -> list[str]:
    words = str(value if value is not None else "").strip().casefold()
    if words in {"", "нет", "no", "false", "0", "ложь"}:
        return [""]
    if words in {"да", "yes", "true", "1", "истина"}:
        return ["", "true"]
    raise CellRefused(_("“%(words)s” is neither yes nor no", words=str(value)[:60]))


def _token(words: str, field: OptionsField) -> str:
    """Return the token of an option by its words."""
    wanted = " ".join(words.split()).casefold()
    for token, option in field.options.items():
        if " ".join(option.label.split()).casefold() == wanted:
            return token
    raise CellRefused(_("“%(words)s” is not among the choices", words=words[:60]))


def _words(value: Any, component: Input) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return _moment(value, component)
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, int | float) and isinstance(component, NumberInput):
        return format(Decimal(repr(value)), "f").replace(".", ",")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).replace("\r\n", "\n").strip()


def _moment(value: dt.datetime | dt.date | dt.time, component: Input) -> str:
    subtype = component.subtype if isinstance(component, MomentInput) else Subtype.DATE
    if isinstance(value, dt.time):
        return value.strftime("%H:%M")
    if subtype is Subtype.TIME and isinstance(value, dt.datetime):
        return value.strftime("%H:%M")
    if subtype is Subtype.DATETIME and isinstance(value, dt.datetime):
        return value.strftime("%d.%m.%Y %H:%M")
    return value.strftime("%d.%m.%Y")
