"""An indicator that a plan made here defines itself: in the editor, in force, asked for, given by a role, amended."""

from __future__ import annotations

from sqlalchemy import select

from app.audit.models import SYSTEM
from app.engine.models import Case
from app.foundation.database import db
from app.roadmaps.commands import approve_facts, enter_fact
from app.roadmaps.commands.own_plans import make_plan, save_measure
from app.roadmaps.models import IndicatorFact, OwnPlan
from app.roadmaps.policy.own_indicators import own_indicators, plan_of_indicator
from app.roadmaps.queries.plans import plan_of_version
from tests.cast import Cast
from tests.checked_client import page_of, words_of
from tests.engine.stage import actor
from tests.roadmaps.stage import do, open_task
from tests.roadmaps.test_chosen_indicators import accept, asked, opened, put_into_force
from tests.roadmaps.test_lifecycle import LIFE, Browser, draft, measure, now_of
from tests.roadmaps.test_lifecycle import browser as browser

TEACHERS = {
    "name": "Педагоги с договором наставничества",
    "unit": "человек",
    "operator": ">=",
    "rollup": "sum",
    "giver": "",
    "base_value": "2",
    "base_date": "2025",
    "target-2026": "10",
}


def define(browser: Browser, plan_id: int, row: str = "new", login: str = "north.officer", **more: str) -> int:
    return browser(login).post(f"/roadmaps/plans/{plan_id}/indicators/{row}", data=TEACHERS | more).status_code


def defined(plan: OwnPlan) -> list[str]:
    return [one.id for one in own_indicators(now_of(plan.id).content)]


def test_an_indicator_is_defined_in_the_editor_and_refused_by_field(cast: Cast, browser: Browser) -> None:
    plan = draft(cast)
    officer, address = browser("north.officer"), f"/roadmaps/plans/{plan.id}"
    wrong = officer.post(
        f"{address}/indicators/new",
        data=TEACHERS | {"name": " ", "unit": "", "operator": "~", "giver": "nobody", "target-2026": "много"},
    )
    assert wrong.status_code == 422
    page = page_of(wrong)
    marked = {one.get("id") for one in page.xpath("//*[@aria-invalid='true']")}
    assert marked >= {"unit", "operator", "giver", "target-2026"}
    assert page.xpath("//input[@id='target-2026']/@value") == ["много"]
    assert "Напишите, что измеряется" in words_of(page)
    assert define(browser, plan.id) == 303
    (name,) = defined(plan)
    assert plan_of_indicator(name) == plan.plan
    shown = words_of(page_of(officer.get(address)))
    assert "Педагоги с договором наставничества" in shown
    assert "2026: 10" in shown
    form = page_of(officer.get(f"{address}/measures/{plan.plan}-1"))
    assert form.xpath(f"//select[@id='indicators']/option[@value='{name}']")
    assert define(browser, plan.id, name, rev="0", unit="учителей") == 409
    assert define(browser, plan.id, name, rev="1", unit="учителей") == 303
    assert own_indicators(now_of(plan.id).content)[0].unit == "учителей"
    assert define(browser, plan.id, "own-0000-i1") == 404
    assert define(browser, plan.id, login="south.officer") == 404
    assert browser("north-1.admin").get(f"{address}/indicators/new").status_code == 403


def test_its_fact_is_asked_for_shown_rolled_up_and_frozen(cast: Cast, browser: Browser) -> None:
    plan = draft(cast)
    define(browser, plan.id)
    (name,) = defined(plan)
    officer = actor(cast, "north.officer")
    save_measure(
        plan.id, f"{plan.plan}-1", fields=measure("1", "до 15 июля", indicators=[name]), rev=1, saved_by=officer
    )
    assert browser("north.officer").get(f"/indicators/{name}").status_code == 404, "nobody carries the draft out"
    put_into_force(browser, plan.id)
    plan = now_of(plan.id)
    row = opened(cast, plan, 1)
    assert asked(row) == [name]
    accept(row)
    assert open_task(row.case_id).element_id == "record_fact"
    do(row.case_id, {"facts": [{"indicator": name, "name": "Педагоги", "target": "", "value": 7, "source": "Приказ"}]})
    kept = db.session.scalars(select(IndicatorFact)).one()
    assert (kept.indicator, kept.period, kept.value) == (name, "2026", "7")
    page = page_of(browser("north.officer").get(f"/indicators/{name}?organisation={cast.id('north')}"))
    (line,) = page.xpath("//tr[th[normalize-space()='2026']]")
    assert [one.text_content().strip() for one in line.xpath(".//td[@class='num']")] == ["10", "7"]
    above = words_of(
        page_of(browser("region.officer").get(f"/indicators?plan={plan.plan}&organisation={cast.id('north')}"))
    )
    assert "Педагоги с договором наставничества" in above
    assert browser("south.officer").get(f"/indicators/{name}").status_code == 404
    head = cast.viewer("north.head").actor()
    assert approve_facts(name, organisation_id=cast.id("north"), period="2026", approved_by=head) == 1


def test_a_role_gives_the_fact_and_less_can_be_better(cast: Cast, browser: Browser) -> None:
    plan = draft(cast)
    more = {"name": "Жалобы", "operator": "<=", "giver": "school_director", "target-2026": "3"}
    define(browser, plan.id, **more)
    (name,) = defined(plan)
    officer = actor(cast, "north.officer")
    save_measure(
        plan.id, f"{plan.plan}-1", fields=measure("1", "до 15 июля", indicators=[name]), rev=1, saved_by=officer
    )
    put_into_force(browser, plan.id)
    assert asked(opened(cast, now_of(plan.id), 1)) == [], "the executors are not asked for what somebody else gives"
    school = {"organisation": str(cast.id("north-1")), "period": "2026", "value": "5", "evidence": "Журнал обращений"}
    refused = browser("north.officer").post(f"/indicators/{name}/facts", data=school, follow_redirects=True)
    assert "по плану этот факт вносит Директор" in words_of(page_of(refused))
    theirs = page_of(browser("north.officer").get(f"/indicators/{name}?organisation={cast.id('north-1')}"))
    assert not theirs.xpath("//form[contains(@action, '/facts')]")
    director = browser("north-1.director")
    assert "Жалобы" in words_of(page_of(director.get(f"/indicators?plan={now_of(plan.id).plan}")))
    assert "Жалобы" not in words_of(page_of(browser("north-1.admin").get(f"/indicators?plan={now_of(plan.id).plan}")))
    assert director.post(f"/indicators/{name}/facts", data=school).status_code == 303
    assert browser("north-1.admin").post(f"/indicators/{name}/facts", data=school).status_code == 404
    page = page_of(browser("north.officer").get(f"/indicators/{name}?organisation={cast.id('north')}"))
    (line,) = page.xpath("//tr[th[normalize-space()='2026']]")
    assert "больше плана на 2" in words_of(line)


def test_an_amendment_changes_it_in_words_and_a_copy_has_its_own(cast: Cast, browser: Browser) -> None:
    plan = draft(cast)
    define(browser, plan.id)
    define(browser, plan.id, name="Лишний показатель")
    first, second = defined(plan)
    officer = actor(cast, "north.officer")
    row = measure("1", "до 15 июля", indicators=[first, second])
    save_measure(plan.id, f"{plan.plan}-1", fields=row, rev=1, saved_by=officer)
    put_into_force(browser, plan.id)
    plan = now_of(plan.id)
    enter_fact(
        second, organisation_id=cast.id("north"), period="2026", value="1", evidence="Справка", entered_by=SYSTEM
    )
    client = browser("north.officer")
    assert client.post(f"/roadmaps/{plan.roadmap_id}/amend").status_code == 303
    amendment = db.session.scalars(select(OwnPlan).where(OwnPlan.amends_id == plan.roadmap_id)).one()
    assert define(browser, amendment.id, first, rev="1", **{"target-2026": "12"}) == 303
    assert client.post(f"/roadmaps/plans/{amendment.id}/indicators/{second}/remove").status_code == 303
    assert define(browser, amendment.id, name="Новый показатель") == 303
    assert [one.rpartition("-i")[2] for one in defined(amendment)] == ["1", "3"], (
        "the number of a removed one is not used"
    )
    assert now_of(amendment.id).content["measures"][0]["indicators"] == [first]
    told = words_of(page_of(client.get(f"/roadmaps/plans/{amendment.id}/difference")))
    assert "План по годам" in told
    assert "2026: 12" in told
    assert "Лишний показатель" in told
    put_into_force(browser, amendment.id)
    page = page_of(client.get(f"/indicators/{first}?organisation={cast.id('north')}"))
    assert page.xpath("//tr[th[normalize-space()='2026']]//td[@class='num']")[0].text_content().strip() == "12"
    gone = client.get(f"/indicators/{second}?organisation={cast.id('north')}")
    assert gone.status_code == 200, "what was reported of a removed indicator stays readable"
    source = plan_of_version(now_of(amendment.id).version_id or 0)
    copy = make_plan(
        title="План на другой год", short="Копия", first=LIFE.first, last=LIFE.last, organisation_id=cast.id("north"),
        source=source, made_by=officer,
    )  # fmt: skip
    assert {plan_of_indicator(one) for one in defined(copy)} == {copy.plan}
    named = now_of(copy.id).content["measures"][0]["indicators"]
    assert named == [defined(copy)[0]]


def test_a_formula_counts_rows_and_asks_nobody(cast: Cast, browser: Browser) -> None:
    plan = draft(cast)
    share = {"name": "Исполнено", "unit": "%", "rollup": "mean", "target-2026": "100"}
    formula = "if planned > 0 then 100 * accepted / planned else null"
    assert define(browser, plan.id, **share, formula=formula) == 303
    (name,) = defined(plan)
    officer = actor(cast, "north.officer")
    save_measure(
        plan.id, f"{plan.plan}-1", fields=measure("1", "до 15 июля", indicators=[name]), rev=1, saved_by=officer
    )
    put_into_force(browser, plan.id)
    row = opened(cast, now_of(plan.id), 1)
    assert asked(row) == [], "nobody is asked for what is counted"
    address = f"/indicators/{name}?organisation={cast.id('north')}"

    def fact() -> str:
        page = page_of(browser("north.officer").get(address))
        (cell,) = page.xpath("//tr[th[normalize-space()='2026']]/td[@class='num'][last()]")
        return str(cell.text_content()).strip()

    assert fact() == "0"
    accept(row)
    assert fact() == "100"
    shown = page_of(browser("north.officer").get(address))
    assert "строк его мероприятий принято за год: 1" in words_of(shown)
    assert shown.xpath(f"//aside//a[contains(@href, '/measures/{plan.plan}-1')]")


def test_a_wrong_formula_is_refused_beside_its_field_and_stays(cast: Cast, browser: Browser) -> None:
    plan = draft(cast)
    for wrong, words in (
        ("100 * acepted", "Нет поля «acepted»"),
        ("1 +", "выражени"),
        ('"много"', "должно быть числом"),
        ("accepted", "Посчитанный факт никто не вносит"),
    ):
        more = {"giver": "school_director"} if wrong == "accepted" else {}
        address = f"/roadmaps/plans/{plan.id}/indicators/new"
        refused = browser("north.officer").post(address, data=TEACHERS | {"formula": wrong} | more)
        assert refused.status_code == 422, wrong
        page = page_of(refused)
        assert page.xpath("//input[@id='formula']/@value") == [wrong]
        assert words.lower() in words_of(page).lower(), wrong
    assert defined(plan) == []


def test_the_answers_of_the_case_propose_the_fact(cast: Cast, browser: Browser) -> None:
    plan = draft(cast)
    define(browser, plan.id, answer="people")
    (name,) = defined(plan)
    officer = actor(cast, "north.officer")
    fields = measure("1", "до 15 июля", indicators=[name])
    save_measure(plan.id, f"{plan.plan}-1", fields=fields, rev=1, saved_by=officer)
    put_into_force(browser, plan.id)
    row = opened(cast, now_of(plan.id), 1)
    (fact,) = db.session.get_one(Case, row.case_id).readable["facts"]
    assert (fact["indicator"], fact["answer"], fact["unit"]) == (name, "people", "человек")
