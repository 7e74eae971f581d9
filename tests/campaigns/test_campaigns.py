"""A campaign from the form to the matrix: who gets it, what the worker does, who is reminded, what is extended."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from urllib.parse import unquote

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import select

from app.audit.models import SYSTEM, AuditEntry
from app.audit.queries import verify_all
from app.campaigns.commands import (
    Wanted,
    extend_campaign,
    keep_schedule,
    remind_late,
    retry_campaign,
    start_campaign,
    stop_campaign,
    switch_schedule,
)
from app.campaigns.commands.steps import OPEN_JOB
from app.campaigns.commands.yearly import moved_on
from app.campaigns.models import Campaign, CampaignItem, CampaignState, ItemState
from app.campaigns.queries.campaigns import campaign_page
from app.campaigns.queries.standing import Choice, Group
from app.engine.commands import cancel_case
from app.engine.handlers import run_everything_due
from app.engine.models import Case, Job
from app.engine.queries import list_extensions
from app.foundation import clock
from app.foundation.database import db
from app.foundation.errors import InvalidInput, NotAllowed, NotFound
from app.organisation.commands.people import end_membership
from app.organisation.models import Membership
from app.processes.commands import publish_version
from tests.campaigns.conftest import Browser
from tests.cast import Cast
from tests.checked_client import page_of, words_of
from tests.engine.stage import APPROVAL, APPROVAL_TASKS, actor, differences, do, only_task, publish, start
from tests.processes.stories import package_of

DEADLINE = date(2026, 6, 30)
ANSWERS = {"_name": "Заявки 2026", "_deadline": "2026-06-30", "_until": "", "_how": "schools"}


def begin(cast: Cast, login: str = "north.officer", **more: object) -> int:
    """Start a campaign for all schools of a territory and let the worker open its cases."""
    wanted = {"process_key": "P", "name": "Заявки 2026", "how": "schools", "deadline": DEADLINE, **more}
    campaign_id = start_campaign(Wanted(**wanted), started_by=actor(cast, login))  # type: ignore[arg-type]
    work()
    return campaign_id


def work() -> None:
    """Let the worker do everything that is due, seeing what browsers have committed."""
    db.session.rollback()
    run_everything_due()


def items(campaign_id: int) -> list[CampaignItem]:
    """Return the organisations of a campaign as the database has them now."""
    db.session.rollback()
    db.session.expire_all()
    query = select(CampaignItem).where(CampaignItem.campaign_id == campaign_id).order_by(CampaignItem.id)
    return list(db.session.scalars(query))


def groups(cast: Cast, login: str, campaign_id: int) -> dict[str, str]:
    """Return in which group somebody sees each organisation."""
    page = campaign_page(cast.viewer(login), campaign_id, Choice())
    return {row.standing.node.code: group.value for group, _number, rows in page.groups for row in rows}


def reminders() -> list[Job]:
    db.session.rollback()
    jobs = db.session.query(Job).filter_by(kind="mail").order_by(Job.id)
    return [job for job in jobs if job.payload["subject"].startswith("Напоминание: Заявки")]


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


def test_the_matrix_puts_what_burns_first_and_speaks_in_words(cast: Cast, browser: Browser) -> None:
    campaign_id = begin(cast, "region.officer")
    by_school = {case.organisation_id: case.id for case in db.session.scalars(select(Case))}
    do(cast, "north-1.admin", by_school[cast.id("north-1")], subject="x")
    do(cast, "north.officer", by_school[cast.id("north-1")], outcome="return", comment="Нет сметы")
    do(cast, "south-5.admin", by_school[cast.id("south-5")], subject="x")
    do(cast, "south.officer", by_school[cast.id("south-5")], outcome="approve")
    clock.advance(timedelta(days=9))
    do(cast, "north-1.admin", by_school[cast.id("north-1")], subject="y")
    assert groups(cast, "region.officer", campaign_id) == {"north-2": "late", "north-1": "running", "south-5": "done"}
    client = browser("region.officer")
    page = page_of(client.get(f"/campaigns/{campaign_id}"))
    heads = [words_of(one) for one in page.xpath("//tr[@class='group-row']")]
    assert heads == ["Опаздывают: 1", "В работе: 1", "Сделано: 1"]
    cells = [(one.get("class"), words_of(one)) for one in page.xpath("//td[contains(@class,'cell')]")]
    assert cells[0][0] == "cell cell-stop"
    assert cells[0][1].startswith("просрочено на 1 рабочий день")
    assert ("cell cell-calm", "не начато") in cells
    assert any(kind == "cell cell-go" and "сделано" in word and "круг 2" in word for kind, word in cells)
    number = db.session.get_one(Case, by_school[cast.id("north-2")]).number
    assert f"/cases/{number}" in [unquote(one) for one in page.xpath("//a/@href")]
    assert "Всего: 3; сделано 1" in page.xpath("//*[@class='meter']/@aria-label")[0]
    only = page_of(client.get(f"/campaigns/{campaign_id}?group=late&step=Fill"))
    assert [words_of(one) for one in only.xpath("//tr[@class='group-row']")] == ["Опаздывают: 1"]
    assert len(only.xpath("//th[@scope='col']")) == 2
    south = page_of(client.get(f"/campaigns/{campaign_id}?authority={cast.id('south')}"))
    assert [words_of(one) for one in south.xpath("//tr[@class='group-row']")] == ["Сделано: 1"]


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


def test_all_late_ones_are_reminded_once_a_day_with_one_letter_each(cast: Cast, browser: Browser) -> None:
    campaign_id = begin(cast)
    clock.advance(timedelta(days=9))
    client = browser("north.officer")
    page = words_of(page_of(client.get(f"/campaigns/{campaign_id}")))
    assert "Напомнить всем опаздывающим: 2" in page
    assert "СОШ № 2" in words_of(page_of(client.get(f"/campaigns/{campaign_id}/remind")))
    assert reminders() == []
    assert client.post(f"/campaigns/{campaign_id}/remind").status_code == 303
    work()
    assert sorted(job.payload["to"] for job in reminders()) == [
        "north-1.admin@example.org",
        "north-2.admin@example.org",
    ]
    assert "Срок был 17 июня 2026" in reminders()[0].payload["text"]
    assert "Последнее общее напоминание: сегодня, 2 организации" in words_of(
        page_of(client.get(f"/campaigns/{campaign_id}"))
    )
    again = remind_late(campaign_id, reminded_by=actor(cast, "north.head"))
    assert again.tasks == {}
    clock.advance(timedelta(hours=25))
    do(cast, "north-1.admin", items(campaign_id)[0].case_id or 0, subject="x")
    assert set(remind_late(campaign_id, reminded_by=actor(cast, "north.head")).tasks) == {
        cast.person("north-2.admin").id
    }
    work()
    assert len(reminders()) == 3


def test_who_is_late_in_many_places_gets_one_letter_and_nobody_is_asked_in_vain(cast: Cast) -> None:
    campaign_id = begin(cast, "region.officer")
    for school in ("north-1", "north-2", "south-5"):
        case_id = next(item.case_id for item in items(campaign_id) if item.organisation_id == cast.id(school))
        do(cast, f"{school}.admin", case_id or 0, subject="x")
    publish(APPROVAL, APPROVAL_TASKS, process="Q", number_prefix="ВТ")
    own = begin(cast, "south.officer", name="Ещё одна", process_key="Q")
    do(cast, "south-5.admin", items(own)[0].case_id or 0, subject="x")
    clock.advance(timedelta(days=20))
    done = remind_late(campaign_id, reminded_by=actor(cast, "region.officer"))
    assert {person: len(tasks) for person, tasks in done.tasks.items()} == {
        cast.person("north.officer").id: 2,
        cast.person("south.officer").id: 1,
    }
    work()
    assert ["2 задачи" in job.payload["text"] for job in reminders()] == [True, False]
    alone = remind_late(own, reminded_by=actor(cast, "south.officer"))  # four eyes: the officer opened that case
    assert (alone.tasks, [one.node.code for one in alone.nobody]) == ({}, ["south-5"])


def test_extending_for_some_keeps_both_days_in_each_case(cast: Cast, browser: Browser) -> None:
    campaign_id = begin(cast, deadline=date(2026, 6, 11))
    clock.advance(timedelta(days=4))
    first, second = items(campaign_id)
    client = browser("north.officer")
    page = page_of(client.get(f"/campaigns/{campaign_id}/extend"))
    assert len(page.xpath("//input[@name='one'][@checked]")) == 2
    wrong = client.post(f"/campaigns/{campaign_id}/extend", data={"one": [], "new_date": "2026-06-01", "reason": ""})
    assert wrong.status_code == 422
    assert "Выберите хотя бы одну организацию" in words_of(page_of(wrong))
    data = {"one": [first.id], "new_date": "30.06.2026", "reason": "Карантин"}
    assert client.post(f"/campaigns/{campaign_id}/extend", data=data).status_code == 303
    task = only_task(first.case_id or 0)
    assert task.legal_date == date(2026, 6, 30)
    assert [(one.old_date, one.reason) for one in list_extensions(task.id)] == [(date(2026, 6, 11), "Карантин")]
    assert only_task(second.case_id or 0).legal_date == date(2026, 6, 11)
    assert [item.last_day for item in items(campaign_id)] == [date(2026, 6, 30), None]
    assert groups(cast, "north.officer", campaign_id) == {"north-2": "late", "north-1": "running"}
    assert "срок продлён до 30 июня" in words_of(page_of(client.get(f"/campaigns/{campaign_id}")))
    number = db.session.get_one(Case, first.case_id or 0).number
    history = words_of(page_of(client.get(f"/cases/{number}")))
    assert "продлён последний день дела: было 11 июня, стало 30 июня" in history
    assert "Карантин" in history
    assert "Общий последний день 30 июня 2026, Заявки 2026" in history
    school = words_of(page_of(browser("north-1.admin").get(f"/tasks/{task.id}")))
    assert "Срок продлён с 11 июня до 30 июня" in school
    assert "Общий последний день: Заявки 2026" in school
    with pytest.raises(InvalidInput):
        extend_campaign(
            campaign_id, item_ids=[second.id], new_date=date(2026, 6, 11), reason="x",
            extended_by=actor(cast, "north.officer"),
        )  # fmt: skip


def test_the_workbook_of_the_matrix_holds_no_formula(cast: Cast, browser: Browser) -> None:
    campaign_id = begin(cast, name='=HYPERLINK("http://evil")')
    content = browser("north.officer").get(f"/campaigns/{campaign_id}/matrix.xlsx").data
    sheet = load_workbook(BytesIO(content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][0] == '\'=HYPERLINK("http://evil")'
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert rows[2][:3] == ["Код", "Организация", "Муниципалитет"]
    assert [row[0] for row in rows[3:]] == ["north-1", "north-2"]


def test_a_campaign_until_a_step_is_done_when_the_step_is(cast: Cast) -> None:
    campaign_id = begin(cast, until_element="Fill", deadline=date(2026, 6, 11))
    case_id = items(campaign_id)[0].case_id or 0
    assert only_task(case_id).legal_date == date(2026, 6, 11)
    do(cast, "north-1.admin", case_id, subject="x")
    assert only_task(case_id).legal_date != date(2026, 6, 11)  # the step after it keeps the term of the diagram
    clock.advance(timedelta(days=4))
    assert groups(cast, "north.officer", campaign_id) == {"north-2": "late", "north-1": "done"}


def test_a_yearly_campaign_opens_itself_once_a_year(cast: Cast, browser: Browser) -> None:
    campaign_id = begin(cast, variables={})
    keep = {"opens": "08-01", "deadline": "08-20", "how": "schools", "kept_by": actor(cast, "north.officer")}
    schedule_id = keep_schedule(campaign_id, **keep)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput):
        keep_schedule(campaign_id, **{**keep, "opens": "02-30"})  # type: ignore[arg-type]
    for item in items(campaign_id):
        cancel_case(item.case_id or 0, cancelled_by=actor(cast, "region.sysadmin"), reason="Год прошёл")
    for _day in range(60):
        clock.advance(timedelta(days=1))
        work()
    (opened,) = db.session.scalars(select(Campaign).where(Campaign.schedule_id == schedule_id)).all()
    assert (opened.name, opened.year, opened.deadline) == ("Заявки 2026", 2026, date(2026, 8, 20))
    assert [item.state for item in items(opened.id)] == [ItemState.STARTED] * 2
    waiting = db.session.scalars(select(Job.key).where(Job.kind == OPEN_JOB, Job.state == "waiting")).all()
    assert waiting == [f"{OPEN_JOB}:{schedule_id}:2027"]
    text = words_of(page_of(browser("north.officer").get("/campaigns/yearly")))
    assert "1 августа 2027" in text
    assert client_switch(browser, schedule_id) == 303
    assert "выключена" in words_of(page_of(browser("north.officer").get("/campaigns/yearly")))
    with pytest.raises(NotFound):
        switch_schedule(schedule_id, on=True, switched_by=actor(cast, "south.officer"))
    clock.advance(timedelta(days=365))
    work()
    assert db.session.query(Campaign).count() == 2
    assert db.session.query(AuditEntry).filter_by(stream=f"campaign schedule:{schedule_id}").count() == 3


@pytest.mark.slow
def test_the_yearly_campaign_of_programme_review_opens_itself_for_its_dates(cast: Cast) -> None:
    publish_version(package_of("programme-review"), published_by=SYSTEM)
    answers = {
        "plan_year": 2026, "track": "annual", "centre_kind": "growth_point", "centre_year": 1,
        "profiles": ["digital"], "pupils_planned": 60, "programmes_planned": 2, "responsible": "Заместитель",
    }  # fmt: skip
    review = {"process_key": "programme-review", "name": "Экспертиза программ", "until_element": "submit_package"}
    campaign_id = begin(cast, **review, variables=answers, deadline=date(2026, 8, 15))
    assert {item.state for item in items(campaign_id)} == {ItemState.STARTED}
    by = actor(cast, "north.officer")
    keep_schedule(campaign_id, opens="04-01", deadline="08-15", how="schools", kept_by=by)
    for item in items(campaign_id):
        cancel_case(item.case_id or 0, cancelled_by=actor(cast, "region.sysadmin"), reason="Год прошёл")
    with clock.travel(datetime(2027, 3, 31, 12, tzinfo=UTC)):
        work()
        assert db.session.query(Campaign).count() == 1
    with clock.travel(datetime(2027, 4, 1, 1, tzinfo=UTC)):  # ten in the morning in Chita
        work()
        (opened,) = db.session.scalars(select(Campaign).where(Campaign.year == 2027)).all()
        assert (opened.name, opened.deadline) == ("Экспертиза программ (2027)", date(2027, 8, 15))
        assert opened.variables["plan_year"] == 2027
        for item in items(opened.id):
            case = db.session.get_one(Case, item.case_id or 0)
            assert case.title.endswith("2027 год")
            assert (case.bound or {})["date"] == "2027-08-15"


def client_switch(browser: Browser, schedule_id: int) -> int:
    """Switch a yearly campaign off by its button."""
    return browser("north.officer").post(f"/campaigns/yearly/{schedule_id}", data={"on": "no"}).status_code


def test_answers_move_on_with_the_year() -> None:
    answers = {"plan_year": 2026, "basis": date(2024, 2, 29), "pupils": 200, "share": Decimal("2.5"), "text": "2026"}
    assert moved_on(answers, 1) == {**answers, "plan_year": 2027, "basis": date(2025, 2, 28)}


def test_the_order_of_groups_is_the_order_in_which_they_burn() -> None:
    assert [group.value for group in Group] == ["late", "help", "running", "waiting", "done", "ended"]
