"""Published versions, parsed once and kept live in this application; a version never changes, so nothing goes stale."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Final

from flask import current_app
from sqlalchemy import select

from app.forms import FormSchema, parse_schema
from app.forms.schema import FileInput
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.processes.models import Process, ProcessVersion
from app.processes.queries.parts import unpack
from app.processes.queries.settings import Setting, read_settings
from app.processes.queries.writable import writable_names
from app.workflow.ahead import hands_on_to, steps_ahead
from app.workflow.definition import Definition
from app.workflow.elements import ProcessSpec, UserTaskSpec
from app.workflow.outline import ProcessOutline, outline_process
from app.workflow.package import Package
from app.workflow.user_tasks import CandidateGroup, parse_candidate_group


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What an element tells people when it completes, and the roles that hear it."""

    text: str
    groups: tuple[CandidateGroup, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Live:
    """Everything of one version that running cases and pages need."""

    version_id: int
    process_id: int
    process_key: str
    process_name: str
    number: int
    number_prefix: str
    sha256: str
    definition: Definition
    package: Package
    outline: ProcessOutline
    forms: Mapping[str, FormSchema]
    settings: Mapping[str, Setting]

    @property
    def process(self) -> ProcessSpec:
        """Return what the diagram says of the process."""
        return self.package.processes[self.process_key]

    @cached_property
    def start_form_id(self) -> str:
        """Return the form of the start event, or an empty text."""
        starts = (node for node in self.process.scope.nodes if node.type == "startEvent")
        return next((node.form_id for node in starts if node.form_id), "")

    def writable_names(self, form_id: str) -> frozenset[str]:
        """Return the names that this form lets people write; none for an empty or unknown form."""
        return self._writable.get(form_id, frozenset())

    def takes_files(self, form_id: str) -> bool:
        """Say whether a form has a field for files."""
        schema = self.forms.get(form_id)
        return schema is not None and any(isinstance(component, FileInput) for component, _ in schema.walk())

    @cached_property
    def _writable(self) -> Mapping[str, frozenset[str]]:
        return {form_id: writable_names(schema) for form_id, schema in self.forms.items()}

    def ahead(self, now: frozenset[str]) -> tuple[str, ...]:
        """Return the elements that a case can still come to, the usual way first; from the beginning without `now`."""
        known = frozenset(element for element in now if self.outline.element(element) is not None)
        if known not in self._ahead:
            starts = [element.element_id for element in self.outline.elements if element.type == "startEvent"]
            self._ahead[known] = steps_ahead(self.outline, known or starts[:1])
        return self._ahead[known]

    @cached_property
    def _ahead(self) -> dict[frozenset[str], tuple[str, ...]]:
        return {}

    def hands_on_to(self, element_id: str) -> frozenset[str]:
        """Return the filling tasks whose work comes to this step next: nobody fills anything in between."""
        if element_id not in self._hands_on_to:
            self._hands_on_to[element_id] = hands_on_to(self.outline, element_id)
        return self._hands_on_to[element_id]

    @cached_property
    def _hands_on_to(self) -> dict[str, frozenset[str]]:
        return {}

    def task_spec(self, element_id: str) -> UserTaskSpec | None:
        """Return what the diagram says of a user task, of a called process too; None when it does not know it."""
        return self._tasks.get(element_id)

    @cached_property
    def _tasks(self) -> Mapping[str, UserTaskSpec]:
        found = {key: task for process in self.package.processes.values() for key, task in process.user_tasks.items()}
        return {**found, **self.process.user_tasks}

    @cached_property
    def own_calls(self) -> frozenset[str]:
        """Return the elements that open cases of their own."""
        nodes = self.process.all_nodes()
        return frozenset(node.node_id for node in nodes if node.call is not None and node.call.own_case)

    @cached_property
    def notices(self) -> Mapping[str, Notice]:
        """Return what elements of the package tell people when they complete, by the id of the element."""
        nodes = [node for process in self.package.processes.values() for node in process.all_nodes()]
        return {
            node.node_id: Notice(
                text=node.properties["soglas:notice"],
                groups=tuple(
                    parse_candidate_group(part)
                    for part in re.split(r"[,;]", node.properties.get("soglas:escalate", ""))
                    if "@" in part
                ),
            )
            for node in nodes
            if node.properties.get("soglas:notice")
        }

    @cached_property
    def groups(self) -> frozenset[tuple[str, str]]:
        """Return every (role, place) that a task of any process of the package names without an expression."""
        tasks = (task for process in self.package.processes.values() for task in process.user_tasks.values())
        return frozenset(
            (group.role, group.place) for task in tasks for group in task.groups if not group.place_is_expression
        )


def live_version(version_id: int) -> Live:
    """Return a version with all that is parsed of it; raises NotFound."""
    found = _kept().versions.get(version_id)
    if found is None:
        found = _read(version_id)
        _keep(found)
    return found


def definition_of(version_id: int) -> Definition:
    """Return the compiled definition of a version; raises NotFound."""
    return live_version(version_id).definition


def package_of(version_id: int) -> Package:
    """Return the diagrams, forms and tables of a version as they were published; raises NotFound."""
    return live_version(version_id).package


def outline_of(version_id: int) -> ProcessOutline:
    """Return what pages show of the process of a version; raises NotFound."""
    return live_version(version_id).outline


def forms_of(version_id: int) -> Mapping[str, FormSchema]:
    """Return the parsed forms of a version by their id; raises NotFound."""
    return live_version(version_id).forms


def settings_of(version_id: int) -> Mapping[str, Setting]:
    """Return the settings of a version by name; raises NotFound."""
    return live_version(version_id).settings


def forget_versions() -> None:
    """Forget what is kept: for an application whose database was emptied, as tests do."""
    kept = _kept()
    with kept.lock:
        kept.versions.clear()


_MOST: Final = 64
_NAME: Final = "soglas_live_versions"


class _Kept:
    """The versions that one application keeps live; two applications in one process have databases of their own."""

    def __init__(self) -> None:
        self.versions: OrderedDict[int, Live] = OrderedDict()
        self.lock = Lock()


def _kept() -> _Kept:
    found: _Kept = current_app.extensions.setdefault(_NAME, _Kept())
    return found


def _keep(live: Live) -> None:
    """Keep a version and forget the one longest unused; reading without the lock is safe, one is only parsed twice."""
    kept = _kept()
    with kept.lock:
        kept.versions[live.version_id] = live
        kept.versions.move_to_end(live.version_id)
        while len(kept.versions) > _MOST:
            kept.versions.popitem(last=False)


def _read(version_id: int) -> Live:
    row = db.session.execute(
        select(
            ProcessVersion.number,
            ProcessVersion.package,
            ProcessVersion.definition,
            ProcessVersion.sha256,
            Process.id,
            Process.key,
            Process.name,
            Process.number_prefix,
        )
        .join(Process, Process.id == ProcessVersion.process_id)
        .where(ProcessVersion.id == version_id)
    ).first()
    if row is None:
        raise NotFound
    package = unpack(row.package)
    process = package.processes[row.key]
    return Live(
        version_id=version_id,
        process_id=row.id,
        process_key=row.key,
        process_name=row.name,
        number=row.number,
        number_prefix=row.number_prefix,
        sha256=row.sha256,
        definition=Definition.load(row.definition),
        package=package,
        outline=outline_process(process),
        forms={key: parse_schema(schema) for key, schema in package.forms.items()},
        settings=read_settings(process.properties),
    )
