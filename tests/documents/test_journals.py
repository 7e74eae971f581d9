"""Journals: no gap, none twice, reserve, by hand, annulled, closed; the number of a task; what may be read of them."""

from __future__ import annotations

import io
import threading
from datetime import date
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select, update

from app.audit.queries import verify_all
from app.documents.cli import documents
from app.documents.commands.give_number import Subject, journal_for, lock_year, next_entry
from app.documents.commands.keep_journal import (
    annul_entry,
    change_journal,
    close_year,
    open_journal,
    register_by_hand,
    reserve_numbers,
    use_reserved,
)
from app.documents.handlers import subscribe_to_tasks
from app.documents.models import EntryState, Journal, JournalEntry
from app.documents.policy.journal_names import check_template, make_number, read_ordinal
from app.documents.queries.journal_check import verify_journals
from app.documents.queries.journals import list_entries, list_journals
from app.engine.models import UserTask
from app.foundation.database import db
from app.foundation.errors import Conflict, InvalidInput, NotAllowed, NotFound
from app.foundation.transaction import command
from tests.cast import Cast, make_cast, sign_in
from tests.engine.stage import actor, case_row, do, only_task, person_task, publish, start

DAY = date(2026, 6, 9)
REGISTERED = """
    start S
    user Fill Заполнить заявку
    user Register Зарегистрировать
    xor Known
    end Done
    end Nameless
    S > Fill > Register > Known
    Known > Done if =subject != null
    Known > Nameless default
"""
TASKS = {
    "Fill": person_task("school_admin@school", form="remarks", kind="fill"),
    "Register": person_task(
        "school_admin@school",
        form="request",
        kind="register",
        journal="agreements@school number subject date wanted_on",
    ),
}


@pytest.fixture
def cast(app: Flask) -> Cast:
    subscribe_to_tasks()
    return make_cast()


def numbers(state: EntryState | None = None) -> list[str]:
    db.session.rollback()
    query = select(JournalEntry.number).order_by(JournalEntry.id)
    return list(db.session.scalars(query.where(JournalEntry.state == state) if state else query))


def by_hand(cast: Cast, journal: Journal, login: str = "north-1.admin", **given: Any) -> JournalEntry:
    values = {"title": "Письмо", "dated": DAY, "reason": "бумага", "correspondent": "", "number": "", **given}
    return register_by_hand(journal.id, registered_by=cast.viewer(login), **values)


def orders(cast: Cast, school: str = "north-1") -> Journal:
    return open_journal(cast.id(school), "orders", opened_by=cast.viewer(f"{school}.admin"))


def test_200_registrations_at_once_give_200_numbers_without_a_gap(app: Flask, cast: Cast) -> None:
    journal_id, by = orders(cast).id, actor(cast, "north-1.admin")
    db.session.rollback()
    given: list[str] = []

    @command
    def register(title: str) -> str:
        journal = db.session.get_one(Journal, journal_id)
        return next_entry(journal, lock_year(journal, 2026), Subject(title=title), by, DAY).number

    def work(worker: int) -> None:
        with app.app_context():
            for turn in range(25):
                given.append(register(f"{worker}-{turn}"))
            db.session.remove()

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(given) == sorted(f"ОД-{ordinal}/2026" for ordinal in range(1, 201))
    ordinals = db.session.scalars(select(JournalEntry.ordinal).order_by(JournalEntry.ordinal)).all()
    assert list(ordinals) == list(range(1, 201))
    assert verify_journals() == (200, [])
    assert verify_all().is_whole


def test_a_step_that_fails_takes_no_number(cast: Cast) -> None:
    journal, by = orders(cast), actor(cast, "north-1.admin")

    @command
    def register_and_fail() -> None:
        next_entry(journal, lock_year(journal, 2026), Subject(title="x"), by, DAY)
        raise RuntimeError("after the number")

    with pytest.raises(RuntimeError):
        register_and_fail()
    assert by_hand(cast, journal).number == "ОД-1/2026"


def test_a_registering_task_gives_number_and_date_and_the_case_goes_on_with_them(cast: Cast) -> None:
    publish(REGISTERED, TASKS)
    case_id = start(cast).case_id
    do(cast, "north-1.admin", case_id, remark="x")
    done = only_task(case_id).id
    do(cast, "north-1.admin", case_id, subject=None)
    case = case_row(case_id)
    assert (case.readable["subject"], case.readable["wanted_on"], case.outcome_element) == ("Д-1/2026", DAY, "Done")
    assert db.session.get_one(UserTask, done).answers["subject"] == "Д-1/2026"
    (line,) = list_entries(cast.viewer("north-1.hr"), 1, year=2026).lines
    assert (line.number, line.dated, line.case_number, line.state) == ("Д-1/2026", DAY, case.number, "registered")


def test_a_written_number_is_taken_when_it_leaves_no_gap_and_is_refused_beside_its_field(
    app: Flask, cast: Cast
) -> None:
    publish(REGISTERED, TASKS)
    for written, expected in (
        ("Д-2/2026", None),
        ("Д-1/2026", "Д-1/2026"),
        ("Д-1/2026", None),
        ("7 от руки", "7 от руки"),
    ):
        case_id = start(cast).case_id
        do(cast, "north-1.admin", case_id, remark="x")
        task = only_task(case_id)
        client = sign_in(app.test_client(), cast.person("north-1.admin"))
        answer = client.post(f"/tasks/{task.id}", data={"_ver": task.ver, "subject": written})
        if expected is None:
            assert answer.status_code == 422
            assert "следующий" in answer.text
            assert f'value="{written}"' in answer.text
            assert only_task(case_id).id == task.id
        else:
            assert answer.status_code == 303, answer.text
            assert case_row(case_id).readable["subject"] == expected
    assert numbers() == ["Д-1/2026", "7 от руки"]


def test_reserved_numbers_wait_are_used_and_annulled_in_their_place(cast: Cast) -> None:
    journal, keeper = orders(cast), cast.viewer("north-1.director")
    kept = [one.id for one in reserve_numbers(journal.id, count=3, reason="командировка", reserved_by=keeper)]
    assert by_hand(cast, journal).number == "ОД-4/2026"
    use_reserved(kept[1], title="Приказ", dated=DAY, correspondent="", reason="резерв", used_by=keeper)
    assert by_hand(cast, journal, number="ОД-3/2026").number == "ОД-3/2026"
    annul_entry(kept[0], reason="не понадобился", annulled_by=keeper)
    with pytest.raises(Conflict):
        annul_entry(kept[0], reason="ещё раз", annulled_by=keeper)
    with pytest.raises(Conflict):
        use_reserved(kept[0], title="x", dated=DAY, correspondent="", reason="x", used_by=keeper)
    assert numbers(EntryState.ANNULLED) == ["ОД-1/2026"]
    assert numbers(EntryState.RESERVED) == []
    assert verify_journals() == (4, [])


def test_a_past_year_is_closed_for_good(cast: Cast) -> None:
    journal, keeper = orders(cast), cast.viewer("north-1.director")
    assert by_hand(cast, journal, dated=date(2025, 12, 30)).number == "ОД-1/2025"
    with pytest.raises(InvalidInput, match="прошедший"):
        close_year(journal.id, 2026, closed_by=keeper)
    close_year(journal.id, 2025, closed_by=keeper)
    with pytest.raises(InvalidInput, match="закрыт"):
        by_hand(cast, journal, dated=date(2025, 12, 31))
    for dated in (date(2026, 6, 10), date(2024, 12, 31)):
        with pytest.raises(InvalidInput):
            by_hand(cast, journal, dated=dated)
    assert numbers() == ["ОД-1/2025"]


def test_templates_make_and_read_numbers_and_nothing_else(cast: Cast) -> None:
    journal, keeper = orders(cast), cast.viewer("north-1.director")
    change_journal(journal.id, index="01-05", template="{номер:3}-{индекс}/{гг}", changed_by=keeper)
    assert by_hand(cast, journal).number == "001-01-05/26"
    assert make_number("{номер}", index="", ordinal=7, year=2026) == "7"
    assert read_ordinal("{индекс}-{номер}/{год}", "ОД-17/2026", index="ОД", year=2026) == 17
    assert read_ordinal("{индекс}-{номер}/{год}", "ОД-17/2025", index="ОД", year=2026) is None
    for wrong in ("без номера", "{номер}{номер}", "{номер}{0.__class__}", "{номер}{", "{номер!r}"):
        with pytest.raises(InvalidInput):
            check_template(wrong)


def test_damage_of_a_journal_is_named(app: Flask, cast: Cast) -> None:
    journal = orders(cast)
    for _turn in range(3):
        by_hand(cast, journal)
    db.session.execute(update(JournalEntry).where(JournalEntry.ordinal == 1).values(title="подменено"))
    db.session.execute(JournalEntry.__table__.delete().where(JournalEntry.ordinal == 2))  # type: ignore[attr-defined]
    db.session.commit()
    answer = app.test_cli_runner().invoke(documents, ["verify"])
    assert answer.exit_code == 1
    assert "CHANGED  journal 1: ОД-1/2026" in answer.output
    assert "LOST     journal 1: ОД-2/2026" in answer.output
    assert "GAP      journal 1: 2/2026" in answer.output


def test_who_keeps_who_reads_and_for_whom_it_does_not_exist(app: Flask, cast: Cast) -> None:
    journal = orders(cast)
    by_hand(cast, journal)
    for login in ("north-1.hr", "north.officer", "region.owner", "region.sysadmin"):
        assert [line.journal.id for line in list_journals(cast.viewer(login)).lines] == [journal.id], login
    with pytest.raises(NotAllowed):
        by_hand(cast, journal, login="north.officer")
    for login in ("north-2.admin", "south.officer", "partner.rep", "north.expert"):
        assert list_journals(cast.viewer(login)).lines == ()
        with pytest.raises(NotFound):
            by_hand(cast, journal, login=login)
        client = sign_in(app.test_client(), cast.person(login))
        for path in ("", "/workbook", "/entries/1"):
            assert client.get(f"/journals/{journal.id}{path}").status_code == 404, (login, path)


def test_titles_of_cases_one_may_not_see_stay_out_of_lines_and_search(cast: Cast) -> None:
    """Personnel of the municipality keeps its journal, but has no part in the cases of its schools."""
    from app.access.models import Role
    from tests.cast import make_person, viewer_of

    case_id = start_case_of(cast)
    by = actor(cast, "north.officer")

    @command
    def register() -> int:
        journal = journal_for(cast.id("north"), "outgoing")
        subject = Subject(title="Тайна станков", case_id=case_id, case_number="ЗП-2026-0001")
        next_entry(journal, lock_year(journal, 2026), subject, by, DAY)
        return journal.id

    journal_id = register()
    clerk = viewer_of(make_person("clerk", "Делопроизводитель", (Role.FINANCE_OFFICER, "north")))
    (line,) = list_entries(clerk, journal_id, year=2026).lines
    assert (line.title, line.case_number, line.is_hidden) == ("", "", True)
    assert list_entries(clerk, journal_id, year=2026, text="тайна").lines == ()
    (line,) = list_entries(cast.viewer("north.officer"), journal_id, year=2026, text="ТАЙНА").lines
    assert line.title == "Тайна станков"


def start_case_of(cast: Cast) -> int:
    publish(REGISTERED, TASKS)
    return start(cast).case_id


def test_pages_of_a_journal_work_without_script_and_keep_what_was_typed(app: Flask, cast: Cast) -> None:
    client = sign_in(app.test_client(), cast.person("north-1.admin"))
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "ru"
    school = cast.id("north-1")
    opened = client.post("/journals", data={"organisation_id": school, "kind": "orders"})
    assert opened.status_code == 303
    there = opened.location
    given = {"title": "=1+1", "dated": "2026-06-09", "reason": "бумага", "correspondent": "@SUM(A1)"}
    assert client.post(f"{there}/entries", data=given).status_code == 303
    refused = client.post(f"{there}/entries", data={**given, "title": "", "correspondent": "Набрано"})
    assert refused.status_code == 422
    assert "Набрано" in refused.text
    taken = client.post(f"{there}/entries", data={**given, "number": "ОД-1/2026"})
    assert taken.status_code == 422
    assert client.post(f"{there}/reserve", data={"count": "2", "reserve_reason": "запас"}).status_code == 303
    assert client.post(f"{there}/settings", data={"index": "1", "template": "{год}"}).status_code == 422
    page = client.get(there).text
    assert "ОД-3/2026" in page
    assert "зарезервирован" in page
    book = load_workbook(io.BytesIO(client.get(f"{there}/workbook?year=2026").data))
    cells = [cell for row in book.active.iter_rows(min_row=2) for cell in row if isinstance(cell.value, str)]
    assert {cell.value for cell in cells} >= {"=1+1", "@SUM(A1)", "ОД-3/2026"}
    assert {cell.data_type for cell in cells} == {"s"}
    assert client.post(f"{there}/entries/2/use", data=given).status_code == 303
    assert client.post(f"{there}/entries/3/annul", data={"annul_reason": "лишний"}).status_code == 303
    assert client.post("/journals", data={"organisation_id": cast.id("north-2"), "kind": "orders"}).status_code == 422


def test_the_check_names_a_wrong_journal_and_a_missing_field(cast: Cast) -> None:
    from app.processes.commands.publish_version import examine
    from app.workflow.findings import Severity
    from tests.engine.stage import make_package

    for text, rule in (
        ("order number subject", "journal-unreadable"),
        ("orders@moon number subject", "journal-unreadable"),
        ("orders date wanted_on", "journal-unreadable"),
        ("orders number nothing", "journal-field-missing"),
    ):
        tasks = {"Fill": TASKS["Fill"], "Register": person_task("school_admin@school", kind="register", journal=text)}
        found = [one for one in examine(make_package(REGISTERED, tasks)) if one.severity == Severity.ERROR]
        assert [(one.rule, one.element) for one in found] == [(rule, "Register")], text
    assert [one for one in examine(make_package(REGISTERED, TASKS)) if one.severity == Severity.ERROR] == []
