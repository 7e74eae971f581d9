"""Remarks on the page of a task: what may be remarked on, what became of a remark, what waits for an answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from app.engine.models import TaskState
from app.engine.queries import RemarkRow, TaskView, list_remarks_to_answer, list_remarks_to_judge
from app.forms import Answer
from app.forms.fields.files import StoredFile
from app.forms.schema import Rows
from app.processes.queries import forms_of
from app.tasks.queries.earlier import Earlier
from app.tasks.queries.remark_form import WHOLE, Target


@dataclass(frozen=True, kw_only=True)
class RemarkLine:
    """A remark as the page shows it: the talk, and the value before and after when it has changed."""

    row: RemarkRow
    title: str
    was: str
    now: str
    control: str

    @property
    def has_changed(self) -> bool:
        """Say whether the value is another one than the maker saw."""
        return bool(self.row.key) and self.was != self.now


@dataclass(frozen=True, kw_only=True)
class Remarks:
    """Everything about remarks on one page. `editable` are the fields that may be changed (None: all)."""

    judged: tuple[RemarkRow, ...] = ()
    asked: tuple[RemarkRow, ...] = ()
    editable: frozenset[str] | None = None
    may_remark: bool = False


NONE = Remarks()


def remarks_of(task: TaskView) -> Remarks:
    """Return what this task has to do with remarks; nothing once it is done."""
    if task.state is not TaskState.OPEN:
        return NONE
    if task.spec.kind.decides:
        own = _keeps_its_own(task)
        judged = list_remarks_to_judge(task) if task.remarks_left else ()
        return Remarks(judged=judged, may_remark=not own and "return" in task.outcomes)
    if not task.remarks_left:
        return NONE
    asked, editable = list_remarks_to_answer(task)
    return Remarks(asked=asked, editable=editable)


def _keeps_its_own(task: TaskView) -> bool:
    """Say whether the form has a list of remarks of its own: the process works on them by itself then."""
    schema = forms_of(task.version_id).get(task.form_id) if task.form_id else None
    return schema is not None and any(
        isinstance(one, Rows) and one.path[:1] == ("remarks",) for one, __ in schema.walk()
    )


def targets_of(earlier: Earlier, documents: Mapping[str, StoredFile]) -> tuple[Target, ...]:
    """Return what the one who decides may remark on: the whole, each answer given before, each file in it."""
    found = [Target(value=WHOLE, label=str(_("The whole")))]
    for step in earlier.steps:
        for answer in step.answers:
            if answer.key:
                found.append(
                    Target(
                        value=f"field-{answer.key}"[:200],
                        label=_named(answer),
                        key=answer.key,
                        now=_words(answer, documents),
                    )
                )
            found += [
                Target(
                    value=f"file-{answer.key}-{file_id}"[:200],
                    label=str(_("file %(name)s", name=documents[file_id].name)),
                    key=answer.key,
                    file_id=file_id,
                    now=documents[file_id].name,
                )
                for file_id in answer.files
                if file_id in documents and answer.key
            ]
    return tuple({target.value: target for target in found}.values())


def remark_lines(rows: Iterable[RemarkRow], targets: Iterable[Target]) -> tuple[RemarkLine, ...]:
    """Return remarks with the value their field has now."""
    by_key = {target.key: target.now for target in targets if target.key and not target.file_id}
    files = {target.file_id: target.now for target in targets if target.file_id}
    return tuple(_line(row, by_key, files) for row in rows)


def _line(row: RemarkRow, by_key: Mapping[str, str], files: Mapping[str, str]) -> RemarkLine:
    now = by_key.get(row.key, row.was)
    if row.file_id:
        now = files.get(row.file_id, now)
    return RemarkLine(row=row, title=f"{row.number}. {row.label}", was=row.was, now=now, control=f"r-{row.remark_id}")


def _named(answer: Answer) -> str:
    return f"{answer.title}: {answer.label}" if answer.title and answer.label else answer.label or answer.title


def _words(answer: Answer, documents: Mapping[str, StoredFile]) -> str:
    if answer.files:
        return _names(answer.files, documents)
    if answer.table is not None:
        rows = answer.table.rows
        return "; ".join(" · ".join(_names(c.files, documents) if c.files else c.text for c in row) for row in rows)
    return answer.text


def _names(file_ids: Iterable[str], documents: Mapping[str, StoredFile]) -> str:
    return ", ".join(documents[one].name for one in file_ids if one in documents)
