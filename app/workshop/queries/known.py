"""What the pickers of the editors offer: the fields that conditions may ask, the decisions, the tables."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from app.forms import SchemaRefused, parse_schema
from app.forms.schema import CheckBox, ChoiceInput, Component, Computed, FormSchema, Input, MomentInput, NumberInput
from app.forms.server_forms import ServerForms
from app.processes.queries.settings import read_settings
from app.processes.queries.step_words import KINDS, outcome_button
from app.workflow.checks.context import CheckContext, Surroundings, is_too_large
from app.workflow.checks.expressions import names_set_later
from app.workflow.dmn import read_library
from app.workflow.findings import SourceRefused
from app.workflow.package import Package, decision_titles
from app.workflow.user_tasks import DEFAULT_OUTCOMES, Outcome, TaskKind

MOST_ELEMENTS = 300
"""In larger diagrams completion offers every name everywhere."""


def known_fields(package: Package, key: str) -> list[dict[str, Any]]:
    """Return the names a condition may ask with their labels, types and options: decision, form fields, settings."""
    outcomes = [{"value": str(one), "label": outcome_button("agree", one)} for one in Outcome]
    fields: dict[str, dict[str, Any]] = {
        "outcome": {"name": "outcome", "label": "", "type": "choice", "options": outcomes}
    }
    for schema in package.forms.values():
        try:
            parsed = parse_schema(dict(schema))
        except SchemaRefused:
            continue
        for field in _fields(parsed):
            fields.setdefault(field["name"], field)
    for field in [*_settings(package, key), *_results(package)]:
        fields.setdefault(field["name"], field)
    return list(fields.values())


def _fields(schema: FormSchema) -> list[dict[str, Any]]:
    return [
        {"name": component.key, "label": component.label, "type": _type(component), "options": _options(component)}
        for component, inside in schema.walk()
        if not inside and component.path and isinstance(component, Input | Computed)
    ]


def _type(component: Component) -> str:
    match component:
        case NumberInput():
            return "number"
        case MomentInput():
            return "date"
        case CheckBox():
            return "yes"
        case ChoiceInput():
            return "list" if component.many else "choice"
        case Computed():
            return "any"
    return "text"


def _options(component: Component) -> list[dict[str, str]]:
    if not isinstance(component, ChoiceInput):
        return []
    return [{"value": str(one.value), "label": one.label} for one in component.options]


def _settings(package: Package, key: str) -> list[dict[str, Any]]:
    try:
        spec = package.processes.get(key)
    except SourceRefused:
        return []
    settings = read_settings(spec.properties) if spec is not None else {}
    return [
        {
            "name": f"settings.{one.name}",
            "label": one.source.removeprefix("[DOC]").removeprefix("[DEF]").strip(),
            "type": "number" if str(one.value).replace(".", "").isdigit() else "any",
            "options": [],
        }
        for one in settings.values()
    ]


def _results(package: Package) -> list[dict[str, Any]]:
    """Return the variables that decision tables and scripts of the diagrams give."""
    try:
        nodes = [node for process in package.processes.values() for node in process.all_nodes()]
    except SourceRefused:
        return []
    names = [(node.script.result_variable, node.label) for node in nodes if node.script is not None]
    names += [(node.decision.result_variable, node.label) for node in nodes if node.decision is not None]
    return [{"name": name, "label": label, "type": "any", "options": []} for name, label in names if name]


def known_outcomes() -> dict[str, Any]:
    """Return the kinds of tasks with their words, the decisions each may offer, and those it offers by itself."""
    kinds = [
        {
            "value": str(kind),
            "label": str(KINDS[kind]),
            "outcomes": [{"value": str(one), "label": outcome_button(kind, one)} for one in Outcome]
            if kind.decides
            else [],
            "usual": [str(one) for one in DEFAULT_OUTCOMES.get(kind, ())],
        }
        for kind in TaskKind
    ]
    return {"kinds": kinds}


def known_tables(package: Package) -> list[dict[str, str]]:
    """Return the decisions of the tables of a package: id, name and file."""
    found = []
    for file in package.decisions:
        try:
            library = read_library([(file.name, file.data)])
        except SourceRefused:
            continue
        titles = decision_titles(file)
        found += [
            {"value": one.id, "label": titles.get(one.id) or one.name or one.id, "file": file.name}
            for model in library.models
            for one in model.decisions
        ]
    return found


def title_of_table(package: Package, file: str) -> str:
    """Return what the decision of a file is called, else the name of the file."""
    named = [one["label"] for one in known_tables(package) if one["file"] == file]
    return named[0] if named else file.removesuffix(".dmn")


def asked_choices(package: Package, key: str) -> list[tuple[str, str]]:
    """Return the names a new table may ask first, as choices of a field."""
    decision = str(_("Decision of the step before"))
    return [(one["name"], one["label"] or decision) for one in known_fields(package, key)]


def known_later(package: Package, key: str) -> dict[str, tuple[str, ...]]:
    """Return for each element the names that only later steps fill in: completion does not offer them there."""
    try:
        process = package.processes.get(key)
    except SourceRefused:
        return {}
    if process is None or is_too_large(process) or len(process.by_id) > MOST_ELEMENTS:
        return {}
    return names_set_later(CheckContext(package=package, around=Surroundings(forms=ServerForms())), process)
