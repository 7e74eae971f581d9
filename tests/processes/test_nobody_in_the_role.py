"""Nobody holds the role of a step: the case says so loudly, waits, and goes on when somebody is appointed."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from flask import Flask

from app.access.models import Role
from app.audit.models import SYSTEM
from app.engine.commands import heal_tasks
from app.engine.models import CaseStatus, Incident, IncidentKind, IncidentState
from app.foundation import clock
from app.foundation.database import db
from app.organisation.commands.people import end_membership
from app.organisation.queries import memberships_of
from app.processes.commands import publish_version
from tests.cast import make_cast, make_person
from tests.engine.stage import actor, case_row, differences, open_tasks
from tests.processes.stories import OPENS, package_of
from tests.processes.test_in_the_engine import Life, story_of

MISSING = [
    ("centre-creation", "01", "region.officer", Role.REGIONAL_OFFICER, "region", "select_school"),
    ("licensing", "01", "north-1.director", Role.SCHOOL_DIRECTOR, "north-1", "sign_application"),
    ("network-agreement", "01", "north-1.director", Role.SCHOOL_DIRECTOR, "north-1", "sign_agreement"),
    ("programme-review", "01", "institute.methodist", Role.INSTITUTE_METHODIST, "institute", "register_package"),
    ("staffing-approval", "02", "north-finance.accountant", Role.FINANCE_OFFICER, "north-finance", "check_fund"),
]


@pytest.mark.parametrize(("process", "number", "login", "role", "place", "element"), MISSING)
def test_a_step_without_anybody_waits_loudly_and_heals(
    app: Flask, process: str, number: str, login: str, role: Role, place: str, element: str
) -> None:
    with clock.travel(datetime(2026, 4, 6, tzinfo=UTC)):
        for one in (*OPENS.get(process, ()), process):
            publish_version(package_of(one), published_by=SYSTEM)
        cast = make_cast()
        (membership,) = [one for one in memberships_of(cast.person(login).id) if one.role is role]
        life = Life(cast, story_of(process, number))
        end_membership(membership.id, last_day=date(2026, 4, 5), ended_by=actor(cast, "region.sysadmin"))
        steps = [step for step in life.story.steps if "complete" in step]
        for step in steps:
            if step["complete"] == element:
                break
            life.do(step["complete"], dict(step.get("variables", {})))
        incident = db.session.query(Incident).filter_by(case_id=life.case_id, kind=IncidentKind.NOBODY).one()
        assert incident.state is IncidentState.OPEN
        assert incident.ru.startswith("Некому делать")
        assert element in {task.element_id for task in open_tasks(life.case_id)}
        assert case_row(life.case_id).status is CaseStatus.RUNNING
        assert heal_tasks() == 0
        cast.people["appointed"] = make_person("appointed", "Назначенный", (role, place))
        assert heal_tasks() == 1
        db.session.rollback()
        life.do(element, dict(step.get("variables", {})), login="appointed")
        assert element not in {task.element_id for task in open_tasks(life.case_id)}
        assert differences(life.case_id) == ()
