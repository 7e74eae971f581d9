"""The second person's page of a publication, a try-out with messages, a gateway that asks: at both widths."""

from __future__ import annotations

from app.audit.models import SYSTEM
from app.processes.commands import publish_version
from app.processes.commands.drafts import create_draft
from tests.browser.conftest import People
from tests.browser.live_server import LiveServer
from tests.browser.pages import Person
from tests.browser.test_workshop_journey import ready
from tests.engine.stage import APPROVAL, APPROVAL_TASKS, make_package
from tests.processes.stories import package_of

BY_MESSAGE = "start S Открыта заявителем\nstart-message M Msg\nuser Fill Заполнить\nend E\nS > Fill > E\nM > Fill"


def test_the_second_person_reads_what_a_publication_changes(people: People, server: LiveServer, width: int) -> None:
    with server.inside():
        publish_version(package_of("publication-approval"), published_by=SYSTEM)
    owner = people("region.owner", width)
    owner.open("/processes/staffing-approval")
    owner.page.locator("select[name=approver]").select_option("regional_officer")
    owner.press("Сохранить выбор").press("Изменить процесс").press("Перейти к публикации")
    assert heads_in_order(owner, "Что меняется, словами", "Что нашла проверка", "Версия 1", "Версия 2")
    owner.page.get_by_label("Основание").fill("Приказ № 214")
    owner.press("Отправить версию 2 на утверждение")
    number = owner.page.url.rsplit("/", 1)[1]
    officer = people("region.officer", width)
    officer.open(f"/workshop/approvals/{number}")
    officer.page.locator(".diagram svg.djs-container, .diagram svg").nth(1).wait_for()
    officer.look()
    assert heads_in_order(officer, "Что изменилось, словами", "Что нашла проверка", "Версия 1", "Новая версия")


def heads_in_order(person: Person, *words: str) -> bool:
    """Say whether these headings stand one under the other, as they are seen."""
    tops = [person.page.get_by_role("heading", name=one, exact=True).first.bounding_box() for one in words]
    heights = [box["y"] for box in tops if box is not None]
    return len(heights) == len(words) and heights == sorted(heights)


def test_messages_of_a_try_out_are_sent(people: People, server: LiveServer, width: int) -> None:
    with server.inside():
        actor = server.cast().viewer("region.owner").actor()
        packages = {
            "Q": make_package(BY_MESSAGE, {"Fill": APPROVAL_TASKS["Fill"]}, process="Q"),
            "P": make_package(APPROVAL, APPROVAL_TASKS),
        }
        begun, waiting = (
            create_draft(one, process_key=key, name="Ответ", owner_organisation_id=None, created_by=actor)
            for key, one in packages.items()
        )
    owner = people("region.owner", width)
    owner.overhears = ("no diagram to display",)  # these drafts are steps without shapes; the page says so in words
    owner.open(f"/workshop/drafts/{begun}/try")
    owner.page.locator("select[name=_begin]").select_option("M")
    owner.press("Начать так")
    assert "Что приходит с сообщением" in owner.words
    owner.page.locator("textarea[name=_values]").fill("без знака")
    owner.press("Открыть дело для пробы")
    assert "«без знака» — не значение" in owner.words
    owner.page.locator("textarea[name=_values]").fill("subject = Станки")
    owner.press("Открыть дело для пробы")
    owner.open(f"/workshop/drafts/{waiting}/try").press("Открыть дело для пробы")
    assert "Дело ждёт сообщения withdraw" in owner.words
    owner.page.locator("form[action$='/event'] textarea").first.fill("why = передумали")
    owner.page.locator("form[action$='/event'] button").first.click()
    owner.page.wait_for_load_state("load")
    owner.look()
    assert "Дело закончено" in owner.words


def test_a_gateway_asks_of_each_way_when_the_case_goes_there(people: People) -> None:
    owner = people("region.owner")
    owner.open("/processes/staffing-approval").press("Изменить процесс").press("Рисовать")
    page = owner.page
    ready(page)
    page.evaluate("soglasModeler.get('selection').select(soglasModeler.get('elementRegistry').get('fund_covered'))")
    side = page.locator(".plain")
    side.get_by_text("Дело идёт одним путём").wait_for()
    ways = side.locator(".question h2", has_text="Куда: ")
    assert len(ways.all_inner_texts()) == 2
    assert "Куда: Третий возврат? (нет, вернуть)" in ways.all_inner_texts()
    assert side.get_by_label("Сравнение").count() == 1
