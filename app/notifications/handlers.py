"""From what happens in cases to notices: who hears of it; the words are found later, when a notice becomes mail."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import current_app

from app.discussions.events import CommentWritten, QuestionAnswered, QuestionAsked
from app.engine.commands.steps.jobs import add_job, jobs_of_transaction
from app.engine.events import (
    AttentionDue,
    CaseCompleted,
    ExtensionRefused,
    ExtensionRequested,
    IncidentRaised,
    NoticeGiven,
    TaskExtended,
    UserTaskAssigned,
    UserTaskCompleted,
    UserTaskOpened,
)
from app.engine.handlers import register_job_handler, register_upkeep
from app.engine.models import CaseStatus, IncidentKind
from app.foundation.clock import now
from app.foundation.events import subscribe
from app.notifications.commands import (
    deliver_mail,
    expand_notice,
    forget_settled_lines,
    make_digest,
    warn_of_missing_calendar,
    write_due_digests,
)
from app.notifications.commands.expand import MAIL
from app.notifications.policy.kinds import DIGEST
from app.organisation.events import AbsenceSet
from config import Config

NOTICE = "notice"
_FOLLOWS_A_DECISION = frozenset({"opened", "queued", "returned", "decided", "finished"})


def listen() -> None:
    """Let the room hear of cases, and the worker know how to do its jobs and when mornings are."""
    subscribe(UserTaskOpened, tell_of_opened_task)
    subscribe(UserTaskAssigned, tell_of_assigned_task)
    subscribe(UserTaskCompleted, tell_of_decision)
    subscribe(AttentionDue, tell_of_term)
    subscribe(TaskExtended, tell_of_extension)
    subscribe(ExtensionRequested, tell_of_request)
    subscribe(ExtensionRefused, tell_of_refusal)
    subscribe(NoticeGiven, tell_notice)
    subscribe(CaseCompleted, tell_of_end)
    subscribe(IncidentRaised, tell_of_incident)
    subscribe(AbsenceSet, tell_of_absence)
    subscribe(CommentWritten, tell_of_mention)
    subscribe(QuestionAsked, tell_of_question)
    subscribe(QuestionAnswered, tell_of_answer)
    register_job_handler(NOTICE, expand_notice)
    register_job_handler(MAIL, deliver_mail)
    register_job_handler(DIGEST, make_digest)
    register_upkeep(write_due_digests)
    register_upkeep(forget_settled_lines)
    register_upkeep(warn_of_missing_calendar)


def tell_of_opened_task(happened: UserTaskOpened) -> None:
    """Tell the one who has the task, or all who can take it; not the one who sent it on: they see it at once."""
    to = [person for person in happened.holders if person != happened.by_person_id]
    returned = happened.after_outcome == "return"
    if returned:
        # Who gets the returned task learns of the decision by it; a second mail would say the same.
        for notice in _pending(happened.case_id, "decided"):
            notice["payload"]["not_to"] += happened.holders
            notice["payload"]["back_as"] = {"task_id": happened.task_id, "holders": list(happened.holders)}
    if to:
        event = "returned" if returned else "opened" if len(happened.holders) == 1 else "queued"
        _add(event, happened.case_id, to=to, task_id=happened.task_id)


def tell_of_assigned_task(happened: UserTaskAssigned) -> None:
    """Tell the one who was given the task."""
    if happened.assignee_id != happened.by_person_id:
        _add("assigned", happened.case_id, to=[happened.assignee_id], task_id=happened.task_id)


def tell_of_decision(happened: UserTaskCompleted) -> None:
    """Tell the initiator and followers what was decided; who they are, is read when the notice becomes mail."""
    if happened.outcome:
        payload = {"to_initiator": True, "not_to": [happened.completed_by], "followers": "followed-decided"}
        _add("decided", happened.case_id, task_id=happened.task_id, **payload)


def tell_of_term(happened: AttentionDue) -> None:
    """Remind, or tell that a task is overdue."""
    _add(happened.moment, happened.case_id, to=list(happened.to), task_id=happened.task_id)


def tell_of_extension(happened: TaskExtended) -> None:
    """Tell those who can do the task and the followers that it has a later day, and why."""
    said = {"old_date": happened.old_date.isoformat(), "said": happened.reason, "not_to": [happened.by_person_id]}
    to = [person for person in happened.to if person != happened.by_person_id]
    whom = {"to": to, "followers": "followed-extended"}
    _add("extended", happened.case_id, task_id=happened.task_id, **whom, **said)


def tell_of_request(happened: ExtensionRequested) -> None:
    """Tell those who decide that a later day is asked for."""
    if happened.to:
        said = {"old_date": happened.wanted_date.isoformat(), "said": happened.reason}
        _add("extension-asked", happened.case_id, to=list(happened.to), task_id=happened.task_id, **said)


def tell_of_refusal(happened: ExtensionRefused) -> None:
    """Tell who asked for a later day that the term stays, and why."""
    if happened.to:
        said = {"old_date": happened.wanted_date.isoformat(), "said": happened.answer}
        _add("extension-refused", happened.case_id, to=list(happened.to), task_id=happened.task_id, **said)


def tell_notice(happened: NoticeGiven) -> None:
    """Tell what the diagram has to say to those it names."""
    if happened.to:
        _add("notice", happened.case_id, to=list(happened.to), said=happened.text)


def tell_of_end(happened: CaseCompleted) -> None:
    """Tell the initiator and followers how the case ended; the last decision is part of that and needs no other mail.

    Whoever withdrew their case is not told of it.
    """
    for notice in _pending(happened.case_id, "decided"):
        jobs_of_transaction().remove(notice)
    mine = happened.status is CaseStatus.WITHDRAWN
    _add("finished", happened.case_id, to_initiator=True, by_initiator=mine, followers="followed-finished")


def tell_of_incident(happened: IncidentRaised) -> None:
    """Tell the administrators; never of mail that could not be sent, which would only make more of it."""
    if happened.kind is not IncidentKind.DEAD_JOB:
        _add("incident", happened.case_id, incident_id=happened.incident_id, to_administrators=True)


def tell_of_absence(happened: AbsenceSet) -> None:
    """Tell the substitutes what comes to them, and the absent person when somebody else wrote it down."""
    by, absence = happened.by_person_id, happened.absence_id
    substitutes = [person for person in happened.substitutes if person != by]
    if substitutes:
        _add("substitute", None, to=substitutes, absence_id=absence)
    if happened.person_id != by:
        _add("away", None, to=[happened.person_id], absence_id=absence)


def tell_of_mention(happened: CommentWritten) -> None:
    """Tell those who were named in a comment, and the followers of the case; nobody else gets mail about it."""
    said = {"said": happened.text, "who": happened.author_name, "not_to": [happened.author_id]}
    _add("mentioned", happened.case_id, to=list(happened.mentioned), followers="followed-comment", **said)


def tell_of_question(happened: QuestionAsked) -> None:
    """Tell the one who is asked; followers hear by the comment that the question is too."""
    _comment_is("followed-question", happened.case_id, told=happened.asked_id)
    said = {"said": happened.text, "who": happened.author_name}
    _add("question", happened.case_id, to=[happened.asked_id], **said)


def tell_of_answer(happened: QuestionAnswered) -> None:
    """Tell the one who asked; followers hear by the comment that the answer is too."""
    _comment_is("followed-answer", happened.case_id, told=happened.asker_id)
    said = {"said": happened.text, "who": happened.author_name}
    _add("answer", happened.case_id, to=[happened.asker_id], **said)


def _comment_is(event: str, case_id: int, *, told: int) -> None:
    """Let followers hear of the comment of this transaction as what it is, but not the one who is told anyway."""
    for notice in _pending(case_id, "mentioned"):
        notice["payload"]["followers"] = event
        notice["payload"]["not_to"].append(told)


def _add(event: str, case_id: int | None, **more: Any) -> None:
    """Write a notice; what follows from a decision waits a moment, in which it can be taken back unnoticed."""
    config: Config = current_app.config["SOGLAS"]
    wait = timedelta(seconds=config.undo_seconds if event in _FOLLOWS_A_DECISION else 0)
    add_job(NOTICE, {"event": event, **more}, case_id=case_id, run_at=now() + wait)


def _pending(case_id: int, event: str) -> list[dict[str, Any]]:
    """Return the notices of this transaction about one thing of a case, which are not in the database yet."""
    return [
        row
        for row in jobs_of_transaction()
        if row["kind"] == NOTICE and row["case_id"] == case_id and row["payload"]["event"] == event
    ]
