"""What expressions ask about the tree of this installation."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from app.access.models import Person
from app.foundation import clock
from app.foundation.database import db
from app.organisation.models import Membership, Organisation
from app.organisation.queries import current_tree, describe_organisation, reading_in
from app.organisation.queries.expressions import TreeDirectory
from tests.cast import Cast, make_cast

TREE = TreeDirectory()


@pytest.fixture
def cast(app: Flask) -> Cast:
    return make_cast()


def test_an_organisation_in_use_is_found_by_its_code(cast: Cast) -> None:
    assert TREE.organisation("north-1") == describe_organisation(cast.id("north-1"))
    assert TREE.organisation("NORTH-1") == TREE.organisation("north-1")
    assert TREE.organisation("nowhere") is None
    assert reading_in(cast.id("north"))["context"]["case"]["organisation"]["short_name"] == "Северный район"


def test_only_organisations_in_use_lie_below(cast: Cast) -> None:
    below = ["north-finance", "north-1", "north-1-centre", "north-2", "north-2-centre"]
    assert [one["code"] for one in TREE.below("north")] == below
    assert list(TREE.below("nowhere")) == []
    db.session.get_one(Organisation, cast.id("north-2-centre")).is_active = False
    db.session.commit()
    assert [one["code"] for one in TREE.below("north")] == below[:-1]
    assert TREE.organisation("north-2-centre") is None
    assert current_tree().node(cast.id("north-2-centre")).is_active is False


def test_a_role_is_held_by_active_people_whose_post_is_in_force(cast: Cast) -> None:
    assert TREE.holds("north.officer", "mouo_officer", "north")
    assert not TREE.holds("north.officer", "mouo_officer", "south")
    assert not TREE.holds("north.officer", "mouo_head", "north")
    assert not TREE.holds("north.officer", "no_such_role", "north")
    assert not TREE.holds("nobody", "mouo_officer", "north")
    person = cast.person("north.officer").id
    db.session.execute(update(Membership).where(Membership.person_id == person).values(until=clock.now().date()))
    db.session.commit()
    assert TREE.holds("north.officer", "mouo_officer", "north")
    with clock.travel(clock.now() + timedelta(days=2)):
        assert not TREE.holds("north.officer", "mouo_officer", "north")
    db.session.execute(update(Person).where(Person.id == person).values(is_active=False))
    db.session.commit()
    assert not TREE.holds("north.officer", "mouo_officer", "north")
