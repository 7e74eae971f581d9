"""Who may do what with cases: questions about a viewer and a row; the commands ask again under the lock."""

from __future__ import annotations

from sqlalchemy import select

from app.access.models import Role
from app.access.policy import Viewer
from app.engine.commands.steps.approvers import approving_organisations
from app.engine.commands.steps.extending import is_issuer, may_extend_for
from app.engine.commands.steps.locked import CASE
from app.engine.commands.steps.places import FACTS, LOGIN, given_of
from app.engine.commands.steps.withdrawing import find_withdrawal, may_withdraw
from app.engine.models import Case, CaseStatus, TaskState
from app.engine.queries.cases import CaseRow
from app.engine.queries.standing import leads
from app.engine.queries.tasks import TaskView
from app.engine.queries.visibility import pairs_of
from app.foundation.database import db
from app.organisation.queries import current_tree
from app.processes.queries import get_process, live_version
from app.workflow.faults import WorkflowError
from app.workflow.workflow import Workflow


def may_start_process(viewer: Viewer, process_key: str, organisation_id: int) -> bool:
    """Say whether the person holds a start role of the process in that organisation or above it."""
    start_roles = get_process(process_key).start_roles
    above = set(current_tree().node(organisation_id).ids)
    return any(
        post.organisation_id in above and (not start_roles or post.role.value in start_roles)
        for post in viewer.memberships
    )


def may_withdraw_case(viewer: Viewer, case: CaseRow) -> bool:
    """Say whether the person may withdraw a running case that still waits for it (the initiator, until signing)."""
    if case.status is not CaseStatus.RUNNING:
        return False
    row = db.session.execute(
        select(*(CASE.c[name] for name in FACTS), CASE.c.state, LOGIN).where(CASE.c.id == case.case_id)
    ).first()
    live = live_version(case.version_id)
    if row is None:
        return False
    try:
        workflow = Workflow.load(live.definition, row.state, given=given_of(dict(row._mapping), live))
        wait = find_withdrawal(live, workflow)
    except WorkflowError:
        return False
    if wait is None:
        return False
    return may_withdraw(live, wait, case.initiator_id, row.places, viewer.person_id, pairs_of(viewer))


def may_cancel_case(viewer: Viewer, case: CaseRow) -> bool:
    """Say whether the person may stop a running case: sysadmin, or the head of a body that decides in it."""
    if case.status is not CaseStatus.RUNNING:
        return False
    if viewer.holds(Role.SYSADMIN):
        return True
    places = db.session.scalar(select(Case.places).where(Case.id == case.case_id)) or {}
    approving = approving_organisations(live_version(case.version_id), places, case.organisation_id)
    return any(leads(viewer, place) for place in approving)


def may_extend_task(viewer: Viewer, task: TaskView) -> bool:
    """Say whether the person may make the term of an open task longer: those above its organisation, not its doer."""
    if task.state is not TaskState.OPEN or task.legal_date is None:
        return False
    mine = task.can_complete or task.assignee_id == viewer.person_id
    if mine and not viewer.holds(Role.SYSADMIN):
        return False
    place = task.task_organisation_id or task.organisation_id
    return may_extend_for(pairs_of(viewer), place, task.places.get("coordinator"))


def may_ask_extension(viewer: Viewer, task: TaskView) -> bool:
    """Say whether the person may ask for a later day: who may do the task, when it has a term."""
    mine = task.can_complete or (task.can_give_back and task.assignee_id == viewer.person_id)
    return task.state is TaskState.OPEN and task.legal_date is not None and mine


def may_decide_extension(viewer: Viewer, task: TaskView) -> bool:
    """Say whether the person may decide on a request: who issued the work or may extend it unasked, not its doer."""
    if may_extend_task(viewer, task):
        return True
    place = task.task_organisation_id or task.organisation_id
    mine = task.can_complete or task.assignee_id == viewer.person_id
    issued = is_issuer(task.initiator_id, task.initiator_organisation_id, viewer.person_id, place)
    return task.state is TaskState.OPEN and issued and not mine


def may_handle_incidents(viewer: Viewer) -> bool:
    """Say whether the person may retry and close incidents: sysadmin and process owners."""
    return viewer.holds(Role.SYSADMIN, Role.PROCESS_OWNER)
