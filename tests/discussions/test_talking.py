"""Comments, names and questions: what they do and what they never do."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.audit.models import SYSTEM
from app.audit.queries import verify_all
from app.discussions.commands import (
    answer_question,
    ask_question,
    change_comment,
    close_question,
    delete_comment,
    write_comment,
)
from app.discussions.queries.thread import list_questions, parts_of, thread_of
from app.engine.commands.readers import revoke_reader
from app.engine.handlers import run_everything_due
from app.engine.models import Job
from app.engine.queries import get_case_visible_to, list_cases
from app.foundation import clock
from app.foundation.database import db
from app.foundation.errors import Conflict, InvalidInput, NotAllowed, NotFound
from app.organisation.commands.absences import end_absence
from tests.cast import Cast
from tests.engine.stage import actor, case_row, do, only_task, start
from tests.engine.test_substitution import away, viewer


def letters(words: str) -> list[dict[str, str]]:
    run_everything_due()
    return [job.payload for job in db.session.query(Job).filter_by(kind="mail") if words in job.payload["subject"]]


def thread(cast: Cast, login: str, case_id: int):  # type: ignore[no-untyped-def]
    viewer = cast.viewer(login)
    return thread_of(viewer, get_case_visible_to(viewer, case_id))


def test_a_name_opens_this_case_alone_until_it_is_taken_back(cast: Cast) -> None:
    case_id, other = start(cast).case_id, start(cast).case_id
    admin, parents = cast.viewer("north-1.admin"), cast.viewer("north-1.parents")
    with pytest.raises(NotFound):
        get_case_visible_to(parents, case_id)
    write_comment(case_id, text="Посмотрите, пожалуйста", named=[parents.person_id], written_by=admin)
    assert get_case_visible_to(parents, case_id).case_id == case_id
    assert [row.case_id for row in list_cases(parents).rows] == [case_id]
    with pytest.raises(NotFound):
        get_case_visible_to(parents, other)
    (told,) = letters("Вас упомянули")
    assert (told["to"], "Посмотрите, пожалуйста" in told["text"]) == ("north-1.parents@example.org", True)
    (reader,) = thread(cast, "north-1.admin", case_id).readers
    assert (reader.person_id, reader.given_by) == (parents.person_id, admin.person_id)
    with pytest.raises(NotFound):  # reading is not doing
        do(cast, "north-1.parents", case_id, subject="x")
    write_comment(case_id, text="Вижу", written_by=parents)
    revoke_reader(case_id, parents.person_id, revoked_by=actor(cast, "north-1.admin"))
    with pytest.raises(NotFound):
        get_case_visible_to(parents, case_id)
    with pytest.raises(NotFound):
        write_comment(case_id, text="Ещё", written_by=parents)
    assert verify_all().findings == ()


def test_whoever_was_only_named_brings_nobody_in(cast: Cast) -> None:
    case_id = start(cast).case_id
    admin, parents = cast.viewer("north-1.admin"), cast.viewer("north-1.parents")
    write_comment(case_id, text="x", named=[parents.person_id], written_by=admin)
    hr = cast.person("north-1.working-group").id
    with pytest.raises(NotAllowed):
        write_comment(case_id, text="x", named=[hr], written_by=parents)
    write_comment(case_id, text="x", named=[admin.person_id], written_by=parents)
    with pytest.raises(NotAllowed):  # a school does not see the people of another municipality
        write_comment(case_id, text="x", named=[cast.person("south.officer").id], written_by=admin)
    assert len(thread(cast, "north-1.admin", case_id).readers) == 1
    with pytest.raises(NotFound):
        write_comment(case_id, text="x", written_by=cast.viewer("south.officer"))


def test_a_question_waits_for_its_answer_and_the_case_goes_on(cast: Cast) -> None:
    case_id = start(cast).case_id
    do(cast, "north-1.admin", case_id, subject="Станки")
    before = case_row(case_id).ver, only_task(case_id).legal_date
    officer, admin = cast.viewer("north.officer"), cast.viewer("north-1.admin")
    question = ask_question(case_id, text="Сколько станков?", asked_id=admin.person_id, asked_by=officer)
    assert [one.id for one in list_questions(admin, asked_of_me=True)] == [question]
    assert [one.id for one in list_questions(officer, asked_of_me=False)] == [question]
    assert [letter["to"] for letter in letters("Вопрос к вам")] == ["north-1.admin@example.org"]
    with pytest.raises(NotAllowed):
        answer_question(question, text="Три", answered_by=cast.viewer("north-1.director"))
    with pytest.raises(InvalidInput):
        answer_question(question, text=" ", answered_by=admin)
    answer_question(question, text="Три", answered_by=admin)
    with pytest.raises(Conflict):
        answer_question(question, text="Четыре", answered_by=admin)
    assert list_questions(admin, asked_of_me=True) == list_questions(officer, asked_of_me=False) == ()
    assert [letter["to"] for letter in letters("Ответ на ваш вопрос")] == ["north.officer@example.org"]
    (line,) = thread(cast, "north.officer", case_id).lines
    assert (line.asked, line.answer.text, line.waits) == (admin.name, "Три", False)
    assert (case_row(case_id).ver, only_task(case_id).legal_date) == before
    do(cast, "north.officer", case_id, "approve")


def test_a_question_is_asked_of_another_and_taken_back_by_the_asker(cast: Cast) -> None:
    case_id = start(cast).case_id
    admin = cast.viewer("north-1.admin")
    with pytest.raises(InvalidInput):
        ask_question(case_id, text="Себе", asked_id=admin.person_id, asked_by=admin)
    hr = cast.viewer("north-1.parents")
    question = ask_question(case_id, text="Знаете?", asked_id=hr.person_id, asked_by=admin)
    assert get_case_visible_to(hr, case_id)
    with pytest.raises(NotAllowed):
        close_question(question, closed_by=hr)
    close_question(question, closed_by=admin)
    with pytest.raises(Conflict):
        answer_question(question, text="Да", answered_by=hr)


def test_own_words_are_changed_with_a_trace_and_only_for_a_time(cast: Cast) -> None:
    case_id = start(cast).case_id
    admin = cast.viewer("north-1.admin")
    first = write_comment(case_id, text="Первый", written_by=admin)
    second = write_comment(case_id, text="Лишнее", written_by=admin)
    with pytest.raises(NotAllowed):
        change_comment(first, text="Чужое", changed_by=cast.viewer("north-1.director"))
    clock.advance(timedelta(minutes=10))
    change_comment(first, text="Второй", changed_by=admin)
    delete_comment(second, deleted_by=admin)
    changed, deleted = thread(cast, "north.officer", case_id).lines
    assert (changed.text, [text for _until, text in changed.earlier]) == ("Второй", ["Первый"])
    assert (deleted.text, deleted.earlier) == ("", ())
    assert deleted.deleted_at is not None
    clock.advance(timedelta(minutes=21))
    with pytest.raises(Conflict):
        change_comment(first, text="Третий", changed_by=admin)
    with pytest.raises(NotFound):
        delete_comment(second, deleted_by=admin)
    for text in ("", "  ", "x" * 4001):
        with pytest.raises(InvalidInput):
            write_comment(case_id, text=text, written_by=admin)
    with pytest.raises(InvalidInput):
        write_comment(case_id, text="x", named=range(1, 20), written_by=admin)


def test_only_plain_links_become_links() -> None:
    found = parts_of("См. https://edu.gov.ru/a?b=1, javascript:alert(1) <b>http://x.ru</b>")
    assert [part.href for part in found if part.href] == ["https://edu.gov.ru/a?b=1", "http://x.ru"]
    assert (
        "".join(part.text for part in found) == "См. https://edu.gov.ru/a?b=1, javascript:alert(1) <b>http://x.ru</b>"
    )


def test_a_substitute_who_was_asked_answers_after_the_absence(cast: Cast) -> None:
    case_id = start(cast).case_id
    do(cast, "north-1.admin", case_id, subject="Станки")
    absence = away(cast, "north.officer", "north.expert")
    expert, head = viewer(cast, "north.expert"), cast.viewer("north.head")
    assert get_case_visible_to(expert, case_id)
    question = ask_question(case_id, text="Сколько?", asked_id=expert.person_id, asked_by=head)
    end_absence(absence, ended_by=SYSTEM)
    back = viewer(cast, "north.expert")
    assert [one.id for one in list_questions(back, asked_of_me=True)] == [question]
    answer_question(question, text="Три", answered_by=back)
    assert [reader.person_id for reader in thread(cast, "north-1.admin", case_id).readers] == [expert.person_id]


def test_a_question_ends_with_the_right_to_read(cast: Cast) -> None:
    case_id = start(cast).case_id
    admin, parents, officer = (cast.viewer(one) for one in ("north-1.admin", "north-1.parents", "north.officer"))
    do(cast, "north-1.admin", case_id, subject="Станки")
    ask_question(case_id, text="Знаете?", asked_id=parents.person_id, asked_by=admin)
    kept = ask_question(case_id, text="А вы?", asked_id=officer.person_id, asked_by=admin)
    revoke_reader(case_id, parents.person_id, revoked_by=actor(cast, "north-1.admin"))
    assert [one.id for one in list_questions(admin, asked_of_me=False)] == [kept]
    assert [line.waits for line in thread(cast, "north-1.admin", case_id).lines] == [False, True]
    assert verify_all().findings == ()
