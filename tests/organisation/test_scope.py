"""What a person sees: the question and the condition of a query always answer alike."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.access.models import Role
from app.access.policy import Viewer
from app.audit.models import SYSTEM
from app.foundation.database import db
from app.organisation.commands import add_relation, create_organisation
from app.organisation.models import Organisation, OrganisationKind, Place
from app.organisation.policy import may_see_organisation, visible_organisation_ids
from app.organisation.policy.scope import REACH
from tests.cast import make_cast, make_person, viewer_of

NORTH = {"north", "north-finance", "north-1", "north-1-centre", "north-2", "north-2-centre"}


def codes_seen_by(viewer: Viewer) -> set[str]:
    query = select(Organisation.code).where(Organisation.id.in_(visible_organisation_ids(viewer)))
    return set(db.session.scalars(query))


@pytest.mark.parametrize(
    ("login", "sees"),
    [
        ("north-1.admin", {"north-1", "north-1-centre"}),
        ("north-1-centre.head", {"north-1-centre"}),
        ("north-1.hr", {"north-1"}),
        ("north.officer", NORTH),
        ("north.head", NORTH),
        ("north.expert", set()),
        ("north-finance.accountant", {"north-finance"}),
        ("region.expert", set()),
        ("institute.methodist", {"institute"}),
        ("partner.rep", set()),
        ("coordinator.rep", {"coordinator"}),
        ("south-5.admin", {"south-5", "south-5-centre"}),
    ],
)
def test_a_post_shows_its_part_of_the_tree_and_nothing_else(app: Flask, login: str, sees: set[str]) -> None:
    cast = make_cast()
    viewer = cast.viewer(login)
    asked = {code for code, one in cast.organisations.items() if may_see_organisation(viewer, one.id)}
    found = codes_seen_by(viewer)
    assert asked == found == sees


@pytest.mark.parametrize("login", ["region.officer", "region.observer", "region.owner", "region.sysadmin"])
def test_the_region_sees_everything_of_its_own(app: Flask, login: str) -> None:
    cast = make_cast()
    other = create_organisation(kind=OrganisationKind.REGION, code="other", name="Другой край", created_by=SYSTEM)
    viewer = cast.viewer(login)
    found = set(db.session.scalars(visible_organisation_ids(viewer)))
    assert found == {one.id for one in cast.organisations.values()}
    assert not may_see_organisation(viewer, other.id)


def test_ids_that_begin_alike_are_not_mixed_up(app: Flask) -> None:
    """The subtree /1/2/ must not take in /1/20/."""
    cast = make_cast()
    for n in range(30):
        create_organisation(kind="school", code=f"s-{n}", name=f"С {n}", parent_id=cast.id("region"), created_by=SYSTEM)
    for login in ("north.officer", "north-1.admin"):
        viewer = cast.viewer(login)
        asked = {n for n in range(1, 50) if may_see_organisation(viewer, n)}
        assert set(db.session.scalars(visible_organisation_ids(viewer))) == asked
        assert len(asked) <= 6


def test_a_coordinator_sees_the_network_but_not_what_another_coordinates(app: Flask) -> None:
    cast = make_cast()
    other = create_organisation(
        kind=OrganisationKind.COORDINATOR, code="other", name="Другой", parent_id=cast.id("region"), created_by=SYSTEM
    )
    add_relation(cast.id("north"), place=Place.COORDINATOR, target_id=cast.id("coordinator"), added_by=SYSTEM)
    add_relation(cast.id("north-2"), place=Place.COORDINATOR, target_id=other.id, added_by=SYSTEM)
    viewer = cast.viewer("coordinator.rep")
    found = codes_seen_by(viewer)
    assert found == {"coordinator", "north", "north-finance", "north-1", "north-1-centre"}
    assert not may_see_organisation(viewer, cast.id("north-2-centre"))


def test_several_posts_add_up(app: Flask) -> None:
    make_cast()
    person = make_person("both", "Двое", (Role.SCHOOL_ADMIN, "north-1"), (Role.HR_ACCOUNTING, "south-5"))
    viewer = viewer_of(person)
    codes = codes_seen_by(viewer)
    assert codes == {"north-1", "north-1-centre", "south-5"}


def test_somebody_without_posts_sees_nothing(app: Flask) -> None:
    make_cast()
    viewer = viewer_of(make_person("new", "Новый"))
    assert not list(db.session.scalars(visible_organisation_ids(viewer)))


def test_every_role_has_a_reach() -> None:
    assert set(REACH) == set(Role)
