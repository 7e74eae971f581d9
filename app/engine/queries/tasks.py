"""One task as a person may see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Select, String, Table, and_, cast, exists, literal, not_, or_, select, union_all

from app.access.models import Person
from app.access.policy import Viewer
from app.engine.commands.steps.answers import allowed_outcomes
from app.engine.commands.steps.bound import Bound, read_bound
from app.engine.commands.steps.places import FACTS, LOGIN, given_of
from app.engine.models import CaseStatus, Draft, TaskState, split_people
from app.engine.queries.standing import Facts, standing_of
from app.engine.queries.visibility import (
    CANDIDATE,
    CASE,
    IS_OPEN,
    TASK,
    has_part_in_task,
    is_further_candidate,
    sees_case,
)
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.organisation.models import Membership
from app.organisation.queries import current_tree
from app.organisation.queries.people import in_force
from app.processes.queries import Live, live_version
from app.workflow.elements import UserTaskSpec
from app.workflow.faults import WorkflowError
from app.workflow.workflow import Workflow

_PERSON: Table = Person.__table__  # type: ignore[assignment]  # the mapper made them Tables
_OWNER = _PERSON.alias("owner")
_DRAFT: Table = Draft.__table__  # type: ignore[assignment]
_MEMBERSHIP: Table = Membership.__table__  # type: ignore[assignment]
_CASE_COLUMNS: Final = (
    *("number", "title", "status", "round", "edition", "initiator_id", "version_id", "organisation_id", "places"),
    *("undo_task_id", "remarks_left"),
    *("state", "readable", "bound", "id", "opened_at", "initiator_name", "initiator_role", "initiator_organisation_id"),
)
_SAME: Final = (
    *("ver", "case_id", "element_id", "name", "kind", "role", "place", "form_id", "round", "state", "assignee_id"),
    *("claimed_at", "opened_at", "legal_date", "safe_date", "printed_date", "due_at", "completed_at"),
    *("completed_by_name", "completed_for", "completed_basis", "outcome", "comment", "answers", "delegation"),
)


_GUEST: Final = Viewer(person_id=0, name="")
"""Nobody: holds no post and has no drafts."""


@dataclass(frozen=True, kw_only=True)
class TaskView:
    """A task with its case. `values` are the readable values of the case, overlaid by the task's local ones.

    `can_complete`, `can_claim`, `can_release`, `can_assign` say what this viewer may do now; `refused_because` says
    why not, as `initiator`, `previous` (four eyes), `assigned` (a colleague has it), `not candidate`, `closed` or ``.
    `draft` is the viewer's own (raw posted values). `bound` is the last day
    set for the whole case, `remarks_left` how many remarks of it are not closed.
    `places` says which organisation each place of the diagram means.
    """

    task_id: int
    ver: int
    case_id: int
    case_number: str
    case_title: str
    case_status: CaseStatus
    case_round: int
    case_edition: int
    initiator_id: int | None
    initiator_organisation_id: int | None
    process_key: str
    process_name: str
    version_id: int
    organisation_id: int
    organisation_name: str
    task_organisation_id: int | None
    task_organisation_name: str
    places: Mapping[str, int]
    bound: Bound | None
    remarks_left: int
    element_id: str
    name: str
    kind: str
    role: str
    place: str
    form_id: str
    round: int
    state: TaskState
    spec: UserTaskSpec
    outcomes: tuple[str, ...]
    assignee_id: int | None
    assignee_name: str
    claimed_at: datetime | None
    opened_at: datetime
    sent_by: str
    sent_outcome: str
    legal_date: date | None
    safe_date: date | None
    printed_date: date | None
    due_at: datetime | None
    completed_at: datetime | None
    completed_by_name: str
    completed_for: str
    completed_basis: str
    outcome: str
    comment: str
    answers: Mapping[str, Any]
    values: Mapping[str, Any]
    draft: Mapping[str, Any] | None
    draft_saved_at: datetime | None
    can_complete: bool
    can_claim: bool
    can_release: bool
    can_assign: bool
    can_delegate: bool
    can_give_back: bool
    can_take_back: bool
    can_recall: bool
    refused_because: str
    on_behalf_of: str
    basis: str
    delegation: str


def get_task_visible_to(viewer: Viewer, task_id: int) -> TaskView:
    """Return a task, open or done, with everything its page needs, in one statement; raises NotFound."""
    query = _query(viewer).where(TASK.c.id == task_id, or_(has_part_in_task(viewer), sees_case(viewer)))
    row = db.session.execute(query).first()
    if row is None:
        raise NotFound(task_id=task_id)
    return _view(viewer, row)


def get_task_by_link(task_id: int) -> TaskView:
    """Return a task for somebody without an account to whom a link was given; raises NotFound."""
    row = db.session.execute(_query(_GUEST).where(TASK.c.id == task_id)).first()
    if row is None:
        raise NotFound(task_id=task_id)
    return _view(_GUEST, row)


def list_case_tasks(viewer: Viewer, case_id: int) -> tuple[TaskView, ...]:
    """Return the open tasks of a case, by burning date; raises NotFound."""
    query = _query(viewer).where(TASK.c.case_id == case_id, IS_OPEN, or_(has_part_in_task(viewer), sees_case(viewer)))
    rows = db.session.execute(query.order_by(TASK.c.burn_at, TASK.c.id)).all()
    if not rows and not db.session.scalar(select(CASE.c.id).where(CASE.c.id == case_id, sees_case(viewer))):
        raise NotFound(case_id=case_id)
    return tuple(_view(viewer, row) for row in rows)


def find_recallable(viewer: Viewer, case_id: int) -> int | None:
    """Return the task of the case that this viewer has done last and may still take back."""
    query = (
        select(TASK.c.id)
        .join(CASE, CASE.c.undo_task_id == TASK.c.id)
        .where(CASE.c.id == case_id, TASK.c.completed_by == viewer.person_id)
    )
    return db.session.scalar(query)


def find_draft(task_id: int, person_id: int) -> tuple[Mapping[str, Any], datetime] | None:
    """Return what the person has typed into this task, also after it was closed, and when it was kept."""
    query = select(_DRAFT.c.raw, _DRAFT.c.saved_at).where(_DRAFT.c.task_id == task_id, _DRAFT.c.person_id == person_id)
    row = db.session.execute(query).first()
    return (row.raw, row.saved_at) if row is not None else None


def list_assignable_people(task_id: int) -> tuple[tuple[int, str], ...]:
    """Return id and name of everybody who may do the task, by name."""
    held = and_(
        TASK.c.organisation_id == _MEMBERSHIP.c.organisation_id, TASK.c.role == cast(_MEMBERSHIP.c.role, String)
    )
    further = and_(
        CANDIDATE.c.organisation_id == _MEMBERSHIP.c.organisation_id,
        CANDIDATE.c.role == cast(_MEMBERSHIP.c.role, String),
    )
    by_group = select(_MEMBERSHIP.c.person_id).join(TASK, held).where(TASK.c.id == task_id)
    by_further = select(_MEMBERSHIP.c.person_id).join(CANDIDATE, further).where(CANDIDATE.c.task_id == task_id)
    in_time = in_force(now().date())
    named = select(CANDIDATE.c.person_id).where(CANDIDATE.c.task_id == task_id, CANDIDATE.c.person_id.is_not(None))
    out = select(TASK.c.id).where(
        TASK.c.id == task_id,
        or_(
            TASK.c.excluded_initiator_id == _PERSON.c.id,
            TASK.c.excluded_previous_id == _PERSON.c.id,
            TASK.c.excluded_previous_for_id == _PERSON.c.id,
            TASK.c.excluded_others.like(literal("%|") + cast(_PERSON.c.id, String) + "|%"),
        ),
    )
    query = (
        select(_PERSON.c.id, _PERSON.c.name)
        .where(_PERSON.c.id.in_(union_all(by_group.where(in_time), by_further.where(in_time), named)))
        .where(_PERSON.c.is_active, not_(exists(out)))
        .order_by(_PERSON.c.name, _PERSON.c.id)
    )
    return tuple((row.id, row.name) for row in db.session.execute(query))


def _query(viewer: Viewer) -> Select[Any]:
    return (
        select(
            *(column.label(f"task_{column.name}") for column in TASK.c),
            *(CASE.c[name].label(f"case_{name}") for name in _CASE_COLUMNS),
            _PERSON.c.name.label("assignee_name"),
            _OWNER.c.name.label("delegated_by_name"),
            _DRAFT.c.raw.label("draft"),
            _DRAFT.c.saved_at.label("draft_saved_at"),
            is_further_candidate(viewer).label("is_further_candidate"),
            LOGIN,
        )
        .select_from(TASK)
        .join(CASE, CASE.c.id == TASK.c.case_id)
        .outerjoin(_PERSON, _PERSON.c.id == TASK.c.assignee_id)
        .outerjoin(_OWNER, _OWNER.c.id == TASK.c.delegated_by_id)
        .outerjoin(_DRAFT, and_(_DRAFT.c.task_id == TASK.c.id, _DRAFT.c.person_id == viewer.person_id))
    )


def _view(viewer: Viewer, row: Any) -> TaskView:
    live = live_version(row.case_version_id)
    spec = live.task_spec(row.task_element_id) or UserTaskSpec(element_id=row.task_element_id, name=row.task_name)
    standing = standing_of(viewer, _facts(viewer, row, live.process_key))
    same = {name: getattr(row, f"task_{name}") for name in _SAME}
    return TaskView(
        **same,
        task_id=row.task_id,
        case_number=row.case_number,
        case_title=row.case_title,
        case_status=row.case_status,
        case_round=row.case_round,
        case_edition=row.case_edition,
        initiator_id=row.case_initiator_id,
        initiator_organisation_id=row.case_initiator_organisation_id,
        process_key=live.process_key,
        process_name=live.process_name,
        version_id=row.case_version_id,
        organisation_id=row.case_organisation_id,
        organisation_name=organisation_name(row.case_organisation_id),
        task_organisation_id=row.task_organisation_id,
        task_organisation_name=organisation_name(row.task_organisation_id),
        places=row.case_places,
        bound=read_bound(row.case_bound),
        remarks_left=row.case_remarks_left,
        spec=spec,
        outcomes=tuple(outcome.value for outcome in allowed_outcomes(spec)),
        assignee_name=row.assignee_name or "",
        sent_by=row.task_opened_by,
        sent_outcome=row.task_opened_by_outcome,
        values=_values(live, row),
        **{name: getattr(row, name) for name in ("draft", "draft_saved_at")},
        **asdict(standing),
        can_recall=row.case_undo_task_id == row.task_id and row.task_completed_by == viewer.person_id,
    )


def _facts(viewer: Viewer, row: Any, process_key: str) -> Facts:
    further = _further(row.task_id) if viewer.stands_in else []
    out = ((row.task_excluded_initiator_id, "initiator"), (row.task_excluded_previous_id, "previous"))
    return Facts(
        state=row.task_state,
        case_closed=row.case_status.is_closed,
        process_key=process_key,
        role=row.task_role,
        organisation_id=row.task_organisation_id,
        further=row.is_further_candidate,
        groups=tuple((one.role, one.organisation_id) for one in further if one.person_id is None),
        named=frozenset(one.person_id for one in further if one.person_id is not None),
        assignee_id=row.task_assignee_id,
        excluded=dict.fromkeys(split_people(row.task_excluded_others), "earlier")
        | {
            person: why
            for person, why in ((row.task_excluded_previous_for_id, "previous"), *reversed(out))
            if person is not None
        },
        delegation=row.task_delegation,
        delegated_by_id=row.task_delegated_by_id,
        delegated_by_name=row.delegated_by_name or "",
        delegated_basis=row.task_delegated_basis,
    )


def _further(task_id: int) -> list[Any]:
    columns = (CANDIDATE.c.role, CANDIDATE.c.organisation_id, CANDIDATE.c.person_id)
    return list(db.session.execute(select(*columns).where(CANDIDATE.c.task_id == task_id)))


def _values(live: Live, row: Any) -> Mapping[str, Any]:
    """Return what the form of the task sees: of an open task from the state, with what is local to it."""
    if row.task_state is TaskState.OPEN:
        try:
            facts = {name: getattr(row, f"case_{name}") for name in FACTS}
            given = given_of({**facts, "initiator_login": row.initiator_login}, live)
            workflow = Workflow.load(live.definition, row.case_state, given=given)
            return {**workflow.variables, **workflow.visible_variables(row.task_engine_task_id)}
        except WorkflowError:
            pass  # a damaged state has an incident of its own; its page still answers
    values: Mapping[str, Any] = row.case_readable
    return values


def organisation_name(organisation_id: int | None) -> str:
    """Return the short name of an organisation, empty for none."""
    return current_tree().node(organisation_id).short_name if organisation_id is not None else ""
