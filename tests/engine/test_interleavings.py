"""No order of claiming, delegating, substituting, extending, recalling, completing, asking, naming and charging by
several people gives two decisions, a task or a question that nobody can act on, or rows that disagree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import select

from app.access.models import Role
from app.audit.models import SYSTEM, Actor
from app.engine.commands import (
    assign_task,
    claim_task,
    complete_task,
    decide_extension,
    delegate_task,
    give_back_task,
    recall_task,
    release_task,
    request_extension,
    save_draft,
    take_back_task,
)
from app.engine.models import TaskState, UserTask
from app.engine.queries import InboxFilter, Tab, find_waiting_request, get_task_visible_to, list_open_tasks
from app.engine.queries.tasks import find_draft
from app.foundation.database import db
from app.foundation.errors import SoglasError
from app.organisation.commands.absences import end_absence
from app.processes.commands import publish_version
from tests.cast import Cast, make_person
from tests.engine.office_talk import ANSWERS, Talk
from tests.engine.stage import (
    APPROVAL,
    APPROVAL_TASKS,
    actor,
    case_row,
    differences,
    open_tasks,
    person_task,
    publish,
    start,
)
from tests.engine.test_substitution import away, viewer
from tests.processes.stories import package_of

PEOPLE = ("north-1.admin", "north-1.director", "north.officer", "second", "north.head", "north.expert")
TASKS = {
    **APPROVAL_TASKS,
    "Agree": person_task(
        "mouo_officer@mouo",
        form="remarks",
        kind="agree",
        outcomes="approve return",
        deadline="after 5 working days",
        exclude="initiator, previous",
    ),
}


class Office(Talk, RuleBasedStateMachine):
    """Several people work on one case, and on assignments given from it; whatever is refused must change nothing."""

    cast: Cast
    people = PEOPLE
    happened: Counter[str] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.case_id = self.main = start(self.cast).case_id
        self.absences: list[int] = []
        self.decided: dict[int, int] = {}
        self.seen: set[tuple[object, ...]] = set()

    def teardown(self) -> None:
        """Let everybody come back, so that the next office begins afresh."""
        for absence in self.absences:
            end_absence(absence, ended_by=SYSTEM)

    def _try(self, act: Callable[..., Any], *args: Any, **more: Any) -> bool:
        try:
            act(*args, **more)
        except SoglasError:
            db.session.rollback()
            return False
        self.happened[act.__name__] += 1
        return True

    def _open(self) -> int | None:
        found = open_tasks(self.case_id)
        return found[0].id if found else None

    @rule(number=st.integers(min_value=0, max_value=2))
    def turn_to(self, number: int) -> None:
        """What follows happens in another case: the first one, or an assignment given from it."""
        self.case_id = [self.main, *self.given][number % (1 + len(self.given))]

    @rule(who=st.permutations(PEOPLE))
    def claim(self, who: list[str]) -> None:
        """The first who may takes the task."""
        if (task := self._open()) is not None:
            any(self._try(claim_task, task, claimed_by=actor(self.cast, one)) for one in who)

    @rule(who=st.sampled_from(PEOPLE))
    def release(self, who: str) -> None:
        """Give it back to the queue."""
        if (task := self._open()) is not None:
            self._try(release_task, task, released_by=actor(self.cast, who))

    @rule(who=st.permutations(PEOPLE), to=st.sampled_from(PEOPLE), mode=st.sampled_from(["good", "return"]))
    def delegate(self, who: list[str], to: str, mode: str) -> None:
        """The first who may hands it on."""
        if (task := self._open()) is not None:
            how = {"person_id": self.cast.person(to).id, "mode": mode, "comment": ""}
            any(self._try(delegate_task, task, **how, delegated_by=actor(self.cast, one)) for one in who)

    @rule(who=st.permutations(PEOPLE), to=st.sampled_from(PEOPLE), typed=st.booleans())
    def assign(self, who: list[str], to: str, typed: bool) -> None:
        """A head gives it to somebody; what its holder has typed goes with it, and nobody's own words are replaced."""
        if (task := self._open()) is None:
            return
        holder = db.session.scalar(select(UserTask.assignee_id).where(UserTask.id == task))
        target = self.cast.person(to).id
        own = find_draft(task, target)
        db.session.rollback()
        if typed and holder is not None:
            save_draft(task, {"form": None, "comment": f"набрал {holder}"}, saved_by=Actor(person_id=holder, name=""))
        given = [self._try(assign_task, task, person_id=target, assigned_by=actor(self.cast, one)) for one in who]
        if any(given) and typed and holder not in (None, target):
            found = find_draft(task, target)
            assert found is not None
            assert found[0].get("comment") == (own[0].get("comment") if own else f"набрал {holder}")

    @rule(who=st.sampled_from(PEOPLE), back=st.booleans())
    def undelegate(self, who: str, back: bool) -> None:
        """Give it back to its owner, or take it back."""
        if (task := self._open()) is None:
            return
        if back:
            self._try(give_back_task, task, comment="", given_back_by=actor(self.cast, who))
        else:
            self._try(take_back_task, task, taken_back_by=actor(self.cast, who))

    @precondition(lambda self: len(self.absences) < 3)
    @rule(who=st.sampled_from(PEOPLE), substitute=st.sampled_from(PEOPLE))
    def leave(self, who: str, substitute: str) -> None:
        """Somebody goes away."""
        try:
            self.absences.append(away(self.cast, who, substitute))
        except SoglasError:
            db.session.rollback()

    @precondition(lambda self: self.absences)
    @rule()
    def come_back(self) -> None:
        """The first to go comes back."""
        end_absence(self.absences.pop(0), ended_by=SYSTEM)

    @rule(who=st.permutations(PEOPLE), outcome=st.sampled_from(["approve", "return", "return"]))
    def complete(self, who: list[str], outcome: str) -> None:
        """The first who may does the task; doing it again with the version seen before is refused to everybody."""
        found = open_tasks(self.case_id)
        if not found:
            return
        task, ver, decides = found[0].id, found[0].ver, found[0].kind in ("agree", "approve")
        answers: dict[str, Any] = {} if decides else {"subject": "x"}
        if self.case_id != self.main:
            answers = ANSWERS[found[0].element_id]
        more = {"outcome": outcome, "comment": "почему"} if decides else {}
        tried = [
            self._try(complete_task, task, ver, answers, completed_by=actor(self.cast, one), **more) for one in who
        ]
        assert sum(tried) <= 1
        self.decided[task] = self.decided.get(task, 0) + sum(tried)

    @rule(who=st.permutations(PEOPLE), days=st.integers(min_value=1, max_value=30), at_once=st.booleans())
    def ask_for_a_later_day(self, who: list[str], days: int, at_once: bool) -> None:
        """One of two people asks for a later day, which is decided at once or later."""
        if (task := self._open()) is not None:
            was = db.session.get_one(UserTask, task).legal_date or date(2026, 6, 9)
            wanted = {"new_date": was + timedelta(days=days), "reason": "почему"}
            any(self._try(request_extension, task, **wanted, requested_by=actor(self.cast, one)) for one in who[:2])
            if at_once:
                self._decide(who, grant=days > 15)

    @rule(who=st.permutations(PEOPLE), grant=st.booleans())
    def decide_on_it(self, who: list[str], grant: bool) -> None:
        """The first who may decides; nobody decides twice, or on their own request."""
        self._decide(who, grant=grant)

    def _decide(self, who: list[str], *, grant: bool) -> None:
        task = self._open()
        waiting = find_waiting_request(task) if task is not None else None
        if waiting is None:
            return
        how = {"grant": grant, "answer": "нет"}
        decided = [
            one for one in who if self._try(decide_extension, waiting.id, **how, decided_by=actor(self.cast, one))
        ]
        assert len(decided) <= 1
        assert waiting.requested_by not in [self.cast.person(one).id for one in decided]

    @rule()
    def recall(self) -> None:
        """Whoever did the last task takes it back."""
        done = select(UserTask.id).where(UserTask.case_id == self.case_id, UserTask.state == TaskState.COMPLETED)
        last = db.session.scalar(done.order_by(UserTask.completed_at.desc(), UserTask.id.desc()).limit(1))
        db.session.rollback()
        if last is not None:
            back = [self._try(recall_task, last, recalled_by=actor(self.cast, who)) for who in PEOPLE]
            assert sum(back) <= 1
            self.decided[last] -= sum(back)

    @invariant()
    def one_task_is_open_and_somebody_can_act_on_it(self) -> None:
        """An open task is in the inbox of somebody who may complete it or give it back; the first case has one."""
        assert len(open_tasks(self.main)) == (0 if case_row(self.main).status.is_closed else 1)
        for case_id in (self.main, *self.given):
            for task in [(task.id, task.ver, task.name) for task in open_tasks(case_id)]:
                # A row of the same version has the same people as long as nobody goes away or comes back.
                if (known := (*task, *self.absences)) not in self.seen:
                    assert any(self._acts(who, task[0]) for who in PEOPLE), f"nobody can act on «{task[2]}»"
                    self.seen.add(known)

    def _acts(self, who: str, task_id: int) -> bool:
        me = viewer(self.cast, who)
        tabs = (list_open_tasks(me, InboxFilter(tab=tab)).rows for tab in (Tab.MINE, Tab.QUEUE))
        if not any(row.task_id == task_id for rows in tabs for row in rows):
            return False
        seen = get_task_visible_to(me, task_id)
        return seen.can_complete or seen.can_give_back

    @invariant()
    def rows_and_decisions_agree(self) -> None:
        """Rows agree with the state, and every task has been decided once at most."""
        assert all(differences(case_id) == () for case_id in (self.main, *self.given))
        assert all(count <= 1 for count in self.decided.values())


def test_no_interleaving_gives_two_decisions_or_a_task_nobody_sees(cast: Cast, backend: str) -> None:
    cast.people["second"] = make_person("second", "Второй специалист", (Role.MOUO_OFFICER, "north"))
    publish(APPROVAL, TASKS)
    publish_version(package_of("assignment"), published_by=SYSTEM)
    Office.cast = cast
    examples, steps = (12, 20) if backend == "sqlite" else (4, 10)
    run_state_machine_as_test(
        Office,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    # Refusals alone would prove nothing: the usual acts have to have happened.
    usual = {"claim_task", "complete_task", "delegate_task", "recall_task", "request_extension", "decide_extension"}
    usual |= {"write_comment", "ask_question", "answer_question", "revoke_reader", "give_assignment"}
    assert usual <= set(Office.happened) or backend != "sqlite", usual - set(Office.happened)
