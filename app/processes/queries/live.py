"""Published versions, parsed once and kept live in this process; a version never changes, so nothing goes stale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.workflow.outline import ProcessOutline
from app.workflow.package import Package

if TYPE_CHECKING:
    from app.forms import FormSchema
    from app.workflow.definition import Definition


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A term or limit of the process that is a default of ours or printed in a document: value, unit and source."""

    name: str
    value: Any
    unit: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Live:
    """Everything of one version that running cases and pages need."""

    version_id: int
    process_id: int
    process_key: str
    process_name: str
    number: int
    number_prefix: str
    definition: Definition
    package: Package
    outline: ProcessOutline
    forms: Mapping[str, FormSchema]
    settings: Mapping[str, Setting]


def live_version(version_id: int) -> Live:
    """Return a version with all that is parsed of it; raises NotFound."""
    raise NotImplementedError


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
