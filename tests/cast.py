"""A small cast made by commands: one region, two municipalities, schools with centres, people for every role."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.access.commands.people import add_person
from app.access.commands.sessions import begin_session
from app.access.models import Person, Role
from app.access.policy import Viewer
from app.access.policy.passwords import hash_password
from app.access.routes.guard import cookie_name
from app.audit.models import SYSTEM
from app.foundation.clock import today
from app.foundation.database import db
from app.foundation.transaction import command
from app.organisation.commands import PostWanted
from app.organisation.commands.organisations import insert_organisation
from app.organisation.commands.people import insert_membership
from app.organisation.models import Organisation, OrganisationKind
from app.organisation.queries import current_tree
from app.organisation.queries.people import list_posts
from tests.remembering import remembered

ZONE = "Asia/Chita"
PASSWORD = "correct horse battery"

# code, kind, parent, name, short name
ORGANISATIONS = (
    ("region", OrganisationKind.REGION, None, "Министерство образования края", "Министерство"),
    ("institute", OrganisationKind.INSTITUTE, "region", "Институт развития образования края", "ИРО"),
    ("coordinator", OrganisationKind.COORDINATOR, "region", "Региональный координатор", "Координатор"),
    ("partner", OrganisationKind.PARTNER, "region", "Детский технопарк", "Технопарк"),
    ("north", OrganisationKind.MOUO, "region", "Комитет образования Северного района", "Северный район"),
    ("north-finance", OrganisationKind.FINANCE, "north", "Бухгалтерия Северного района", "Бухгалтерия (Северный)"),
    ("north-1", OrganisationKind.SCHOOL, "north", "МБОУ «СОШ № 1» Северного района", "СОШ № 1"),
    ("north-1-centre", OrganisationKind.CENTRE, "north-1", "Центр при СОШ № 1", "Центр СОШ № 1"),
    ("north-2", OrganisationKind.SCHOOL, "north", "МБОУ «СОШ № 2» Северного района", "СОШ № 2"),
    ("north-2-centre", OrganisationKind.CENTRE, "north-2", "Центр при СОШ № 2", "Центр СОШ № 2"),
    ("south", OrganisationKind.MOUO, "region", "Комитет образования Южного района", "Южный район"),
    ("south-finance", OrganisationKind.FINANCE, "south", "Бухгалтерия Южного района", "Бухгалтерия (Южный)"),
    ("south-5", OrganisationKind.SCHOOL, "south", "МБОУ «СОШ № 5» Южного района", "СОШ № 5"),
    ("south-5-centre", OrganisationKind.CENTRE, "south-5", "Центр при СОШ № 5", "Центр СОШ № 5"),
)

_SCHOOL = (
    ("admin", Role.SCHOOL_ADMIN, "Школьный администратор"),
    ("director", Role.SCHOOL_DIRECTOR, "Директор"),
    ("hr", Role.HR_ACCOUNTING, "Специалист по кадрам"),
    ("working-group", Role.WORKING_GROUP_MEMBER, "Член рабочей группы"),
    ("parents", Role.PARENT_COMMITTEE_CHAIR, "Председатель родительского комитета"),
)
_MUNICIPALITY = (
    ("officer", Role.MOUO_OFFICER, "Специалист комитета"),
    ("head", Role.MOUO_HEAD, "Начальник комитета"),
    ("expert", Role.MOUO_EXPERT, "Муниципальный эксперт"),
)
_REGION = (
    ("officer", Role.REGIONAL_OFFICER, "Специалист министерства"),
    ("expert", Role.REGIONAL_EXPERT, "Региональный эксперт"),
    ("expert-2", Role.REGIONAL_EXPERT, "Второй региональный эксперт"),
    ("expert-3", Role.REGIONAL_EXPERT, "Третий региональный эксперт"),
    ("owner", Role.PROCESS_OWNER, "Владелец процесса"),
    ("observer", Role.OBSERVER, "Наблюдатель"),
    ("sysadmin", Role.SYSADMIN, "Администратор системы"),
)
_BY_KIND = {
    OrganisationKind.SCHOOL: _SCHOOL,
    OrganisationKind.CENTRE: (("head", Role.CENTRE_HEAD, "Руководитель центра"),),
    OrganisationKind.MOUO: _MUNICIPALITY,
    OrganisationKind.FINANCE: (("accountant", Role.FINANCE_OFFICER, "Бухгалтер"),),
    OrganisationKind.REGION: _REGION,
    OrganisationKind.INSTITUTE: (("methodist", Role.INSTITUTE_METHODIST, "Методист института"),),
    OrganisationKind.COORDINATOR: (("rep", Role.REGIONAL_COORDINATOR, "Региональный координатор"),),
    OrganisationKind.PARTNER: (("rep", Role.PARTNER_REP, "Представитель партнёра"),),
}


@dataclass(frozen=True, kw_only=True)
class Cast:
    """Everybody and everything by name: `cast["north-1"]`, `cast.person("north-1.admin")`.

    Logins are `<code of the organisation>.<word>`: north-1.admin, north-1.director, north-1-centre.head,
    north.officer, north.head, north.expert, north-finance.accountant, region.officer, region.expert (-2, -3),
    region.owner, region.observer, region.sysadmin, institute.methodist, coordinator.rep, partner.rep; the same for
    north-2, south, south-5. Everybody's password is `PASSWORD`. `stranger` is the administrator of south-5.
    """

    organisations: dict[str, Organisation]
    people: dict[str, Person]

    def __getitem__(self, code: str) -> Organisation:
        return self.organisations[code]

    def id(self, code: str) -> int:
        """Return the id of an organisation."""
        return self.organisations[code].id

    def person(self, login: str) -> Person:
        """Return a person by login."""
        return self.people[login]

    def viewer(self, login: str, role: Role | None = None) -> Viewer:
        """Return how policies see the person; `role` chooses the acting post."""
        return viewer_of(self.people[login], role)

    @property
    def stranger(self) -> Person:
        """A school administrator of the other municipality, who must see nothing of the north."""
        return self.people["south-5.admin"]


def make_cast() -> Cast:
    """Make everybody by the parts that the commands are made of; needs empty tables. A second time they are copied."""
    made: list[Cast] = []
    if not remembered("cast", lambda: made.append(_make_cast())):
        return made[0]
    organisations = {one.code: one for one in db.session.scalars(select(Organisation).order_by(Organisation.id))}
    people = {one.login: one for one in db.session.scalars(select(Person).order_by(Person.id))}
    db.session.commit()
    return Cast(organisations=organisations, people=people)


@command
def _make_cast() -> Cast:
    organisations: dict[str, Organisation] = {}
    for code, kind, parent, name, short in ORGANISATIONS:
        organisations[code] = insert_organisation(
            kind=kind,
            code=code,
            name=name,
            short_name=short,
            parent_id=organisations[parent].id if parent else None,
            timezone=ZONE if parent is None else "",
            created_by=SYSTEM,
        )
    people: dict[str, Person] = {}
    for code, organisation in organisations.items():
        for word, role, name in _BY_KIND[organisation.kind]:
            login = f"{code}.{word}"
            people[login] = _add_person(login, f"{name}, {organisation.short_name}", [(role, organisation.id)])
    return Cast(organisations=organisations, people=people)


@command
def make_person(login: str, name: str, *posts: tuple[Role, str]) -> Person:
    """Make one more person with posts given as (role, code of the organisation)."""
    codes = current_tree().by_code
    return _add_person(login, name, [(role, codes[code.casefold()]) for role, code in posts])


def _add_person(login: str, name: str, posts: list[tuple[Role, int]]) -> Person:
    mail = f"{login}@example.org"
    person = add_person(login=login, name=name, email=mail, password_hash=_shared_hash(), created_by=SYSTEM)
    for role, organisation_id in posts:
        insert_membership(person.id, PostWanted(role=role, organisation_id=organisation_id), SYSTEM)
    return person


@cache
def _shared_hash() -> str:
    return hash_password(PASSWORD)


def viewer_of(person: Person, role: Role | None = None) -> Viewer:
    """Return how policies see the person today."""
    posts = list_posts(person.id, today(ZONE))
    acting = next((post for post in posts if role is None or post.role is role), None)
    return Viewer(person_id=person.id, name=person.name, login=person.login, memberships=posts, acting=acting)


def sign_in(client: FlaskClient, person: Person) -> FlaskClient:
    """Let the client's browser be signed in as this person, without the work of a password."""
    person_id = person.id
    db.session.commit()  # ends a reading transaction, which would not see the session that begins now
    with client.application.app_context():
        token = command(begin_session)(person_id, address="127.0.0.1", browser="test", hours=12)
        name = _cookie_name(client.application)
    client.set_cookie(name, token)
    return client


def _cookie_name(app: Flask) -> str:
    with app.app_context():
        return cookie_name()
