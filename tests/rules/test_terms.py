"""Terms as settings: who changes them where, what holds when, and what happens to cases that are under way."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.access.models import Role
from app.audit.models import AuditEntry
from app.audit.queries import verify_all
from app.foundation import clock
from app.foundation.database import db
from app.foundation.errors import InvalidInput, NotAllowed, NotFound
from app.processes.commands import change_setting, revert_setting
from app.processes.queries import current_version_id, live_version, settings_for
from tests.approval_stage import Browser
from tests.cast import Cast, make_person
from tests.checked_client import page_of, words_of
from tests.engine.counting import statements
from tests.engine.stage import APPROVAL, APPROVAL_TASKS, actor, differences, do, only_task, person_task, publish, start

TODAY = date(2026, 6, 9)
SETTINGS = {
    "setting:fill_days": "5 | рабочих дней | [DEF] подготовка заявки",
    "setting:fill_by": "08-15 | число и месяц | [DOC] строка 30C: «до 15 августа»",
    "setting:share_least": "70 | процентов | [DEF] доля охвата",
    "setting:who_signs": "head | head или officer | [DEF] кто подписывает",
    "setting:centres_by": "2024-12-31 | дата | [DOC] к 31.12.2024",
}


@pytest.fixture(autouse=True)
def _with_terms(cast: Cast) -> None:
    tasks = {
        "Fill": person_task("school_admin@school", kind="fill", deadline="after =settings.fill_days working days"),
        "Agree": APPROVAL_TASKS["Agree"].replace("after 5 working days", "after =settings.fill_days working days"),
    }
    publish(APPROVAL, tasks, **SETTINGS)


def change(cast: Cast, value: str, *, place: str = "north", login: str = "region.owner", **more: object) -> None:
    how = {"name": "fill_days", "effective_from": TODAY, "note": "Приказ № 5", **more}
    name = str(how.pop("name"))
    change_setting(  # type: ignore[call-arg]
        "P", name, organisation_id=cast.id(place), value=value, changed_by=actor(cast, login), **how
    )


def value(cast: Cast, place: str, name: str = "fill_days") -> object:
    live = live_version(current_version_id("P"))
    return settings_for(live, cast.id(place))[name].value


def test_the_nearest_organisation_wins_and_the_diagram_comes_last(cast: Cast) -> None:
    assert value(cast, "north-1") == 5
    change(cast, "7", place="region")
    change(cast, "9", place="north")
    change(cast, "12", place="north-2")
    assert [value(cast, place) for place in ("south-5", "north-1", "north-2", "north-2-centre")] == [7, 9, 12, 12]
    how = {"effective_from": TODAY, "note": "Больше не нужно", "changed_by": actor(cast, "region.owner")}
    revert_setting("P", "fill_days", organisation_id=cast.id("north"), **how)  # type: ignore[arg-type]
    assert [value(cast, place) for place in ("north-1", "north-2")] == [7, 12]
    with pytest.raises(InvalidInput):
        revert_setting("P", "fill_days", organisation_id=cast.id("north"), **how)  # type: ignore[arg-type]
    entries = db.session.query(AuditEntry).filter_by(stream="process:P").order_by(AuditEntry.number)
    kept = [entry for entry in entries if entry.action.endswith("_setting")]
    assert [entry.action for entry in kept][-1] == "revert_setting"
    assert kept[0].facts["value"] == "7"
    assert kept[0].facts["in_diagram"] == "5"
    assert verify_all().is_whole


def test_a_change_holds_from_its_day(cast: Cast) -> None:
    change(cast, "9", effective_from=TODAY + timedelta(days=3))
    assert value(cast, "north-1") == 5
    clock.advance(timedelta(days=3))
    assert value(cast, "north-1") == 9
    with pytest.raises(InvalidInput) as refused:
        change(cast, "8", effective_from=TODAY)
    assert refused.value.facts["problems"] == {"effective_from": "past"}


def test_a_running_case_takes_the_value_at_the_next_step_and_keeps_the_term_it_has(cast: Cast) -> None:
    case_id = start(cast).case_id
    assert only_task(case_id).legal_date == date(2026, 6, 17)
    change(cast, "1")
    assert only_task(case_id).legal_date == date(2026, 6, 17)
    do(cast, "north-1.admin", case_id, subject="x")
    assert only_task(case_id).legal_date == date(2026, 6, 10)
    assert only_task(start(cast).case_id).legal_date == date(2026, 6, 10)
    assert only_task(start(cast, "south-5.admin", school="south-5").case_id).legal_date == date(2026, 6, 17)
    assert differences(case_id) == ()


def test_the_task_says_what_its_term_was_worked_out_with(cast: Cast, browser: Browser) -> None:
    before = only_task(start(cast).case_id).id
    clock.advance(timedelta(minutes=1))
    change(cast, "1", note="Приказ № 5 комитета")
    after = only_task(start(cast).case_id).id
    client = browser("north-1.admin")
    old, new = (words_of(page_of(client.get(f"/tasks/{task_id}"))) for task_id in (before, after))
    assert "5 рабочих дней; задача открыта" in old
    assert "подготовка заявки" in old
    assert "1 рабочий день; задача открыта" in new
    assert "Изменено для организации: Северный район, 09.06.2026. Приказ № 5 комитета" in new


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [("fill_by", "31.08", "08-31"), ("fill_by", "09-01", "09-01"), ("share_least", "62,5", "62.5"),
     ("who_signs", "officer", "officer"),
     ("centres_by", "01.02.2027", "2027-02-01"), ("fill_days", " 10 ", "10")],
)  # fmt: skip
def test_a_value_is_read_by_its_kind(cast: Cast, name: str, typed: str, kept: str) -> None:
    change(cast, typed, name=name)
    assert str(value(cast, "north-1", name)) == kept


@pytest.mark.parametrize(
    ("name", "typed"),
    [("fill_by", "31.06"), ("fill_by", "29.02"), ("fill_by", "август"), ("share_least", "101"), ("share_least", "x"),
     ("who_signs", "nobody"), ("centres_by", "31.02.2027"),
     ("fill_days", "1.5"), ("fill_days", "-1"), ("fill_days", "5000"), ("fill_days", " ")],
)  # fmt: skip
def test_a_value_of_another_kind_is_refused_beside_the_field(cast: Cast, name: str, typed: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        change(cast, typed, name=name)
    assert set(refused.value.facts["problems"]) == {"value"}  # type: ignore[call-overload]


def test_only_the_owner_of_that_organisation_or_above_may(cast: Cast) -> None:
    make_person("south.owner", "Владелец процесса, Южный район", (Role.PROCESS_OWNER, "south"))
    cast.people["south.owner"] = db.session.query(type(cast.stranger)).filter_by(login="south.owner").one()
    for login in ("north.officer", "north.head", "region.officer", "region.observer", "north-1.director"):
        with pytest.raises(NotAllowed):
            change(cast, "9", login=login)
    with pytest.raises(NotAllowed):
        change(cast, "9", login="south.owner")
    change(cast, "9", login="south.owner", place="south-5")
    change(cast, "8", login="region.sysadmin", place="south-5")
    assert value(cast, "south-5") == 8
    with pytest.raises(NotFound):
        change(cast, "8", name="no_such")


def test_settings_cost_a_case_no_statement(cast: Cast) -> None:
    change(cast, "9")
    case_ids = [start(cast).case_id for _ in range(2)]
    do(cast, "north-1.admin", case_ids[0], subject="x")
    only_task(case_ids[1])
    with statements() as said:
        do(cast, "north-1.admin", case_ids[1], subject="x")
    assert not [line for line in said if "process_setting" in line]


def test_the_owner_changes_a_value_on_its_page_and_takes_it_back(cast: Cast, browser: Browser) -> None:
    start(cast)
    client, north = browser("region.owner"), cast.id("north")
    address = f"/processes/P/rules/fill_days?organisation={north}"
    page = words_of(page_of(client.get(address)))
    assert "1 идущее дело возьмёт новое значение" in page
    wrong = client.post(
        "/processes/P/rules/fill_days",
        data={"organisation": north, "value": "много", "effective_from": "01.06.2026", "note": ""},
    )
    assert wrong.status_code == 422
    text = words_of(page_of(wrong))
    for problem in ("Укажите целое число от 0 до 1000", "День уже прошёл", "Укажите причину"):
        assert problem in text
    assert page_of(wrong).xpath("//input[@name='value']/@value") == ["много"]
    data = {"organisation": north, "value": "9", "effective_from": "2026-06-09", "note": "Приказ № 5"}
    assert client.post("/processes/P/rules/fill_days", data=data).status_code == 303
    table = words_of(page_of(client.get(f"/processes/P/rules?organisation={cast.id('north-1')}")))
    assert "9 рабочих дней в схеме: 5 рабочих дней" in table
    assert "Изменено: Северный район с 9 июня 2026" in table
    assert "15 августа" in table
    assert "Напечатано в документе" in table
    back = {**data, "_action": "revert", "note": "Отменён"}
    assert client.post("/processes/P/rules/fill_days", data=back).status_code == 303
    history = words_of(page_of(client.get(address)))
    assert "Отменён" in history
    assert "Приказ № 5" in history
    assert value(cast, "north-1") == 5


def test_others_read_their_own_rules_and_change_nothing(cast: Cast, browser: Browser) -> None:
    client = browser("north-1.admin")
    page = page_of(client.get("/processes/P/rules/fill_days"))
    assert not page.xpath("//form[@method='post'][contains(@action, 'rules')]")
    data = {"organisation": cast.id("north-1"), "value": "9", "effective_from": "2026-06-09", "note": "x"}
    assert client.post("/processes/P/rules/fill_days", data=data).status_code == 403
    assert client.get(f"/processes/P/rules?organisation={cast.id('south-5')}").status_code == 404
    assert client.get("/processes/P/rules/no_such").status_code == 404
    assert client.get("/processes/none/rules").status_code == 404
    assert "Южный" not in words_of(page_of(client.get("/processes/P/rules")))
