"""The page of a draft: its steps in words, what the check says, who would do the steps, its parts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import get_locale
from flask_babel import gettext as _

from app.access.models import Role
from app.access.policy import role_name
from app.organisation.models import Place
from app.organisation.policy.kind_names import place_name
from app.processes.queries.coverage import Coverage, coverage_of
from app.processes.queries.examination import examine
from app.processes.queries.outline_words import StepWords, words_of_step
from app.processes.queries.settings import Setting, read_settings
from app.workflow.elements import ProcessSpec
from app.workflow.findings import Finding, SourceRefused
from app.workflow.outline import outline_process
from app.workflow.package import Package

_MADE_UP = re.compile(r"(Activity|Gateway|Event|Flow)_\w+")


@dataclass(frozen=True, kw_only=True)
class FindingRow:
    """A finding in the language of the reader."""

    severity: str
    rule: str
    element: str
    element_name: str
    text: str
    remedy: str
    file: str


@dataclass(frozen=True, kw_only=True)
class DraftContent:
    """What is read from the parts of a draft; `spec` is None when the diagram cannot be read."""

    package: Package
    findings: tuple[FindingRow, ...]
    spec: ProcessSpec | None
    steps: tuple[StepWords, ...]
    settings: Mapping[str, Setting]
    coverage: Coverage | None

    @property
    def errors(self) -> int:
        """Return how many findings stop the publication."""
        return sum(one.severity == "error" for one in self.findings)

    @property
    def warnings(self) -> int:
        """Return how many findings only want to be read."""
        return len(self.findings) - self.errors


def read_content(package: Package, key: str) -> DraftContent:
    """Return what a draft says, as far as it can be read; never raises for what people draw."""
    findings = finding_rows(examine(package, key))
    spec = find_spec(package, key)
    settings = read_settings(spec.properties) if spec is not None else {}
    return DraftContent(
        package=package,
        findings=findings,
        spec=spec,
        steps=steps_of(spec, settings),
        settings=settings,
        coverage=coverage_of(package, start_roles_of(spec)) if spec is not None else None,
    )


def find_spec(package: Package, key: str) -> ProcessSpec | None:
    """Return what the diagram says of the process that is to be published, else of the main one, else None."""
    try:
        return package.processes.get(key) or package.processes.get(package.main_process_id() or "")
    except SourceRefused:
        return None


def steps_of(spec: ProcessSpec | None, settings: Mapping[str, Setting]) -> tuple[StepWords, ...]:
    """Return the steps of people in words, in reading order."""
    if spec is None:
        return ()
    return tuple(words_of_step(step, settings) for step in outline_process(spec).user_tasks)


def start_roles_of(spec: ProcessSpec | None) -> list[str]:
    """Return the roles that may start the process."""
    return spec.properties.get("soglas:start-roles", "").replace(",", " ").split() if spec is not None else []


def finding_rows(findings: Sequence[Finding]) -> tuple[FindingRow, ...]:
    """Return findings in the language of the reader."""
    locale = str(get_locale() or "ru")
    return tuple(
        FindingRow(
            severity=str(one.severity),
            rule=one.rule,
            element=one.element,
            element_name=one.element_name or _nameless(one.element),
            text=one.message(locale),
            remedy=one.remedy(locale),
            file=one.file,
        )
        for one in findings
    )


def _nameless(element: str) -> str:
    """Return words for an element that nobody named and whose id a program made up; else nothing."""
    return str(_("an element without a name")) if _MADE_UP.fullmatch(element) else ""


def role_choices() -> list[dict[str, str]]:
    """Return the roles there are, for the pickers of the editors."""
    return [{"value": role.value, "label": role_name(role)} for role in Role]


def place_choices() -> list[dict[str, str]]:
    """Return the places there are, for the pickers of the editors."""
    return [{"value": place.value, "label": place_name(place)} for place in Place]


def form_titles(package: Package) -> dict[str, str]:
    """Return what each form is called: its own title, else the steps that use it, else its id."""
    used: dict[str, list[str]] = {}
    try:
        for process in package.processes.values():
            for node in process.all_nodes():
                if node.form_id:
                    used.setdefault(node.form_id, []).append(node.label)
    except SourceRefused:
        used = {}
    return {
        key: title_of(schema) or ", ".join(dict.fromkeys(used.get(key, [])))[:160] or key
        for key, schema in package.forms.items()
    }


def title_of(schema: Mapping[str, object]) -> str:
    """Return the title of a form, or an empty text."""
    title = schema.get("title")
    return title[:120] if isinstance(title, str) else ""
