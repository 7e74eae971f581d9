"""Two municipalities with a case each, and every address of the system with the things of either one in it."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.access.models import SignInSession
from app.audit.models import SYSTEM
from app.campaigns.commands import Wanted, keep_schedule, start_campaign
from app.centres.commands import CentreFacts, enter_centre
from app.discussions.commands import ask_question
from app.documents.commands import store_file
from app.documents.commands.keep_journal import open_journal, reserve_numbers
from app.documents.models import StoredFile
from app.engine.commands import complete_task
from app.engine.models import Case, UserTask
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.transaction import command
from app.organisation.models import Absence, AbsenceKind, ImportFile, Membership, OrganisationRelation, Place
from app.processes.commands import publish_version
from app.quarterly.commands import introduce_reporting
from app.roadmaps.commands import apply_plan, ask_transfer
from app.roadmaps.commands.importing import keep_upload
from app.roadmaps.commands.own_plans import make_plan
from app.roadmaps.models import MeasureOccurrence
from app.roadmaps.policy.import_tables import Table
from app.roadmaps.queries.library import find_shipped_plan
from app.views.commands import ViewWanted, save_view
from app.workflow.package import Package
from tests.cast import Cast, make_cast, sign_in
from tests.documents.payloads import PDF
from tests.documents.test_storing import upload
from tests.engine.stage import APPROVAL, APPROVAL_TASKS, REQUEST, actor, make_package, only_task, start

SIDES: Final = {"north": "north-1", "south": "south-5"}
SECRETS: Final = {"north": "Тайнасевера", "south": "Тайнаюга"}
ROLES: Final = (
    "north-1.admin", "north-1.director", "north-1.hr", "north-1.working-group", "north-1.parents",
    "north-1-centre.head",
    "north.officer", "north.head", "north.expert", "north-finance.accountant", "region.expert", "institute.methodist",
    "coordinator.rep", "partner.rep",
)  # fmt: skip
"""One person of each role who has no business in the south."""
EVERYWHERE: Final = ("region.officer", "region.owner", "region.observer", "region.sysadmin")
"""People whose post is above both municipalities."""


@dataclass(frozen=True, kw_only=True)
class Side:
    """What one municipality has: a case with a done and an open task, a file, a school, a person."""

    secret: str
    case_id: int
    number: str
    done_task: int
    open_task: int
    file_id: str
    school: int
    person: int
    membership: int
    relation: int
    session: int
    workbook: int
    journal: int
    entry: int
    absence: int
    campaign: int
    schedule: int
    comment: int
    roadmap: int
    occurrence: int
    transfer: int
    order: int
    own_plan: int
    upload: int
    view: int
    centre: int


class _Browser(FlaskClient):
    """Sends each request in a context of its own, as a server would: no transaction of one is left to the next."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request."""
        with self.application.app_context():
            return super().open(*args, **kwargs)


@dataclass(frozen=True, kw_only=True)
class World:
    """The application with both sides in it."""

    app: Flask
    cast: Cast
    north: Side
    south: Side

    @property
    def roles(self) -> tuple[str, ...]:
        """Return one person of each role without business in the south.

        In `make test` every third of them; in `make whole` everybody.
        """
        return ROLES if os.environ.get("SOGLAS_WHOLE") else ROLES[::3]

    def browser(self, login: str = "") -> FlaskClient:
        """Return the browser of somebody, or of nobody."""
        client = _Browser(self.app, self.app.response_class, use_cookies=True)
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "ru"
        return sign_in(client, self.cast.person(login)) if login else client


def make_world(app: Flask) -> World:
    """Make both sides by commands."""
    cast = make_cast()
    publish()
    return World(app=app, cast=cast, north=_side(cast, "north"), south=_side(cast, "south"))


def publish() -> None:
    """Publish the small approval with a form that holds a file, a list, a locked, a hidden and a computed field."""
    setting = {"setting:agree_days": "5 | рабочих дней | [DEF] согласование"}
    drawn = make_package(APPROVAL, APPROVAL_TASKS, **setting)
    more = [
        {"type": "filepicker", "key": "papers", "id": "x1", "label": "Файлы", "multiple": True},
        {"type": "textfield", "key": "locked", "id": "x2", "label": "Закрыто", "readonly": True},
        {"type": "textfield", "key": "hidden", "id": "x3", "label": "Скрыто", "conditional": {"hide": "=true"}},
        {"type": "expression", "key": "worked_out", "id": "x4", "expression": "=amount"},
    ]
    forms = {**drawn.forms, "request": {**REQUEST, "components": [*REQUEST["components"], *more]}}
    publish_version(Package(diagrams=drawn.diagrams, forms=forms), published_by=SYSTEM)


def _side(cast: Cast, name: str) -> Side:
    school, secret = SIDES[name], SECRETS[name]
    login = f"{school}.admin"
    case_id = start(cast, login, school=school).case_id
    filling = only_task(case_id)
    file = store_file(
        upload(f"{secret}.pdf", PDF), viewer=cast.viewer(login), case_id=case_id, task_id=filling.id, field_key="papers"
    )
    complete_task(filling.id, filling.ver, {"subject": "Станки", "papers": [file.id]}, completed_by=actor(cast, login))
    relation, workbook, absence = _furnish(cast, name, case_id)
    journal = open_journal(cast.id(school), "orders", opened_by=cast.viewer(login))
    (entry,) = reserve_numbers(journal.id, count=1, reason=secret, reserved_by=cast.viewer(login))
    roadmap, occurrence, transfer = _plan(cast, name, secret)
    sign_in(db_app().test_client(), cast.person(login))
    wanted = Wanted(process_key="P", name=f"{secret}: кампания", how="schools", deadline=date(2026, 6, 30))
    campaign = start_campaign(wanted, started_by=actor(cast, f"{name}.officer"))
    return Side(
        secret=secret,
        case_id=case_id,
        number=db.session.get_one(Case, case_id).number,
        done_task=filling.id,
        open_task=only_task(case_id).id,
        file_id=db.session.get_one(StoredFile, file.id).id,
        school=cast.id(school),
        person=cast.person(login).id,
        membership=_first(select(Membership.id).where(Membership.person_id == cast.person(login).id)),
        relation=relation,
        workbook=workbook,
        journal=journal.id,
        entry=entry.id,
        absence=absence,
        roadmap=roadmap,
        occurrence=occurrence,
        transfer=transfer,
        order=introduce_reporting(
            cast.id(name), first_period="2026-Q1", basis=f"{secret} порядок", introduced_by=cast.viewer(f"{name}.head")
        ).id,
        own_plan=_own_plan(cast, name, secret),
        upload=_upload(cast, name, secret),
        view=save_view("cases", ViewWanted(name=secret, asked={"q": secret}, columns=()), saved_by=cast.viewer(login)),
        centre=_centre(cast, name, secret),
        session=_first(select(SignInSession.id).where(SignInSession.person_id == cast.person(login).id)),
        campaign=campaign,
        comment=ask_question(
            case_id,
            text=f"{secret} почему",
            asked_id=cast.person(f"{name}.officer").id,
            asked_by=cast.viewer(f"{school}.hr"),
        ),
        schedule=keep_schedule(
            campaign, opens="08-01", deadline="08-20", how="schools", kept_by=actor(cast, f"{name}.officer")
        ),
    )


def _plan(cast: Cast, name: str, secret: str) -> tuple[int, int, int]:
    """Apply a plan to a municipality, with a request to move a date of the municipality itself."""
    plan = find_shipped_plan("tochka-rosta-tz")
    assert plan is not None
    done = apply_plan(plan, organisation_id=cast.id(name), year=2026, applied_by=SYSTEM, basis=f"{secret} приказ")
    row = _first(
        select(MeasureOccurrence.id).where(
            MeasureOccurrence.roadmap_id == done.roadmap_id, MeasureOccurrence.measure == "tr1-36m"
        )
    )
    officer = actor(cast, f"{name}.officer")
    asked = ask_transfer(row, wanted=date(2026, 12, 1), reason=f"{secret} причина", asked_by=officer)
    return done.roadmap_id, row, asked.id


def _own_plan(cast: Cast, name: str, secret: str) -> int:
    """Make a draft of a plan of the municipality."""
    officer = actor(cast, f"{name}.officer")
    days = {"first": date(2027, 1, 1), "last": date(2027, 12, 31)}
    made = make_plan(
        title=f"{secret} план", short=secret, organisation_id=cast.id(name), source=None, made_by=officer, **days
    )
    return made.id


def _centre(cast: Cast, name: str, secret: str) -> int:
    """Let the officer of the municipality enter a centre into the registry."""
    facts = CentreFacts(
        organisation_id=cast.id(SIDES[name]),
        title=f"{secret} центр",
        kind="growth_point",
        order_no="41-од",
        order_date=date(2021, 8, 20),
        opened_on=date(2021, 9, 1),
        licence="covered",
        basis=f"{secret} справка",
    )
    return enter_centre(facts, entered_by=cast.viewer(f"{name}.officer"))


def _upload(cast: Cast, name: str, secret: str) -> int:
    """Let the officer of the municipality upload a plan."""
    table = Table(headings=(), rows=(("№", "Мероприятие", "Срок"), ("1", secret, "май 2027")))
    officer = actor(cast, f"{name}.officer")
    return keep_upload((table,), name="plan.xlsx", organisation_id=cast.id(name), kept_by=officer).id


def db_app() -> Flask:
    """Return the application of the context we are in."""
    from flask import current_app

    return current_app._get_current_object()  # type: ignore[attr-defined,no-any-return]


def _first(query: Any) -> int:
    return int(db.session.scalars(query.limit(1)).one())


@command
def _furnish(cast: Cast, name: str, case_id: int) -> tuple[int, int, int]:
    """Give the case its secret title, the school a relation, the head of the municipality a workbook to import and its
    officer a leave next year."""
    db.session.get_one(Case, case_id).title = f"{SECRETS[name]} станков"
    relation = OrganisationRelation(
        organisation_id=cast.id(SIDES[name]), place=Place.FINANCE, target_id=cast.id(f"{name}-finance")
    )
    head = cast.person(f"{name}.head").id
    file = ImportFile(
        sha256="0" * 64, plan_hash="0" * 64, name="книга.xlsx", content=b"", uploaded_by=head, uploaded_at=now()
    )
    leave = Absence(
        person_id=cast.person(f"{name}.officer").id,
        kind=AbsenceKind.LEAVE,
        since=date(2027, 6, 1),
        until=date(2027, 6, 28),
        basis=f"приказ {SECRETS[name]}",
        set_at=now(),
    )
    db.session.add_all([relation, file, leave])
    db.session.flush()
    return relation.id, file.id, leave.id


def arguments(side: Side, *, done: bool = False) -> dict[str, Any]:
    """Return a value for each name that stands in an address; `endpoint:name` where one name means two things."""
    return {
        "number": side.number,
        "task_id": side.done_task if done else side.open_task,
        "file_id": side.file_id,
        "organisation_id": side.school,
        "person_id": side.person,
        "membership_id": side.membership,
        "relation_id": side.relation,
        "session_id": side.session,
        "journal_id": side.journal,
        "entry_id": side.entry,
        "version": 0,
        "dossier_id": 0,
        "key": "P",
        "setting": "agree_days",
        "filename": "favicon.svg",
        "organisation.apply_differences:file_id": side.workbook,
        "draft_id": 999_999,
        "kept_id": 999_999,
        "scenario_id": 999_999,
        "part_id": 999_999,
        "migration_id": 999_999,
        "kind": "form",
        "name": "request",
        "organisation.apply_absence_plan:file_id": side.workbook,
        "absence_id": side.absence,
        "campaign_id": side.campaign,
        "schedule_id": side.schedule,
        "comment_id": side.comment,
        "roadmap_id": side.roadmap,
        "measure": "tr1-36m",
        "occurrence_id": side.occurrence,
        "transfer_id": side.transfer,
        "plan_id": side.own_plan,
        "section_id": 1,
        "upload_id": side.upload,
        "centre_id": side.centre,
        "row": "none",
        "indicator_id": "tr-i2",
        "token": "a" * 43,
        "order_id": side.order,
        "fact_id": 999_999,
        "period": "2026-Q1",
        "code": "pupils_covered",
        "job_id": 999_999,
        "bulk_id": 999_999,
        "view_id": side.view,
    }


PUBLIC_NUMBERS: Final = {
    endpoint: {"number": 1}
    for endpoint in (
        "processes.show_version",
        "processes.show_diagram",
        "processes.show_regulation",
        "processes.give_regulation",
        "workshop.show_changes",
        "workshop.download_package",
        "workshop.return_to",
    )
}
"""Addresses whose `number` is the version of a process, which everybody who is signed in may read."""


def rules(app: Flask, method: str) -> Iterator[Rule]:
    """Yield the rules that answer a method, in a fixed order."""
    found = [rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())]
    yield from sorted(found, key=lambda rule: (rule.rule, rule.endpoint))


def address(app: Flask, rule: Rule, values: dict[str, Any]) -> str:
    """Return the address of a rule; fails for a name in a rule that this world knows nothing of."""
    own = {name: values[f"{rule.endpoint}:{name}"] for name in rule.arguments if f"{rule.endpoint}:{name}" in values}
    given = {**values, **own, **PUBLIC_NUMBERS.get(rule.endpoint, {})}
    missing = rule.arguments - given.keys()
    assert not missing, f"{rule.rule}: tests/security/world.py must learn what {sorted(missing)} is"
    with app.test_request_context():
        from flask import url_for

        return url_for(rule.endpoint, **{name: given[name] for name in rule.arguments})


def is_of_a_thing(rule: Rule) -> bool:
    """Say whether a rule names something that belongs to one municipality."""
    return (
        bool(rule.arguments - {"key", "filename", "setting", "indicator_id", "token"})
        and rule.endpoint not in PUBLIC_NUMBERS
    )


def fingerprint(*, without: tuple[str, ...] = ()) -> dict[str, str]:
    """Return a digest of every table, so that any change of any row is seen."""
    db.session.rollback()
    found = {}
    for table in db.metadata.sorted_tables:
        if table.name in without:
            continue
        rows = db.session.execute(text(f"SELECT * FROM {table.name}")).all()
        found[table.name] = hashlib.sha256("\n".join(sorted(map(repr, rows))).encode()).hexdigest()
    db.session.rollback()
    return found


def holds(text_: str, secret: str) -> bool:
    """Say whether a page holds a secret, however its spaces and entities are written."""
    return secret.casefold() in re.sub(r"&#\d+;|\s", "", text_).casefold()


def open_task_row(task_id: int) -> UserTask:
    """Return the row of a task as the database has it now."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(UserTask, task_id)
