"""An agreement is bound to its content: a change voids it, its maker is told and may confirm; the sheet tells it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace

import pytest
from docx import Document
from flask import Flask, g
from flask_babel import get_locale, get_timezone, refresh
from sqlalchemy import select

from app.audit.models import SYSTEM
from app.documents.commands.bind_agreement import agree_again
from app.documents.commands.content import path_of
from app.documents.handlers import subscribe_to_tasks
from app.documents.models import ProducedDocument, StoredFile
from app.documents.queries.agreed_content import list_standings
from app.documents.queries.agreement_paper import sheet_values
from app.engine.commands import RemarkGiven, RemarkWork, complete_task
from app.engine.commands.start_case import CampaignStart, start_case
from app.engine.events import NoticeGiven
from app.engine.models import UserTask
from app.foundation import events
from app.foundation.database import db
from app.foundation.errors import Conflict, NotAllowed, NotFound
from app.processes.commands import publish_version
from config import Config
from tests.cast import Cast, make_cast, sign_in
from tests.engine.stage import (
    APPROVAL,
    APPROVAL_TASKS,
    actor,
    case_row,
    do,
    make_package,
    only_task,
    person_task,
    start,
)
from tests.workflow.drawing import zeebe

LONG = """
    start S
    user Fill Заполнить заявку
    user Agree Согласовать заявку
    user Later Дополнить
    user Change Изменить
    end Done
    S > Fill > Agree > Later > Change > Done
"""
TASKS = {
    "Fill": APPROVAL_TASKS["Fill"],
    "Agree": person_task("mouo_officer@mouo", form="nothing", kind="agree", outcomes="approve approve-with-remarks"),
    "Later": person_task("school_admin@school", form="remarks", kind="fill"),
    "Change": person_task("school_admin@school", form="request", kind="fill"),
}


@pytest.fixture
def told() -> Iterator[list[NoticeGiven]]:
    heard: list[NoticeGiven] = []
    before = {kind: list(handlers) for kind, handlers in events._handlers.items()}
    events.subscribe(NoticeGiven, heard.append)
    yield heard
    events._handlers.clear()
    events._handlers.update(before)


@pytest.fixture
def cast(app: Flask) -> Cast:
    subscribe_to_tasks()
    app.config["SOGLAS"] = Config(**{**app.config["SOGLAS"].__dict__, "office": "none"})
    made = make_cast()
    package = make_package(LONG, TASKS)
    nothing = {"type": "default", "id": "nothing", "schemaVersion": 19, "components": []}
    publish_version(replace(package, forms={**package.forms, "nothing": nothing}), published_by=SYSTEM)
    return made


def agreed(cast: Cast) -> tuple[int, int]:
    case_id = start(cast).case_id
    do(cast, "north-1.admin", case_id, subject="Станки", amount=2)
    do(cast, "north.officer", case_id, "approve")
    task_id = db.session.scalars(select(UserTask.id).where(UserTask.case_id == case_id, UserTask.kind == "agree")).one()
    return case_id, task_id


def test_new_values_leave_it_standing_and_changed_ones_void_it_once_with_a_notice(
    cast: Cast, told: list[NoticeGiven]
) -> None:
    case_id, task_id = agreed(cast)
    do(cast, "north-1.admin", case_id, remark="новое")
    assert list_standings(case_id)[task_id].changed == ()
    assert told == []
    do(cast, "north-1.admin", case_id, subject="Другое", amount=2)
    assert list_standings(case_id)[task_id].changed == ("Предмет",)
    assert [one.to for one in told] == [(cast.person("north.officer").id,)]
    assert "Предмет" in told[0].text


OPENED = """
    start S
    user Agree Согласовать заявку
    user Change Изменить
    user Again Изменить ещё раз
    end Done
    S > Agree > Change > Again > Done
"""


@pytest.mark.parametrize(("by_system", "changed"), [(True, ()), (False, ("Предмет",))])
def test_what_a_plan_gave_only_as_a_beginning_is_not_what_was_agreed_to(
    cast: Cast, by_system: bool, changed: tuple[str, ...]
) -> None:
    begins = zeebe('<zeebe:formDefinition formId="request"/>')
    tasks = {"S": begins, "Agree": TASKS["Agree"], "Change": TASKS["Change"], "Again": TASKS["Change"]}
    package = make_package(OPENED, tasks, process="O")
    nothing = {"type": "default", "id": "nothing", "schemaVersion": 19, "components": []}
    publish_version(replace(package, forms={**package.forms, "nothing": nothing}), published_by=SYSTEM)
    case_id = start_case(
        process_key="O",
        organisation_id=cast.id("north-1"),
        started_by=SYSTEM if by_system else actor(cast, "north-1.admin"),
        campaign=CampaignStart(origin="test:1") if by_system else None,
        variables={"subject": "Станки", "amount": 2},
    ).case_id
    do(cast, "north.officer", case_id, "approve")
    do(cast, "north-1.admin", case_id, subject="Другое", amount=2)
    (standing,) = list_standings(case_id).values()
    assert standing.changed == changed


AROUND = """
    start S
    user Fill Заполнить заявку
    user Agree Согласовать заявку
    user Letter Отправить письмо
    user Sign Подписать
    xor Result
    end Done
    S > Fill > Agree > Letter > Sign > Result
    Result > Done if =outcome = "approve"
    Result > Fill default
"""
TASKS_AROUND = {
    "Fill": TASKS["Fill"], "Agree": TASKS["Agree"], "Letter": TASKS["Later"],
    "Sign": person_task("mouo_head@mouo", form="nothing", kind="sign", outcomes="approve return"),
}  # fmt: skip


def test_what_came_only_after_the_first_decision_does_not_void_a_later_one(cast: Cast) -> None:
    package = make_package(AROUND, TASKS_AROUND, process="R")
    nothing = {"type": "default", "id": "nothing", "schemaVersion": 19, "components": []}
    publish_version(replace(package, forms={**package.forms, "nothing": nothing}), published_by=SYSTEM)
    case_id = start(cast, process="R").case_id

    def go(subject: str, number: str, outcome: str) -> None:
        do(cast, "north-1.admin", case_id, subject=subject)
        do(cast, "north.officer", case_id, "approve")
        do(cast, "north-1.admin", case_id, remark=f"письмо № {number}")
        do(cast, "north.head", case_id, outcome, "ещё раз" if outcome == "return" else "")

    def changed() -> list[tuple[str, ...]]:
        return [one.changed for one in list_standings(case_id).values()]

    go("Станки", "77", "return")
    assert changed() == [()]
    go("Другое", "78", "return")
    assert changed() == [()]  # the number of the letter is another one, and what was agreed to is the same
    do(cast, "north-1.admin", case_id, subject="Третье")
    assert changed() == [("Предмет",)]
    do(cast, "north.officer", case_id, "approve")
    do(cast, "north-1.admin", case_id, remark="письмо № 79")
    do(cast, "north.head", case_id, "approve")
    assert changed() == [(), ()]


def test_only_who_agreed_confirms_and_only_after_a_change(cast: Cast) -> None:
    case_id, task_id = agreed(cast)
    officer = cast.viewer("north.officer")
    with pytest.raises(Conflict):
        agree_again(task_id, agreed_by=officer)
    do(cast, "north-1.admin", case_id, remark="новое")
    do(cast, "north-1.admin", case_id, subject="Другое", amount=2)
    with pytest.raises(NotAllowed):
        agree_again(task_id, agreed_by=cast.viewer("north-1.admin"))
    with pytest.raises(NotFound):
        agree_again(task_id, agreed_by=cast.viewer("south.officer"))
    agree_again(task_id, agreed_by=officer)
    standing = list_standings(case_id)[task_id]
    assert standing.changed == ()
    assert standing.confirmed_at is not None


def test_the_page_shows_the_fallen_mark_and_the_sheet_tells_it(app: Flask, cast: Cast) -> None:
    case_id, task_id = agreed(cast)
    do(cast, "north-1.admin", case_id, remark="новое")
    do(cast, "north-1.admin", case_id, subject="Другое", amount=2)
    number = case_row(case_id).number
    officer = sign_in(app.test_client(), cast.person("north.officer"))
    officer.environ_base["HTTP_ACCEPT_LANGUAGE"] = "ru"
    assert "Утратило силу" in officer.get(f"/cases/{number}").text
    assert officer.post(f"/cases/{number}/agreement-sheet").status_code == 303
    made = db.session.scalars(select(ProducedDocument)).one()
    paper = Document(io.BytesIO(path_of(db.session.get_one(StoredFile, made.file_id).sha256).read_bytes()))
    text = "\n".join(cell.text for table in paper.tables for row in table.rows for cell in row.cells)
    for words in ("Согласовать заявку", "Специалист комитета", "утратило силу, изменено: Предмет", "ред. 1"):
        assert words in text, words
    assert officer.post(f"/tasks/{task_id}/agree-again").status_code == 303
    assert "Утратило силу" not in officer.get(f"/cases/{number}").text
    stranger = sign_in(app.test_client(), cast.stranger)
    assert stranger.post(f"/cases/{number}/agreement-sheet").status_code == 404
    assert stranger.post(f"/tasks/{task_id}/agree-again").status_code == 404


def test_the_summary_has_every_remark_of_every_round_with_its_answer(cast: Cast) -> None:
    columns = [("place", "К чему"), ("text", "Замечание"), ("basis", "Основание"), ("answer", "Ответ")]
    state = {"type": "select", "key": "state", "id": "s", "label": "Учтено"}
    state["values"] = [{"value": "accepted", "label": "Учтено полностью"}, {"value": "declined", "label": "Не учтено"}]  # type: ignore[assignment]
    fields = [{"type": "textfield", "key": key, "id": f"c_{key}", "label": label} for key, label in columns]
    listed = {"type": "dynamiclist", "path": "remarks", "id": "l", "label": "Замечания", "components": [*fields, state]}
    form = {"type": "default", "id": "remarks", "schemaVersion": 19, "components": [listed]}
    tasks = {
        "Fill": person_task("school_admin@school", form="remarks", kind="fill"),
        "Agree": person_task("mouo_officer@mouo", form="remarks", kind="agree", outcomes="approve return reject"),
    }
    package = make_package(APPROVAL, tasks, process="L")
    publish_version(replace(package, forms={**package.forms, "remarks": form}), published_by=SYSTEM)
    case_id = start(cast, process="L").case_id
    do(cast, "north-1.admin", case_id, remarks=[])
    first = {"place": "Ставки", "text": "Много", "basis": "п. 4"}
    do(cast, "north.officer", case_id, "return", "x", remarks=[first, {"place": "Оклад", "text": "Мал"}])
    do(cast, "north-1.admin", case_id, remarks=[{**first, "basis": "", "state": "declined", "answer": "Так надо"}])
    do(cast, "north.officer", case_id, "return", "y", remarks=[{"place": "Фонд", "text": "Нет расчёта"}])
    rows = sheet_values(case_id)["summary"]
    assert [(row["place"], row["basis"], row["state"], row["answer"]) for row in rows] == [
        ("Ставки", "п. 4", "Не учтено", "Так надо"), ("Оклад", "", "без ответа", ""), ("Фонд", "", "без ответа", ""),
    ]  # fmt: skip
    assert [row["who"] for row in rows] == [
        *["Специалист комитета, Северный район, круг 1"] * 2, "Специалист комитета, Северный район, круг 2",
    ]  # fmt: skip
    lines = sheet_values(case_id)["sheet"]
    assert lines[0]["who"] == "Специалист комитета, Северный район, специалист МОУО, Северный район"


def test_remarks_beside_the_form_are_in_the_summary_too(cast: Cast) -> None:
    case_id = start(cast).case_id
    do(cast, "north-1.admin", case_id, subject="Станки")
    given = [RemarkGiven(text="Слишком много", key="amount", label="Сумма")]
    officer = cast.viewer("north.officer").actor()
    complete_task(
        only_task(case_id).id, None, {}, completed_by=officer, outcome="approve-with-remarks",
        remarks=RemarkWork(given=given),
    )  # fmt: skip
    g.locale, g.timezone = "en", "Europe/Moscow"  # whoever looks, the paper is Russian and by the clock of the school
    refresh()
    values = sheet_values(case_id)
    assert (get_locale().language, str(get_timezone())) == ("en", "Europe/Moscow")
    assert values["made_at"] == "9 июня 2026, 12:00 (Чита, UTC+9)"
    assert values["sheet"][0]["outcome"] == "Согласовано с замечаниями"
    (row,) = values["summary"]
    assert (row["place"], row["text"], row["state"]) == ("Сумма", "Слишком много", "без ответа")
