"""Who may do a task that opens: its groups, the people it names, who four eyes leave out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from app.access.models import Person
from app.engine.commands.steps.locked import TASK, LockedCase
from app.engine.commands.steps.people import Pair, People
from app.engine.models import TaskState
from app.foundation.database import db
from app.organisation.queries import current_tree
from app.workflow.elements import CandidateGroup, UserTaskSpec, parse_candidate_group
from app.workflow.user_tasks import DONE, NAMED
from app.workflow.workflow import OpenTask


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """The answer. `missing` are places that mean no organisation for this case; `holders` may do the task now."""

    groups: tuple[tuple[CandidateGroup, int], ...]
    missing: tuple[CandidateGroup, ...]
    assignee_id: int | None
    named: tuple[int, ...]
    excluded_initiator_id: int | None
    excluded_previous_id: int | None
    excluded_previous_for_id: int | None
    excluded_others: frozenset[int]
    holders: tuple[int, ...]

    @property
    def nobody(self) -> bool:
        """Say whether the task would wait for nobody."""
        return not self.holders


def assign(case: LockedCase, people: People, task: OpenTask, spec: UserTaskSpec) -> Assignment:
    """Return who may do this task; asks the database only for people and pairs that were not read before."""
    groups: list[tuple[CandidateGroup, int]] = []
    missing: list[CandidateGroup] = []
    for group in _group_texts(case, task, spec):
        targets = _targets(case, task, group)
        groups += [(group, target) for target in targets]
        missing += [] if targets else [group]
    initiator = case.initiator_id if "initiator" in spec.exclude else None
    previous = case.previous_id if "previous" in spec.exclude else None
    previous_for = case.previous_for_id if "previous" in spec.exclude else None
    others = _doers(case, spec) | _left_out_by_name(case, task, spec)
    out = {initiator, previous, previous_for, *others}
    named = [person for text in spec.candidate_users for person in _people(case, task, text)]
    chosen = _people(case, task, spec.assignee) if spec.assignee else []
    assignee = next((person for person in chosen if person not in out), None)
    pairs: list[Pair] = [(group.role, target) for group, target in groups]
    able = [person for person in (*chosen, *named, *people.holders(pairs)) if person not in out]
    return Assignment(
        groups=tuple(groups),
        missing=tuple(missing),
        assignee_id=assignee,
        named=tuple(dict.fromkeys(named)),
        excluded_initiator_id=initiator,
        excluded_previous_id=previous,
        excluded_previous_for_id=previous_for,
        excluded_others=others,
        holders=tuple(dict.fromkeys(able)) if assignee is None else (assignee,),
    )


def _doers(case: LockedCase, spec: UserTaskSpec) -> frozenset[int]:
    """Return who did, and for whom, the steps of this case whose people the diagram leaves out (`done:element`)."""
    elements = [word.removeprefix(DONE) for word in spec.exclude if word.startswith(DONE)]
    if not elements:
        return frozenset()
    done = db.session.execute(
        select(TASK.c.completed_by, TASK.c.completed_for_id).where(
            TASK.c.case_id == case.id, TASK.c.element_id.in_(elements), TASK.c.state == TaskState.COMPLETED
        )
    )
    return frozenset(person for row in done for person in row if person is not None)


def _left_out_by_name(case: LockedCase, task: OpenTask, spec: UserTaskSpec) -> frozenset[int]:
    """Return whom the values of the case name that the diagram leaves out (`person:controller`)."""
    names = (word.removeprefix(NAMED) for word in spec.exclude if word.startswith(NAMED))
    return frozenset(person for name in names for person in _people(case, task, f"={name}"))


def _group_texts(case: LockedCase, task: OpenTask, spec: UserTaskSpec) -> list[CandidateGroup]:
    found: list[CandidateGroup] = []
    for text in spec.candidate_groups:
        if not text.startswith("="):
            found.append(parse_candidate_group(text))
            continue
        value = case.workflow.evaluate(text, task.id)
        values = value if isinstance(value, list) else [value]
        found += [parse_candidate_group(item) for item in values if isinstance(item, str) and item]
    return found


def _targets(case: LockedCase, task: OpenTask, group: CandidateGroup) -> list[int]:
    """Return the organisations a group means: a place, an expression, or every one that the case belongs to."""
    if not group.place:
        above = [node.id for node in current_tree().upwards(case.organisation_id)]
        return list(dict.fromkeys([*above, *case.places.values()]))
    if group.place_is_expression:
        return organisations_of(case.workflow.evaluate(group.place, task.id))
    target = case.places.get(group.place)
    # A list of approvers may name an organisation by its code, where there is no place of that name.
    return organisations_of(group.place) if target is None else [target]


def organisations_of(value: Any) -> list[int]:
    """Return the organisations that an expression names: by id, code, or a group of values with an `id`."""
    tree = current_tree()
    if isinstance(value, list):
        return [found for item in value for found in organisations_of(item)]
    if isinstance(value, Mapping):
        return organisations_of(value.get("id"))
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return [int(value)] if int(value) in tree.nodes else []
    if isinstance(value, str):
        found = tree.by_code.get(value.casefold())
        return [found] if found is not None else organisations_of(int(value)) if value.isdecimal() else []
    return []


def _people(case: LockedCase, task: OpenTask, text: str) -> list[int]:
    """Return the people an assignment names: by id, login, or a group of values with an `id`."""
    value = case.workflow.evaluate(text, task.id) if text.startswith("=") else text
    return _person_ids(value)


def _person_ids(value: Any) -> list[int]:
    if isinstance(value, list):
        return [found for item in value for found in _person_ids(item)]
    if isinstance(value, Mapping):
        return _person_ids(value.get("id"))
    condition = None
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        condition = Person.id == int(value)
    elif isinstance(value, str) and value.strip():
        condition = Person.login == value.strip().lower()
    if condition is None:
        return []
    return list(db.session.scalars(select(Person.id).where(condition, Person.is_active)))
