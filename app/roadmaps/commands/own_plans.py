"""Make a plan and change it: its head, sections and measures, each change recorded with what was and what became."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select

from app.audit.commands import record
from app.audit.models import Actor
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.errors import Conflict, InvalidInput, NotAllowed, NotFound
from app.foundation.transaction import command
from app.organisation.models import OrganisationKind
from app.organisation.queries import current_tree
from app.roadmaps.commands.streams import own_plan_stream
from app.roadmaps.models import OwnPlan, PlanState
from app.roadmaps.policy.own_content import (
    MOST_MEASURES,
    MOST_SECTIONS,
    by_sections,
    copied_content,
    find_row,
    moved,
    new_content,
    next_measure_id,
    next_section_id,
)
from app.roadmaps.policy.plan_file import Plan
from app.roadmaps.queries.rights import actor_may_manage

_ROOTS: Final = {OrganisationKind.MOUO: "mouo", OrganisationKind.SCHOOL: "school", OrganisationKind.CENTRE: "school"}
_LONGEST_LIFE: Final = 12
_HEAD: Final[Mapping[str, int]] = {"title": 1000, "short": 120, "issuer": 300, "act": 300, "basis": 400, "goal": 2000}


class ChangedMeanwhile(Conflict):
    """Somebody else has changed this very row since it was shown; the facts say who and when."""


@command
def make_plan(
    *,
    title: str,
    short: str,
    first: date | None,
    last: date | None,
    organisation_id: int,
    source: Plan | None,
    made_by: Actor,
) -> OwnPlan:
    """Make a draft from nothing or from a copy of a plan. Raises NotFound, NotAllowed, InvalidInput by field."""
    current_tree().node(organisation_id)
    if not actor_may_manage(made_by, organisation_id):
        raise NotAllowed(organisation_id=organisation_id)
    if source is not None and first is None and last is None:
        first, last = source.first, source.last
    title, short = title or (source.title if source else ""), short or (source.short if source else "")
    head = {"title": title, "short": short}
    problems = head_problems(head, first, last)
    if problems or first is None or last is None:
        raise InvalidInput(problems=problems)
    key = f"own-{secrets.token_hex(6)}"
    if source is None:
        content = new_content(key=key, title=title, short=short, first=first, last=last, root=root_of(organisation_id))
    else:
        content = copied_content(source, key=key) | head
        content |= {"period": [first.isoformat(), last.isoformat()], "base_year": first.year}
    return insert_plan(content, organisation_id, made_by, source=source.short if source else "")


def insert_plan(content: dict[str, Any], organisation_id: int, actor: Actor, *, source: str, **more: Any) -> OwnPlan:
    """Write a draft down; called inside a command."""
    plan = OwnPlan(
        plan=content["id"],
        title=content["title"][:1000],
        organisation_id=organisation_id,
        state=PlanState.DRAFT,
        content=content,
        source=source[:400],
        created_at=now(),
        created_by=actor.person_id,
        changed_at=now(),
        changed_by=actor.person_id,
        changed_by_name=actor.name,
        **more,
    )
    db.session.add(plan)
    db.session.flush()
    facts = {"title": plan.title, "source": source, "measures": len(content["measures"])}
    record(own_plan_stream(plan.id), "make_plan", actor, facts)
    return plan


def root_of(organisation_id: int) -> str:
    """Return the side of the tree that carries a plan of the organisation."""
    return _ROOTS.get(current_tree().node(organisation_id).kind, "region")


def head_problems(head: Mapping[str, str], first: date | None, last: date | None) -> dict[str, str]:
    """Return what is wrong with title and life of a plan, by field."""
    problems = {name: f"plan {name}" for name in ("title", "short") if not head.get(name)}
    problems |= {name: "date" for name, day in (("first", first), ("last", last)) if day is None}
    if first and last and (first > last or last.year - first.year > _LONGEST_LIFE):
        problems["last"] = "order"
    return problems


@command
def save_head(
    plan_id: int, *, ver: int, head: Mapping[str, str], first: date | None, last: date | None, saved_by: Actor
) -> None:
    """Change title, basis and the life of a draft. Raises NotFound, NotAllowed, Conflict, InvalidInput."""
    plan = draft_for_change(plan_id, saved_by)
    wanted: dict[str, Any] = {name: " ".join(head.get(name, "").split())[:most] for name, most in _HEAD.items()}
    problems = head_problems(wanted, first, last)
    if problems or first is None or last is None:
        raise InvalidInput(problems=problems)
    content = dict(plan.content)
    if content.get("rev", 1) != ver:
        raise changed_meanwhile(plan)
    wanted |= {"basis": wanted["basis"] or None, "goal": wanted["goal"] or None}
    wanted |= {"period": [first.isoformat(), last.isoformat()], "base_year": first.year}
    changes = {key: [content.get(key), value] for key, value in wanted.items() if content.get(key) != value}
    plan.title = wanted["title"]
    keep(plan, {**content, **wanted, "rev": ver + 1}, "save_head", saved_by, {"changes": changes})


@command
def save_section(plan_id: int, section_id: int | None, *, title: str, rev: int, saved_by: Actor) -> None:
    """Add a section or change its title. Raises NotFound, NotAllowed, Conflict, InvalidInput."""
    plan = draft_for_change(plan_id, saved_by)
    content = copied(plan)
    plain = " ".join(title.split())[:600]
    if not plain:
        raise InvalidInput(problems={"section_title": "required"})
    if section_id is None:
        if len(content["sections"]) >= MOST_SECTIONS:
            raise InvalidInput(problems={"section_title": "too many"})
        last = content["sections"][-1] if content["sections"] else {"part": "part-1", "part_title": ""}
        section_id = next_section_id(content)
        content["sections"].append(
            {"id": section_id, "part": last["part"], "part_title": last["part_title"], "title": plain, "rev": 1}
        )
        was = ""
    else:
        section = _section(content, section_id)
        if section.get("rev", 1) != rev:
            raise changed_meanwhile(plan)
        was = section["title"]
        section |= {"title": plain, "rev": rev + 1}
    keep(plan, content, "save_section", saved_by, {"section": section_id, "was": was, "now": plain})


@command
def move_section(plan_id: int, section_id: int, *, step: int, moved_by: Actor) -> None:
    """Move a section with its measures up (-1) or down (1). Raises NotFound, NotAllowed, Conflict."""
    plan = draft_for_change(plan_id, moved_by)
    content = copied(plan)
    index = content["sections"].index(_section(content, section_id))
    if moved(content["sections"], index, step):
        by_sections(content)
        keep(plan, content, "move_section", moved_by, {"section": section_id, "step": step})


@command
def remove_section(plan_id: int, section_id: int, *, removed_by: Actor) -> None:
    """Remove a section without measures. Raises NotFound, NotAllowed, Conflict, InvalidInput when it holds some."""
    plan = draft_for_change(plan_id, removed_by)
    content = copied(plan)
    section = _section(content, section_id)
    if any(row["section"] == section_id for row in content["measures"]) or len(content["sections"]) == 1:
        raise InvalidInput(problems={"section": "not empty"})
    content["sections"].remove(section)
    keep(plan, content, "remove_section", removed_by, {"section": section_id, "was": section["title"]})


@command
def save_measure(plan_id: int, measure_id: str | None, *, fields: Mapping[str, Any], rev: int, saved_by: Actor) -> str:
    """Add a measure or change it; return its id. Raises NotFound, NotAllowed, Conflict, InvalidInput when too many."""
    plan = draft_for_change(plan_id, saved_by)
    content = copied(plan)
    if measure_id is None:
        if len(content["measures"]) >= MOST_MEASURES:
            raise InvalidInput(problems={"title": "too many"})
        row: dict[str, Any] = {"id": next_measure_id(content), "rev": 0, "schedule": None}
        content["measures"].append(row)
    else:
        row = _row(content, measure_id)
        if row.get("rev", 1) != rev:
            raise changed_meanwhile(plan, row)
    known = dict(fields)
    if row.get("content"):
        known["content"], known["title"] = known["title"], row["title"]
    changes = {key: [row.get(key), value] for key, value in known.items() if row.get(key) != value}
    if changes.keys() & {"schedule", "deadline_printed"}:
        row.pop("remarks", None)
    row |= {**known, "rev": row.get("rev", 1) + 1, "by": saved_by.name, "at": now().isoformat()}
    by_sections(content)
    keep(plan, content, "save_measure", saved_by, {"measure": row["id"], "changes": changes})
    return str(row["id"])


@command
def move_measure(plan_id: int, measure_id: str, *, step: int, moved_by: Actor) -> None:
    """Move a measure within its section up (-1) or down (1). Raises NotFound, NotAllowed, Conflict."""
    plan = draft_for_change(plan_id, moved_by)
    content = copied(plan)
    index = content["measures"].index(_row(content, measure_id))
    if moved(content["measures"], index, step, same="section"):
        keep(plan, content, "move_measure", moved_by, {"measure": measure_id, "step": step})


@command
def remove_measure(plan_id: int, measure_id: str, *, removed_by: Actor) -> None:
    """Remove a measure, or bring back one that an amendment had left out.

    A measure of the running edition stays in an amendment as excluded, so that what was done for it remains readable.
    Raises NotFound, NotAllowed, Conflict.
    """
    plan = draft_for_change(plan_id, removed_by)
    content = copied(plan)
    row = _row(content, measure_id)
    if row.get("excluded"):
        row.pop("excluded")
        keep(plan, content, "restore_measure", removed_by, {"measure": measure_id})
        return
    if plan.amends_id is not None and row.get("in_force"):
        row |= {"excluded": True, "rev": row.get("rev", 1) + 1}
    else:
        content["measures"].remove(row)
        for other in content["measures"]:
            if other.get("pair") == measure_id:
                other["pair"] = None
    keep(plan, content, "remove_measure", removed_by, {"measure": measure_id, "was": row["title"]})


@command
def drop_plan(plan_id: int, *, dropped_by: Actor) -> None:
    """Put a draft away; it is not shown any more. Raises NotFound, NotAllowed, Conflict."""
    plan = draft_for_change(plan_id, dropped_by)
    plan.state = PlanState.DROPPED
    record(own_plan_stream(plan.id), "drop_plan", dropped_by, {"title": plan.title})


def draft_for_change(plan_id: int, actor: Actor) -> OwnPlan:
    """Return the locked draft. Raises NotFound, NotAllowed, Conflict when it is not a draft any more."""
    query = select(OwnPlan).where(OwnPlan.id == plan_id).with_for_update()
    plan = db.session.scalar(query.execution_options(populate_existing=True))
    if plan is None:
        raise NotFound(plan=plan_id)
    if not actor_may_manage(actor, plan.organisation_id):
        raise NotAllowed(plan=plan_id)
    if plan.state is not PlanState.DRAFT:
        raise Conflict(plan=plan_id, state=plan.state.value)
    return plan


def keep(plan: OwnPlan, content: dict[str, Any], action: str, actor: Actor, facts: dict[str, Any]) -> None:
    """Write the changed content with who changed it; called inside a command."""
    plan.content = content
    plan.ver += 1
    plan.changed_at, plan.changed_by, plan.changed_by_name = now(), actor.person_id, actor.name
    db.session.flush()
    record(own_plan_stream(plan.id), action, actor, facts)


def copied(plan: OwnPlan) -> dict[str, Any]:
    """Return a copy of the content whose rows can be changed."""
    content = dict(plan.content)
    content["sections"] = [dict(section) for section in content["sections"]]
    content["measures"] = [dict(row) for row in content["measures"]]
    content["indicators"] = [dict(row) for row in content.get("indicators") or ()]
    return content


def _section(content: Mapping[str, Any], section_id: int) -> dict[str, Any]:
    for one in content["sections"]:
        if one["id"] == section_id:
            found: dict[str, Any] = one
            return found
    raise NotFound(section=section_id)


def _row(content: Mapping[str, Any], measure_id: str) -> dict[str, Any]:
    found = find_row(content, measure_id)
    if found is None:
        raise NotFound(measure=measure_id)
    return found


def changed_meanwhile(plan: OwnPlan, row: Mapping[str, Any] | None = None) -> ChangedMeanwhile:
    """Return the refusal with who changed the row, or else the plan, last."""
    if row and row.get("at"):
        return ChangedMeanwhile(by=row["by"], at=datetime.fromisoformat(row["at"]))
    return ChangedMeanwhile(by=plan.changed_by_name, at=plan.changed_at)
