"""What is found and shown, who finds what, and that the index follows the cases; on both databases."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select

from app.access.policy import Viewer
from app.audit.models import SYSTEM
from app.discussions.commands import write_comment
from app.documents.commands import store_file
from app.documents.commands.keep_journal import open_journal, reserve_numbers
from app.engine.commands import delegate_task
from app.engine.commands.readers import revoke_reader
from app.engine.commands.steps.searching import list_unsearched
from app.engine.handlers import run_everything_due
from app.engine.queries import CaseFilter, list_cases
from app.foundation.database import db
from app.foundation.transaction import command
from app.organisation.commands.organisations import change_organisation, move_organisation
from app.search.cli import search as console
from app.search.commands import catch_up, index_some
from app.search.models import SearchText
from app.search.policy.words import wanted_of
from app.search.queries.matching import find_cases
from tests.approval_stage import Browser
from tests.cast import Cast
from tests.checked_client import page_of, words_of
from tests.documents.payloads import PDF
from tests.documents.test_storing import upload
from tests.engine.stage import actor, case_row, do, only_task, start
from tests.security.world import EVERYWHERE, ROLES, SECRETS, World, make_world


def found(viewer: Viewer, question: str) -> list[int]:
    """Return the cases that somebody finds, the latest first."""
    catch_up()
    ids = find_cases(viewer, wanted_of(question), limit=100).case_ids
    db.session.rollback()
    return list(ids)


def request_for(cast: Cast, subject: str, login: str = "north-1.admin", school: str = "north-1") -> int:
    """Open a case and fill in what is wanted."""
    case_id = start(cast, login, school=school).case_id
    do(cast, login, case_id, subject=subject)
    return case_id


def test_answers_files_comments_and_numbers_are_found_in_any_form(cast: Cast) -> None:
    first = request_for(cast, "Токарные станки для мастерской")
    second = request_for(cast, "Станция юных техников")
    officer = cast.viewer("north.officer")
    assert found(officer, "станок токарный") == [first]
    assert found(officer, "мастерские") == [first]
    assert found(officer, "стан") == [second, first]
    assert found(officer, "станки техников") == []
    do(cast, "north.officer", first, outcome="return", comment="Приложите спецификацию")
    assert found(officer, "спецификация") == [first]
    task = only_task(first)
    viewer = cast.viewer("north-1.admin")
    kept = store_file(upload("Смета расходов.pdf", PDF), viewer=viewer, case_id=first, task_id=task.id, field_key="x")
    assert found(officer, "смета") == [], "a file that is not handed in is its uploader's alone"
    assert kept.submitted_at is None
    assert found(officer, case_row(second).number) == [second]
    assert found(officer, "СОШ 1 Северного") == [second, first]


def test_the_index_follows_the_case_and_is_never_behind_for_good(cast: Cast) -> None:
    case_id = request_for(cast, "Верстаки")
    officer = cast.viewer("north.officer")
    assert found(officer, "верстак") == [case_id]
    assert list_unsearched(10) == []
    do(cast, "north.officer", case_id, outcome="return", comment="x")
    do(cast, "north-1.admin", case_id, subject="Тиски")
    assert [one.case_id for one in list_unsearched(10)] == [case_id]
    db.session.rollback()
    assert found(officer, "верстак") == [], "the page of the case shows the latest answers only"
    assert found(officer, "тиски") == [case_id]
    do(cast, "north.officer", case_id, outcome="return", comment="нужна смета")
    run_everything_due()
    assert list_unsearched(10) == []
    assert db.session.scalar(select(func.count()).select_from(SearchText)) == 1


def test_a_lost_index_is_built_anew(cast: Cast, app: Flask) -> None:
    cases = [request_for(cast, f"Приборы {number}") for number in range(3)]
    officer = cast.viewer("north.officer")
    assert found(officer, "приборы") == cases[::-1]
    command(lambda: db.session.execute(delete(SearchText)))()
    assert found(officer, "приборы") == []
    done = app.test_cli_runner().invoke(console, ["rebuild"])
    assert "3 cases can be searched" in done.output, done.output
    assert found(officer, "приборы") == cases[::-1]


def test_other_names_and_places_of_organisations_are_followed(cast: Cast) -> None:
    case_id = request_for(cast, "Приборы")
    south = cast.viewer("south.officer")
    assert found(south, "приборы") == []
    change_organisation(cast.id("north-1"), short_name="Лицей № 7", changed_by=SYSTEM)
    assert found(cast.viewer("north.officer"), "лицей") == [case_id]
    move_organisation(cast.id("north-1"), parent_id=cast.id("south"), moved_by=SYSTEM)
    assert found(cast.viewer("south.officer"), "приборы") == [case_id]


def test_pages_follow_each_other_without_counting(cast: Cast) -> None:
    cases = [request_for(cast, "Приборы") for _ in range(5)]
    officer = cast.viewer("north.officer")
    index_some(100)
    seen: list[int] = []
    after: int | None = None
    while True:
        page = find_cases(officer, wanted_of("приборы"), after=after, limit=2)
        seen += page.case_ids
        after = page.next
        if after is None:
            break
    assert seen == cases[::-1]


def test_a_task_given_to_a_colleague_lets_them_find_its_case(cast: Cast) -> None:
    case_id = request_for(cast, "Приборы")
    expert = cast.viewer("north.expert")
    assert found(expert, "приборы") == []
    task = only_task(case_id)
    delegate_task(
        task.id, person_id=expert.person_id, mode="good", comment="", delegated_by=actor(cast, "north.officer")
    )
    assert found(expert, "приборы") == [case_id]


def test_who_was_named_in_a_comment_finds_that_case_until_it_is_taken_back(cast: Cast) -> None:
    case_id, other = request_for(cast, "Приборы"), request_for(cast, "Приборы")
    write_comment(case_id, text="Посмотрите осциллограф", written_by=cast.viewer("north.officer"))
    expert, officer = cast.viewer("north.expert"), cast.viewer("north.officer")
    assert found(officer, "осциллографы") == [case_id]
    assert found(expert, "приборы") == []
    write_comment(case_id, text="Ваше мнение?", named=(expert.person_id,), written_by=officer)
    assert found(expert, "приборы") == [case_id]
    assert found(officer, "приборы") == [other, case_id]
    revoke_reader(case_id, expert.person_id, revoked_by=actor(cast, "north.officer"))
    assert find_cases(expert, wanted_of("приборы")).case_ids == (), "at once, whatever the index still says"
    assert found(expert, "приборы") == []


@pytest.mark.parametrize("question", ["станки", "тайна", "СОШ", "P"])
def test_everybody_finds_exactly_what_their_list_of_cases_holds(app: Flask, question: str) -> None:
    world = make_world(app)
    catch_up()
    everything = found(world.cast.viewer("region.sysadmin"), question)
    assert question == "P" or everything
    for login in (*ROLES, *EVERYWHERE, "south-5.admin", "south.officer"):
        viewer = world.cast.viewer(login)
        listed = {row.case_id for row in list_cases(viewer, CaseFilter(), limit=200).rows}
        db.session.rollback()
        assert set(found(viewer, question)) == listed & set(everything), login


def test_no_page_of_the_search_tells_what_another_side_has(app: Flask) -> None:
    world: World = make_world(app)
    catch_up()
    south = world.south
    questions = (
        SECRETS["south"],
        "Тайнаю",
        "станки",
        south.number,
        "south-5",
        "СОШ № 5",
        f"{SECRETS['south']}.pdf",
        "P",
    )
    for strange in ("%22%29", "%27", "a%00b", "***", "NEAR(", "words%3A", "%D1", "-", "o1", "p1 OR"):
        assert world.browser("region.sysadmin").get(f"/find?q={strange}").status_code in (200, 400)
    for login in world.roles:
        client = world.browser(login)
        for question in questions:
            answer = client.get("/find", query_string={"q": question})
            shown = answer.get_data(as_text=True).replace(question, "")
            assert answer.status_code == 200, (login, question)
            assert SECRETS["south"] not in shown, (login, question)
            assert south.number not in shown, (login, question)


def test_the_page_marks_the_field_that_matched(cast: Cast, browser: Browser) -> None:
    case_id = request_for(cast, "Токарные станки <b>для</b> мастерской")
    catch_up()
    client = browser("north.officer")
    page = page_of(client.get("/find?q=станков"))
    (hit,) = page.xpath("//ol[@class='found']/li")
    assert "Поле «Предмет»" in words_of(hit)
    assert [words_of(mark) for mark in hit.xpath(".//mark")] == ["станки"]
    assert "СОШ № 1" in words_of(hit)
    assert unquote(hit.xpath(".//h2/a/@href")[0]) == f"/cases/{case_row(case_id).number}"
    assert "Среди доступных вам дел нет" in client.get("/find?q=самовар").get_data(as_text=True)
    assert "Напишите, что вы ищете" in client.get("/find").get_data(as_text=True)


def test_an_exact_number_leads_straight_there(cast: Cast, browser: Browser) -> None:
    number = case_row(request_for(cast, "Приборы")).number
    client: FlaskClient = browser("north.officer")
    assert (
        unquote(client.get("/find", query_string={"q": f" {number.lower()} "}).headers["Location"])
        == f"/cases/{number}"
    )
    assert browser("south.officer").get("/find", query_string={"q": number}).status_code == 200
    keeper = cast.viewer("north-1.admin")
    journal = open_journal(cast.id("north-1"), "orders", opened_by=keeper)
    (entry,) = reserve_numbers(journal.id, count=1, reason="приказ", reserved_by=keeper)
    given = entry.number
    there = browser("north-1.admin").get("/find", query_string={"q": given})
    assert there.status_code == 302, there.get_data(as_text=True)
    assert there.headers["Location"].startswith(f"/journals/{journal.id}?")
    assert "Location" not in browser("south-5.admin").get("/find", query_string={"q": given}).headers
