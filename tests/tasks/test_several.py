"""Several tasks at once: one question, a result for each, and what failed stays chosen."""

from __future__ import annotations

from app.engine.commands import cancel_case, complete_task
from app.engine.handlers import run_everything_due
from app.engine.models import Job, TaskState, UserTask
from app.foundation.database import db
from tests.approval_stage import Browser
from tests.cast import Cast
from tests.checked_client import page_of, words_of
from tests.engine.stage import actor, do, only_task, open_tasks, start


def test_a_bulk_approval_tells_of_each_and_keeps_the_failed_ones_chosen(cast: Cast, browser: Browser) -> None:
    cases = []
    for school in ("north-1", "north-2", "north-1", "north-2"):
        case = start(cast, f"{school}.admin", school=school)
        do(cast, f"{school}.admin", case.case_id, subject="x")
        cases.append(case.case_id)
    tasks = [only_task(case) for case in cases]
    ids = [str(task.id) for task in tasks]
    client = browser("north.officer")
    shown = page_of(client.get("/tasks/several"))
    assert sorted(shown.xpath("//input[@name='task']/@value")) == sorted(ids)
    asked = client.post("/tasks/several", data={"action": "approve", "task": [*ids, "999999", "abc"]})
    assert asked.status_code == 200
    seen = page_of(asked).xpath("//input[starts-with(@name, 'ver-')]")
    vers = {one.get("name"): one.get("value") for one in seen}
    assert len(open_tasks(cases[0])) == 1  # nothing has happened yet
    complete_task(tasks[1].id, None, {}, completed_by=actor(cast, "north.officer"), outcome="return", comment="нет")
    done = client.post("/tasks/several", data={"action": "approve", "task": ids, "confirmed": "yes", **vers})
    words = words_of(page_of(done).xpath("//main")[0])
    assert "Сделано: 3. Не сделано: 1." in words
    assert page_of(done).xpath("//input[@name='task' and @checked]/@value") == [ids[1]]
    db.session.rollback()
    db.session.expire_all()
    states = [db.session.get_one(UserTask, task.id).outcome for task in tasks]
    assert states == ["approve", "return", "approve", "approve"]


def test_forty_are_approved_at_once_and_three_that_fail_stay_chosen(cast: Cast, browser: Browser) -> None:
    cases = []
    for number in range(40):
        school = "north-1" if number % 2 else "north-2"
        case = start(cast, f"{school}.admin", school=school)
        do(cast, f"{school}.admin", case.case_id, subject="x")
        cases.append(case.case_id)
    tasks = [only_task(case).id for case in cases]
    client = browser("north.officer")
    shown = page_of(client.get("/tasks/several?all=1"))
    ids = shown.xpath("//input[@name='task' and @checked]/@value")
    assert sorted(map(int, ids)) == sorted(tasks)  # all forty on one page
    asked = page_of(client.post("/tasks/several", data={"action": "approve", "task": ids}))
    vers = {one.get("name"): one.get("value") for one in asked.xpath("//input[starts-with(@name, 'ver-')]")}
    officer = actor(cast, "north.officer")
    complete_task(tasks[3], None, {}, completed_by=officer, outcome="return", comment="нет")
    complete_task(tasks[17], None, {}, completed_by=officer, outcome="reject", comment="нет")
    cancel_case(cases[39], reason="Открыто по ошибке", cancelled_by=actor(cast, "region.sysadmin"))
    done = page_of(client.post("/tasks/several", data={"action": "approve", "task": ids, "confirmed": "yes", **vers}))
    assert "Сделано: 37. Не сделано: 3." in words_of(done.xpath("//main")[0])
    failed = [int(one) for one in done.xpath("//input[@name='task' and @checked]/@value")]
    assert sorted(failed) == sorted([tasks[3], tasks[17], tasks[39]])
    assert len(done.xpath("//form[@aria-label]//li//span[contains(@class, 'state')]")) == 3  # each with its reason
    db.session.rollback()
    db.session.expire_all()
    outcomes = [db.session.get_one(UserTask, task).outcome for task in tasks]
    assert outcomes.count("approve") == 37


def test_a_whole_list_is_done_in_the_background_with_a_result_for_each(cast: Cast, browser: Browser) -> None:
    tasks = []
    for _number in range(23):
        case = start(cast)
        do(cast, "north-1.admin", case.case_id, subject="x")
        tasks.append(only_task(case.case_id).id)
    client = browser("north.officer")
    sent = {"action": "approve", "everything": "yes"}
    asked = client.post("/tasks/several", data=sent)
    assert "В списке 23 задачи." in words_of(page_of(asked).xpath("//main")[0])
    ordered = client.post("/tasks/several", data={**sent, "confirmed": "yes"})
    address = ordered.headers["Location"]
    assert "Обработано: 0 из 23" in words_of(page_of(client.get(address)).xpath("//main")[0])
    complete_task(tasks[7], None, {}, completed_by=actor(cast, "north.officer"), outcome="return", comment="нет")
    run_everything_due()
    page = page_of(client.get(address))
    assert "Сделано: 22. Не сделано: 1." in words_of(page.xpath("//main")[0])
    assert page.xpath("//input[@name='task' and @checked]/@value") == [str(tasks[7])]
    assert browser("north.head").get(address).status_code == 404
    db.session.rollback()
    db.session.expire_all()
    outcomes = [db.session.get_one(UserTask, task).outcome for task in tasks]
    assert (outcomes.count("approve"), outcomes.count("return")) == (22, 1)
    run_everything_due()  # the order is not done again
    assert "Сделано: 22." in words_of(page_of(client.get(address)).xpath("//main")[0])


def test_doers_are_reminded_once_a_day_by_those_who_may(cast: Cast, browser: Browser) -> None:
    case = start(cast)
    do(cast, "north-1.admin", case.case_id, subject="x")
    task = only_task(case.case_id)
    sent = {"action": "remind", "task": str(task.id), "confirmed": "yes"}
    told = browser("north-1.director").post("/tasks/several", data=sent)  # sees the case, it is not theirs
    assert "Сделано: 0. Не сделано: 1." in words_of(page_of(told).xpath("//main")[0])
    initiator = browser("north-1.admin")
    assert "Сделано: 1." in words_of(page_of(initiator.post("/tasks/several", data=sent)).xpath("//main")[0])
    again = words_of(page_of(initiator.post("/tasks/several", data=sent)).xpath("//main")[0])
    assert "сегодня уже напоминали" in again
    db.session.rollback()
    notices = [job.payload for job in db.session.query(Job).filter_by(kind="notice")]
    (reminder,) = [one for one in notices if one["event"] == "reminded"]
    assert reminder["to"] == [cast.person("north.officer").id]


def test_nobody_does_with_many_what_they_may_not_do_with_one(cast: Cast, browser: Browser) -> None:
    case = start(cast)
    task = only_task(case.case_id)
    client = browser("south.officer")
    for action in ("claim", "approve", "assign", "destroy"):
        sent = {"action": action, "task": str(task.id), "confirmed": "yes", "person": "1"}
        assert client.post("/tasks/several", data=sent).status_code == 303
    seen = browser("north-1.director")  # sees the case, holds no right in the task
    answer = seen.post("/tasks/several", data={"action": "approve", "task": str(task.id), "confirmed": "yes"})
    assert "Сделано: 0. Не сделано: 1." in words_of(page_of(answer).xpath("//main")[0])
    assert only_task(case.case_id).state is TaskState.OPEN


def test_a_head_gives_several_tasks_to_one_of_the_candidates(cast: Cast, browser: Browser) -> None:
    case = start(cast)
    do(cast, "north-1.admin", case.case_id, subject="x")
    task = only_task(case.case_id)
    client = browser("north.head")
    sent = {"action": "assign", "task": str(task.id), "confirmed": "yes"}
    wrong = client.post("/tasks/several", data={**sent, "person": str(cast.person("north.expert").id)})
    assert "Не сделано: 1." in words_of(page_of(wrong).xpath("//main")[0])
    right = client.post("/tasks/several", data={**sent, "person": str(cast.person("north.officer").id)})
    assert "Сделано: 1." in words_of(page_of(right).xpath("//main")[0])
    assert only_task(case.case_id).assignee_id == cast.person("north.officer").id
