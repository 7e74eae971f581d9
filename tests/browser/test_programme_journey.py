"""The expert review of programmes with two experts, from the working group to the order of the director."""

from __future__ import annotations

from pathlib import Path

from tests.browser.conftest import People
from tests.browser.pages import Person, sample_pdf

SEATS = (
    *("north-1.admin", "north-1.director", "north-1-centre.head", "north.officer", "north.expert"),
    *("institute.methodist", "region.expert", "region.expert-2", "region.officer"),
)
ANSWERS: dict[str, dict[str, str]] = {
    "Изучить концепции и внести изменения в ООП": {"Нужна помощь районного методического объединения": ""},
    "Передать проекты программ в комитет": {
        "Часть программ будет дописана в июле-августе: нужен второй круг 1-10 августа": ""
    },
    "Разместить программы на сайте": {"Адрес страницы": "https://example.org/programmes"},
    "Разработать программы": {"часов": "68", "асов": "68"},
}
MOST_STEPS = 30


def test_programmes_are_reviewed_by_two_experts_and_approved(people: People, width: int, tmp_path: Path) -> None:
    seats = {login: people(login, width) for login in SEATS}
    admin = seats["north-1.admin"].open("/cases/new").press("Экспертиза программ Центра", exact=False)
    admin.fill_in().send()
    number = admin.page.inner_text("main").split("Дело ")[1].split()[0]
    done: list[str] = []
    for _ in range(MOST_STEPS):
        if not do_next(seats, number, done, sample_pdf(tmp_path)):
            break
    admin.open(f"/cases/{number}")
    assert "Дело закончено: " in admin.words, (done, admin.words)
    assert done.count("Заполнить экспертный лист") == 2


def do_next(seats: dict[str, Person], number: str, done: list[str], attach: Path) -> bool:
    """Let whoever has a task of the case do it; False when nobody has."""
    for person in seats.values():
        person.page.goto(f"/cases/{number}")
        link = person.page.get_by_role("link", name="Перейти к моей задаче")
        if not link.count():
            continue
        link.click()
        person.look()
        title = person.page.inner_text("h1").replace("\xa0", " ")
        person.fill_in(ANSWERS.get(title), attach=attach)
        decisions = person.page.locator("button[name=_outcome]")
        person.send(decisions.first.inner_text() if decisions.count() else "")
        done.append(title)
        return True
    return False
