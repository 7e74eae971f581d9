"""The form of a task page: the fields of its schema, the decision with its comment, what was posted and kept."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from flask_babel import get_locale, get_timezone
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage, MultiDict

from app.access.policy import Viewer
from app.engine.queries import TaskView
from app.forms import Change, SchemaForm, build_form
from app.forms.liveness import is_live
from app.foundation import clock, words
from app.organisation.queries import functions_for
from app.processes.queries import forms_of
from app.tasks.queries.files import file_finder, file_store
from app.tasks.queries.remark_form import NAME as REMARK_NAME
from app.tasks.queries.remark_form import RemarkForm, kept_remarks, read_remarks
from app.tasks.queries.remarks import NONE, Remarks, remarks_of
from app.workflow.user_tasks import Outcome

VERSION, ACTION, OUTCOME, COMMENT, TAB = "_ver", "_action", "_outcome", "_comment", "_tab"
OWN_CONTROLS = frozenset({"csrf_token", VERSION, ACTION, OUTCOME, COMMENT, TAB})
MOST_COMMENT = 10_000
Posted = MultiDict[str, str]
Files = MultiDict[str, FileStorage]


@dataclass(kw_only=True)
class TaskForm:
    """What a person gives in a task: `fields` (None when the step has no form), `outcome` and `comment`.

    `tab` names the page that was opened and when, so that two pages of one task do not write over each other;
    `elsewhere` is what the other one has kept against what is typed here. `prefilled` says which fields (`labels`) were
    taken from the last agreed answer (`case`, `at`).
    """

    task: TaskView
    fields: SchemaForm | None
    outcome: str = ""
    comment: str = ""
    ver: int = 0
    problems: tuple[tuple[str, str], ...] = ()
    said: RemarkForm = field(default_factory=RemarkForm)
    remarks: Remarks = NONE
    elsewhere: tuple[Change, ...] = ()
    prefilled: Mapping[str, Any] | None = None
    tab: str = field(default_factory=lambda: new_tab())

    @property
    def is_live(self) -> bool:
        """Say whether some fields depend on others: the page may then be shown anew after a change."""
        return self.fields is not None and is_live(self.fields.schema)

    @property
    def unknown_keys(self) -> tuple[str, ...]:
        """Names that no form of this step has: somebody made them up."""
        return tuple(self.fields.unknown_keys) if self.fields is not None else ()

    @property
    def comment_problem(self) -> str:
        """What is wrong with the comment, empty when nothing is."""
        return next((text for place, text in self.problems if place == "comment"), "")

    def validate(self) -> bool:
        """Check the fields and the decision; what is wrong lies in `problems`, in reading order."""
        good = self.fields.validate() if self.fields is not None else True
        found = list(self.fields.errors_summary()) if self.fields is not None and not good else []
        if self.task.outcomes and self.outcome not in self.task.outcomes:
            found.append(("decision", _("Choose a decision")))
        elif self.outcome and Outcome(self.outcome).needs_text and not self.comment and not self._remarks_say_it():
            found.append(("comment", _("Comment: write what has to be corrected and why")))
        if len(self.comment) > MOST_COMMENT:
            found.append(("comment", _("Comment: at most %(number)s characters", number=MOST_COMMENT)))
        found += self.said.problems(self.remarks.judged, self.remarks.asked, self.outcome)
        self.problems = tuple(found)
        return good and not found

    def refuse(self, problems: Mapping[str, str]) -> None:
        """Say what the command refused although the fields were in order, beside the fields it is about."""
        homeless = self.fields.refuse(problems) if self.fields is not None else list(problems)
        told = self.fields.errors_summary() if self.fields is not None else []
        self.problems = (*told, *(("", problems[name]) for name in homeless))

    def _remarks_say_it(self) -> bool:
        """Say whether remarks tell what has to be corrected, so that a return needs no comment."""
        kept = [one for one in self.remarks.judged if self.said.value(f"_rv-{one.remark_id}") != "close"]
        return self.outcome == Outcome.RETURN and bool(kept or self.said.given(()))

    def answers(self) -> dict[str, Any]:
        """Return the process variables that the form gives."""
        return self.fields.values() if self.fields is not None else {}

    def draft(self) -> dict[str, Any]:
        """Return everything as typed, to be kept and shown again."""
        form = self.fields.draft() if self.fields is not None else None
        kept = {"form": form, "comment": self.comment, "remarks": self.said.raw, "tab": self.tab.partition(" ")[0]}
        return {**kept, "prefilled": dict(self.prefilled)} if self.prefilled else kept

    @property
    def prefilled_day(self) -> date | None:
        """Return when the answer was given that fields were taken from."""
        text = self.prefilled["at"] if self.prefilled else None
        return words.local(datetime.fromisoformat(text)).date() if text else None

    @property
    def opened_at(self) -> datetime | None:
        """Return when the page was opened; None when it does not say so."""
        try:
            found = datetime.fromisoformat(self.tab.partition(" ")[2])
        except ValueError:
            return None
        return found if found.tzinfo is not None else None


def new_tab() -> str:
    """Return the name of a page that is opened now."""
    return f"{secrets.token_hex(4)} {clock.now().isoformat()}"


def shown_form(viewer: Viewer, task: TaskView) -> TaskForm:
    """Return the form as the page shows it first: with the kept draft, else with the values of the case."""
    draft = task.draft or {}
    kept = draft.get("form")
    remarks = remarks_of(task)
    return TaskForm(
        task=task,
        fields=_fields(viewer, task, remarks, draft=kept if isinstance(kept, Mapping) else None),
        comment=str(draft.get("comment", "")),
        ver=task.ver,
        said=kept_remarks(draft),
        remarks=remarks,
        prefilled=draft.get("prefilled"),
    )


def posted_form(viewer: Viewer, task: TaskView, posted: Posted, files: Files) -> TaskForm:
    """Return the form with what was posted; stores the files that came along."""
    given = posted.get(VERSION, "")
    remarks = remarks_of(task)
    return TaskForm(
        task=task,
        fields=_fields(viewer, task, remarks, posted=posted, files=files, outcome=posted.get(OUTCOME, "")),
        outcome=posted.get(OUTCOME, ""),
        comment=posted.get(COMMENT, "").replace("\r\n", "\n").strip(),
        ver=int(given) if given.isdecimal() and len(given) < 10 else 0,
        said=read_remarks(lambda name: posted.get(name, ""), posted),
        tab=posted.get(TAB, "")[:60],
        remarks=remarks,
        prefilled=(task.draft or {}).get("prefilled"),
    )


def drafted_fields(viewer: Viewer, task: TaskView, remarks: Remarks, draft: Mapping[str, Any]) -> SchemaForm | None:
    """Return the fields as a draft has them."""
    return _fields(viewer, task, remarks, draft=draft)


def filled_fields(viewer: Viewer, task: TaskView, remarks: Remarks, answers: Mapping[str, Any]) -> SchemaForm | None:
    """Return the fields as they would be with these answers."""
    return _fields(viewer, replace(task, values={**task.values, **answers}), remarks)


def _fields(
    viewer: Viewer,
    task: TaskView,
    remarks: Remarks,
    *,
    draft: Mapping[str, Any] | None = None,
    posted: Posted | None = None,
    files: Files | None = None,
    outcome: str = "",
) -> SchemaForm | None:
    """Return the fields; their rules read `outcome` as the decision being taken, not the one before it."""
    schema = forms_of(task.version_id).get(task.form_id) if task.form_id else None
    if schema is None:
        return None
    return build_form(
        schema,
        values={**task.values, "outcome": outcome or None},
        posted=posted,
        files=files,
        draft=draft,
        locale=str(get_locale() or "ru"),
        now=clock.now(),
        zone=get_timezone(),
        store=file_store(viewer, task),
        find_file=file_finder(viewer, task),
        ignore=OWN_CONTROLS | {name for name in posted or () if REMARK_NAME.fullmatch(name)},
        editable=remarks.editable,
        functions=functions_for(task.organisation_id),
    )
