"""The workbook: differences first, then exactly those; every error at its cell; hostile files refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

import pytest
from flask import Flask
from openpyxl import Workbook, load_workbook

from app.access.models import Role
from app.access.queries import find_person_by_login
from app.audit.models import SYSTEM
from app.audit.queries import list_entries, verify_all
from app.foundation.clock import today
from app.foundation.errors import InvalidInput
from app.organisation.commands import change_organisation
from app.organisation.commands.import_workbook import PlanChanged, apply_workbook, plan_workbook
from app.organisation.commands.workbook import (
    ORGANISATION_COLUMNS,
    ORGANISATIONS,
    PEOPLE,
    PEOPLE_COLUMNS,
    WorkbookRefused,
    template_workbook,
)
from app.organisation.models import Place
from app.organisation.queries import current_tree, holders, memberships_of, resolve_place
from tests.cast import ZONE, make_cast

NEW_SCHOOL = ("north-3", "Школа", "МБОУ «СОШ № 3»", "СОШ № 3", "north")
NEW_CENTRE = ("north-3-c", "centre", "Центр при СОШ № 3", "", "north-3")


def book(organisations: Sequence[Sequence[object]] = (), people: Sequence[Sequence[object]] = ()) -> bytes:
    made = Workbook()
    made.remove(made.active)
    for name, columns, rows in (
        (ORGANISATIONS, ORGANISATION_COLUMNS, organisations),
        (PEOPLE, PEOPLE_COLUMNS, people),
    ):
        sheet = made.create_sheet(name)
        sheet.append(list(columns))
        for row in rows:
            sheet.append(list(row))
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def apply(content: bytes) -> None:
    apply_workbook(content, shown_hash=plan_workbook(content).hash, applied_by=SYSTEM)


def test_a_new_school_with_its_centre_and_people_comes_in_whole(app: Flask) -> None:
    make_cast()
    content = book(
        [NEW_CENTRE, (*NEW_SCHOOL, "", "", "south-finance")],
        [
            ("North-3.Admin", "Школьный администратор, СОШ № 3", "a@example.org", "Школьный администратор", "north-3"),
            ("north-3.admin", "Школьный администратор, СОШ № 3", "", "centre_head", "north-3-c", "Руководитель Центра"),
        ],
    )
    plan = plan_workbook(content)
    assert [problem.text for problem in plan.problems] == []
    assert [change.sign for change in plan.changes] == ["+"] * 6
    assert "north-3" not in current_tree().by_code
    apply(content)
    school = current_tree().by_code["north-3"]
    assert resolve_place(Place.MOUO, current_tree().by_code["north-3-c"]) == current_tree().by_code["north"]
    assert resolve_place(Place.FINANCE, school) == current_tree().by_code["south-finance"]
    person = find_person_by_login("north-3.admin")
    assert person
    assert person.password_hash == ""
    assert holders(Role.SCHOOL_ADMIN, school, today(ZONE)) == [person.id]
    assert len(memberships_of(person.id)) == 2
    assert list_entries("organisation import")[-1].facts["changes"] == 6
    assert verify_all().is_whole


def test_the_same_file_twice_changes_nothing(app: Flask) -> None:
    make_cast()
    content = book([NEW_SCHOOL], [("x", "Имя", "", "school_admin", "north-3", "", "01.09.2026")])
    apply(content)
    assert plan_workbook(content).changes == ()


def test_differences_name_what_was_and_what_will_be(app: Flask) -> None:
    make_cast()
    content = book(
        [("north-1", "school", "Школа № 1", "", "south", "Asia/Irkutsk", "")],
        [("north-1.admin", "Новое имя", "", "school_admin", "north-1", "", "", "31.12.2026")],
    )
    words = " | ".join(change.words for change in plan_workbook(content).changes)
    assert "МБОУ «СОШ № 1» Северного района → Школа № 1" in words
    assert "north → south" in words
    assert "→ Новое имя" in words
    assert "→ 31.12.2026" in words
    apply(content)
    assert resolve_place(Place.MOUO, current_tree().by_code["north-1-centre"]) == current_tree().by_code["south"]


def test_what_is_not_in_the_file_stays_and_a_dash_clears(app: Flask) -> None:
    make_cast()
    apply(book([("north-1", "school", "Школа № 1", "", "", "", "", "south-finance")]))
    apply(book([("north-1", "school", "Школа № 1")]))
    school = current_tree().by_code["north-1"]
    assert resolve_place(Place.FINANCE, school) == current_tree().by_code["south-finance"]
    apply(book([("north-1", "school", "Школа № 1", "", "", "", "", "-")]))
    assert resolve_place(Place.FINANCE, school) == current_tree().by_code["north-finance"]


def test_only_what_was_shown_is_applied(app: Flask) -> None:
    cast = make_cast()
    content = book([("north-1", "school", "Школа № 1")])
    shown = plan_workbook(content).hash
    change_organisation(cast.id("north-1"), changed_by=SYSTEM, name="Иначе названная")
    with pytest.raises(PlanChanged):
        apply_workbook(content, shown_hash=shown, applied_by=SYSTEM)
    assert current_tree().nodes[cast.id("north-1")].name == "Иначе названная"


ERRORS: list[tuple[Sequence[Sequence[object]], Sequence[Sequence[object]], str]] = [
    ([("плохой код!", "school", "Имя")], [], "Организации!A2"),
    ([("k", "замок", "Имя")], [], "Организации!B2"),
    ([("k", "school", "")], [], "Организации!C2"),
    ([("k", "school", "Имя", "", "нет-такой")], [], "Организации!E2"),
    ([("k", "school", "Имя", "", "k")], [], "Организации!E2"),
    ([("a", "school", "А", "", "b"), ("b", "school", "Б", "", "a")], [], "Организации!E2"),
    ([("region", "region", "Край", "", "north-1")], [], "Организации!E2"),
    ([("k", "school", "Имя", "", "", "Марс/База")], [], "Организации!F2"),
    ([("k", "school", "Имя", "", "", "", "может быть")], [], "Организации!G2"),
    ([("k", "school", "Имя", "", "", "", "", "нет-такой")], [], "Организации!H2"),
    ([("k", "school", "Имя"), ("K", "school", "Имя")], [], "Организации!A3"),
    ([("k", "school", "=1+1")], [], "Организации!C2"),
    ([], [("", "Имя", "", "school_admin", "north-1")], "Люди!A2"),
    ([], [("x", "", "", "school_admin", "north-1")], "Люди!B2"),
    ([], [("x", "Имя", "нет собаки", "school_admin", "north-1")], "Люди!C2"),
    ([], [("x", "Имя", "", "царь", "north-1")], "Люди!D2"),
    ([], [("x", "Имя", "", "school_admin", "")], "Люди!E2"),
    ([], [("x", "Имя", "", "school_admin", "нет-такой")], "Люди!E2"),
    ([], [("x", "Имя", "", "school_admin", "north-1", "", "вчера")], "Люди!G2"),
    ([], [("x", "Имя", "", "school_admin", "north-1", "", "02.09.2026", "01.09.2026")], "Люди!H2"),
    ([], [("x", "Имя", "", "school_admin", "north-1"), ("x", "Имя", "", "school_admin", "north-1")], "Люди!D3"),
    ([], [("x", "Имя", "", "school_admin", "north-1"), ("x", "Другое", "", "hr_accounting", "north-1")], "Люди!B3"),
    ([], [("x", '=HYPERLINK("http://evil")', "", "school_admin", "north-1")], "Люди!B2"),
]


@pytest.mark.parametrize(("organisations", "people", "cell"), ERRORS)
def test_an_error_is_told_at_its_cell_and_nothing_is_applied(
    app: Flask, organisations: Sequence[Sequence[object]], people: Sequence[Sequence[object]], cell: str
) -> None:
    make_cast()
    content = book(organisations, people)
    plan = plan_workbook(content)
    assert cell in {f"{problem.sheet}!{problem.cell}" for problem in plan.problems}
    with pytest.raises(InvalidInput):
        apply_workbook(content, shown_hash=plan.hash, applied_by=SYSTEM)


def test_the_head_of_a_municipality_changes_only_their_own_part(app: Flask) -> None:
    cast = make_cast()
    head = cast.viewer("north.head")
    allowed = book([NEW_SCHOOL], [("x", "Имя", "", "school_admin", "north-3")])
    assert plan_workbook(allowed, viewer=head).problems == ()
    for organisations, people in (
        ([("south-5", "school", "Чужая")], []),
        ([("south-9", "school", "Чужая", "", "south")], []),
        ([("north-1", "school", "Школа", "", "south")], []),
        ([("own-root", "region", "Своя область")], []),
        ([], [("x", "Имя", "", "school_admin", "south-5")]),
        ([], [("x", "Имя", "", "sysadmin", "north")]),
        ([], [("x", "Имя", "", "mouo_head", "north")]),
        ([], [("x", "Имя")]),
        ([], [("region.sysadmin", "Взломанный", "", "school_admin", "north-1")]),
        ([], [("south-5.admin", "Переименованный", "", "school_admin", "north-1")]),
    ):
        assert plan_workbook(book(organisations, people), viewer=head).problems, (organisations, people)


def test_the_template_is_a_workbook_that_changes_nothing(app: Flask) -> None:
    make_cast()
    plan = plan_workbook(template_workbook())
    assert (plan.changes, plan.problems) == ((), ())
    sheets = load_workbook(io.BytesIO(template_workbook())).sheetnames
    assert sheets == [ORGANISATIONS, PEOPLE, "Справка"]


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(300):
                sheet.write(b"\x00" * 1024 * 1024)
    return file.getvalue()


def with_entity() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book())) as good, zipfile.ZipFile(file, "w") as bad:
        for name in good.namelist():
            data = good.read(name)
            if name == "xl/workbook.xml":
                data = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + data
            bad.writestr(name, data)
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [b"", b"not a zip", b"PK\x03\x04broken", bomb(), with_entity(), b"x" * (5 * 1024 * 1024 + 1)],
    ids=["empty", "text", "cut", "bomb", "entity", "large"],
)
def test_hostile_files_are_refused(app: Flask, content: bytes) -> None:
    with pytest.raises(WorkbookRefused):
        plan_workbook(content)


def test_a_workbook_without_the_sheets_is_refused(app: Flask) -> None:
    file = io.BytesIO()
    Workbook().save(file)
    with pytest.raises(WorkbookRefused):
        plan_workbook(file.getvalue())
