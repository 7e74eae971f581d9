"""What this room does when a task is done: its document gets a number, its files become files of the case."""

from __future__ import annotations

from sqlalchemy import select

from app.documents.commands.hand_in import hand_in_with_task
from app.documents.commands.register_task import number_document
from app.documents.models import StoredFile
from app.engine.commands.steps.registering import add_registrar
from app.engine.events import UserTaskCompleted
from app.engine.models import UserTask
from app.foundation.database import db
from app.foundation.events import subscribe


def subscribe_to_tasks() -> None:
    """Number documents while their task is done, and hear of every completed task."""
    add_registrar(number_document)
    subscribe(UserTaskCompleted, hand_in)


def hand_in(done: UserTaskCompleted) -> None:
    """Hand in the files that the answers name; nothing is asked when the form takes none."""
    if not done.takes_files:
        return
    waits = select(StoredFile.id).where(StoredFile.task_id == done.task_id, StoredFile.submitted_at.is_(None))
    if db.session.scalar(waits.limit(1)) is None:
        return
    answers = db.session.scalar(select(UserTask.answers).where(UserTask.id == done.task_id))
    hand_in_with_task(case_id=done.case_id, task_id=done.task_id, answers=answers or {}, person_id=done.completed_by)
