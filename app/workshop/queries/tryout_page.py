"""The page of a try-out: who could do what now, what was done, what the clock will bring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from app.foundation.words import local_today
from app.organisation.queries import Tree, current_tree, functions_for
from app.organisation.queries.people import roles_held
from app.processes.queries.gaps import starters, target_of
from app.processes.queries.outline_words import words_of_role
from app.processes.queries.step_words import outcome_button, send_button, term_words
from app.workflow.elements import ProcessSpec
from app.workflow.package import Package
from app.workflow.tryout import OpenStep, TryOut, try_out

MOST_ORGANISATIONS = 60


@dataclass(frozen=True, kw_only=True)
class StepView:
    """A step that waits, in words: for whom, where, until when."""

    step: OpenStep
    who: str
    where: str
    term: str

    @property
    def name(self) -> str:
        """Return what the step is called."""
        return self.step.name or self.step.element_id


@dataclass(frozen=True, kw_only=True)
class Trail:
    """One thing that happened."""

    element_id: str
    name: str
    is_person: bool


def run(package: Package, scenario: Mapping[str, Any], key: str) -> TryOut:
    """Return where the try-out stands; its calendar is that of the chosen organisation."""
    case = scenario.get("start", {}).get("variables", {}).get("case", {})
    organisation_id = case.get("organisation", {}).get("id") if isinstance(case, Mapping) else None
    known = organisation_id if organisation_id in current_tree().nodes else None
    return try_out(package, scenario, key, functions=functions_for(known))


def organisations_for(spec: ProcessSpec | None) -> list[tuple[int, str]]:
    """Return the organisations a try-out may be for: those that would use the process."""
    tree, roles = current_tree(), []
    if spec is not None:
        roles = spec.properties.get("soglas:start-roles", "").replace(",", " ").split()
    tasks = spec.user_tasks.values() if spec is not None else ()
    places = {(group.role, group.place) for task in tasks for group in task.groups}
    held = frozenset((role.value, place) for role, place in roles_held(local_today()))
    found = starters(tree, places, set(roles), held)[:MOST_ORGANISATIONS]
    return [(one, tree.node(one).short_name) for one in found]


def case_of(organisation_id: int | None) -> dict[str, Any]:
    """Return the variable `case` of a try-out, as a case of that organisation would have it."""
    node = current_tree().nodes.get(organisation_id or 0)
    described: dict[str, Any] = {"id": 0, "code": "", "name": "", "short_name": "", "kind": "school"}
    if node is not None:
        described = {
            "id": node.id, "code": node.code, "name": node.name, "short_name": node.short_name,
            "kind": node.kind.value,
        }  # fmt: skip
    return {"id": 0, "number": str(_("TRY-1")), "round": 1, "edition": 1, "organisation": described}


def initiator_of(organisation_id: int | None) -> dict[str, Any]:
    """Return the variable `initiator` of a try-out."""
    name = str(_("the one who opened the case"))
    return {"id": 0, "login": "", "name": name, "role": "", "organisation": organisation_id or 0}


def views_of(found: TryOut, scenario: Mapping[str, Any]) -> tuple[StepView, ...]:
    """Return the open steps in words."""
    case = scenario.get("start", {}).get("variables", {}).get("case", {})
    organisation_id = case.get("organisation", {}).get("id") if isinstance(case, Mapping) else None
    tree = current_tree()
    return tuple(_view(step, organisation_id, tree) for step in found.open)


def _view(step: OpenStep, organisation_id: int | None, tree: Tree) -> StepView:
    groups = step.spec.groups if step.spec is not None else ()
    roles = dict.fromkeys(words_of_role(group.role) for group in groups)
    targets = [
        target_of(group, organisation_id)
        for group in groups
        if not group.place_is_expression and organisation_id in tree.nodes and organisation_id is not None
    ]
    names = dict.fromkeys(tree.node(one).short_name for one in targets if one is not None)
    return StepView(
        step=step,
        who=", ".join(roles) or str(_("somebody by an expression")),
        where=", ".join(names),
        term=term_words(step.spec.deadline) if step.spec is not None else "",
    )


def trail_of(found: TryOut, spec: ProcessSpec | None) -> tuple[Trail, ...]:
    """Return what happened so far, without gateways and nameless things."""
    nodes = {one.node_id: one for one in spec.all_nodes()} if spec is not None else {}
    return tuple(
        Trail(element_id=one, name=nodes[one].label, is_person=nodes[one].user_task is not None)
        for one in found.path
        if one in nodes and nodes[one].name and not nodes[one].type.endswith("Gateway")
    )


def buttons_of(step: OpenStep) -> list[tuple[str, str]]:
    """Return the buttons of a step: the decisions, or the one that sends it on (an empty value)."""
    spec = step.spec
    if spec is None or not spec.outcomes:
        return [("", send_button(spec) if spec is not None else str(_("Done")))]
    return [(str(outcome), outcome_button(spec.kind, outcome)) for outcome in spec.outcomes]


def next_timer(found: TryOut) -> datetime | None:
    """Return when the next timer fires, if one waits."""
    moments: Sequence[Mapping[str, Any]] = found.answer["timers"]
    return min((datetime.fromisoformat(one["due_at"]) for one in moments), default=None)
