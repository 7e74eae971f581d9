"""The way of a plan: sent to be agreed, approved, begun, amended. Its case of `roadmap-management` moves it on.

The handlers of the room write what the case says into the plan, in the same transaction; nothing here changes a case.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from sqlalchemy import select

from app.access.models import Role
from app.audit.commands import record
from app.audit.models import SYSTEM, Actor
from app.engine.commands.complete_task import complete_task
from app.engine.commands.start_case import CampaignStart, start_case
from app.engine.models import TaskState, UserTask
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.errors import Conflict, InvalidInput, NotAllowed, SoglasError
from app.foundation.transaction import command
from app.roadmaps.commands.amending import amend
from app.roadmaps.commands.applying import begin_roadmap, version_of
from app.roadmaps.commands.own_plans import draft_for_change, insert_plan, root_of
from app.roadmaps.commands.streams import own_plan_stream
from app.roadmaps.models import OpenCases, OwnPlan, PlanState, Roadmap, RoadmapState
from app.roadmaps.policy.own_content import amended_content, gaps_of, whole_content
from app.roadmaps.policy.plan_file import read_plan
from app.roadmaps.queries.parties import parties_for
from app.roadmaps.queries.plans import get_roadmap, plan_of_version
from app.roadmaps.queries.rights import actor_may_manage

PROCESS: Final = "roadmap-management"
ORIGIN: Final = "plan:"
_CARRIERS: Final = {"school": "school_admin@school", "mouo": "mouo_officer@mouo"}


def send_plan(plan_id: int, *, parties: list[str], link: str, open_cases: OpenCases, sent_by: Actor) -> str:
    """Open the case of a whole draft and send it to the parties; return the number of the case.

    When the draft cannot be sent on at once (the sender may open the case but not do its first task), the case waits
    at its first task. Raises NotFound, NotAllowed, Conflict, InvalidInput while there are gaps.
    """
    values, organisation_id, case_id = _checked(plan_id, link, open_cases, sent_by)
    if case_id is None:
        started = start_case(
            process_key=PROCESS,
            organisation_id=organisation_id,
            started_by=sent_by,
            title=str(values["measure_title"])[:400],
            variables=values,
            campaign=CampaignStart(origin=f"{ORIGIN}{plan_id}"),
        )
        case_id = started.case_id
    task = db.session.scalar(
        select(UserTask).where(
            UserTask.case_id == case_id, UserTask.state == TaskState.OPEN, UserTask.element_id == "draft_roadmap"
        )
    )
    if task is None:
        raise Conflict(plan=plan_id)
    reached = [party for party in parties_for(organisation_id) if party in parties]
    answers = _answers(values, reached)
    complete_task(task.id, task.ver, answers, completed_by=sent_by)
    return str(case_id)


@command
def _checked(plan_id: int, link: str, open_cases: OpenCases, actor: Actor) -> tuple[dict[str, Any], int, int | None]:
    plan = draft_for_change(plan_id, actor)
    if gaps_of(plan.content):
        raise InvalidInput(problems={"gaps": "some"})
    plan.open_cases = open_cases
    content = plan.content
    first, last = (date.fromisoformat(text) for text in content["period"])
    values: dict[str, Any] = {
        "measure_title": content["title"][:4000],
        "expected_result": str(content.get("goal") or content["title"])[:2000],
        "starts": first,
        "due": last,
        "evidence": [{"kind": "Отчёт об исполнении дорожной карты"}],
        "plan_link": link,
        "plan_kind": "amendment" if plan.amends_id else "plan",
        "plan_from": first,
        **({"executor_groups": groups} if (groups := _executors(plan.organisation_id, actor)) else {}),
    }
    return values, plan.organisation_id, plan.case_id


def _executors(organisation_id: int, actor: Actor) -> str:
    """Return who carries the plan through its case: the sender in their post.

    A process owner only writes plans: beside them stand those of the organisation of the plan, who carry it out, and by
    whom its head is found who approves.
    """
    if not actor.role or not actor.organisation_id:
        return ""
    groups = f"{actor.role}@={actor.organisation_id}"
    if actor.role != Role.PROCESS_OWNER:
        return groups
    return f"{groups} {_CARRIERS.get(root_of(organisation_id), 'regional_officer@region')}"


def _answers(values: dict[str, Any], parties: list[str]) -> dict[str, Any]:
    """Return the answers of the first task: the plan itself stands in the editor."""
    points = [] if values["plan_kind"] == "amendment" else [{"on": values["due"], "what": "Итог плана"}]
    return {
        "roadmap_title": values["measure_title"][:500],
        "roadmap_year": values["plan_from"].year,
        "roadmap_goal": values["expected_result"],
        "roadmap_from": values["plan_from"],
        "roadmap_to": values["due"],
        "points": points,
        "agreeing": [{"who": party} for party in parties],
    }


@command
def amend_roadmap(roadmap_id: int, *, amended_by: Actor) -> OwnPlan:
    """Make a draft of an amendment of the edition in force. Raises NotFound, NotAllowed, Conflict when one is there."""
    roadmap = get_roadmap(roadmap_id)
    if not actor_may_manage(amended_by, roadmap.organisation_id):
        raise NotAllowed(roadmap=roadmap_id)
    waiting = select(OwnPlan.id).where(
        OwnPlan.amends_id == roadmap_id,
        OwnPlan.state.in_((PlanState.DRAFT, PlanState.AGREEING, PlanState.AGREED, PlanState.APPROVED)),
    )
    if roadmap.state is not RoadmapState.RUNNING or db.session.scalar(waiting) is not None:
        raise Conflict(roadmap=roadmap_id)
    plan = plan_of_version(roadmap.version_id)
    content = amended_content(plan)
    return insert_plan(content, roadmap.organisation_id, amended_by, source=plan.short, amends_id=roadmap_id)


def bind_case(plan_id: int, case_id: int) -> None:
    """Keep the case that was opened for a draft; a second one is refused. Called by a handler."""
    plan = db.session.scalar(select(OwnPlan).where(OwnPlan.id == plan_id).with_for_update())
    if plan is None or plan.case_id is not None or plan.state is not PlanState.DRAFT:
        raise Conflict(plan=plan_id)
    plan.case_id = case_id


def plan_of_case(case_id: int) -> OwnPlan | None:
    """Return the plan whose way the case is, or None."""
    return db.session.scalar(select(OwnPlan).where(OwnPlan.case_id == case_id).with_for_update())


def move_on(plan: OwnPlan, state: PlanState) -> None:
    """Write how far the plan is; called by a handler."""
    if plan.state is not state:
        was, plan.state = plan.state, state
        db.session.flush()
        record(own_plan_stream(plan.id), "move_on", SYSTEM, {"was": was.value, "now": state.value})


def approve(plan: OwnPlan, order: str) -> None:
    """Keep the approved wording as a version that never changes; called by a handler."""
    content = whole_content(plan.content)
    if order and not plan.amends_id:
        content["act"] = order
    plan.version_id = version_of(read_plan(content), SYSTEM).id
    plan.basis = order[:400]
    move_on(plan, PlanState.APPROVED)


def begin(plan: OwnPlan, actor: Actor) -> None:
    """Begin to carry the approved plan out, or put its amendment into force; called by a handler."""
    if plan.version_id is None:
        raise Conflict(plan=plan.id)
    wording = plan_of_version(plan.version_id)
    running = plan.amends_id or plan.roadmap_id
    if running is not None:
        amend(get_roadmap(running), wording, plan, actor)
        plan.roadmap_id = running
    else:
        done = begin_roadmap(
            wording, organisation_id=plan.organisation_id, year=wording.base_year, applied_by=actor, basis=plan.basis
        )
        plan.roadmap_id = done.roadmap_id
    move_on(plan, PlanState.RUNNING)


def end(plan: OwnPlan, *, completed: bool) -> None:
    """Close the plan with its case, or free a draft whose case was withdrawn or refused; called by a handler."""
    if plan.state is PlanState.RUNNING:
        if completed and plan.amends_id is None and plan.roadmap_id is not None:
            roadmap = db.session.get(Roadmap, plan.roadmap_id)
            if roadmap is not None and roadmap.state is RoadmapState.RUNNING:
                roadmap.state, roadmap.closed_at = RoadmapState.CLOSED, now()
            move_on(plan, PlanState.CLOSED)
        return
    plan.case_id = None
    move_on(plan, PlanState.DRAFT)


def problem_of(error: SoglasError) -> str:
    """Return a code for why a plan was not sent."""
    if isinstance(error, InvalidInput):
        problems = error.facts.get("problems")
        return "gaps" if isinstance(problems, dict) and "gaps" in problems else "answers"
    return "not allowed" if isinstance(error, NotAllowed) else "meanwhile"
