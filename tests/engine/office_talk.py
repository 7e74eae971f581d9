"""What people of the office say about its cases and which assignments they give; part of the test of interleavings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule
from sqlalchemy import select

from app.assignments.commands import Wanted, give_assignment, remove_from_control
from app.assignments.models import Assignment, AssignmentState
from app.discussions.commands import answer_question, ask_question, close_question, write_comment
from app.discussions.models import Comment, CommentKind
from app.discussions.queries.thread import list_questions
from app.engine.commands.readers import revoke_reader
from app.engine.models import Case
from app.engine.queries import get_case_visible_to
from app.engine.queries.readers import list_readers
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.organisation.models import Membership
from tests.cast import Cast
from tests.engine.stage import actor, case_row, open_tasks
from tests.engine.test_substitution import viewer

STRANGERS: Final = ("north-1.parents", "south.officer")
"""They have no part in the cases, and see one only while they are named in it."""
ANSWERS: Final[dict[str, dict[str, Any]]] = {
    "execute": {"assignment_report": "Сделано", "assignment_files": []},
    "contribute": {"contribution": "Моя часть", "contribution_files": []},
    "accept": {"rework_until": None},
}
TALKERS = ("north-1.admin", "north.officer", "second", "north.expert", *STRANGERS)
GIVERS = ("north.head", "north.officer", "north-1.director", "north.expert", "second", "north-1.admin")


class Talk:
    """Comments, names, questions and assignments around `case_id`; the case they are said about never changes."""

    cast: Cast
    people: tuple[str, ...]
    case_id: int
    main: int
    _try: Callable[..., bool]

    def __init__(self) -> None:
        super().__init__()
        self.given: list[int] = []
        self.ended: dict[int, int] = {}

    @rule(who=st.permutations(TALKERS), named=st.sampled_from(TALKERS), asks=st.booleans())
    def say(self, who: list[str], named: str, asks: bool) -> None:
        """The first who may names or asks somebody; nothing of the case changes, who is named sees it."""
        before, other = self._standing(), self.cast.person(named).id
        for one in who:
            seen, me = self._sees(one), viewer(self.cast, one)
            if asks:
                said = self._try(ask_question, self.case_id, text="Когда?", asked_id=other, asked_by=me)
            else:
                said = self._try(write_comment, self.case_id, text="Смотрите", named=[other], written_by=me)
            assert seen or not said, "a stranger spoke"
            if said:
                assert self._sees(named)
                break
        assert self._standing() == before

    @rule(who=st.permutations(TALKERS), back=st.booleans())
    def end_question(self, who: list[str], back: bool) -> None:
        """Everybody tries to answer the oldest question, or to take it back; one can, and once."""
        question = next(iter(self._questions()), None)
        if question is None:
            return
        if back:
            done = [self._try(close_question, question, closed_by=viewer(self.cast, one)) for one in who]
        else:
            done = [
                self._try(answer_question, question, text="Завтра", answered_by=viewer(self.cast, one)) for one in who
            ]
        assert sum(done) <= 1
        self.ended[question] = self.ended.get(question, 0) + sum(done)

    @rule()
    def unname(self) -> None:
        """The right to read is taken back from whoever got it last; a stranger does not see the case any more."""
        readers = list_readers(self.case_id)
        db.session.rollback()
        if readers:
            last = readers[-1].person_id
            assert self._try(revoke_reader, self.case_id, last, revoked_by=actor(self.cast, "north-1.admin"))
            assert all(not self._sees(one) for one in STRANGERS if self.cast.person(one).id == last)

    @precondition(lambda self: len(self.given) < 2)
    @rule(who=st.permutations(GIVERS), to=st.permutations(GIVERS), part=st.booleans())
    def charge(self, who: list[str], to: list[str], part: bool) -> None:
        """Somebody gives an assignment from the case, or a part of the first one; a third one helps."""
        posts = [self._post(one) for one in to]
        above = self.given[0] if part and self.given else None
        for one in who:
            wanted = Wanted(
                title="Сверить",
                text="Сверить список",
                due=date(2026, 6, 19),
                executor=posts[0],
                helpers=tuple(posts[1:2]),
                origin_id=None if above else self.main,
                parent_id=above,
            )
            if self._try(give_assignment, wanted, given_by=viewer(self.cast, one)):
                self.given.append(db.session.scalar(select(Case.id).order_by(Case.id.desc()).limit(1)) or 0)
                self.case_id = self.given[-1]
                return

    @precondition(lambda self: self.given)
    @rule(who=st.permutations(GIVERS))
    def remove(self, who: list[str]) -> None:
        """The first who may takes an assignment off control; parts of it go on."""
        case_id, others = self.given[0], [len(open_tasks(one)) for one in (self.main, *self.given[1:])]
        done = [self._try(remove_from_control, case_id, reason="x", removed_by=viewer(self.cast, one)) for one in who]
        assert sum(done) <= 1
        assert not sum(done) or open_tasks(case_id) == []
        assert [len(open_tasks(one)) for one in (self.main, *self.given[1:])] == others

    @invariant()
    def every_question_can_be_answered(self) -> None:
        """Who was asked sees the question in their list while it waits, and it ended once at most."""
        logins = {self.cast.person(one).id: one for one in (*self.people, *STRANGERS)}
        for question, asked in self._questions().items():
            listed = [row.id for row in list_questions(viewer(self.cast, logins[asked]), asked_of_me=True)]
            assert question in listed, f"{logins[asked]} cannot answer"
        assert all(count <= 1 for count in self.ended.values())

    @invariant()
    def lists_of_assignments_say_what_the_cases_say(self) -> None:
        """An assignment is being done, reported or closed as its tasks and its case are."""
        for case_id in self.given:
            steps = {task.element_id for task in open_tasks(case_id)}
            closed = case_row(case_id).status.is_closed
            row = db.session.get_one(Assignment, case_id)
            assert (row.closed_at is not None) == closed
            assert closed or row.state is (AssignmentState.REPORTED if "accept" in steps else AssignmentState.WORKING)
            assert closed == (not steps)

    def _standing(self) -> tuple[Any, ...]:
        tasks = [(task.id, task.ver, task.assignee_id, task.legal_date) for task in open_tasks(self.case_id)]
        return case_row(self.case_id).ver, tasks

    def _sees(self, who: str) -> bool:
        try:
            get_case_visible_to(viewer(self.cast, who), self.case_id)
        except NotFound:
            return False
        return True

    def _questions(self) -> dict[int, int]:
        """Return who was asked by the question, for the questions of this office that wait."""
        waits = (Comment.kind == CommentKind.QUESTION, Comment.closed_at.is_(None))
        mine = Comment.case_id.in_((self.main, *self.given))
        rows = db.session.execute(select(Comment.id, Comment.asked_id).where(*waits, mine).order_by(Comment.id))
        return {row.id: row.asked_id for row in rows}

    def _post(self, login: str) -> int:
        query = select(Membership.id).where(Membership.person_id == self.cast.person(login).id).order_by(Membership.id)
        return db.session.scalars(query).first() or 0
