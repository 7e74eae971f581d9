"""The living regulation of a process: the model in words, so that the text an authority approves equals what runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from app.access.policy import role_name
from app.forms import FormSchema
from app.forms.schema import CheckBox, ChoiceInput, Computed, FileInput, Input, MomentInput, NumberInput, TextInput
from app.processes.queries.catalogue import ProcessRow, VersionRow
from app.processes.queries.live import Live
from app.processes.queries.outline_words import SettingWords, StepWords, words_of_setting, words_of_step
from app.processes.queries.step_words import outcome_button
from app.workflow.dmn.model import DecisionTable
from app.workflow.outline import OutlineElement
from app.workflow.user_tasks import DONE, NAMED


@dataclass(frozen=True, kw_only=True)
class RegulationStep:
    """A step with the reason of its term, what each decision leads to, who may not do it, and what its form asks."""

    words: StepWords
    basis: str
    consequences: tuple[tuple[str, str], ...]
    excluded: str
    form_title: str


@dataclass(frozen=True, kw_only=True)
class RegulationField:
    """A field of a form: its label, what is put in, whether it must be, the list of rows it stands in."""

    label: str
    kind: str
    need: str
    inside: str


@dataclass(frozen=True, kw_only=True)
class RegulationForm:
    """A form as a list of its fields."""

    title: str
    fields: tuple[RegulationField, ...]


@dataclass(frozen=True, kw_only=True)
class RegulationTable:
    """A decision table: heads of its columns and its rows, as they are decided."""

    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Regulation:
    """Everything of one version in words."""

    title: str
    number: int
    published_at: datetime
    sha256: str
    purpose: str
    source: str
    starters: tuple[str, ...]
    participants: tuple[str, ...]
    steps: tuple[RegulationStep, ...]
    endings: tuple[str, ...]
    settings: tuple[SettingWords, ...]
    forms: tuple[RegulationForm, ...]
    tables: tuple[RegulationTable, ...]


def regulation_of(process: ProcessRow, version: VersionRow, live: Live) -> Regulation:
    """Return the regulation of a published version."""
    steps = tuple(_step(element, live) for element in live.outline.user_tasks)
    ends = [element.name for element in live.outline.elements if element.type == "endEvent" and element.name]
    return Regulation(
        title=process.name,
        number=version.number,
        published_at=version.published_at,
        sha256=version.sha256,
        purpose=live.outline.documentation,
        source=live.process.properties.get("soglas:source", ""),
        starters=tuple(role_name(role) for role in process.start_roles),
        participants=tuple(dict.fromkeys(" ".join(lane.name.split()) for lane in live.outline.lanes if lane.name)),
        steps=steps,
        endings=tuple(dict.fromkeys(ends)),
        settings=tuple(words_of_setting(one) for one in live.settings.values()),
        forms=tuple(_forms(live)),
        tables=tuple(_tables(live)),
    )


def _who_did(live: Live, word: str) -> str:
    """Return the words for `done:element` and `person:value`: who did that step, whom that answer names."""
    if word.startswith(NAMED):
        key = word.removeprefix(NAMED)
        labels = (
            part.label
            for form in live.forms.values()
            for part, _inside in form.walk()
            if isinstance(part, Input) and part.key == key
        )
        return str(_("whom “%(name)s” names", name=next(labels, "") or key))
    element_id = word.removeprefix(DONE)
    task = live.task_spec(element_id)
    return str(_("who did the step “%(name)s”", name=task.name if task is not None else element_id))


def _step(element: OutlineElement, live: Live) -> RegulationStep:
    words, task = words_of_step(element, live.settings), element.task
    assert task is not None  # noqa: S101 - the outline lists user tasks only
    told = [(outcome, task.properties.get(f"soglas:consequence:{outcome}", "")) for outcome in task.outcomes]
    excluded = {"initiator": _("who opened the case"), "previous": _("who did the step before")}
    return RegulationStep(
        words=words,
        basis=task.properties.get("soglas:deadline-basis", ""),
        consequences=tuple((outcome_button(task.kind, outcome), text) for outcome, text in told),
        excluded=", ".join(str(excluded[one] if one in excluded else _who_did(live, one)) for one in task.exclude),
        form_title=words.name if words.form_id in live.forms else "",
    )


def _forms(live: Live) -> Iterator[RegulationForm]:
    """Yield each form once, under the name of the first step that asks it; the start form first."""
    seen: set[str] = set()
    named = [(live.start_form_id, str(_("Opening the case")))]
    named += [(element.task.form_id, element.name) for element in live.outline.user_tasks if element.task]
    for form_id, title in named:
        schema = live.forms.get(form_id)
        if schema is not None and form_id not in seen:
            seen.add(form_id)
            yield RegulationForm(title=title, fields=tuple(_fields(schema)))


def _fields(schema: FormSchema) -> Iterator[RegulationField]:
    for component, inside in schema.walk():
        if isinstance(component, Computed) and component.label:
            yield RegulationField(label=component.label, kind=str(_("worked out")), need="", inside=_list_name(inside))
        elif isinstance(component, Input) and component.label:
            yield RegulationField(
                label=component.label, kind=_kind(component), need=_need(component), inside=_list_name(inside)
            )


def _list_name(inside: tuple[object, ...]) -> str:
    return " / ".join(str(getattr(rows, "label", "")) for rows in inside)


def _kind(component: Input) -> str:
    if isinstance(component, ChoiceInput):
        options = "; ".join(option.label for option in component.options)
        many = _("one or several: %(options)s") if component.many else _("one of: %(options)s")
        return str(many) % {"options": options} if options else str(_("a choice"))
    kinds = (
        (NumberInput, _("a number")),
        (MomentInput, _("a date or time")),
        (FileInput, _("a file")),
        (CheckBox, _("a mark")),
        (TextInput, _("a text")),
    )
    return str(next((words for kind, words in kinds if isinstance(component, kind)), ""))


def _need(component: Input) -> str:
    if component.required is True:
        return str(_("obligatory"))
    return str(_("optional")) if component.required is False else str(_("obligatory under a condition"))


def _tables(live: Live) -> Iterator[RegulationTable]:
    for model in live.definition.decisions.models:
        for decision in model.decisions:
            logic = decision.logic
            if isinstance(logic, DecisionTable):
                heads = [*(one.text for one in logic.inputs), *(one.name or decision.name for one in logic.outputs)]
                rows = tuple((*rule.tests, *rule.answers) for rule in logic.rules)
                yield RegulationTable(name=decision.name, heads=tuple(heads), rows=rows)
