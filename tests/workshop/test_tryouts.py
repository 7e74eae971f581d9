"""Try-outs: as any participant, on a movable clock, nothing left behind; scenarios tell when the way changes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.engine.models import Case, Job
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.processes.commands.tryouts import keep_scenario, keep_tryout
from app.processes.models import ProcessTryout
from app.processes.queries.archive import read_upload
from app.processes.queries.drafts import package_of_draft
from app.processes.queries.scenarios import find_tryout, list_scenarios, rerun_scenarios
from app.workflow.tryout import try_out
from tests.cast import Cast
from tests.checked_client import page_of, words_of
from tests.engine.stage import APPROVAL, APPROVAL_TASKS, make_package, person_task
from tests.workshop.test_publishing import put

Browser = Callable[[str], FlaskClient]


def words(answer: object) -> str:
    return words_of(page_of(answer).xpath("//main")[0])  # type: ignore[arg-type]


def begin(client: FlaskClient, cast: Cast, draft_id: int) -> str:
    client.post(f"/workshop/drafts/{draft_id}/try/start", data={"_organisation": str(cast.id("north-1"))})
    return f"/workshop/drafts/{draft_id}/try"


def test_the_owner_goes_the_whole_way_as_everybody(cast: Cast, draft_id: int, browser: Browser) -> None:
    client = browser("region.owner")
    assert "Письма не уходят" in words(client.get(f"/workshop/drafts/{draft_id}/try"))
    address = begin(client, cast, draft_id)
    page = words(client.get(address))
    assert "за: Школьный администратор, СОШ № 1; 5 рабочих дней" in page
    client.post(
        f"{address}/step", data={"_task": "Fill", "subject": "Станки", "amount": "10", "wanted_on": "01.09.2026"}
    )
    page = words(client.get(address))
    assert "за: Специалист МОУО, Северный район" in page
    assert "Вернуть на доработку" in page
    client.post(f"{address}/step", data={"_task": "Agree", "remark": "", "_outcome": "return"})
    assert "Заполнить заявку" in words(client.get(address))
    client.post(f"{address}/undo")
    client.post(f"{address}/step", data={"_task": "Agree", "_outcome": "approve"})
    assert "Дело закончено" in words(client.get(address))
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Case)) == 0
    assert db.session.scalar(select(func.count()).select_from(Job)) == 0
    client.post(f"{address}/keep", data={"name": "С первого раза"})
    client.post(f"{address}/end")
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(ProcessTryout)) == 0
    (kept,) = list_scenarios("P")
    assert (kept.name, kept.state, kept.path[-1]) == ("С первого раза", "completed", "Done")
    package = client.get("/workshop/processes/P/1/package.zip").data
    assert list(read_upload("p.zip", package).scenarios) == ["С первого раза"]


def test_wrong_answers_are_said_and_made_up_names_refused(cast: Cast, draft_id: int, browser: Browser) -> None:
    client = browser("region.owner")
    address = begin(client, cast, draft_id)
    wrong = client.post(f"{address}/step", data={"_task": "Fill", "amount": "много"})
    assert wrong.status_code == 422
    assert 'value="много"' in wrong.text
    assert client.post(f"{address}/step", data={"_task": "Fill", "made_up": "1"}).status_code == 422
    assert client.post(f"{address}/step", data={"_task": "Agree"}).status_code == 303  # not open: told on the page
    db.session.rollback()
    scenario = find_tryout(draft_id, cast.person("region.owner").id)
    assert scenario is not None
    assert scenario["steps"] == []


def test_the_clock_moves_to_a_day_and_to_the_next_timer(cast: Cast, draft_id: int, browser: Browser) -> None:
    late = APPROVAL.replace("S > Fill >", "timer T on Fill P3D\n    end Late Не успели\n    T > Late\n    S > Fill >")
    put(cast, draft_id, make_package(late, APPROVAL_TASKS))
    client = browser("region.owner")
    address = begin(client, cast, draft_id)
    assert "К ближайшему таймеру, 12 июня 2026" in words(client.get(address))
    client.post(f"{address}/clock", data={"day": "2026-06-10"})
    assert "По часам пробы: 10 июня 2026" in words(client.get(address))
    for day in ("2026-06-09", "", "2099-01-01"):
        assert client.post(f"{address}/clock", data={"day": day}).status_code == 303
        assert "По часам пробы: 10 июня 2026" in words(client.get(address))
    client.post(f"{address}/clock", data={"to": "timer", "day": "2026-06-10"})
    page = words(client.get(address))
    assert "Дело закончено" in page


def test_answers_of_every_kind_are_kept(cast: Cast, draft_id: int, browser: Browser) -> None:
    package = make_package(APPROVAL, APPROVAL_TASKS)
    package.forms["request"]["components"] = [  # type: ignore[index]
        {"type": "number", "key": "places", "id": "p", "label": "Мест", "decimalDigits": 0},
        {"type": "number", "key": "rate", "id": "r", "label": "Ставка", "decimalDigits": 2},
        {"type": "checkbox", "key": "agreed", "id": "a", "label": "Согласовано"},
        {"type": "datetime", "subtype": "date", "key": "day", "id": "d", "dateLabel": "День"},
    ]
    put(cast, draft_id, package)
    client = browser("region.owner")
    address = begin(client, cast, draft_id)
    answers = {"places": "12", "rate": "0,25", "agreed": "on", "day": "01.09.2026"}
    assert client.post(f"{address}/step", data={"_task": "Fill", **answers}).status_code == 303
    db.session.rollback()
    kept = find_tryout(draft_id, cast.person("region.owner").id)
    assert kept is not None
    assert kept["steps"][0]["variables"] == {"places": 12, "rate": 0.25, "agreed": True, "day": "2026-09-01"}


def test_messages_come_when_the_owner_lets_them_come(cast: Cast, draft_id: int, browser: Browser) -> None:
    client = browser("region.owner")
    address = begin(client, cast, draft_id)
    page = words(client.get(address))
    assert "Дело ждёт сообщения withdraw" in page
    assert client.post(f"{address}/event", data={"_wait": "0", "_name": "other"}).status_code == 303
    wrong = client.post(f"{address}/event", data={"_wait": "0", "_name": "withdraw", "_values": "без знака"})
    assert wrong.status_code == 422
    assert "«без знака» — не значение" in words(wrong)
    assert "без знака</textarea>" in wrong.text
    db.session.rollback()
    client.post(f"{address}/event", data={"_wait": "0", "_name": "withdraw", "_values": "why = передумали\namount: 5"})
    db.session.rollback()
    kept = find_tryout(draft_id, cast.person("region.owner").id)
    assert kept is not None
    assert kept["steps"] == [
        {"message": "withdraw", "variables": {"why": "передумали", "amount": 5}, "correlation_key": "0"}
    ]
    assert "Дело закончено" in words(client.get(address))


def test_a_case_begins_by_a_person_or_by_a_message(cast: Cast, draft_id: int, browser: Browser) -> None:
    text = "start S Открыта заявителем\nstart-message M Msg\nuser Fill Заполнить\nend E\nS > Fill > E\nM > Fill"
    put(cast, draft_id, make_package(text, {"Fill": APPROVAL_TASKS["Fill"]}))
    client = browser("region.owner")
    address = f"/workshop/drafts/{draft_id}/try"
    page = words(client.get(address))
    assert "приходит сообщение «ответ»" in page
    assert "Что приходит с сообщением" not in page
    assert "Что приходит с сообщением" in words(client.get(f"{address}?_begin=M"))
    answer = client.post(f"{address}/start", data={"_begin": "M", "_values": "case = 5"})
    assert (answer.status_code, "Имя «case» система задаёт сама" in words(answer)) == (422, True)
    client.post(f"{address}/start", data={"_begin": "M", "_values": "subject = Станки"})
    db.session.rollback()
    kept = find_tryout(draft_id, cast.person("region.owner").id)
    assert kept is not None
    assert (kept["start"]["element"], kept["start"]["variables"]["subject"]) == ("M", "Станки")
    assert "Станки" in client.get(address).text


def test_a_changed_way_is_shown_before_publication(cast: Cast, draft_id: int, browser: Browser) -> None:
    client = browser("region.owner")
    address = begin(client, cast, draft_id)
    client.post(f"{address}/step", data={"_task": "Fill", "subject": "Станки"})
    client.post(f"{address}/step", data={"_task": "Agree", "_outcome": "approve"})
    client.post(f"{address}/keep", data={"name": "С первого раза"})
    page = client.get(f"/workshop/drafts/{draft_id}/publish")
    assert "Путь теперь другой" not in words(page)
    longer = APPROVAL.replace("end Done", "user Sign Подписать\n    end Done").replace(
        "Result > Done if", "Sign > Done\n    Result > Sign if"
    )
    sign = person_task("school_director@school", form="remarks", kind="register")
    db.session.rollback()
    put(cast, draft_id, make_package(longer, {**APPROVAL_TASKS, "Sign": sign}))
    (rerun,) = rerun_scenarios(package_of_draft(draft_id), "P")
    assert (rerun.is_same, rerun.state, rerun.gone) == (False, "waiting", ("Done",))
    page = words(client.get(f"/workshop/drafts/{draft_id}/publish"))
    assert "Путь теперь другой" in page
    assert "Больше нет: Done" in page


def test_a_try_out_that_no_longer_fits_the_draft_says_so(cast: Cast, draft_id: int, browser: Browser) -> None:
    client = browser("region.owner")
    address = begin(client, cast, draft_id)
    client.post(f"{address}/step", data={"_task": "Fill", "subject": "Станки"})
    db.session.rollback()
    renamed = make_package(
        APPROVAL.replace("Fill", "Write"), {"Write": APPROVAL_TASKS["Fill"], "Agree": APPROVAL_TASKS["Agree"]}
    )
    put(cast, draft_id, renamed)
    page = client.get(address)
    assert page.status_code == 200
    assert "Сделанные шаги больше не подходят черновику" in words(page)


def test_strangers_have_no_try_out(cast: Cast, draft_id: int, browser: Browser) -> None:
    client = browser("north.owner")
    for path in ("start", "step", "event", "clock", "undo", "end", "keep"):
        assert client.post(f"/workshop/drafts/{draft_id}/try/{path}").status_code == 404
    actor = cast.viewer("north.owner").actor()
    with pytest.raises(NotFound):
        keep_tryout(draft_id, {"start": {}, "steps": []}, kept_by=actor)
    with pytest.raises(NotFound):
        keep_scenario("P", None, "чужой", {}, path=(), state="waiting", kept_by=actor)


def test_what_cannot_run_is_refused_in_words() -> None:
    found = try_out(make_package("start S\ncomplex X\nend E\nS > X > E", {}), {"start": {}, "steps": []}, "P")
    assert found.state == "refused"
    assert found.open == ()
    strange = try_out(make_package(APPROVAL, APPROVAL_TASKS), {"start": {"at": 5}, "steps": []}, "P")
    assert strange.state == "failed"
