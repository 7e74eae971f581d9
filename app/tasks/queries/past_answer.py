"""Ask once: what the same organisation answered at this step when it was agreed last, offered for the empty fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from app.access.policy import Viewer
from app.engine.models import Case, CaseStatus, TaskState, UserTask
from app.engine.queries import TaskView
from app.engine.queries.visibility import sees_case
from app.forms.fields import FilesField
from app.forms.form import SchemaForm
from app.forms.parts import Part, in_scope
from app.forms.schema import Rows
from app.foundation.database import db
from app.tasks.forms import TaskForm, drafted_fields, filled_fields

_AGREED = ("approve", "approve-with-remarks")


@dataclass(frozen=True, kw_only=True)
class PastAnswer:
    """The last agreed answer: from which case, when it was given, the variables."""

    case_number: str
    given_at: datetime
    answers: Mapping[str, Any]


def find_past_answer(viewer: Viewer, task: TaskView) -> PastAnswer | None:
    """Return what was answered at this step in the last agreed case of the same process and organisation.

    Only a case that this person may see and that ended with an agreement and without a refusal counts.
    """
    here = db.session.execute(select(Case.process_id, Case.organisation_id).where(Case.id == task.case_id)).one()
    decision = aliased(UserTask)
    decided = select(decision.id).where(decision.case_id == Case.id)
    query = (
        select(Case.number, UserTask.completed_at, UserTask.answers)
        .join(Case, Case.id == UserTask.case_id)
        .where(
            Case.process_id == here.process_id,
            Case.organisation_id == here.organisation_id,
            Case.id != task.case_id,
            Case.status == CaseStatus.COMPLETED,
            UserTask.element_id == task.element_id,
            UserTask.state == TaskState.COMPLETED,
            exists(decided.where(decision.outcome.in_(_AGREED))),
            ~exists(decided.where(decision.outcome == "reject")),
            sees_case(viewer),
        )
        .order_by(UserTask.completed_at.desc(), UserTask.id.desc())
        .limit(1)
    )
    row = db.session.execute(query).first()
    if row is None or row.completed_at is None or not row.answers:
        return None
    return PastAnswer(case_number=row.number, given_at=row.completed_at, answers=row.answers)


def take_past_answer(viewer: Viewer, form: TaskForm, past: PastAnswer) -> None:
    """Fill the empty fields of a form from a past answer and note which they are; files are never taken."""
    if form.fields is None:
        return
    then = filled_fields(viewer, form.task, form.remarks, past.answers)
    if then is None:
        return
    texts, labels = dict(form.fields.draft()["fields"]), []
    before = then.draft()["fields"]
    for part in _open_parts(then):
        names = [name for name in before if name == part.name or name.startswith(f"{part.name}-")]
        mine = [name for name in texts if name == part.name or name.startswith(f"{part.name}-")]
        if _is_empty(part, texts, mine) and not _is_empty(part, before, names):
            for name in mine:
                del texts[name]
            texts |= {name: before[name] for name in names}
            labels.append(then.words(part.component.label, part.scope) or part.name)
    form.fields = drafted_fields(viewer, form.task, form.remarks, {"version": 1, "fields": texts})
    given = past.given_at.isoformat()
    form.prefilled = {"case": past.case_number, "at": given, "labels": labels}


def _open_parts(form: SchemaForm) -> list[Part]:
    found = []
    for part in in_scope(form.parts):
        answers = isinstance(part.component, Rows) or part.field is not None
        if part.name and not part.locked and answers and not isinstance(part.field, FilesField):
            found.append(part)
    return found


def _is_empty(part: Part, texts: Mapping[str, list[str]], names: list[str]) -> bool:
    """Say whether nothing is typed into a field, or into any row of a list (whose own text only counts its rows)."""
    counted = [name for name in names if name != part.name] if isinstance(part.component, Rows) else names
    return not any(text.strip() for name in counted for text in texts[name])
