"""A process owner adds an approver between finance and the committee, with a form of its own, from tomorrow on."""

from __future__ import annotations

import json
from datetime import timedelta

from playwright.sync_api import Page

from app.foundation import clock
from app.foundation.database import db
from app.processes.queries import current_version_id, list_versions, live_version
from tests.browser.conftest import People
from tests.browser.live_server import LiveServer
from tests.browser.pages import RULES, Person

DROP = """() => {
  const m = soglasModeler, registry = m.get('elementRegistry');
  const flow = registry.filter((e) => e.type === 'bpmn:SequenceFlow'
    && e.source.id === 'fund_covered' && e.target.id === 'agree_table')[0];
  const [a, b] = flow.waypoints.slice(-2);
  const shape = m.get('elementFactory').createShape({ type: 'bpmn:UserTask' });
  const middle = { x: (a.x + b.x) / 2 - 60, y: (a.y + b.y) / 2 };
  const made = m.get('modeling').createShape(shape, middle, flow);
  m.get('selection').select(made);
  return made.id;
}"""
FIELDS = [
    {"type": "radio", "key": "union_opinion", "label": "Мнение", "validate": {"required": True},
     "values": [{"label": "За", "value": "for"}, {"label": "Против", "value": "against"}]},
    {"type": "textarea", "key": "union_why", "label": "Почему против",
     "conditional": {"hide": '=union_opinion != "against"'}},
    {"type": "datetime", "subtype": "date", "key": "union_day", "dateLabel": "День заседания"},
]  # fmt: skip
ADD = """(field) => {
  const root = soglasForm.get('formFieldRegistry').getAll().find((one) => one.type === 'default');
  soglasForm.get('modeling').addFormField(field, root, root.components.length);
}"""


def ready(page: Page) -> None:
    page.wait_for_selector("[data-designer][data-ready]")


def saved(page: Page) -> None:
    page.locator("[data-saved]", has_text="Сохранено в").wait_for()


def look_around_the_editor(owner: Person, axe: str) -> None:
    """Look at all of the page but the drawing of bpmn.io itself."""
    page = owner.page
    page.evaluate(axe)
    found = page.evaluate(
        "rules => axe.run({exclude: [['.djs-container']]}, {runOnly: rules})"
        ".then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 160))]))",
        RULES,
    )
    assert found == [], json.dumps(found, ensure_ascii=False)[:2000]
    assert page.locator(".bjs-powered-by").first.is_visible()
    assert page.evaluate("[...(globalThis.soglasMissing ?? [])]") == []


def test_an_approver_is_added_and_published_from_tomorrow(people: People, server: LiveServer, axe: str) -> None:
    owner = people("region.owner")
    owner.open("/processes").open("/processes/staffing-approval").press("Изменить процесс")
    page = owner.page
    page.get_by_role("link", name="Рисовать", exact=True).click()
    ready(page)
    element = page.evaluate(DROP)
    side = page.locator("[data-side]")
    side.get_by_label("Название элемента").fill("Заключение профсоюза")
    side.get_by_label("Что надо сделать").select_option("agree")
    side.locator("[data-key=role-0]").select_option("parent_committee_chair")
    side.locator("[data-key=place-0]").select_option("school")
    side.locator("[data-key=number]").fill("2")
    for decision in ("return", "reject"):
        side.locator(f"[data-key=outcome-{decision}]").uncheck()
    side.get_by_role("button", name="Сделать новую форму для этого шага").click()
    side.get_by_role("link", name="править форму").wait_for()
    saved(page)
    page.locator("[data-summary]", has_text="Замечаний нет").wait_for()
    look_around_the_editor(owner, axe)

    side.get_by_role("link", name="править форму").click()
    page.wait_for_selector("[data-form-editor][data-ready]")
    for field in FIELDS:
        page.evaluate(ADD, field)
    saved(page)
    page.get_by_role("link", name="Посмотреть форму глазами людей").click()
    owner.look()
    assert "Почему против" not in owner.words
    page.get_by_label("Против", exact=True).wait_for()

    draft = page.url.split("/forms/")[0]
    owner.open(f"{draft}/publish")
    page.fill("#day", (clock.now() + timedelta(days=1)).date().isoformat())
    page.fill("#note", "Приказ № 214")
    if page.locator("#warnings_read").count():
        page.check("#warnings_read")
    changed = [" ".join(text.split()) for text in page.locator(".changes > li").all_inner_texts()]
    assert [one for one in changed if one.startswith("Добавлено")] == [
        "Добавлено Шаг «Заключение профсоюза» После «Проверить фонд оплаты труда». Кто: Председатель родительского"
        " комитета (Школа). Срок: 2 рабочих дня. Решения: согласовать. Форма «Заключение профсоюза»",
        "Добавлено Форма «Заключение профсоюза» Поля: Мнение; Почему против; День заседания",
    ]
    assert [one.split(" Было ")[0] for one in changed if one.startswith("Изменено")] == [
        "Изменено Что идёт после шага «Проверить фонд оплаты труда»"
    ]
    owner.press("Опубликовать версию 2")
    assert "Действует с 10 июня 2026" in owner.words
    with server.app.app_context():
        first, second = (row.version_id for row in reversed(list_versions("staffing-approval")))
        assert current_version_id("staffing-approval") == first
        clock.advance(timedelta(days=1))
        assert current_version_id("staffing-approval") == second
        assert element in live_version(second).process.user_tasks
        db.session.remove()


def test_the_pages_of_the_workshop_are_in_order(people: People, width: int) -> None:
    owner = people("region.owner", width)
    owner.open("/workshop").open("/workshop/gallery").open("/workshop/new")
    owner.page.locator("#name").fill("Приём заявок")
    owner.press("Начать рисовать")
    ready(owner.page)
    draft = owner.page.url.removesuffix("/editor")
    for address in ("", "/publish", "/try"):
        owner.open(f"{draft}{address}")


def test_without_script_the_editor_says_what_is_needed(people: People) -> None:
    owner = people("region.owner", script=False)
    owner.open("/processes/staffing-approval").press("Изменить процесс").press("Рисовать")
    assert "нужен включённый JavaScript" in owner.words
    assert owner.page.locator(".designer-outline .outline > li").count() == 14
