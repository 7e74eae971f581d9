"""Publication: from a day on, warnings read, the difference in words, back to an earlier version, out of use."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app.engine.models import Case
from app.foundation import clock
from app.foundation.database import db
from app.foundation.errors import Conflict, NotAllowed, NotFound
from app.processes.commands.drafts import form_bytes
from app.processes.commands.publish_draft import WarningsUnread, publish_draft, return_to_version, set_retired
from app.processes.commands.save_part import save_part
from app.processes.models import PartKind, ProcessDraft
from app.processes.queries import current_version_id, get_process, list_versions
from app.processes.queries.drafts import get_part, package_of_draft
from app.workflow.package import Package, SourceFile
from tests.cast import Cast
from tests.checked_client import page_of, words_of
from tests.engine.stage import APPROVAL, APPROVAL_TASKS, make_package, person_task, start
from tests.workshop.conftest import open_approval

Browser = Callable[[str], FlaskClient]


def put(cast: Cast, draft_id: int, package: Package) -> int:
    """Put the diagram and the forms of a package into a draft; return its revision."""
    actor = cast.viewer("region.owner").actor()
    _content, revision = get_part(draft_id, PartKind.DIAGRAM, "P.bpmn")
    save_part(draft_id, PartKind.DIAGRAM, "P.bpmn", package.diagrams[0].data, revision=revision, saved_by=actor)
    known = package_of_draft(draft_id).forms
    for name, schema in package.forms.items():
        revision = get_part(draft_id, PartKind.FORM, name)[1] if name in known else 0
        save_part(draft_id, PartKind.FORM, name, form_bytes(schema), revision=revision, saved_by=actor)
    return db.session.get_one(ProcessDraft, draft_id).revision


def changed() -> Package:
    """The approval with an opinion between filling in and agreeing, three days instead of five, one more field."""
    text = APPROVAL.replace("user Agree", "user Opinion Заключение профсоюза\n    user Agree").replace(
        "Fill > Agree", "Fill > Opinion > Agree"
    )
    opinion = person_task(
        "parent_committee_chair@school", form="opinion", kind="agree", outcomes="approve return",
        deadline="after 2 working days", exclude="initiator",
    )  # fmt: skip
    fill = person_task("school_admin@school", form="request", kind="fill", deadline="after 3 working days")
    drawn = make_package(text, {**APPROVAL_TASKS, "Fill": fill, "Opinion": opinion})
    request = {**drawn.forms["request"]}
    request["components"] = [
        {**request["components"][0], "validate": {"required": True}},
        *request["components"][1:],
        {"type": "textarea", "key": "why", "id": "c4", "label": "Пояснение", "conditional": {"hide": "=amount < 10"}},
    ]
    opinion_form = {
        "type": "default", "id": "opinion", "schemaVersion": 19, "title": "Мнение профсоюза",
        "components": [{"type": "textarea", "key": "opinion", "id": "o1", "label": "Мнение"}],
    }  # fmt: skip
    return Package(diagrams=drawn.diagrams, forms={**drawn.forms, "request": request, "opinion": opinion_form})


def says(page: object) -> str:
    return words_of(page_of(page).xpath("//section[@aria-labelledby='words']")[0])  # type: ignore[arg-type]


def test_the_difference_names_exactly_the_change(cast: Cast, draft_id: int, browser: Browser) -> None:
    put(cast, draft_id, changed())
    page = browser("region.owner").get(f"/workshop/drafts/{draft_id}/publish")
    words = says(page)
    for sentence in (
        "Шаг «Заключение профсоюза» После «Заполнить заявку». Кто: Председатель родительского комитета (Школа)."
        " Срок: 2 рабочих дня. Решения: согласовать, вернуть на доработку. Форма «Мнение профсоюза»",
        "Срок шага «Заполнить заявку» Было 5 рабочих дней , стало 3 рабочих дня",
        "Что идёт после шага «Заполнить заявку» Было «Согласовать заявку» , стало «Заключение профсоюза»",
        "Форма «Мнение профсоюза» Поля: Мнение",
        "Форма «Заполнить заявку», поле «Пояснение»",
        "Форма «Заполнить заявку», поле «Предмет»: обязательно Было нет , стало да",
    ):
        assert sentence in words, words
    assert len(page_of(page).xpath("//ul[@class='changes']/li")) == 6, words
    new, old = page_of(page).xpath("//div[@data-module='diagram']/@data-done")[::-1]
    assert ("Opinion" in new.split(), old) == (True, "")


def test_nothing_changed_is_said_so(draft_id: int, browser: Browser) -> None:
    assert "Ничего, что заметили бы" in says(browser("region.owner").get(f"/workshop/drafts/{draft_id}/publish"))


def test_a_version_from_tomorrow_leaves_todays_cases_alone(cast: Cast, draft_id: int, browser: Browser) -> None:
    revision = put(cast, draft_id, changed())
    old = current_version_id("P")
    first = start(cast).case_id
    answer = browser("region.owner").post(
        f"/workshop/drafts/{draft_id}/publish",
        data={"revision": revision, "day": "2026-06-10", "note": "Приказ № 214", "warnings_read": "yes"},
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, "/processes/P/2")
    db.session.rollback()
    page = browser("north-1.admin").get("/processes/P/2")
    assert "Действует с 10 июня 2026" in page.text.replace("\xa0", " ")
    second = start(cast, school="north-2", login="north-2.admin").case_id
    assert current_version_id("P") == old
    clock.advance(timedelta(hours=15))  # midnight in Chita has passed
    third = start(cast, school="south-5", login="south-5.admin").case_id
    db.session.rollback()
    versions = [db.session.get_one(Case, case_id).version_id for case_id in (first, second, third)]
    assert versions == [old, old, current_version_id("P")]
    assert current_version_id("P") != old


def test_who_may_start_changes_with_the_version_and_not_before(cast: Cast, draft_id: int) -> None:
    package = make_package(APPROVAL, APPROVAL_TASKS, start_roles="school_director")
    renamed = package.diagrams[0].data.replace("Процесс P".encode(), "Новый порядок".encode())
    changed_package = Package(diagrams=(SourceFile(name="P.bpmn", data=renamed),), forms=package.forms)
    revision = put(cast, draft_id, changed_package)
    publish_draft(
        draft_id, revision=revision, published_by=cast.viewer("region.owner").actor(), warnings_read=True,
        effective_from=clock.now() + timedelta(days=2),
    )  # fmt: skip
    assert (get_process("P").name, get_process("P").start_roles) == ("Процесс P", ("school_admin", "mouo_officer"))
    assert start(cast).case_id
    clock.advance(timedelta(days=3))
    assert (get_process("P").name, get_process("P").start_roles) == ("Новый порядок", ("school_director",))
    with pytest.raises(NotAllowed):
        start(cast)


@pytest.mark.parametrize("day", ["", "2026-06-08", "soon", "2099-01-01", "2026-02-30"])
def test_a_wrong_day_is_said_and_what_was_typed_stays(draft_id: int, browser: Browser, day: str) -> None:
    answer = browser("region.owner").post(
        f"/workshop/drafts/{draft_id}/publish", data={"revision": "1", "day": day, "note": "Приказ № 214"}
    )
    assert answer.status_code == 422
    assert 'value="Приказ № 214"' in answer.text
    assert len(list_versions("P")) == 1


def test_warnings_ask_to_be_read(cast: Cast, draft_id: int, browser: Browser) -> None:
    package = make_package(APPROVAL, {**APPROVAL_TASKS, "Fill": person_task("school_admin@school", kind="fill")})
    revision = put(cast, draft_id, package)
    actor = cast.viewer("region.owner").actor()
    with pytest.raises(WarningsUnread):
        publish_draft(draft_id, revision=revision, published_by=actor)
    client = browser("region.owner")
    unread = client.post(f"/workshop/drafts/{draft_id}/publish", data={"revision": revision, "day": "2026-06-09"})
    assert unread.status_code == 422
    assert "Прочтите предупреждения" in unread.text
    assert publish_draft(draft_id, revision=revision, published_by=actor, warnings_read=True).number == 2


def test_a_draft_with_errors_shows_no_button(cast: Cast, draft_id: int, browser: Browser) -> None:
    wrong = make_package(APPROVAL, {**APPROVAL_TASKS, "Agree": person_task("", kind="agree")})
    revision = put(cast, draft_id, wrong)
    page = browser("region.owner").get(f"/workshop/drafts/{draft_id}/publish")
    assert "Опубликовать версию" not in page.text.replace("\xa0", " ")
    posted = browser("region.owner").post(
        f"/workshop/drafts/{draft_id}/publish", data={"revision": revision, "day": "2026-06-09", "warnings_read": "yes"}
    )
    assert posted.status_code == 422


def test_one_button_returns_to_an_earlier_version(cast: Cast, draft_id: int, browser: Browser) -> None:
    revision = put(cast, draft_id, changed())
    actor = cast.viewer("region.owner").actor()
    publish_draft(draft_id, revision=revision, published_by=actor, warnings_read=True)
    answer = browser("region.owner").post("/workshop/processes/P/1/return")
    assert answer.headers["Location"] == "/processes/P/3"
    db.session.rollback()
    rows = list_versions("P")
    assert [row.number for row in rows] == [3, 2, 1]
    assert rows[0].sha256 == rows[2].sha256
    assert current_version_id("P") == rows[0].version_id
    compared = browser("north-1.admin").get("/workshop/processes/P/3/changes?since=2")
    assert "Шаг «Заключение профсоюза»" in says(compared)
    assert "Убрано" in says(compared)
    assert browser("north-1.admin").get("/workshop/processes/P/1/changes").status_code == 404
    again = return_to_version(rows[0].version_id, get_process("P").process_id, returned_by=actor)
    assert not again.is_new


def test_only_owners_return_and_retire(cast: Cast, browser: Browser) -> None:
    process = get_process("P")
    for login in ("north.owner", "north-1.admin"):
        actor = cast.viewer(login).actor()
        with pytest.raises(NotFound):
            return_to_version(process.version_id or 0, process.process_id, returned_by=actor)
        with pytest.raises(NotFound):
            set_retired(process.process_id, is_retired=True, set_by=actor)
    assert browser("north.owner").post("/workshop/processes/P/retire", data={"retired": "yes"}).status_code == 404


def test_a_retired_process_opens_no_case_and_comes_back(cast: Cast, browser: Browser) -> None:
    client = browser("region.owner")
    client.post("/workshop/processes/P/retire", data={"retired": "yes"})
    db.session.rollback()
    with pytest.raises(Conflict):
        start(cast)
    assert "P" in client.get("/processes?retired=1").text
    assert "/processes/P/1" not in client.get("/processes").text
    assert client.get("/processes/P/1").status_code == 200
    client.post("/workshop/processes/P/retire", data={"retired": "no"})
    db.session.rollback()
    assert start(cast).case_id


def test_the_package_of_a_version_is_downloaded_and_opens_the_same(cast: Cast, browser: Browser) -> None:
    from app.processes.queries import live_version
    from app.processes.queries.archive import read_upload

    answer = browser("north-1.admin").get("/workshop/processes/P/1/package.zip")
    found = read_upload("p.zip", answer.data)
    assert found.package == live_version(current_version_id("P")).package
    assert all(member.is_intact for member in found.members)


def test_the_catalogue_of_owners_counts_cases_and_empty_places(cast: Cast, browser: Browser) -> None:
    start(cast)
    page = page_of(browser("region.owner").get("/processes"))
    row = words_of(page.xpath("//tbody/tr")[0])
    assert "Все роли держат" in row
    assert " 1 " in row
    assert "Идёт дел" not in browser("north-1.admin").get("/processes").text
    assert open_approval(cast)
