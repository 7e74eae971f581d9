"""The steps of a process in words: who, what, until when, which decisions, what comes then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from app.access.policy import role_name
from app.foundation.errors import NotFound
from app.processes.queries.settings import Setting
from app.processes.queries.step_words import kind_name, outcome_button, term_words
from app.workflow.outline import NextStep, OutlineElement


@dataclass(frozen=True, kw_only=True)
class StepWords:
    """One step of the outline, in words."""

    number: int
    element_id: str
    name: str
    what: str
    who: str
    term: str
    decisions: str
    then: tuple[str, ...]
    documents: tuple[str, ...]
    note: str
    form_id: str


@dataclass(frozen=True, kw_only=True)
class SettingWords:
    """One setting: its value, its unit, where it comes from."""

    value: str
    source: str
    is_printed: bool


def words_of_step(step: OutlineElement, settings: Mapping[str, Setting]) -> StepWords:
    """Return a step of a person in words; raises NotFound for anything else."""
    spec = step.task
    if spec is None:
        raise NotFound
    roles = dict.fromkeys(words_of_role(group.role) for group in spec.groups)
    return StepWords(
        number=step.number,
        element_id=step.element_id,
        name=step.name,
        what=kind_name(spec.kind),
        who=", ".join(roles) or step.lane,
        term=term_words(spec.deadline, settings),
        decisions=", ".join(outcome_button(spec.kind, outcome) for outcome in spec.outcomes),
        then=tuple(dict.fromkeys(_next_words(one) for one in step.next if not one.event)),
        documents=spec.documents,
        note=spec.documentation,
        form_id=spec.form_id,
    )


def words_of_role(role: str) -> str:
    """Return what a role is called, or the word itself when there is no such role."""
    try:
        return role_name(role)
    except ValueError:
        return role


def words_of_setting(setting: Setting) -> SettingWords:
    """Return a setting in words."""
    printed = setting.source.startswith("[DOC]")
    text = setting.source.removeprefix("[DOC]").removeprefix("[DEF]").strip()
    return SettingWords(value=f"{setting.value} {setting.unit}".strip(), source=text, is_printed=printed)


def _next_words(step: NextStep) -> str:
    choice = ", ".join(branch.name for branch in step.branches if branch.name)
    if step.type == "endEvent":
        target = str(_("the case ends: %(name)s", name=step.name)) if step.name else str(_("the case ends"))
    else:
        target = f"«{step.name}»" if step.name else step.element_id
    if step.back:
        target = str(_("back to %(step)s", step=target))
    return f"{choice}: {target}" if choice else target
