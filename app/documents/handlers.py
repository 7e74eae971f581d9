"""What this room does when a task is done: its document gets a number, its files become files of the case."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.access.policy import role_name
from app.documents.commands.acquaint import take_copies
from app.documents.commands.bind_agreement import bind_decision, tell_whose_agreement_fell
from app.documents.commands.hand_in import hand_in_with_task
from app.documents.commands.make_dossier import JOB as DOSSIER
from app.documents.commands.make_dossier import make_dossier
from app.documents.commands.produce import JOB, produce_documents
from app.documents.commands.register_task import number_document
from app.documents.models import StoredFile
from app.documents.queries.agreed_content import AGREES
from app.engine.commands.steps.jobs import add_job
from app.engine.commands.steps.registering import add_registrar
from app.engine.events import CaseCompleted, CaseStarted, UserTaskCompleted
from app.engine.handlers import register_job_handler
from app.engine.models import Case, CaseStatus, UserTask
from app.engine.models.values import to_column
from app.foundation.database import db
from app.foundation.events import subscribe
from app.organisation.queries import current_tree
from app.processes.queries import live_version
from app.workflow.production import keys_of, wanted_documents
from app.workflow.user_tasks import Outcome, TaskKind


def subscribe_to_tasks() -> None:
    """Number documents while their task is done, and hear of every completed task."""
    add_registrar(number_document)
    subscribe(UserTaskCompleted, hand_in)
    subscribe(UserTaskCompleted, bind_to_content)
    subscribe(UserTaskCompleted, let_documents_be_made)
    subscribe(CaseStarted, take_copies)
    subscribe(CaseCompleted, let_closing_documents_be_made)
    register_job_handler(JOB, produce_documents)
    register_job_handler(DOSSIER, make_dossier)


def bind_to_content(done: UserTaskCompleted) -> None:
    """Bind a decision to what it was about; after a filling task tell whose agreement does not stand any more."""
    if done.outcome in AGREES:
        bind_decision(done, live_version(done.version_id))
    elif done.kind == TaskKind.FILL and done.after_decision:
        tell_whose_agreement_fell(done.case_id, done.element_id, done.completed_by)


def let_documents_be_made(done: UserTaskCompleted) -> None:
    """Write a job for the documents that the diagram wants of this task, with the values as they are now."""
    if done.outcome in (Outcome.RETURN, Outcome.REJECT):
        return
    wanted = wanted_documents(done.properties)
    if not wanted:
        return
    row = db.session.execute(select(Case.readable).where(Case.id == done.case_id)).one()
    task = db.session.get_one(UserTask, done.task_id, populate_existing=True)  # it may have been read while open
    values = {**(row.readable or {}), **(task.answers or {})}
    templates = keys_of(wanted, values)
    if not templates:
        return
    node = current_tree().nodes.get(task.organisation_id) if task.organisation_id is not None else None
    signer = {
        "name": task.completed_by_name,
        "post": role_name(task.role) if task.role else "",
        "organisation": node.name if node is not None else "",
    }
    payload = {
        "task": done.task_id,
        "templates": templates,
        "values": {name: to_column(value) for name, value in values.items()},
        "signer": signer,
        "content": done.content_hash,
        "name": task.name,
    }
    add_job(JOB, payload, case_id=done.case_id, key=f"produce:{done.task_id}")


def let_closing_documents_be_made(ended: CaseCompleted) -> None:
    """Write a job for the documents that the process wants when a case of it ends as it should."""
    if ended.status is not CaseStatus.COMPLETED:
        return
    row = db.session.execute(select(Case.version_id, Case.readable).where(Case.id == ended.case_id)).one()
    wanted = wanted_documents(live_version(row.version_id).process.properties)
    templates = keys_of(wanted, row.readable or {})
    if templates:
        payload: dict[str, Any] = {
            "task": None,
            "templates": templates,
            "values": {},
            "signer": {},
            "name": "Документы дела",
        }
        add_job(JOB, payload, case_id=ended.case_id, key=f"produce:case:{ended.case_id}")


def hand_in(done: UserTaskCompleted) -> None:
    """Hand in the files that the answers name; nothing is asked when the form takes none."""
    if not done.takes_files:
        return
    waits = select(StoredFile.id).where(StoredFile.task_id == done.task_id, StoredFile.submitted_at.is_(None))
    if db.session.scalar(waits.limit(1)) is None:
        return
    answers = db.session.scalar(select(UserTask.answers).where(UserTask.id == done.task_id))
    hand_in_with_task(case_id=done.case_id, task_id=done.task_id, answers=answers or {}, person_id=done.completed_by)
