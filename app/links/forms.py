"""The form behind a link: the fields of the task that are for people outside, who answers, and that they may."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import get_locale, get_timezone
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage, MultiDict

from app.audit.models import Actor
from app.documents.commands import store_file
from app.documents.policy import FileNotTaken
from app.forms import FileRefused, SchemaForm, build_form
from app.forms.fields.files import Store, StoredFile, Upload
from app.forms.liveness import is_live
from app.forms.parsing import parse_schema
from app.foundation import clock
from app.links.commands import Answerer
from app.links.commands.answering import basis_words
from app.links.queries import LinkedTask, find_uploaded, shown
from app.organisation.queries import functions_for
from app.processes.queries import live_version
from app.processes.queries.step_words import decided
from app.workflow.user_tasks import Outcome

NAME, POST, MAY, OUTCOME, COMMENT, ACTION = "_name", "_post", "_may", "_outcome", "_comment", "_action"
OWN_CONTROLS = frozenset({"csrf_token", NAME, POST, MAY, OUTCOME, COMMENT, ACTION})
MOST_COMMENT = 10_000


@dataclass(frozen=True, kw_only=True)
class Guest:
    """Whoever uploads by a link, as the documents need to know them."""

    name: str
    basis: str
    person_id: int | None = None

    def actor(self) -> Actor:
        """Return who the record names."""
        return Actor(person_id=None, name=self.name, basis=self.basis)


@dataclass(kw_only=True)
class LinkForm:
    """What somebody outside gives; `problems` are in reading order."""

    linked: LinkedTask
    fields: SchemaForm | None
    name: str = ""
    post: str = ""
    may: bool = False
    outcome: str = ""
    comment: str = ""
    problems: tuple[tuple[str, str], ...] = ()
    wrong: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_live(self) -> bool:
        """Say whether some fields depend on others."""
        return self.fields is not None and is_live(self.fields.schema)

    @property
    def outcome_words(self) -> tuple[tuple[str, str], ...]:
        """Return the decisions to choose from, each with its word."""
        task = self.linked.task
        return tuple((one, decided(task.kind, one).word) for one in task.outcomes)

    @property
    def unknown_keys(self) -> tuple[str, ...]:
        """Names that this form has not: somebody made them up."""
        return tuple(self.fields.unknown_keys) if self.fields is not None else ()

    @property
    def answerer(self) -> Answerer:
        """Return who answers."""
        return Answerer(name=self.name, post=self.post)

    def answers(self) -> dict[str, Any]:
        """Return the values of the form, with those that the link answers by itself."""
        return {**(self.fields.values() if self.fields is not None else {}), **self.linked.given}

    def validate(self) -> bool:
        """Check the fields, the decision and who answers."""
        good = self.fields.validate() if self.fields is not None else True
        found = list(self.fields.errors_summary()) if self.fields is not None and not good else []
        wrong: dict[str, str] = {}
        outcomes = self.linked.task.outcomes
        if outcomes and self.outcome not in outcomes:
            wrong[OUTCOME] = str(_("Choose a decision"))
        elif self.outcome and Outcome(self.outcome).needs_text and not self.comment:
            wrong[COMMENT] = str(_("Comment: write what has to be corrected and why"))
        if len(self.comment) > MOST_COMMENT:
            wrong[COMMENT] = str(_("Comment: at most %(number)s characters", number=MOST_COMMENT))
        if not self.name:
            wrong[NAME] = str(_("Write your surname and initials"))
        if not self.post:
            wrong[POST] = str(_("Write your post and organisation"))
        if not self.may:
            wrong[MAY] = str(_("Confirm that you may answer for your organisation"))
        self.wrong = wrong
        self.problems = (*found, *wrong.items())
        return good and not self.problems

    def refuse(self, problems: Mapping[str, str]) -> None:
        """Say what the command refused although the fields were in order."""
        homeless = self.fields.refuse(problems) if self.fields is not None else list(problems)
        told = self.fields.errors_summary() if self.fields is not None else []
        self.problems = (*told, *(("", problems[name]) for name in homeless))


def link_form(
    linked: LinkedTask,
    *,
    posted: MultiDict[str, str] | None = None,
    files: MultiDict[str, FileStorage] | None = None,
) -> LinkForm:
    """Return the form behind a link, empty or as it was posted."""
    values = posted if posted is not None else MultiDict[str, str]()
    name = " ".join(values.get(NAME, "").split())[:140]
    return LinkForm(
        linked=linked,
        fields=_fields(linked, posted, files, name),
        name=name,
        post=" ".join(values.get(POST, "").split())[:150],
        may=values.get(MAY) == "1",
        outcome=values.get(OUTCOME, ""),
        comment=values.get(COMMENT, "").replace("\r\n", "\n").strip(),
    )


def _fields(
    linked: LinkedTask,
    posted: MultiDict[str, str] | None,
    files: MultiDict[str, FileStorage] | None,
    name: str,
) -> SchemaForm | None:
    raw = live_version(linked.task.version_id).package.forms.get(linked.task.form_id)
    if raw is None:
        return None
    outcome = posted.get(OUTCOME, "") if posted is not None else ""
    return build_form(
        parse_schema(_without(raw, frozenset(linked.given))),
        values={**linked.task.values, "outcome": outcome or None},
        posted=posted,
        files=files,
        locale=str(get_locale() or "ru"),
        now=clock.now(),
        zone=get_timezone(),
        store=_store(linked, name),
        find_file=lambda file_id: find_uploaded(linked.link, file_id),
        ignore=OWN_CONTROLS,
        functions=functions_for(linked.task.organisation_id),
    )


def _without(schema: Mapping[str, Any], keys: frozenset[str]) -> dict[str, Any]:
    """Return a schema without the fields that the link answers by itself."""
    components = [
        _without(component, keys) if isinstance(component.get("components"), list) else component
        for component in schema.get("components", ())
        if component.get("key") not in keys
    ]
    return {**schema, "components": components}


def _store(linked: LinkedTask, name: str) -> Store:
    guest = Guest(name=name or str(_("By the link")), basis=basis_words(linked.link))

    def store(upload: Upload, field_name: str) -> StoredFile:
        try:
            row = store_file(
                upload,  # type: ignore[arg-type]  # what the form needs of it is the part that documents need too
                viewer=guest,
                case_id=linked.task.case_id,
                task_id=linked.task.task_id,
                field_key=field_name,
            )
        except FileNotTaken as refused:
            raise FileRefused(refused.ru, refused.en) from refused
        return shown(row, "")

    return store
