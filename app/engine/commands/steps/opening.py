"""Write the rows of tasks that open: who, until when, which round; loud where nobody can do it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.engine.commands.steps.assignment import Assignment, assign
from app.engine.commands.steps.due import Term, term_of
from app.engine.commands.steps.incidents import nobody_words, raise_incidents
from app.engine.commands.steps.locked import TASK, LockedCase
from app.engine.commands.steps.people import People
from app.engine.events import UserTaskOpened
from app.engine.models import IncidentKind, TaskCandidate, TaskState, join_people
from app.foundation.prepared import insert_into
from app.foundation.transaction import announce
from app.workflow.elements import UserTaskSpec
from app.workflow.faults import ExecutionFailed
from app.workflow.workflow import OpenTask

_INSERT = insert_into(TASK, returning=("id", "engine_task_id"))
_INSERT_CANDIDATES = insert_into(TaskCandidate.__table__)  # type: ignore[arg-type]  # the mapper made it a Table


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Who sent the case on, as the inbox says it: a name, empty when no person did, and the decision they made."""

    name: str = ""
    outcome: str = ""


@dataclass(frozen=True, kw_only=True)
class _Opening:
    task: OpenTask
    spec: UserTaskSpec
    who: Assignment
    term: Term
    round: int


def open_tasks(
    case: LockedCase, people: People, tasks: Iterable[OpenTask], sender: Sender
) -> tuple[dict[str, Any], ...]:
    """Insert the rows of these tasks with their candidates and incidents, announce them and return them with ids."""
    openings = [_prepare(case, people, task) for task in tasks]
    if not openings:
        return ()
    rows = [_row(case, opening, sender) for opening in openings]
    # RETURNING promises no order, so the ids are matched by the id of the workflow.
    ids: dict[str, int] = {row.engine_task_id: row.id for found in _INSERT.run_rows(rows) for row in found}
    _insert_candidates(openings, ids)
    _raise_incidents(case, openings, ids)
    for opening in openings:
        first = opening.who.groups[0] if opening.who.groups else None
        announce(
            UserTaskOpened(
                case_id=case.id,
                task_id=ids[opening.task.id],
                element_id=opening.task.element_id,
                kind=str(opening.spec.kind),
                role=first[0].role if first else "",
                organisation_id=first[1] if first else None,
                assignee_id=opening.who.assignee_id,
                holders=opening.who.holders,
                after_outcome=sender.outcome,
                by_person_id=people.person_id,
            )
        )
    return tuple(
        {**row, "id": ids[opening.task.id], "extra": _extra(opening)}
        for row, opening in zip(rows, openings, strict=True)
    )


def _extra(opening: _Opening) -> list[tuple[str, int | None, int | None]]:
    """Return the further candidates of a task as (role, organisation, person)."""
    groups = [(group.role, organisation_id, None) for group, organisation_id in opening.who.groups[1:]]
    return [*groups, *(("", None, person_id) for person_id in opening.who.named)]


def _prepare(case: LockedCase, people: People, task: OpenTask) -> _Opening:
    spec = task.spec or UserTaskSpec(element_id=task.element_id, name=task.name)
    who = assign(case, people, task, spec)
    term = term_of(case, task, spec, who.groups[0][1] if who.groups else None)
    return _Opening(task=task, spec=spec, who=who, term=term, round=_round(case, task))


def _round(case: LockedCase, task: OpenTask) -> int:
    """Count a round when an element opens anew; further instances of the same round do not count."""
    element = task.element_id
    together = any(other.element_id == element for other in case.before.tasks.values())
    later_instance = task.instance_index is not None and task.instance_index > 1
    if element not in case.rounds or not (together or later_instance):
        case.rounds[element] = case.rounds.get(element, 0) + 1
    return case.rounds[element]


def _row(case: LockedCase, opening: _Opening, sender: Sender) -> dict[str, Any]:
    who, spec = opening.who, opening.spec
    group, organisation_id = who.groups[0] if who.groups else (None, None)
    wanted = group or (who.missing[0] if who.missing else None)
    return {
        "case_id": case.id,
        "engine_task_id": opening.task.id,
        "element_id": opening.task.element_id,
        "name": _name(case, opening.task, spec)[:400],
        "kind": str(spec.kind),
        "role": (wanted.role if wanted else "")[:40],
        "place": (wanted.place if wanted else "")[:400],
        "organisation_id": organisation_id,
        "form_id": spec.form_id,
        "round": opening.round,
        "edition": case.edition,
        "instance": opening.task.instance_index,
        "state": TaskState.OPEN,
        "assignee_id": who.assignee_id,
        "claimed_at": None,
        "opened_at": case.at,
        "opened_by": sender.name,
        "opened_by_outcome": sender.outcome,
        "known_by": "",
        "priority": _priority(case, opening.task, spec),
        "excluded_initiator_id": who.excluded_initiator_id,
        "excluded_previous_id": who.excluded_previous_id,
        "excluded_previous_for_id": who.excluded_previous_for_id,
        "excluded_others": join_people(who.excluded_others),
        "delegation": "",
        "delegated_basis": "",
        "completed_by_name": "",
        "completed_for": "",
        "completed_basis": "",
        "outcome": "",
        "comment": "",
        "answers": {},
        "content_hash": "",
        "ver": 1,
        **opening.term.columns(),
    }


def _name(case: LockedCase, task: OpenTask, spec: UserTaskSpec) -> str:
    """Return what the task is called: `soglas:task-name` says it from the values of the case, else the diagram."""
    text = spec.properties.get("soglas:task-name", "").strip()
    if text.startswith("="):
        try:
            value = case.workflow.evaluate(text, task.id)
        except ExecutionFailed:
            value = None
        if isinstance(value, str) and value.strip():
            return " ".join(value.split())
    return " ".join(spec.name.split()) or task.element_id


def _priority(case: LockedCase, task: OpenTask, spec: UserTaskSpec) -> int:
    """Return 0 to 100 as in Camunda 8; what cannot be reckoned is the usual 50."""
    text = spec.priority
    try:
        value = case.workflow.evaluate(text, task.id) if text.startswith("=") else Decimal(text) if text else 50
        return min(100, max(0, int(value)))
    except (ExecutionFailed, ArithmeticError, ValueError, TypeError):
        return 50


def _insert_candidates(openings: list[_Opening], ids: dict[str, int]) -> None:
    rows = [
        {"task_id": ids[opening.task.id], "role": role, "organisation_id": organisation_id, "person_id": person_id}
        for opening in openings
        for role, organisation_id, person_id in _extra(opening)
    ]
    if rows:
        _INSERT_CANDIDATES.insert(rows)


def _raise_incidents(case: LockedCase, openings: list[_Opening], ids: dict[str, int]) -> None:
    rows: list[dict[str, Any]] = []
    for opening in openings:
        common = {
            "case_id": case.id,
            "task_id": ids[opening.task.id],
            "element_id": opening.task.element_id,
            "element_name": opening.spec.name,
        }
        if opening.who.nobody:
            ru, en = nobody_words(opening.spec, opening.who.groups, opening.who.missing)
            rows.append({**common, "kind": IncidentKind.NOBODY, "ru": ru, "en": en})
        if opening.term.problem is not None:
            ru, en = opening.term.problem
            named = opening.spec.name or opening.task.element_id
            words = {"ru": f"«{named}»: {ru}", "en": f'"{named}": {en}'}
            rows.append({**common, "kind": IncidentKind.BAD_DEADLINE, **words})
    if rows:
        raise_incidents(rows, case.at)
