"""The stage of the engine's tests: small published processes, and short ways to act as somebody of the cast."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any
from xml.sax.saxutils import quoteattr

from sqlalchemy import select

from app.audit.models import SYSTEM, Actor
from app.engine.commands import Completed, Started, complete_task, start_case
from app.engine.commands.steps.consistency import find_differences
from app.engine.commands.steps.locked import lock_case
from app.engine.models import Case, TaskState, UserTask
from app.foundation.database import db
from app.foundation.transaction import command
from app.processes.commands import Published, publish_version
from app.workflow.package import Package, SourceFile
from tests.cast import Cast
from tests.workflow.drawing import drawing, zeebe

REQUEST = {
    "type": "default",
    "id": "request",
    "schemaVersion": 19,
    "components": [
        {"type": "textfield", "key": "subject", "id": "c1", "label": "Предмет"},
        {"type": "number", "key": "amount", "id": "c2", "label": "Сумма"},
        {"type": "datetime", "subtype": "date", "key": "wanted_on", "id": "c3", "dateLabel": "Когда"},
    ],
}
REMARKS = {
    "type": "default",
    "id": "remarks",
    "schemaVersion": 19,
    "components": [{"type": "textfield", "key": "remark", "id": "r1", "label": "Замечание"}],
}
APPROVAL = """
    start S
    user Fill Заполнить заявку
    user Agree Согласовать заявку
    xor Result
    end Done
    end Refused
    S > Fill > Agree > Result
    Result > Done if =outcome = "approve"
    Result > Refused if =outcome = "reject"
    Result > Fill default
    handler Withdrawal {
    start-message Withdrawn MW
    end Gone
    Withdrawn > Gone
    }
"""
WITHDRAW_MESSAGE = (
    '<bpmn:message id="MW" name="withdraw"><bpmn:extensionElements>'
    '<zeebe:subscription correlationKey="=case.id"/></bpmn:extensionElements></bpmn:message>'
)


def person_task(
    groups: str = "", *, form: str = "request", users: str = "", assignee: str = "", **properties: str
) -> str:
    """Return the extensions of a user task; keyword names become `soglas:` properties."""
    parts = ["<zeebe:userTask/>"]
    if form:
        parts.append(f'<zeebe:formDefinition formId="{form}"/>')
    named = {"candidateGroups": groups, "candidateUsers": users, "assignee": assignee}
    attributes = " ".join(f"{name}={quoteattr(value)}" for name, value in named.items() if value)
    parts.append(f"<zeebe:assignmentDefinition {attributes}/>")
    listed = "".join(
        f"<zeebe:property name={quoteattr('soglas:' + name)} value={quoteattr(value)}/>"
        for name, value in properties.items()
    )
    parts.append(f"<zeebe:properties>{listed}</zeebe:properties>")
    return zeebe("".join(parts))


APPROVAL_TASKS = {
    "Fill": person_task("school_admin@school", form="request", kind="fill", deadline="after 5 working days"),
    "Agree": person_task(
        "mouo_officer@mouo", form="remarks", kind="agree", outcomes="approve approve-with-remarks return reject",
        deadline="after 5 working days", exclude="initiator",
    ),
}  # fmt: skip


def with_properties(data: bytes, **properties: str) -> bytes:
    """Put properties on the process itself (`number_prefix` becomes `soglas:number-prefix`)."""
    listed = "".join(
        f'<zeebe:property name="soglas:{name if ":" in name else name.replace("_", "-")}" value={quoteattr(value)}/>'
        for name, value in properties.items()
    )
    marker = b'isExecutable="true">\n'
    assert marker in data
    return data.replace(marker, marker + zeebe(f"<zeebe:properties>{listed}</zeebe:properties>").encode(), 1)


def make_package(text: str, tasks: Mapping[str, str], *, process: str = "P", **properties: str) -> Package:
    """Return a package of one drawn process with the two small forms."""
    data = drawing(text, process=process, inside=tasks, roots=_roots())
    start_roles = {"start_roles": "school_admin mouo_officer", "number_prefix": "ЗП", **properties}
    return Package(
        diagrams=(SourceFile(name=f"{process}.bpmn", data=with_properties(data, **start_roles)),),
        forms=deepcopy({"request": REQUEST, "remarks": REMARKS}),
    )


def _roots() -> str:
    from tests.workflow.drawing import ROOTS

    return ROOTS + WITHDRAW_MESSAGE


def publish(text: str, tasks: Mapping[str, str], *, process: str = "P", **properties: str) -> Published:
    """Publish a drawn process."""
    return publish_version(make_package(text, tasks, process=process, **properties), published_by=SYSTEM)


def publish_approval(**properties: str) -> Published:
    """Publish the small approval: the school fills in, the municipality decides, a return goes back."""
    return publish(APPROVAL, APPROVAL_TASKS, **properties)


def actor(cast: Cast, login: str) -> Actor:
    """Return a person of the cast as the one who acts."""
    return cast.viewer(login).actor()


def start(
    cast: Cast, login: str = "north-1.admin", *, process: str = "P", school: str = "north-1", **more: Any
) -> Started:
    """Start a case for a school."""
    return start_case(process_key=process, organisation_id=cast.id(school), started_by=actor(cast, login), **more)


def only_task(case_id: int) -> UserTask:
    """Return the one open task of a case."""
    (task,) = open_tasks(case_id)
    return task


def open_tasks(case_id: int) -> list[UserTask]:
    """Return the open tasks of a case as the database has them now."""
    db.session.rollback()
    db.session.expire_all()
    query = select(UserTask).where(UserTask.case_id == case_id, UserTask.state == TaskState.OPEN)
    return list(db.session.scalars(query.order_by(UserTask.id)))


def case_row(case_id: int) -> Case:
    """Return the row of a case as the database has it now."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Case, case_id)


def do(cast: Cast, login: str, case_id: int, outcome: str = "", comment: str = "", **answers: Any) -> Completed:
    """Do the one open task of a case."""
    task = only_task(case_id)
    return complete_task(task.id, task.ver, answers, completed_by=actor(cast, login), outcome=outcome, comment=comment)


@command
def differences(case_id: int) -> tuple[str, ...]:
    """Return how rows and state of a case disagree."""
    return find_differences(lock_case(case_id))
