"""The page where a process is chosen: those started last come first, and a word finds one among many."""

from __future__ import annotations

from tests.approval_stage import Browser
from tests.cast import Cast
from tests.checked_client import page_of, words_of
from tests.engine.stage import APPROVAL, APPROVAL_TASKS, publish, start


def publish_many() -> None:
    """Publish ten more processes beside the one of the stage."""
    for number in range(10):
        publish(APPROVAL, APPROVAL_TASKS, process=f"P{number}")


def names(page: object) -> list[str]:
    return [one.removeprefix("/cases/new/") for one in page.xpath("//a[@class='pick']/@href")]  # type: ignore[attr-defined]


def test_what_a_person_started_last_comes_first_and_only_to_them(cast: Cast, browser: Browser) -> None:
    publish_many()
    for key in ("P3", "P7", "P3"):
        start(cast, process=key)
    page = page_of(browser("north-1.admin").get("/cases/new"))
    assert names(page)[:2] == ["P3", "P7"]
    assert len(names(page)) == 2 + 11
    assert "Вы начинали недавно" in words_of(page)
    assert "Вы начинали недавно" not in words_of(page_of(browser("north.officer").get("/cases/new")))


def test_a_word_finds_a_process_among_many(cast: Cast, browser: Browser) -> None:
    publish_many()
    client = browser("north-1.admin")
    page = page_of(client.get("/cases/new?q=нет+такого"))
    assert names(page) == []
    assert "нет ни одного с этими словами" in words_of(page)
    assert len(names(page_of(client.get("/cases/new?q=")))) == 11
