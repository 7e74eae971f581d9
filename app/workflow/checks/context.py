"""What a check is given: the package, what is known around it, and how a finding is placed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Protocol

from app.feel import FeelType
from app.workflow.checks.capabilities import MAX_FLOWS, MAX_NODES
from app.workflow.elements import FlowSpec, Node, ProcessSpec
from app.workflow.findings import Finding, Words
from app.workflow.package import Package
from app.workflow.rules import RULES

DEFAULT_ROLES: Final = frozenset(
    {
        "school_director",
        "school_admin",
        "centre_head",
        "working_group_member",
        "parent_committee_chair",
        "hr_accounting",
        "mouo_officer",
        "mouo_head",
        "mouo_expert",
        "finance_officer",
        "regional_coordinator",
        "regional_officer",
        "regional_expert",
        "institute_methodist",
        "partner_rep",
        "process_owner",
        "observer",
        "sysadmin",
    }
)


class FormProblem(Protocol):
    """What `app.forms` says about a form."""

    @property
    def ru(self) -> str:
        """What is wrong, in Russian."""

    @property
    def en(self) -> str:
        """What is wrong, in English."""

    @property
    def key(self) -> str:
        """The component that is wrong."""

    @property
    def severity(self) -> Any:
        """`error` or `warning`."""


class FormReader(Protocol):
    """Knows the forms of the server. `app.forms` is a sibling, so the caller hands it in."""

    def field_types(self, schema: Mapping[str, Any]) -> Mapping[str, FeelType]:
        """Return the variables that a form fills; raises ValueError for a form that may not be used."""

    def problems(
        self, schema: Mapping[str, Any], types: Mapping[str, FeelType] | None, functions: Collection[str]
    ) -> Iterable[FormProblem]:
        """Return what is wrong with a form; `types` are the names its expressions may use beside its own."""


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What the package does not hold itself.

    `published_processes` are those of the installation: a call may open a case of them (`soglas:case` is `own`).
    `wanted_messages` are the names that published processes wait for or begin with; None when it is not known.
    `gaps` maps the id of a task to the names of the organisations where nobody could do it, as the caller worked them
    out for the `organisations` that will use the process; None means that it was not worked out.
    """

    known_names: frozenset[str] = frozenset()
    known_processes: frozenset[str] = frozenset()
    published_processes: frozenset[str] = frozenset()
    wanted_messages: frozenset[str] | None = None
    roles: frozenset[str] = DEFAULT_ROLES
    gaps: Mapping[str, tuple[str, ...]] | None = None
    organisations: int = 0
    settings: frozenset[str] | None = None
    functions: tuple[str, ...] = ()
    forms: FormReader | None = None
    lenient: bool = False

    def with_more(self, *, known_names: Iterable[str], roles: Iterable[str] | None, lenient: bool) -> Surroundings:
        """Return the same surroundings with more known names, other roles, or less strictness."""
        return replace(
            self,
            known_names=self.known_names | frozenset(known_names),
            roles=self.roles if roles is None else frozenset(roles),
            lenient=self.lenient or lenient,
        )


@dataclass(frozen=True, kw_only=True)
class CheckContext:
    """The package under check and its surroundings."""

    package: Package
    around: Surroundings = field(default_factory=Surroundings)

    @property
    def processes(self) -> Collection[ProcessSpec]:
        """Return every process of every diagram, also those whose id is used twice."""
        return [process for diagram in self.package.parsed for process in diagram.processes]


def is_too_large(process: ProcessSpec) -> bool:
    """Say whether a process holds more than is checked and run."""
    flows = sum(len(scope.flows) for scope in process.all_scopes())
    return flows > MAX_FLOWS or sum(1 for _ in process.all_nodes()) > MAX_NODES


def at_node(
    rule: str, process: ProcessSpec, node: Node, detail: Words | str = "", *, remedy: Words | None = None
) -> Finding:
    """Return a finding at a node."""
    return RULES[rule].broken(
        element=node.node_id,
        element_name=" ".join(node.name.split()),
        detail=detail,
        remedy=remedy,
        file=process.diagram,
        line=node.line,
    )


def at_flow(
    rule: str, process: ProcessSpec, flow: FlowSpec, detail: Words | str = "", *, remedy: Words | None = None
) -> Finding:
    """Return a finding at a sequence flow; a nameless flow is called after the elements it connects."""
    name = " ".join(flow.name.split())
    if not name:
        ends = [process.by_id[end].label for end in (flow.source, flow.target) if end in process.by_id]
        name = " → ".join(ends) if len(ends) == 2 else ""
    return RULES[rule].broken(
        element=flow.flow_id, element_name=name, detail=detail, remedy=remedy, file=process.diagram, line=flow.line
    )


def at_process(rule: str, process: ProcessSpec, detail: Words | str = "", *, remedy: Words | None = None) -> Finding:
    """Return a finding at a whole process."""
    return RULES[rule].broken(
        element=process.process_id,
        element_name=process.name,
        detail=detail,
        remedy=remedy,
        file=process.diagram,
        line=process.line,
    )


def quoted(node: Node) -> str:
    """Return how a node is called inside a sentence."""
    return f"«{node.label}»"
