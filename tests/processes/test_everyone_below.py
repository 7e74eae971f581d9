"""Monitoring and control reach any organisation below the one of the case, or all of them, chosen from a list."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from lxml.html import HtmlElement

from app.audit.models import SYSTEM
from app.processes.commands import publish_version
from tests.approval_stage import Browser
from tests.approval_stage import browser as browser
from tests.cast import Cast, make_cast
from tests.checked_client import page_of, words_of
from tests.engine.stage import case_row, only_task, open_tasks
from tests.processes.stories import package_of, stories_of
from tests.processes.test_in_the_engine import Life

FIRST = {"_ver": "1", "data_from": "01.01.2026", "data_to": "30.06.2026", "answers_until": "15.07.2026"}


@pytest.fixture
def cast(app: Flask) -> Cast:
    """Everybody, and the monitoring published."""
    publish_version(package_of("monitoring"), published_by=SYSTEM)
    publish_version(package_of("oversight-control"), published_by=SYSTEM)
    return make_cast()


def life_of(cast: Cast, login: str, place: str, process: str = "monitoring") -> Life:
    """Return a case that this person has opened for an organisation."""
    return Life(cast, stories_of(process)[0], login, place)


def part_of(process: str, element: str) -> dict[str, Any]:
    """Return what the first story gives to a step."""
    steps = (step for step in stories_of(process)[0].steps if step.get("complete") == element)
    return dict(next(steps)["variables"])


def choices(page: HtmlElement, key: str) -> list[str]:
    (field,) = page.xpath(f"//select[@name='{key}']")
    return [words_of(option) for option in field.xpath("./option[@value!='']")]


def design(*rows: tuple[str, str]) -> dict[str, str]:
    """Return what the browser posts for an instrument with these respondents."""
    posted = {
        **FIRST,
        "monitoring_title": "Условия",
        "monitoring_phase": "whole",
        "monitoring_questions": "Готовы ли помещения",
        "criteria-0-criterion": "Охват",
    }
    for number, (who, where) in enumerate(rows):
        posted |= {f"respondents-{number}-who": who, f"respondents-{number}-at": where}
    return posted


def test_every_school_of_the_district_is_asked_and_named(cast: Cast, browser: Browser) -> None:
    life = life_of(cast, "north.officer", "north")
    rows = (("school_director@school", "every"), ("centre_head@centre", "north-2-centre"))
    response = browser("north.officer").post(f"/tasks/{only_task(life.case_id).id}", data=design(*rows))
    assert response.status_code == 303, words_of(page_of(response).xpath("//main")[0])[:1500]
    life.do("approve_instrument", part_of("monitoring", "approve_instrument"), "north.head")
    asked = {one.organisation_id for one in open_tasks(life.case_id)}
    assert asked == {cast.id("north-1"), cast.id("north-2"), cast.id("north-2-centre")}
    for login in ("north-1.director", "north-2.director", "north-2-centre.head"):
        life.do("give_data", part_of("monitoring", "give_data"), login)
    checking = only_task(life.case_id)
    told = words_of(page_of(browser("north.officer").get(f"/tasks/{checking.id}")).xpath("//main")[0])
    for name in ("СОШ № 1", "СОШ № 2", "Центр СОШ № 2"):
        assert name in told
    assert "school_director@" not in told


def test_nobody_sees_the_answer_of_another_and_everybody_finds_their_own_again(cast: Cast, browser: Browser) -> None:
    life = life_of(cast, "north.officer", "north")
    rows = [{"who": "school_director@school", "at": "every"}]
    life.do("design_instrument", {**part_of("monitoring", "design_instrument"), "respondents": rows}, "north.officer")
    life.do("approve_instrument", part_of("monitoring", "approve_instrument"), "north.head")
    given = {"north-1.director": "17", "north-2.director": "23"}

    def typed(login: str) -> list[str]:
        """Return what stands in the form of this person's task."""
        task = next(one for one in open_tasks(life.case_id) if one.organisation_id == cast.id(login.partition(".")[0]))
        page = page_of(browser(login).get(f"/tasks/{task.id}"))
        return [str(value) for value in page.xpath("//input[@name='values-0-value']/@value")]

    for login, number in given.items():
        assert typed(login) in ([], [""])
        values = [{"criterion": "Охват", "value": int(number), "source": "Журнал"}]
        life.do("give_data", {"values": values, "data_note": f"Школа {number}"}, login)
    officer = browser("north.officer")
    page = page_of(officer.get(f"/cases/{case_row(life.case_id).number}"))
    answers = words_of(page.xpath("//section[@aria-labelledby='given']")[0])
    assert "Школа 17" in answers
    assert "Школа 23" in answers
    life.do("check_data", {"data_complete": "no", "data_gaps": "Нет источника"}, "north.officer")
    assert [typed(login) for login in given] == [[number] for number in given.values()]


def test_the_list_offers_what_fits_the_role_and_refuses_anything_else(cast: Cast, browser: Browser) -> None:
    life = life_of(cast, "region.officer", "region")
    address = f"/tasks/{only_task(life.case_id).id}"
    client = browser("region.officer")
    rows = (("school_director@school", ""), ("mouo_officer@mouo", "north-1"))
    back = client.post(address, data=design(*rows))
    assert back.status_code == 422
    page = page_of(back)
    assert choices(page, "respondents-0-at") == ["Во всех организациях ниже", "СОШ № 1", "СОШ № 2", "СОШ № 5"]
    assert choices(page, "respondents-1-at") == ["Во всех организациях ниже", "Северный район", "Южный район"]
    wrong = page.xpath("//select[@aria-invalid='true']/@name")
    assert wrong == ["respondents-0-at", "respondents-1-at"], "a region is no school, and a school no committee"
    assert client.post(address, data=design(("mouo_officer@mouo", "every"))).status_code == 303
    told = words_of(page_of(client.get(f"/cases/{case_row(life.case_id).number}")).xpath("//main")[0])
    assert "Во всех организациях ниже" in told


def test_control_names_the_organisation_chosen_from_the_list(cast: Cast, browser: Browser) -> None:
    life = life_of(cast, "north.officer", "north", "oversight-control")
    row = {"who": "school_director@school", "at": "north-2", "on": "2026-06-25", "organisation": "Корпус 2"}
    planned = {**part_of("oversight-control", "plan_control"), "subjects": [row]}
    life.do("plan_control", planned, "north.officer")
    life.do("approve_control", part_of("oversight-control", "approve_control"), "north.head")
    inspecting = only_task(life.case_id)
    told = words_of(page_of(browser("north.officer").get(f"/tasks/{inspecting.id}")).xpath("//main")[0])
    assert "СОШ № 2 (Корпус 2)" in told
    life.do("inspect", part_of("oversight-control", "inspect"), "north.officer")
    assert only_task(life.case_id).organisation_id == cast.id("north-2")
