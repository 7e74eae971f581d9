"""Rows of the workbook as organisations and posts, with what is wrong in each cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar
from zoneinfo import available_timezones

from flask_babel import force_locale
from flask_babel import gettext as _

from app.access.models import Role
from app.access.policy import role_name
from app.organisation.commands.organisations import CODE
from app.organisation.commands.workbook import Problem, SheetRow
from app.organisation.models import OrganisationKind, Place
from app.organisation.policy.kind_names import kind_name

Member = TypeVar("Member", bound=StrEnum)
CLEAR = "-"
_CLEARING = frozenset({"-", "–", "—"})
RELATION_COLUMNS = {
    "Бухгалтерия": Place.FINANCE,
    "Институт": Place.INSTITUTE,
    "Координатор": Place.COORDINATOR,
    "Партнёры": Place.PARTNER,
}
_YES_NO = {"да": True, "yes": True, "1": True, "нет": False, "no": False, "0": False}


@dataclass(frozen=True, kw_only=True)
class OrganisationRow:
    """What a row says of an organisation; None means: leave as it is. Codes are in small letters."""

    row: SheetRow
    code: str
    kind: OrganisationKind
    name: str
    short_name: str | None
    parent: str | None
    timezone: str | None
    is_active: bool | None
    relations: Mapping[Place, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class PersonRow:
    """What a row says of a person and one post; None means: leave as it is."""

    row: SheetRow
    login: str
    name: str
    email: str | None
    role: Role | None
    organisation: str
    post: str | None
    since: date | str | None
    until: date | str | None


def parse_organisation(row: SheetRow, problems: list[Problem]) -> OrganisationRow | None:
    """Return the organisation of a row; None, with problems added, when it cannot be understood."""
    before = len(problems)
    code, name, kind_text = row.text("Код"), row.text("Название"), row.text("Вид")
    if not CODE.fullmatch(code):
        problems.append(row.problem("Код", _("Write a code of letters, digits, dots and hyphens, up to 60 signs")))
    if not 0 < len(name) <= 400:
        problems.append(row.problem("Название", _("Write the name, up to 400 signs")))
    kind = _words_of(tuple(OrganisationKind), kind_name).get(kind_text.casefold())
    if kind is None:
        problems.append(row.problem("Вид", _("There is no such kind of organisation; see the sheet of help")))
    timezone = _given(row, "Часовой пояс")
    if timezone and timezone not in available_timezones():
        problems.append(row.problem("Часовой пояс", _("There is no such time zone; write for example Asia/Chita")))
    works = row.text("Работает").casefold()
    if works and works not in _YES_NO:
        problems.append(row.problem("Работает", _("Write yes or no")))
    if len(problems) > before or kind is None:
        return None
    parent = _given(row, "Код вышестоящей")
    return OrganisationRow(
        row=row,
        code=code,
        kind=kind,
        name=name,
        short_name=_given(row, "Краткое название") or None,
        parent=parent.casefold() if parent is not None else None,
        timezone=timezone,
        is_active=_YES_NO.get(works),
        relations=_relations(row),
    )


def _words_of(members: Sequence[Member], name: Callable[[Member], str]) -> dict[str, Member]:
    """Return how a member may be written: its own word, its name in Russian, and in the reader's language."""
    words = {word.casefold(): member for member in members for word in (member.value, name(member))}
    with force_locale("ru"):
        return words | {name(member).casefold(): member for member in members}


def _given(row: SheetRow, column: str) -> str | None:
    """Return the text, an empty one when the cell clears, None when it says nothing."""
    text = row.text(column)
    return "" if text in _CLEARING else text or None


def _relations(row: SheetRow) -> dict[Place, tuple[str, ...]]:
    found = {}
    for column, place in RELATION_COLUMNS.items():
        text = _given(row, column)
        if text is not None:
            codes = (part.strip().casefold() for part in text.split(";"))
            found[place] = tuple(dict.fromkeys(code for code in codes if code))
    return found


def parse_person(row: SheetRow, problems: list[Problem]) -> PersonRow | None:
    """Return the person and post of a row; None, with problems added, when it cannot be understood."""
    before = len(problems)
    login, name, role_text, organisation = (row.text(c) for c in ("Логин", "Имя", "Роль", "Код организации"))
    login = login.lower()
    if not login or " " in login or len(login) > 120:
        problems.append(row.problem("Логин", _("Write a login without spaces, up to 120 signs")))
    if not 0 < len(name) <= 300:
        problems.append(row.problem("Имя", _("Write the name, up to 300 signs")))
    email = _given(row, "Почта")
    if email and ("@" not in email or " " in email or len(email) > 254):
        problems.append(row.problem("Почта", _("Write the address like name@example.org")))
    role = _words_of(tuple(Role), role_name).get(role_text.casefold())
    if role_text and role is None:
        problems.append(row.problem("Роль", _("There is no such role; see the sheet of help")))
    if bool(role_text) != bool(organisation):
        column = "Код организации" if role_text else "Роль"
        problems.append(row.problem(column, _("A post needs both a role and an organisation")))
    since, until = _day(row, "С", problems), _day(row, "По", problems)
    if isinstance(since, date) and isinstance(until, date) and until < since:
        problems.append(row.problem("По", _("The end is before the beginning")))
    if len(problems) > before:
        return None
    return PersonRow(
        row=row,
        login=login,
        name=name,
        email=email,
        role=role,
        organisation=organisation.casefold(),
        post=_given(row, "Должность"),
        since=since,
        until=until,
    )


def _day(row: SheetRow, column: str, problems: list[Problem]) -> date | str | None:
    if row.text(column) in _CLEARING:
        return CLEAR
    try:
        return row.date(column)
    except ValueError:
        problems.append(row.problem(column, _("Write the date like 01.09.2026")))
        return None
