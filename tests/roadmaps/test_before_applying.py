"""Before a plan is applied: what it would come to, who is missing, and that looking writes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.cli import ScriptInfo
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.access.commands.people import disable_person
from app.access.models import Role
from app.audit.models import SYSTEM
from app.foundation.database import db
from app.foundation.errors import Conflict, InvalidInput
from app.foundation.transaction import command
from app.organisation.commands import create_organisation
from app.organisation.commands.organisations import insert_organisation
from app.organisation.models import OrganisationKind
from app.organisation.queries import current_tree
from app.roadmaps.cli import roadmap
from app.roadmaps.commands.own_plans import make_plan, save_measure
from app.roadmaps.models import MeasureOccurrence, PlanVersion, Roadmap
from app.roadmaps.policy.applying import Duty, Lack, findings_of, lay_out, loads_of
from app.roadmaps.policy.phrase_dates import Frame
from app.roadmaps.policy.phrases import read_phrase
from app.roadmaps.policy.plan_file import Plan
from app.roadmaps.policy.schedule import Occurrence
from app.roadmaps.queries.applying import ApplyPreview, preview_plan
from app.roadmaps.queries.library import find_shipped_plan
from tests.cast import Cast, make_person, sign_in
from tests.checked_client import CheckedClient, page_of, words_of
from tests.engine.counting import statements
from tests.engine.stage import actor
from tests.roadmaps.stage import apply, rows

Browser = Callable[[str], FlaskClient]
HEAD, ADMIN, DIRECTOR = (Role.CENTRE_HEAD, 2), (Role.SCHOOL_ADMIN, 1), (Role.SCHOOL_DIRECTOR, 1)
TR, SPB = "tochka-rosta-tz", "spb-network-roadmap"


@pytest.fixture
def browser(app: Flask, cast: Cast) -> Browser:
    app.test_client_class = CheckedClient

    def open_for(login: str) -> FlaskClient:
        client = app.test_client()
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "ru"
        return sign_in(client, cast.person(login))

    return open_for


def plan_of(plan_id: str) -> Plan:
    found = find_shipped_plan(plan_id)
    assert found is not None
    return found


def seen(cast: Cast, plan_id: str, place: str, year: int = 2026, login: str = "") -> ApplyPreview:
    viewer = cast.viewer(login) if login else None
    return preview_plan(plan_of(plan_id), organisation_id=cast.id(place), year=year, viewer=viewer)


def duty(measure: str, *, carries: tuple[Any, ...], checks: tuple[Any, ...], opens: date | None = None) -> Duty:
    ahead = () if opens is None else (Occurrence(opens=opens, due=opens.replace(day=28)),)
    return Duty(measure=measure, carries=carries, checks=checks, ahead=ahead)


def test_rows_that_would_stand_still_are_found_and_told_once_a_reason() -> None:
    may, june = date(2026, 5, 1), date(2026, 6, 1)
    duties = [
        duty("a", carries=(HEAD, ADMIN), checks=(DIRECTOR,), opens=june),
        duty("b", carries=(HEAD, ADMIN), checks=(DIRECTOR,), opens=may),
        duty("c", carries=(ADMIN,), checks=(HEAD,)),
    ]
    assert findings_of(duties, {HEAD: {7}, DIRECTOR: {8}, ADMIN: {9}}) == ()
    nobody = findings_of(duties, {DIRECTOR: {8}})
    assert [(one.lack, one.posts, one.measures, one.opens) for one in nobody] == [
        (Lack.NOBODY_CARRIES, (HEAD, ADMIN), ("a", "b"), may),
        (Lack.NOBODY_CARRIES, (ADMIN,), ("c",), None),
        (Lack.NOBODY_CHECKS, (HEAD,), ("c",), None),
    ]
    assert findings_of(duties[:2], {HEAD: {7}, DIRECTOR: {8}}) == (), "the second post of a row may be empty"


def test_four_eyes_need_a_second_person_only_where_the_only_controller_may_carry_out() -> None:
    row = [duty("a", carries=(HEAD, ADMIN), checks=(DIRECTOR,), opens=date(2026, 5, 1))]

    def found(**people: set[int]) -> list[tuple[Lack, int | None]]:
        held = {HEAD: people.get("head", set()), ADMIN: people.get("admin", set()), DIRECTOR: people["director"]}
        return [(one.lack, one.person) for one in findings_of(row, held)]

    assert found(head={7}, director={7}) == [(Lack.ONE_PERSON, 7)]
    assert found(head={7}, admin={9}, director={7}) == [(Lack.PERHAPS, 7)]
    assert found(head={7}, director={7, 8}) == []
    assert found(head={7, 9}, director={8}) == []


def test_a_post_is_loaded_with_rows_and_with_dates() -> None:
    duties = [
        duty("a", carries=(HEAD,), checks=(DIRECTOR,), opens=date(2026, 5, 1)),
        duty("a", carries=((Role.CENTRE_HEAD, 4),), checks=(DIRECTOR,), opens=date(2026, 5, 1)),
        duty("b", carries=(DIRECTOR,), checks=(ADMIN,)),
    ]
    load = loads_of(duties)[DIRECTOR]
    assert (load.carried, load.carried_dates, load.checked, load.checked_dates) == (1, 0, 1, 2)


def test_what_is_shown_is_what_applying_then_does(cast: Cast) -> None:
    shown = seen(cast, TR, "north")
    done = apply(TR, cast.id("north"), 2026)
    assert (shown.total, shown.passed) == (done.occurrences, done.passed)
    assert {row.measure for row in shown.undated} == set(done.undated)
    today = date(2026, 6, 9)
    ahead = [row for row in rows(done.roadmap_id) if row.due >= today]
    assert shown.at_once == sum(row.opens_on <= today for row in ahead)
    first = min(ahead, key=lambda row: (max(row.opens_on, today), row.due, row.position))
    assert (shown.openings[0].row.measure, shown.openings[0].due) == (first.measure, first.due)
    assert shown.warnings == ()


def test_a_year_that_is_over_asks_nobody_and_a_wrong_one_is_refused(cast: Cast) -> None:
    over = seen(cast, TR, "north", 2020)
    assert over.passed == over.total > 0
    assert over.openings == ()
    assert {line.load.carried_dates for role in over.roles for line in role.lines} == {0}
    with pytest.raises(InvalidInput):
        seen(cast, TR, "north", 2080)
    apply(TR, cast.id("north"), 2026)
    with pytest.raises(Conflict):
        seen(cast, TR, "north", 2026)


def test_nobody_in_a_centre_and_its_school_is_a_warning_with_the_day_and_who_can_help(cast: Cast) -> None:
    for login in ("north-1-centre.head", "north-1.admin"):
        disable_person(cast.person(login).id, disabled_by=SYSTEM)
    shown = seen(cast, TR, "north", 2027, "north.officer")
    (warned,) = shown.warnings
    assert warned.kind == Lack.NOBODY_CARRIES.value
    assert "Центр СОШ № 1" in warned.text
    assert "СОШ № 2" not in warned.text
    assert "1 января 2027" in warned.remedy
    assert any(helper.startswith("Начальник комитета, Северный район") for helper in warned.helpers)
    assert warned.own == (), "an officer appoints nobody"
    heads = next(role for role in shown.roles if "Центр" in role.name)
    assert [(line.place, line.people, line.lacks) for line in heads.lines] == [
        ("Центр СОШ № 1", 0, True),
        ("Центр СОШ № 2", 1, False),
    ]
    mine = seen(cast, TR, "north", 2027, "north.head").warnings[0]
    assert dict(mine.own) == {cast.id("north-1-centre"): "Центр СОШ № 1", cast.id("north-1"): "СОШ № 1"}
    assert not any("Начальник комитета" in helper for helper in mine.helpers), (
        "the reader is not told to ask themselves"
    )


def test_one_coordinator_cannot_check_their_own_rows_until_there_are_two(cast: Cast) -> None:
    warned = {one.posts: one for one in seen(cast, SPB, "region").warnings}
    assert {one.kind for one in warned.values()} == {Lack.ONE_PERSON.value}
    of_the_coordinator = warned[((Role.REGIONAL_COORDINATOR, cast.id("coordinator")),)]
    assert set(of_the_coordinator.measures) == {"spb-2.1b", "spb-2.2c"}
    assert "Региональный координатор" in of_the_coordinator.text
    assert set(warned) - {of_the_coordinator.posts} == {((Role.REGIONAL_OFFICER, cast.id("region")),)}
    make_person("region.second", "Второй специалист", (Role.REGIONAL_OFFICER, "region"))
    make_person("coordinator.second", "Второй координатор", (Role.REGIONAL_COORDINATOR, "coordinator"))
    assert seen(cast, SPB, "region").warnings == ()


@pytest.mark.usefixtures("cast")
def test_rows_without_an_organisation_in_the_tree_are_named() -> None:
    lonely = create_organisation(
        kind=OrganisationKind.REGION,
        code="far",
        name="Дальний край",
        short_name="Край",
        parent_id=None,
        created_by=SYSTEM,
    )
    shown = preview_plan(plan_of(TR), organisation_id=lonely.id, year=2027)
    nowhere = next(one for one in shown.warnings if one.kind == "nowhere")
    laid = lay_out(current_tree(), lonely.id, plan_of(TR), 7)
    assert set(nowhere.measures) == {one.measure.id for one in laid if not one.placings}
    assert shown.total == sum(len(one.occurrences) * len(one.placings) for one in laid)


def test_a_region_with_twelve_centres_costs_as_many_statements_as_one_with_three(cast: Cast) -> None:
    region = cast.id("region")

    def cost() -> int:
        db.session.rollback()
        current_tree()
        with statements() as said:
            assert preview_plan(plan_of(TR), organisation_id=region, year=2026).total
        return len(said)

    few = cost()
    _more_centres(cast.id("south"), 9)
    assert sum(len(role.lines) for role in seen(cast, TR, "region").roles) > 24
    assert cost() == few <= 2


@command
def _more_centres(parent_id: int, count: int) -> None:
    for number in range(count):
        common: dict[str, Any] = {"timezone": "", "created_by": SYSTEM}
        school = insert_organisation(
            kind=OrganisationKind.SCHOOL,
            code=f"more-{number}",
            name=f"Школа {number}",
            short_name=f"Школа {number}",
            parent_id=parent_id,
            **common,
        )
        insert_organisation(
            kind=OrganisationKind.CENTRE,
            code=f"more-{number}-centre",
            name=f"Центр {number}",
            short_name=f"Центр {number}",
            parent_id=school.id,
            **common,
        )


def asked(cast: Cast, **more: str) -> dict[str, str]:
    return {"plan": TR, "organisation": str(cast.id("north")), "year": "2027", "basis": "Приказ № 1", **more}


def press(client: FlaskClient, answer: TestResponse, form: str, **typed: str) -> TestResponse:
    """Send a form of a page as a browser without script does, with what is typed into it."""
    (found,) = [one for one in page_of(answer).forms if one.get("action") == form]
    values = {**dict(found.fields), **typed}
    return client.get(form, query_string=values) if found.method == "GET" else client.post(form, data=values)


def test_a_plan_is_looked_at_and_applied_without_script_and_nothing_is_written_before(
    browser: Browser, cast: Cast
) -> None:
    head = browser("north.head")
    preview = press(head, head.get("/roadmaps"), "/roadmaps/apply", **asked(cast))
    words = words_of(page_of(preview))
    for word in ("Приказ № 1", "Кто исполняет и проверяет", "Руководитель Центра", "Что откроется первым"):
        assert word in words
    assert db.session.scalar(select(func.count()).select_from(Roadmap)) == 0
    assert db.session.scalar(select(func.count()).select_from(PlanVersion)) == 0
    (back,) = page_of(preview).xpath("//a[contains(@href, '#apply-h')]/@href")
    assert dict(parse_qsl(urlsplit(back).query)) == asked(cast)
    form = page_of(head.get(back)).get_element_by_id("year").getparent().getparent()
    assert {name: form.fields[name] for name in asked(cast)} == asked(cast)
    done = press(head, preview, "/roadmaps")
    assert done.status_code == 303
    db.session.rollback()
    applied = db.session.scalars(select(Roadmap)).one()
    assert (applied.plan, applied.organisation_id, applied.year, applied.basis) == (
        TR,
        cast.id("north"),
        2027,
        "Приказ № 1",
    )
    again = press(head, preview, "/roadmaps")
    assert again.status_code == 422
    assert "уже исполняется" in words_of(page_of(again))
    assert page_of(again).get_element_by_id("basis").value == "Приказ № 1"


@pytest.mark.parametrize("year", ["two", "26", "2090", ""])
def test_a_wrong_year_is_said_next_to_its_field_and_nothing_typed_is_lost(
    browser: Browser, cast: Cast, year: str
) -> None:
    head = browser("north.head")
    typed = asked(cast, year=year, organisation=str(cast.id("north-2")))
    for answer in (head.get("/roadmaps/apply", query_string=typed), head.post("/roadmaps", data=typed)):
        assert answer.status_code == 422
        page = page_of(answer)
        assert "четырьмя цифрами" in words_of(page.get_element_by_id("year-e"))
        form = page.get_element_by_id("year").getparent().getparent()
        assert {name: form.fields[name] or "" for name in typed} == typed


def test_only_who_manages_a_place_looks_at_what_a_plan_would_do_there(browser: Browser, cast: Cast) -> None:
    assert browser("north-1.admin").get("/roadmaps/apply", query_string=asked(cast)).status_code == 403
    head = browser("north.head")
    assert head.get("/roadmaps/apply", query_string=asked(cast, organisation=str(cast.id("south")))).status_code == 404
    assert head.get("/roadmaps/apply", query_string=asked(cast, organisation="1" * 12)).status_code == 404
    assert head.get("/roadmaps/apply", query_string=asked(cast, plan="none")).status_code == 404
    assert head.get("/roadmaps/apply").headers["Location"] == "/roadmaps"
    assert browser("region.officer").get("/roadmaps/apply", query_string=asked(cast)).status_code == 200


def test_the_same_roadmap_for_another_year_is_looked_at_first(browser: Browser, cast: Cast) -> None:
    done = apply(TR, cast.id("north"), 2026)
    head, address = browser("north.head"), f"/roadmaps/{done.roadmap_id}/again"
    preview = press(head, head.get(f"/roadmaps/{done.roadmap_id}/editions"), address, basis="Приказ № 2")
    assert "с 1 января 2027" in words_of(page_of(preview))
    assert press(head, preview, address).status_code == 303
    db.session.rollback()
    assert set(db.session.scalars(select(Roadmap.year))) == {2026, 2027}
    refused = head.get(address, query_string={"year": "2027", "basis": "Приказ № 3"})
    assert refused.status_code == 422
    assert page_of(refused).get_element_by_id("basis").value == "Приказ № 3"
    assert browser("south.head").get(address).status_code == 404
    assert browser("north-1.director").get(address).status_code in (403, 404)


def test_a_whole_draft_is_looked_at_before_it_is_sent(browser: Browser, cast: Cast) -> None:
    life = Frame(first=date(2027, 1, 1), last=date(2027, 12, 31))
    officer = actor(cast, "north.officer")
    plan = make_plan(
        title="План", short="План", first=life.first, last=life.last, organisation_id=cast.id("north"), source=None,
        made_by=officer,
    )  # fmt: skip
    head = browser("north.head")
    assert head.get(f"/roadmaps/plans/{plan.id}/preview").status_code == 404, "it has gaps"
    fields = {
        "number": "1",
        "title": "Отчёт",
        "section": 1,
        "family": "activity-programme",
        "executors": [{"name": "Комитет", "role": "mouo_officer", "place": "mouo"}],
        "side": "mouo",
        "controller": {"role": "mouo_officer", "place": "mouo", "level": None},
        "evidence": ["Отчёт"],
        "deadline_printed": "до 15 июля",
        "schedule": read_phrase("до 15 июля", life).schedule,
    }
    save_measure(plan.id, None, fields=fields, rev=0, saved_by=officer)
    (link,) = page_of(head.get(f"/roadmaps/plans/{plan.id}")).xpath("//a[contains(@href, '/preview')]/@href")
    words = words_of(page_of(head.get(link)))
    assert "исполнял бы и проверял один и тот же человек: 1" in words
    assert "Применить план" not in words
    assert browser("south.head").get(link).status_code == 404
    assert browser("north-1.admin").get(link).status_code == 403


def test_the_console_says_what_would_stand_still_and_writes_nothing_when_asked_to(app: Flask, cast: Cast) -> None:
    wired = ScriptInfo(create_app=lambda: app)
    arguments = ["apply", SPB, "--organisation", "region", "--year", "2026"]

    def run(*more: str) -> Any:
        return CliRunner().invoke(roadmap, [*arguments, *more], obj=wired)

    dry = run("--dry-run")
    assert dry.exit_code == 0, dry.output
    assert "would be applied to region" in dry.output
    assert "warning: Rows that one person would carry out and check: 2: spb-2.1b, spb-2.2c" in dry.output
    numbers = json.loads(run("--dry-run", "--json").output)
    assert db.session.scalar(select(func.count()).select_from(MeasureOccurrence)) == 0
    db.session.rollback()
    done = run("--json")
    applied = json.loads(done.output)
    assert numbers["warnings"] == applied["warnings"]
    posts = [one["posts"] for one in numbers["warnings"]]
    assert [{"role": "regional_coordinator", "organisation": "coordinator"}] in posts
    assert (numbers["occurrences"], numbers["passed"]) == (applied["occurrences"], applied["passed"])
    assert numbers["undated"] == applied["undated"]
    assert run("--dry-run").exit_code == 1, "it runs there already"
