"""A schedule of leaves from a workbook: first what would be written down, then exactly that or nothing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Final

from flask_babel import force_locale
from flask_babel import gettext as _
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from sqlalchemy import select

from app.access.models import Person
from app.access.policy import Viewer
from app.access.queries import find_person_by_login
from app.audit.models import Actor
from app.foundation.database import db
from app.foundation.errors import InvalidInput, NotFound
from app.foundation.transaction import command
from app.foundation.words import day_year
from app.organisation.commands.absences import AbsenceWanted, SubstituteWanted, check_absence, insert_absence
from app.organisation.commands.import_plan import Change, Detail, Plan
from app.organisation.commands.import_workbook import PlanChanged, get_kept_workbook
from app.organisation.commands.workbook import Problem, SheetRow, bold_cell, read_sheets
from app.organisation.models import Absence, AbsenceKind
from app.organisation.policy.absence_words import absence_kind_name, process_names

ABSENCES: Final = "Отсутствия"
COLUMNS: Final = ("Логин", "Причина", "С", "По", "Основание", "Замещает", "Процесс")
_HELP: Final = (
    ("Логин", "Кто отсутствует."),
    ("Причина", "Отпуск, Болезнь, Командировка, Обучение или Другая причина."),
    ("С, По", "Первый и последний день, ДД.ММ.ГГГГ."),
    ("Основание", "Приказ с датой и номером."),
    ("Замещает", "Логин того, кто выполняет задачи. Если их несколько, повторите строку с другим логином."),
    ("Процесс", "Пусто: все задачи. Иначе название процесса, которым ограничено замещение."),
)


@dataclass(frozen=True, kw_only=True)
class _Row:
    row: SheetRow
    person: Person
    kind: AbsenceKind
    since: date
    until: date
    basis: str
    substitute: SubstituteWanted


def plan_absences(content: bytes, *, viewer: Viewer) -> Plan:
    """Return what the workbook would write down. Raises WorkbookRefused when it cannot be read."""
    sheets, problems = read_sheets(content, {ABSENCES: COLUMNS})
    rows = [one for row in sheets[ABSENCES] if (one := _parse(row, problems)) is not None]
    grouped: dict[tuple[int, date, date], list[_Row]] = {}
    for one in rows:
        grouped.setdefault((one.person.id, one.since, one.until), []).append(one)
    changes: list[Change] = []
    for members in grouped.values():
        wanted = _wanted(members)
        if _known(wanted):
            continue
        found = _check(members[0], wanted, viewer)
        problems += found
        if not found:
            changes.append(_change(members[0].person, wanted))
    return Plan(changes=tuple(changes), problems=tuple(problems), file_hash=hashlib.sha256(content).hexdigest())


@command
def apply_absences(file_id: int, *, shown_hash: str, viewer: Viewer) -> Plan:
    """Write down what was shown of a kept workbook and forget it. Raises NotFound, PlanChanged, InvalidInput."""
    file = get_kept_workbook(file_id, viewer)
    plan = plan_absences(file.content, viewer=viewer)
    if plan.problems:
        raise InvalidInput(problems={f"{p.sheet}!{p.cell}": p.text for p in plan.problems})
    if shown_hash != file.plan_hash or plan.hash != shown_hash:
        raise PlanChanged
    for change in plan.changes:
        change.run(viewer.actor())
    db.session.delete(file)
    return plan


def absences_template() -> bytes:
    """Return an empty workbook with the sheet of absences and a page of help."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(ABSENCES)
    sheet.freeze_panes = "A2"
    for position in range(1, len(COLUMNS) + 1):
        sheet.column_dimensions[get_column_letter(position)].width = 24
    sheet.append([bold_cell(sheet, column) for column in COLUMNS])
    help_sheet = book.create_sheet("Справка")
    help_sheet.column_dimensions["B"].width = 90
    for first, second in _HELP:
        help_sheet.append([first, second])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _parse(row: SheetRow, problems: list[Problem]) -> _Row | None:
    before = len(problems)
    person = _person(row, "Логин", problems)
    substitute = _person(row, "Замещает", problems)
    kind = _word(row, "Причина", {absence_kind_name(one).casefold(): one.value for one in AbsenceKind}, problems)
    named = {name.casefold(): key for key, name in process_names().items()}
    process = _word(row, "Процесс", named, problems) if row.text("Процесс") else ""
    since, until = _day(row, "С", problems), _day(row, "По", problems)
    if len(problems) > before or person is None or substitute is None or since is None or until is None:
        return None
    return _Row(
        row=row,
        person=person,
        kind=AbsenceKind(kind),
        since=since,
        until=until,
        basis=row.text("Основание"),
        substitute=SubstituteWanted(person_id=substitute.id, process_key=process),
    )


def _person(row: SheetRow, column: str, problems: list[Problem]) -> Person | None:
    person = find_person_by_login(row.text(column))
    if person is None:
        problems.append(row.problem(column, _("There is no person with this login")))
    return person


def _word(row: SheetRow, column: str, known: dict[str, str], problems: list[Problem]) -> str:
    with force_locale("ru"):
        known = known | {absence_kind_name(one).casefold(): one.value for one in AbsenceKind if column == "Причина"}
    found = known.get(row.text(column).casefold())
    if found is None:
        problems.append(row.problem(column, _("There is no such word; see the sheet of help")))
    return found or ""


def _day(row: SheetRow, column: str, problems: list[Problem]) -> date | None:
    try:
        found = row.date(column)
    except ValueError:
        found = None
    if found is None:
        problems.append(row.problem(column, _("Write the date like 01.09.2026")))
    return found


def _wanted(members: list[_Row]) -> AbsenceWanted:
    first = members[0]
    return AbsenceWanted(
        person_id=first.person.id,
        kind=first.kind,
        since=first.since,
        until=first.until,
        basis=first.basis,
        substitutes=tuple(dict.fromkeys(one.substitute for one in members)),
    )


def _known(wanted: AbsenceWanted) -> bool:
    query = select(Absence.id).where(
        Absence.person_id == wanted.person_id,
        Absence.since == wanted.since,
        Absence.until == wanted.until,
        Absence.ended_at.is_(None),
    )
    return db.session.scalar(query.limit(1)) is not None


def _check(first: _Row, wanted: AbsenceWanted, viewer: Viewer) -> list[Problem]:
    columns = {"since": "С", "until": "По", "basis": "Основание"}
    try:
        found = check_absence(wanted, viewer.actor())
    except NotFound:
        return [first.row.problem("Логин", _("You do not write down the absences of this person"))]
    return [first.row.problem(columns.get(name, "Замещает"), text) for name, text in found.items()]


def _change(person: Person, wanted: AbsenceWanted) -> Change:
    names = [getattr(db.session.get(Person, one.person_id), "name", "") for one in wanted.substitutes]

    def run(actor: Actor) -> None:
        insert_absence(wanted, actor)

    return Change(
        sign="+",
        what=absence_kind_name(wanted.kind),
        subject=person.name,
        details=(
            Detail(label=_("When"), was="", now=f"{day_year(wanted.since)} – {day_year(wanted.until)}"),
            Detail(label=_("Who substitutes"), was="", now=", ".join(names)),
            Detail(label=_("Basis"), was="", now=wanted.basis),
        ),
        run=run,
    )
