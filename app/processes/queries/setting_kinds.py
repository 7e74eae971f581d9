"""What kind of value a setting takes, and reading what a person typed for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from flask_babel import gettext as _

from app.workflow.settings import Setting

MOST_DAYS: Final = 1000
MOST_NUMBER: Final = 1_000_000
LONGEST: Final = 200
CHOICE: Final = "выбор:"
_DAY = re.compile(r"(\d{1,2})[.\-/](\d{1,2})")
_OR = re.compile(r"\s+или\s+|,")
_NUMBER = re.compile(r"-?\d{1,9}(?:[.,]\d{1,6})?")


class SettingKind(StrEnum):
    """How the value of a setting is typed and checked. The unit in the diagram decides it."""

    MONTH_DAY = "month-day"
    DATE = "date"
    WORKING_DAYS = "working days"
    DAYS = "days"
    PERCENT = "percent"
    COUNT = "count"
    NUMBER = "number"
    YES_NO = "yes-no"
    CHOICE = "choice"
    TEXT = "text"


@dataclass(frozen=True, kw_only=True)
class ValueRefused(Exception):
    """The text is no value of this kind; `words` say what to write."""

    words: str


def kind_of(setting: Setting) -> SettingKind:
    """Return the kind of a setting by its unit, and where the unit says nothing by its value in the diagram."""
    unit = setting.unit.casefold()
    if setting.value in _parts(setting.unit):
        return SettingKind.CHOICE
    if isinstance(setting.value, bool):
        return SettingKind.YES_NO
    if unit == "число и месяц":
        return SettingKind.MONTH_DAY
    if unit == "дата":
        return SettingKind.DATE
    if not isinstance(setting.value, Decimal):
        return SettingKind.TEXT
    if unit.startswith("рабоч"):
        return SettingKind.WORKING_DAYS
    if unit.startswith("календарн"):
        return SettingKind.DAYS
    if unit.startswith(("процент", "%")):
        return SettingKind.PERCENT
    return SettingKind.COUNT if setting.value == setting.value.to_integral_value() else SettingKind.NUMBER


def choices_of(setting: Setting) -> tuple[str, ...]:
    """Return what may be chosen: the unit reads `mouo или coordinator`; yes or no for settings of that kind."""
    return ("true", "false") if kind_of(setting) is SettingKind.YES_NO else _parts(setting.unit)


def _parts(unit: str) -> tuple[str, ...]:
    """Return the choices that a unit names, `first или second` or `first, second`; none when it names one thing."""
    found = tuple(part.strip() for part in _OR.split(unit.removeprefix(CHOICE)) if part.strip())
    return found if len(found) > 1 else ()


def read_typed(setting: Setting, text: str) -> str:
    """Return what a person typed in the form in which it is kept; raises ValueRefused with what to write instead."""
    typed = " ".join(text.split())
    if not typed:
        raise ValueRefused(words=str(_("Write the value")))
    match kind_of(setting):
        case SettingKind.MONTH_DAY:
            return _month_day(typed)
        case SettingKind.DATE:
            return _date(typed)
        case SettingKind.WORKING_DAYS | SettingKind.DAYS:
            return _whole(typed, MOST_DAYS)
        case SettingKind.COUNT:
            return _whole(typed, MOST_NUMBER)
        case SettingKind.PERCENT:
            return _number(typed, 0, 100)
        case SettingKind.NUMBER:
            return _number(typed, -MOST_NUMBER, MOST_NUMBER)
        case SettingKind.CHOICE | SettingKind.YES_NO:
            if typed not in choices_of(setting):
                raise ValueRefused(words=str(_("Choose one of the values")))
            return typed
        case SettingKind.TEXT:
            if len(typed) > LONGEST:
                raise ValueRefused(words=str(_("At most %(number)s characters", number=LONGEST)))
            return typed


def is_of_kind(setting: Setting, value: Any) -> bool:
    """Say whether a value that was kept fits the setting as the version in force has it."""
    return type(value) is type(setting.value)


def _month_day(typed: str) -> str:
    """«31.08» or «08-31» is kept as «08-31»; 29 February is refused: three years of four do not have it."""
    found = _DAY.fullmatch(typed)
    first, second = (int(part) for part in found.groups()) if found else (0, 0)
    month, day = (first, second) if "-" in typed else (second, first)
    try:
        date(2023, month, day)
    except ValueError:
        raise ValueRefused(words=str(_("Write a day and a month that every year has, for example 31.08"))) from None
    return f"{month:02d}-{day:02d}"


def _date(typed: str) -> str:
    """«31.12.2024» or «2024-12-31» is kept as the latter."""
    for pattern in ("%d.%m.%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(typed, pattern).date().isoformat()  # noqa: DTZ007  # a day has no zone
        except ValueError:
            continue
    raise ValueRefused(words=str(_("Write the day, for example %(day)s", day="31.12.2024")))


def _whole(typed: str, most: int) -> str:
    if not typed.isdecimal() or not typed.isascii() or not 0 <= int(typed[:12]) <= most:
        raise ValueRefused(words=str(_("Write a whole number from 0 to %(most)s", most=most)))
    return str(int(typed))


def _number(typed: str, least: int, most: int) -> str:
    if not _NUMBER.fullmatch(typed):
        raise ValueRefused(words=str(_("Write a number")))
    value = Decimal(typed.replace(",", "."))
    if not least <= value <= most:
        raise ValueRefused(words=str(_("Write a number from %(least)s to %(most)s", least=least, most=most)))
    return str(value)
