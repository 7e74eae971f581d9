"""One centre from the application to «Центр функционирует»: a postponed opening, a licence with defects, enrolment."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.audit.models import SYSTEM
from app.engine.handlers import run_everything_due
from app.engine.models import Case
from app.foundation.database import db
from app.processes.commands import publish_version
from app.processes.models import Process
from tests.browser.by_pages import Pages
from tests.browser.conftest import People
from tests.browser.live_server import PROCESSES as PUBLISHED
from tests.browser.live_server import LiveServer
from tests.browser.pages import sample_pdf
from tests.engine.family import children_of
from tests.processes.stories import IN_ORDER, package_of, stories_of

STORY = "25"
"""The story of centre creation that the people tell: an opening that is postponed."""
CHILDREN: Mapping[str, str] = {
    "staffing-approval": "01",
    "procurement-equipment": "01",
    "premises-readiness": "17",
    "programme-review": "01",
}


class Creation:
    """The case of the centre and its children: every step is done at the pages, what is due by the worker."""

    def __init__(self, server: LiveServer) -> None:
        self.server = server
        self.case_id = 0

    @contextmanager
    def acting(self) -> Iterator[None]:
        """Do something by commands, then let the results of children come back."""
        with self.server.app.app_context():
            yield
            for _ in range(3):
                run_everything_due()
            db.session.remove()

    def rest(self) -> None:
        """Let the results of children come back."""
        with self.acting():
            pass

    def publish(self) -> None:
        """Publish what the server has not published yet."""
        with self.acting():
            for process in IN_ORDER:
                if process not in PUBLISHED:
                    begins = datetime(2026, 1, 12, tzinfo=UTC)
                    publish_version(package_of(process), published_by=SYSTEM, effective_from=begins)

    def find(self, number: str) -> None:
        with self.acting():
            self.case_id = db.session.query(Case.id).filter(Case.number == number).scalar()

    def tell(self, pages: Pages, *elements: str, but: tuple[str, ...] = ()) -> None:
        """Let these steps of the story happen at the pages, in this order, `but` for what nobody asked for here."""
        known = {step["complete"]: step.get("variables", {}) for step in _steps("centre-creation", STORY)}
        for element in elements:
            told = {name: value for name, value in known[element].items() if name not in but}
            pages.do(self.case_id, element, told)
        self.rest()

    def child(self, process: str) -> int:
        """Return the child case of a process."""
        with self.acting():
            for child_id in children_of(self.case_id):
                case = db.session.get_one(Case, child_id)
                if db.session.get_one(Process, case.process_id).key == process:
                    return child_id
        raise AssertionError(f"no child of {process}")

    def live_child(self, pages: Pages, process: str, story: str, *, until: str = "", after: str = "") -> None:
        """Tell the story of a child at the pages: before the first `until`, after the last `after`."""
        steps = _steps(process, story)
        names = [step["complete"] for step in steps]
        first = len(names) - names[::-1].index(after) if after else 0
        last = names.index(until) if until else len(names)
        child_id = self.child(process)
        for step in steps[first:last]:
            pages.do(child_id, step["complete"], step.get("variables", {}))
        self.rest()


def _steps(process: str, story: str) -> list[Mapping[str, Any]]:
    told = next(one for one in stories_of(process) if one.name.startswith(story))
    return [step for step in told.steps if "complete" in step]


@pytest.fixture
def creation(server: LiveServer) -> Creation:
    made = Creation(server)
    made.publish()
    return made


@pytest.mark.skipif(not os.environ.get("SOGLAS_LONG"), reason="every step at a page takes minutes: make journeys")
def test_a_centre_is_created_opened_later_and_enrols_after_its_licence(
    people: People, creation: Creation, tmp_path: Path
) -> None:
    paper = sample_pdf(tmp_path)
    admin, director = people("north-1.admin"), people("north-1.director")
    officer, head, region = people("north.officer"), people("north.head"), people("region.officer")
    pages = Pages(people, creation.server, paper)

    admin.open("/cases/new/centre-creation")
    assert "Где документы расходятся" in admin.page.inner_text("aside")
    about = {"Название структурного": "Центр «Точка роста»", "Обучающихся в школе": "300"}
    admin.fill_in({**about, "Денег на оборудование": "1500000"}, attach=paper).send()
    number = admin.page.inner_text(".crumbs li:nth-child(2)").removeprefix("Дело ").strip()
    creation.find(number)
    creation.tell(pages, "support_application")
    region.take_task("Определить школу распоряжением").fill_in(attach=paper).send("Утвердить")
    region.open("/centres")
    assert "Создаётся" in region.words

    before = ("keep_consultations", "appoint_responsible", "draft_regulation", "check_regulation", "adopt_regulation")
    orders = (
        "approve_regulation",
        "order_centre",
        "draft_roadmap",
        "agree_roadmap",
        "approve_roadmap",
        "appoint_group",
    )
    creation.tell(pages, *before, *orders, "plan_training", "prepare_distance")
    for process, story in CHILDREN.items():
        creation.live_child(pages, process, story)
    creation.live_child(pages, "licensing", "12", until="cure_defects")

    officer.take_task("Проверить готовность Центра")
    assert "Где документы расходятся" in officer.words
    assert "Оборудование принято" in officer.words
    officer.fill_in({"Перенести открытие": ""}).send("Вернуть на доработку", "Не привезли мебель.")
    head.take_task("Перенести открытие")
    head.fill_in({"Новый день": "15.09.2026", "Причина": "Не привезли мебель"}, attach=paper).send()
    creation.tell(pages, "fix_readiness", but=("defects",))  # it was returned in words, without a list
    officer.take_task("Проверить готовность Центра")
    assert "15 сентября 2026" in officer.words
    officer.fill_in(attach=paper).send("Согласовать")
    creation.tell(pages, "prepare_opening")
    admin.take_task("Открыть Центр").fill_in({"Центр открыт": "15.09.2026"}, attach=paper).send()

    officer.take_task("Решить, зачислять ли до лицензии")
    officer.fill_in({"Почему ждать": "Дождитесь записи в реестре"})
    officer.send("Вернуть на доработку", "Дождитесь записи в реестре лицензий.")
    admin.take_task("Устранить нарушения").fill_in({"Ответ": "Договор продлён"}, attach=paper).send()
    creation.live_child(pages, "licensing", "12", after="cure_defects")
    creation.live_child(pages, "network-agreement", "02")

    admin.take_task("Объявить набор").fill_in(attach=paper).send()
    admin.take_task("Принять заявления").fill_in(attach=paper).send()
    admin.take_task("Сформировать группы").fill_in({"Детей": "15"}, attach=paper).send()
    director.take_task("Издать приказ о зачислении").fill_in(attach=paper).send("Подписать")
    officer.take_task("Проверить набор")
    officer.fill_in({"охваченных": "240", "всего": "200", "на базе": "200"}, attach=paper).send("Согласовать")
    with creation.acting():
        case = db.session.get_one(Case, creation.case_id)
        waiting = case.open_words

    assert waiting in ("", "Набор обучающихся"), waiting
    admin.open(f"/cases/{number}")
    assert "Дело закончено: Центр функционирует" in admin.words
    for width in (1280, 390):
        watching = people("region.officer", width)
        watching.open("/centres")
        assert "Работает" in watching.words
        assert "переносилось" in watching.words
        assert "Охватывает Центр" in watching.words
