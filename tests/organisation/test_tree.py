"""The tree: what a place means, what is below, how a move carries everything along."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from app.access.models import Role
from app.audit.models import SYSTEM
from app.audit.queries import list_entries, verify_all
from app.foundation.errors import InvalidInput
from app.organisation.commands import (
    add_relation,
    change_organisation,
    create_organisation,
    move_organisation,
    remove_relation,
    set_calendar_exception,
    set_organisation_active,
)
from app.organisation.commands.organisations import CodeTaken, HasActiveChildren, WouldLoop
from app.organisation.models import OrganisationKind, Place
from app.organisation.queries import (
    get_organisation,
    holders,
    list_children,
    resolve_place,
    roles_held,
    subtree_ids,
    timezone_of,
    working_calendar_of,
)
from tests.cast import ZONE, make_cast


@pytest.mark.parametrize(
    ("place", "start", "expected"),
    [
        (Place.SCHOOL, "north-1-centre", "north-1"),
        (Place.CENTRE, "north-1", "north-1-centre"),
        (Place.CENTRE, "north-1-centre", "north-1-centre"),
        (Place.CENTRE, "north", None),
        (Place.MOUO, "north-1-centre", "north"),
        (Place.REGION, "south-5", "region"),
        (Place.INSTITUTE, "south-5", "institute"),
        (Place.COORDINATOR, "north-2", "coordinator"),
        (Place.FINANCE, "north-2", "north-finance"),
        (Place.FINANCE, "south-5-centre", "south-finance"),
        (Place.PARTNER, "south-5", "partner"),
        (Place.SCHOOL, "north", None),
        (Place.MOUO, "region", None),
        (Place.INITIATOR, "north-1", "north-1"),
    ],
)
def test_a_place_is_found_upwards(app: Flask, place: Place, start: str, expected: str | None) -> None:
    cast = make_cast()
    assert resolve_place(place, cast.id(start)) == (cast.id(expected) if expected else None)


def test_the_initiator_is_whoever_started(app: Flask) -> None:
    cast = make_cast()
    assert resolve_place("initiator", cast.id("north-1"), initiator_id=cast.id("north")) == cast.id("north")


def test_a_relation_wins_over_what_stands_further_up_and_ends_with_its_removal(app: Flask) -> None:
    cast = make_cast()
    relation = add_relation(
        cast.id("north-1"), place=Place.FINANCE, target_id=cast.id("south-finance"), added_by=SYSTEM
    )
    assert resolve_place(Place.FINANCE, cast.id("north-1-centre")) == cast.id("south-finance")
    assert resolve_place(Place.FINANCE, cast.id("north-2")) == cast.id("north-finance")
    remove_relation(relation.id, removed_by=SYSTEM)
    assert resolve_place(Place.FINANCE, cast.id("north-1")) == cast.id("north-finance")


def test_of_two_candidates_none_is_guessed(app: Flask) -> None:
    cast = make_cast()
    create_organisation(
        kind=OrganisationKind.FINANCE,
        code="north-finance-2",
        name="Вторая бухгалтерия",
        parent_id=cast.id("north"),
        created_by=SYSTEM,
    )
    assert resolve_place(Place.FINANCE, cast.id("north-1")) is None


def test_a_closed_organisation_answers_for_no_place(app: Flask) -> None:
    cast = make_cast()
    set_organisation_active(cast.id("north-finance"), is_active=False, set_by=SYSTEM)
    assert resolve_place(Place.FINANCE, cast.id("north-1")) is None


def test_a_move_carries_everything_below_along(app: Flask) -> None:
    cast = make_cast()
    move_organisation(cast.id("north-1"), parent_id=cast.id("south"), moved_by=SYSTEM)
    assert resolve_place(Place.MOUO, cast.id("north-1-centre")) == cast.id("south")
    assert cast.id("north-1-centre") in subtree_ids(cast.id("south"))
    assert cast.id("north-1-centre") not in subtree_ids(cast.id("north"))
    assert {node.code for node in list_children(cast.id("south"))} == {"south-finance", "south-5", "north-1"}


def test_an_organisation_cannot_be_put_below_itself(app: Flask) -> None:
    cast = make_cast()
    with pytest.raises(WouldLoop):
        move_organisation(cast.id("north"), parent_id=cast.id("north-1-centre"), moved_by=SYSTEM)
    assert get_organisation(cast.id("north")).parent_id == cast.id("region")


def test_codes_are_unique_and_inputs_checked(app: Flask) -> None:
    cast = make_cast()
    with pytest.raises(CodeTaken):
        create_organisation(kind="school", code="north-1", name="Ещё одна", created_by=SYSTEM)
    with pytest.raises(InvalidInput) as refused:
        create_organisation(kind="school", code="так нельзя!", name=" ", timezone="Mars/Base", created_by=SYSTEM)
    assert set(refused.value.facts["problems"]) == {"code", "name", "short_name", "timezone"}  # type: ignore[call-overload]
    with pytest.raises(HasActiveChildren):
        set_organisation_active(cast.id("north-1"), is_active=False, set_by=SYSTEM)


def test_the_clock_comes_from_above_unless_there_is_an_own_one(app: Flask) -> None:
    cast = make_cast()
    assert timezone_of(cast.id("north-1-centre")) == ZONE
    change_organisation(cast.id("north"), changed_by=SYSTEM, timezone="Asia/Irkutsk")
    assert timezone_of(cast.id("north-1-centre")) == "Asia/Irkutsk"
    assert timezone_of(cast.id("south-5")) == ZONE


def test_a_nearer_calendar_exception_wins(app: Flask) -> None:
    cast = make_cast()
    day = date(2026, 6, 10)
    assert working_calendar_of(cast.id("north-1")).is_working_day(day)
    set_calendar_exception(cast.id("region"), day=day, works=False, reason="День края", set_by=SYSTEM)
    assert not working_calendar_of(cast.id("north-1")).is_working_day(day)
    assert working_calendar_of(cast.id("north-1")).holiday_name(day) == "День края"
    set_calendar_exception(cast.id("north-1"), day=day, works=True, reason="", set_by=SYSTEM)
    assert working_calendar_of(cast.id("north-1-centre")).is_working_day(day)
    assert not working_calendar_of(cast.id("north-2")).is_working_day(day)


def test_holders_are_active_people_in_exactly_that_organisation(app: Flask) -> None:
    cast = make_cast()
    on = date(2026, 6, 9)
    assert holders(Role.SCHOOL_ADMIN, cast.id("north-1"), on) == [cast.person("north-1.admin").id]
    assert holders("mouo_officer", cast.id("north-1"), on) == []
    held = roles_held(on)
    assert (Role.CENTRE_HEAD, cast.id("south-5-centre")) in held
    assert (Role.CENTRE_HEAD, cast.id("south-5")) not in held


def test_every_change_of_the_directory_is_in_the_record(app: Flask) -> None:
    cast = make_cast()
    change_organisation(cast.id("north-1"), changed_by=cast.viewer("region.sysadmin").actor(), short_name="Школа № 1")
    entries = list_entries(f"organisation:{cast.id('north-1')}")
    assert [entry.action for entry in entries] == ["organisation created", "organisation changed"]
    assert entries[1].facts == {"short_name": {"was": "СОШ № 1", "now": "Школа № 1"}}
    assert (entries[1].role, entries[1].organisation_id) == ("sysadmin", cast.id("region"))
    assert verify_all().is_whole
