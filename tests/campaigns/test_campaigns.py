"""A campaign from the form to its cases: who gets it, what the worker does, who may see it."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import select

from app.audit.queries import verify_all
from app.campaigns.commands import (
    Wanted,
    retry_campaign,
    start_campaign,
    stop_campaign,
)
from app.campaigns.models import Campaign, CampaignState, ItemState
from app.engine.models import Case
from app.foundation.database import db
from app.foundation.errors import NotAllowed, NotFound
from app.organisation.commands.people import end_membership
from app.organisation.models import Membership
from tests.approval_stage import Browser
from tests.campaigns.stage import ANSWERS, DEADLINE, begin, groups, items, work
from tests.cast import Cast
from tests.checked_client import page_of, words_of
from tests.engine.stage import actor, differences, only_task, start


def test_every_school_of_the_territory_gets_a_case_in_the_name_of_the_officer(cast: Cast) -> None:
    campaign_id = begin(cast)
    found = items(campaign_id)
    assert [item.state for item in found] == [ItemState.STARTED] * 2
    cases = {case.organisation_id: case for case in db.session.scalars(select(Case))}
    assert set(cases) == {cast.id("north-1"), cast.id("north-2")}
    for case in cases.values():
        assert case.initiator_name.startswith("Специалист комитета")
        assert (case.bound or {})["why"] == "Заявки 2026"
        assert differences(case.id) == ()
    assert db.session.get_one(Campaign, campaign_id).state is CampaignState.RUNNING
    assert verify_all().is_whole
    assert only_task(cases[cast.id("north-1")].id).role == "school_admin"


def test_the_page_of_a_new_campaign_shows_who_gets_it_before_anything_is_started(cast: Cast, browser: Browser) -> None:
    start(cast)  # school 1 has a case already
    client = browser("north.officer")
    wrong = client.post("/campaigns/new/P", data={**ANSWERS, "_name": " ", "_deadline": "завтра"})
    assert wrong.status_code == 422
    text = words_of(page_of(wrong))
    assert "Укажите название кампании" in text
    assert "Укажите день" in text
    look = page_of(client.post("/campaigns/new/P", data=ANSWERS))
    text = words_of(look)
    assert "1 организация получит дело, 1 не может" in text
    assert "Уже идёт дело" in text
    assert db.session.query(Campaign).count() == 0
    hidden = {one.get("name"): one.get("value") for one in look.xpath("//main//input[@type='hidden']")}
    response = client.post("/campaigns/new/P", data={**hidden, "_action": "start"})
    assert response.status_code == 303
    page = words_of(page_of(client.get(response.headers["Location"])))
    assert "Открываем дела: 1 из 2" in page
    work()
    page = words_of(page_of(client.get(response.headers["Location"])))
    assert "Открываем дела" not in page
    assert "Нужна помощь: 1" in page
    assert "Уже идёт дело" in page


def test_a_workbook_of_codes_says_what_it_did_not_understand(cast: Cast, browser: Browser) -> None:
    book = Workbook()
    for row in (
        ["Школа", "Код"],
        ["1", "north-1"],
        ["2", "south-5"],
        ["3", "нет такой"],
        ["4", "NORTH-1"],
        ["5", "=1+1"],
    ):
        book.active.append(row)
    file = BytesIO()
    book.save(file)
    data = {**ANSWERS, "_how": "file", "_file": (BytesIO(file.getvalue()), "коды.xlsx")}
    client = browser("north.officer")
    look = page_of(client.post("/campaigns/new/P", data=data, content_type="multipart/form-data"))
    text = words_of(look)
    assert "4 строки файла не распознаны" in text
    for cell in ("B3", "B4", "B5", "B6"):
        assert cell in text
    assert "1 организация получит дело" in text
    hidden = {one.get("name"): one.get("value") for one in look.xpath("//main//input[@type='hidden']")}
    assert hidden["_how"] == "list"
    assert client.post("/campaigns/new/P", data={**hidden, "_action": "start"}).status_code == 303
    work()
    assert [item.organisation_id for item in items(1)] == [cast.id("north-1")]
    broken = {**ANSWERS, "_how": "file", "_file": (BytesIO(b"PK nothing"), "коды.xlsx")}
    assert client.post("/campaigns/new/P", data=broken, content_type="multipart/form-data").status_code == 422


def test_what_failed_has_a_reason_and_is_tried_again(cast: Cast) -> None:
    admin = db.session.scalars(select(Membership).where(Membership.person_id == cast.person("north-2.admin").id)).one()
    end_membership(admin.id, last_day=date(2026, 6, 1), ended_by=actor(cast, "region.sysadmin"))
    campaign_id = begin(cast)
    left = [item for item in items(campaign_id) if item.state is ItemState.LEFT_OUT]
    assert [item.organisation_id for item in left] == [cast.id("north-2")]
    assert left[0].reason.startswith("Некому выполнить первый шаг: школьный администратор")
    assert retry_campaign(campaign_id, retried_by=actor(cast, "north.officer")) == 0
    db.session.execute(Membership.__table__.update().where(Membership.id == admin.id).values(until=None))
    db.session.commit()
    assert retry_campaign(campaign_id, retried_by=actor(cast, "north.head")) == 1
    work()
    assert {item.state for item in items(campaign_id)} == {ItemState.STARTED}
    assert db.session.query(Case).count() == 2


def test_an_officer_who_lost_the_post_opens_nothing_more(cast: Cast) -> None:
    campaign_id = start_campaign(
        Wanted(process_key="P", name="Заявки", how="schools", deadline=DEADLINE),
        started_by=actor(cast, "north.officer"),
    )
    post = db.session.scalars(select(Membership).where(Membership.person_id == cast.person("north.officer").id)).one()
    end_membership(post.id, last_day=date(2026, 6, 1), ended_by=actor(cast, "region.sysadmin"))
    work()
    assert {item.state for item in items(campaign_id)} == {ItemState.FAILED}
    assert "больше не занимает должность" in items(campaign_id)[0].reason
    assert db.session.query(Case).count() == 0


def test_a_stopped_campaign_opens_no_more_cases(cast: Cast) -> None:
    campaign_id = start_campaign(
        Wanted(process_key="P", name="Заявки", how="schools", deadline=DEADLINE),
        started_by=actor(cast, "north.officer"),
    )
    stop_campaign(campaign_id, stopped_by=actor(cast, "north.officer"), reason="Не тот год")
    work()
    assert db.session.query(Case).count() == 0
    assert {(item.state, item.reason) for item in items(campaign_id)} == {(ItemState.LEFT_OUT, "Не тот год")}
    with pytest.raises(NotFound):
        stop_campaign(campaign_id, stopped_by=actor(cast, "south.officer"), reason="x")


def test_everybody_sees_only_the_organisations_of_their_territory(cast: Cast, browser: Browser) -> None:
    campaign_id = begin(cast, "region.officer")
    own = begin(cast, "south.officer", name="Только юг")
    assert set(groups(cast, "north.officer", campaign_id)) == {"north-1", "north-2"}
    client = browser("north.officer")
    listed = words_of(page_of(client.get("/campaigns")))
    assert "Заявки 2026" in listed
    assert "готово 0 из 2" in listed
    assert "Только юг" not in listed
    for path in ("", "/matrix.xlsx", "/remind", "/extend", "/stop", "/yearly"):
        assert client.get(f"/campaigns/{own}{path}").status_code == 404
    for path in ("/stop", "/yearly"):
        assert client.get(f"/campaigns/{campaign_id}{path}").status_code == 403
    assert client.post(f"/campaigns/{campaign_id}/retry").status_code == 403
    book = load_workbook(BytesIO(client.get(f"/campaigns/{campaign_id}/matrix.xlsx").data))
    assert "СОШ № 5" not in " ".join(str(cell.value) for row in book.active.iter_rows() for cell in row)
    for login in ("north-1.director", "north.expert", "region.observer"):
        other = browser(login)
        assert other.get("/campaigns").status_code == 403
        assert "Кампании" not in words_of(page_of(other.get("/cases")))
    with pytest.raises(NotAllowed):
        begin(cast, "north-1.director")
