"""Finding one's way in a real browser at both widths: the search, the page that explains a task, putting it off."""

from __future__ import annotations

from app.search.commands import catch_up
from tests.browser.conftest import People
from tests.browser.live_server import LiveServer
from tests.browser.test_working_day import publish_request, seat
from tests.engine.stage import do, only_task, start


def test_a_task_is_found_explained_put_off_and_taken_back(server: LiveServer, people: People, width: int) -> None:
    with server.inside():
        cast = publish_request(server)
        started = start(cast)
        do(cast, "north-1.admin", started.case_id, subject="Токарные станки для мастерской")
        task_id = only_task(started.case_id).id
        catch_up()
    officer = seat(people, "north.officer", width).open("/find")
    officer.page.fill("#q", "станков мастерские")
    officer.press("Найти")
    assert officer.page.locator(".found mark").all_inner_texts() == ["станки", "мастерской"]
    assert "Поле «Предмет»" in officer.words
    officer.page.fill("#q", started.number.lower())
    officer.press("Найти")
    assert started.number in officer.words
    officer.open(f"/tasks/{task_id}").press("Подробно: почему, до какого срока, что дальше, кого спросить")
    assert "Пятница, 12 июня: День России" in officer.words
    assert "Сегодня это: Школьный администратор, СОШ № 1" in officer.words
    officer.press("Назад к задаче").press("Отложить до дня").press("Следующий рабочий день", exact=False)
    assert "отложена и вернётся 10 июня 2026 года" in officer.words
    officer.open("/tasks/snoozed").press("Согласовать заявку").press("Вернуть в мой список")
    assert "Задача снова в вашем списке" in officer.words
    officer.open(f"/cases/{started.number}").press("Следить за делом")
    assert "Вы следите за этим делом" in officer.words
    assert started.number in officer.open("/cases?followed=1").words
    officer.open(f"/cases/{started.number}").press("Не следить")
    assert started.number not in officer.open("/cases?followed=1").words
    quiet = people("north.officer", script=False)
    quiet.open("/find?q=станок")
    assert "Токарные станки" in quiet.words


def test_a_filter_is_saved_as_a_view_that_opens_the_list(server: LiveServer, people: People, width: int) -> None:
    with server.inside():
        cast = publish_request(server)
        started = start(cast)
        do(cast, "north-1.admin", started.case_id, subject="Станки")
    head = seat(people, "north.head", width).open(f"/cases?q={started.number.lower()}")
    head.press("Сохранить вид")
    head.page.fill("#name", "Станки района")
    head.page.uncheck("#c-opened")
    head.press("Сохранить")
    assert "Вид сохранён" in head.words
    assert head.page.locator("nav [aria-current]", has_text="Станки района").count() == 1
    assert head.page.locator("thead th", has_text="Открыто").count() == 0
    head.open("/views?page=cases").press("Открывать в нём", exact=False)
    assert "Теперь список открывается в этом виде" in head.words
    head.open("/cases").press("Изменить вид")
    assert head.page.input_value("#name") == "Станки района"
