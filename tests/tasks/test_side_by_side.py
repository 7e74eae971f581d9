"""Several people decide side by side: a colleague's decision is not one's own of the last round."""

from __future__ import annotations

from app.access.models import Role
from app.engine.commands import complete_task
from tests.approval_stage import Browser
from tests.cast import Cast, make_person
from tests.checked_client import page_of, words_of
from tests.engine.stage import APPROVAL, APPROVAL_TASKS, actor, do, open_tasks, publish, start
from tests.workflow.drawing import zeebe

SIDE_BY_SIDE = (
    "<bpmn:multiInstanceLoopCharacteristics>"
    + zeebe('<zeebe:loopCharacteristics inputCollection="=[1, 2]" inputElement="seat"/>')
    + "</bpmn:multiInstanceLoopCharacteristics>"
)


def test_a_colleagues_decision_is_not_shown_as_that_of_the_last_round(cast: Cast, browser: Browser) -> None:
    publish(APPROVAL, {**APPROVAL_TASKS, "Agree": APPROVAL_TASKS["Agree"] + SIDE_BY_SIDE}, process="M")
    cast.people["second"] = make_person("second", "Второй специалист", (Role.MOUO_OFFICER, "north"))
    case = start(cast, process="M")
    do(cast, "north-1.admin", case.case_id, subject="Станки")
    mine, theirs = open_tasks(case.case_id)
    officer = actor(cast, "north.officer")
    complete_task(mine.id, None, {}, completed_by=officer, outcome="return", comment="Нет расчёта")
    page = browser("second").get(f"/tasks/{theirs.id}")
    assert "В прошлом круге" not in words_of(page_of(page).xpath("//main")[0])
    second = actor(cast, "second")
    complete_task(theirs.id, None, {}, completed_by=second, outcome="return", comment="Нет подписи")
    do(cast, "north-1.admin", case.case_id, subject="Станки ЧПУ")
    again = open_tasks(case.case_id)[0]
    shown = words_of(page_of(browser("north.officer").get(f"/tasks/{again.id}")).xpath("//main")[0])
    assert "В прошлом круге: возвращено" in shown
    assert "Нет расчёта" in shown
    own = words_of(page_of(browser("second").get(f"/tasks/{again.id}")).xpath("//main")[0])
    assert "В прошлом круге: возвращено Нет подписи" in own
