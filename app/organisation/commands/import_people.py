"""Differences in people and their posts."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.commands.people import add_person, alter_person
from app.access.models import Person, Role
from app.access.policy import role_name
from app.access.queries import get_person
from app.audit.models import Actor
from app.foundation.database import db
from app.organisation.commands.import_plan import Change, Detail, Planning
from app.organisation.commands.people import PostWanted, alter_membership, insert_membership
from app.organisation.commands.workbook_rows import CLEAR, PersonRow
from app.organisation.models import Membership
from app.organisation.policy import grantable_roles, may_manage_person

_CHUNK = 500


def plan_people(planning: Planning, rows: list[PersonRow]) -> None:
    """Add the differences of these rows: people first, then their posts."""
    logins = list(dict.fromkeys(row.login for row in rows))
    people = _find_people(logins)
    posts = _find_posts([person.id for person in people.values()])
    made: dict[str, int] = {}
    first: dict[str, PersonRow] = {}
    for row in rows:
        if row.login not in first:
            first[row.login] = row
            _plan_person(planning, row, people.get(row.login), posts, made)
        elif row.name != first[row.login].name:
            planning.problems.append(row.row.problem("Имя", _("Another name stands for this login above")))
    seen: set[tuple[str, str, str]] = set()
    for row in rows:
        if row.role is None:
            continue
        key = (row.login, row.role.value, row.organisation)
        if key in seen:
            planning.problems.append(row.row.problem("Роль", _("This post stands in the sheet twice")))
        elif _may_grant(planning, row):
            seen.add(key)
            _plan_post(planning, row, people.get(row.login), posts, made)


def _find_people(logins: list[str]) -> dict[str, Person]:
    found: dict[str, Person] = {}
    for start in range(0, len(logins), _CHUNK):
        part = select(Person).where(Person.login.in_(logins[start : start + _CHUNK]))
        found.update({person.login: person for person in db.session.scalars(part)})
    return found


def _find_posts(person_ids: list[int]) -> dict[int, list[Membership]]:
    found: dict[int, list[Membership]] = {}
    for start in range(0, len(person_ids), _CHUNK):
        part = select(Membership).where(Membership.person_id.in_(person_ids[start : start + _CHUNK]))
        for membership in db.session.scalars(part.order_by(Membership.id)):
            found.setdefault(membership.person_id, []).append(membership)
    return found


def _plan_person(
    planning: Planning,
    row: PersonRow,
    person: Person | None,
    posts: dict[int, list[Membership]],
    made: dict[str, int],
) -> None:
    if person is None:
        if planning.viewer is not None and row.role is None:
            planning.problems.append(row.row.problem("Роль", _("A new person needs a post")))
            return
        planning.changes.append(_new_person(row, made))
        return
    wanted = {"name": row.name, "email": row.email}
    values = {f: v for f, v in wanted.items() if v is not None and v != getattr(person, f)}
    if not values:
        return
    if planning.viewer is not None and not may_manage_person(planning.viewer, posts.get(person.id, ())):
        planning.problems.append(row.row.problem("Логин", _("You may not change the account of this person")))
        return
    labels = {"name": _("Name"), "email": _("E-mail")}
    details = tuple(
        Detail(label=labels[f], was=str(getattr(person, f)) or _("nothing"), now=v) for f, v in values.items()
    )
    person_id = person.id

    def run(actor: Actor) -> None:
        alter_person(get_person(person_id), changed_by=actor, **values)

    planning.changes.append(Change(sign="~", what=_("Person"), subject=row.login, details=details, run=run))


def _new_person(row: PersonRow, made: dict[str, int]) -> Change:
    def run(actor: Actor) -> None:
        person = add_person(login=row.login, name=row.name, email=row.email or "", created_by=actor)
        made[row.login] = person.id

    details = (Detail(label=_("Name"), was="", now=row.name),)
    return Change(sign="+", what=_("New person"), subject=row.login, details=details, run=run)


def _may_grant(planning: Planning, row: PersonRow) -> bool:
    assert row.role is not None  # noqa: S101  # rows without a post never come here
    if not planning.known(row.organisation):
        words = _("There is no organisation with the code %(code)s", code=row.organisation)
        planning.problems.append(row.row.problem("Код организации", words))
        return False
    if planning.viewer is None:
        return True
    place = planning.nearest_existing(row.organisation)
    if place is not None and row.role in grantable_roles(planning.viewer, place):
        return True
    planning.problems.append(row.row.problem("Роль", _("You may not give this role in this organisation")))
    return False


def _plan_post(
    planning: Planning,
    row: PersonRow,
    person: Person | None,
    posts: dict[int, list[Membership]],
    made: dict[str, int],
) -> None:
    assert row.role is not None  # noqa: S101  # rows without a post never come here
    organisation_id = planning.tree.by_code.get(row.organisation)
    held = posts.get(person.id, []) if person else []
    present = next((m for m in held if m.role is row.role and m.organisation_id == organisation_id), None)
    subject = f"{row.login}: {role_name(row.role)}, {row.organisation}"
    if present is None:
        person_id = person.id if person else None
        planning.changes.append(_new_post(planning, row, row.role, person_id, made, subject))
        return
    wanted = {
        "post": present.post if row.post is None else row.post,
        "since": _wanted_day(row.since, present.since),
        "until": _wanted_day(row.until, present.until),
    }
    labels = {"post": _("Post"), "since": _("From"), "until": _("Until")}
    details = tuple(
        Detail(label=labels[f], was=_shown(getattr(present, f)), now=_shown(v))
        for f, v in wanted.items()
        if v != getattr(present, f)
    )
    if details:
        planning.changes.append(_changed_post(present.id, wanted, subject, details))


def _new_post(
    planning: Planning, row: PersonRow, role: Role, person_id: int | None, made: dict[str, int], subject: str
) -> Change:
    def run(actor: Actor) -> None:
        wanted = PostWanted(
            role=role,
            organisation_id=planning.ids[row.organisation],
            post=row.post or "",
            since=_wanted_day(row.since, None),
            until=_wanted_day(row.until, None),
        )
        insert_membership(person_id if person_id is not None else made[row.login], wanted, actor)

    shown = {_("Post"): row.post, _("From"): row.since, _("Until"): row.until}
    details = tuple(Detail(label=k, was="", now=_shown(v)) for k, v in shown.items() if v and v != CLEAR)
    return Change(sign="+", what=_("New post"), subject=subject, details=details, run=run)


def _changed_post(membership_id: int, wanted: dict[str, Any], subject: str, details: tuple[Detail, ...]) -> Change:
    def run(actor: Actor) -> None:
        membership = db.session.get_one(Membership, membership_id)
        alter_membership(membership, **wanted, changed_by=actor)

    return Change(sign="~", what=_("Post of"), subject=subject, details=details, run=run)


def _wanted_day(said: date | str | None, present: date | None) -> date | None:
    if said == CLEAR:
        return None
    return said if isinstance(said, date) else present


def _shown(value: object) -> str:
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    return str(value) if value else _("nothing")
