"""What moved is told as moved: the fewest steps, fields and rows that left their place, and nothing that stayed."""

from __future__ import annotations

import pytest

from app.workflow.differences import Aspect, Change, Difference, Thing, compare_packages
from app.workflow.differences.order import moved_items
from app.workflow.package import Package
from tests.workflow.drawing import drawing, package

CHAIN = "start S\nuser A а\nuser B б\nuser C в\nuser D г\nend E\nS > {} > E"


def chain(order: str, **more: object) -> Package:
    return package(drawing(CHAIN.format(" > ".join(order))), **more)  # type: ignore[arg-type]


def moved(old: Package, new: Package) -> list[tuple[str, str, str]]:
    found = compare_packages(old, new, "P")
    return [(one.subject, one.was, one.now) for one in found if one.change is Change.MOVED]


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("abcd", "abcd", ""),
        ("abcd", "bcda", "a"),
        ("abcd", "dabc", "d"),
        ("abcd", "acbd", "b"),
        ("abcd", "xbyd", ""),
        ("", "ab", ""),
        ("abcdef", "fabcde", "f"),
    ],
)
def test_the_fewest_things_move(old: str, new: str, wanted: str) -> None:
    assert len(moved_items(old, new)) == len(wanted)
    assert "".join(moved_items(old, new)) in {wanted, "c" if wanted == "b" else wanted}


def test_a_step_that_went_to_another_place_has_moved_and_its_neighbours_have_not() -> None:
    assert moved(chain("ABCD"), chain("BCAD")) == [("а", "", "в")]
    assert moved(chain("ABCD"), chain("ABCD")) == []


def test_a_step_beside_which_another_came_or_went_has_not_moved() -> None:
    longer = package(
        drawing("start S\nuser A а\nuser N н\nuser B б\nuser C в\nuser D г\nend E\nS > A > N > B > C > D > E")
    )
    assert moved(chain("ABCD"), longer) == []
    assert moved(longer, chain("ABCD")) == []


def test_branches_drawn_in_another_order_are_no_move() -> None:
    text = "start S\nand F\nuser A а\nuser B б\nand J\nend E\nS > F\n{}\nA > J\nB > J\nJ > E"
    assert moved(package(drawing(text.format("F > A\nF > B"))), package(drawing(text.format("F > B\nF > A")))) == []


def form(*fields: dict[str, object]) -> dict[str, dict[str, object]]:
    return {"f": {"type": "default", "id": "f", "components": list(fields)}}


def field(key: str, label: str) -> dict[str, object]:
    return {"type": "textfield", "key": key, "id": f"id_{key}", "label": label}


def test_a_field_in_another_order_or_in_another_group_has_moved() -> None:
    one, two, three = field("one", "Первое"), field("two", "Второе"), field("three", "Третье")
    group = {"type": "group", "id": "g", "label": "Раздел", "components": [two]}
    old = chain("ABCD", forms=form(one, two, three))
    assert moved(old, chain("ABCD", forms=form(three, one, two))) == [("Третье", "Второе", "")]
    found = compare_packages(old, chain("ABCD", forms=form(one, group, three)), "P")
    assert [(one.change, one.thing, one.subject, one.now) for one in found] == [
        (Change.ADDED, Thing.FIELD, "Раздел", ""), (Change.MOVED, Thing.FIELD, "Второе", "Раздел"),
    ]  # fmt: skip


def table(*rows: str) -> bytes:
    rules = "".join(
        f'<rule id="r{row}"><inputEntry><text>{row}</text></inputEntry>'
        f"<outputEntry><text>{row}</text></outputEntry></rule>"
        for row in rows
    )
    return (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:d">'
        '<decision id="rates" name="Ставки"><decisionTable hitPolicy="FIRST"><input label="Если"><inputExpression>'
        f'<text>x</text></inputExpression></input><output name="r" label="То"/>{rules}</decisionTable></decision>'
        "</definitions>"
    ).encode()


def test_a_row_that_stands_elsewhere_has_moved() -> None:
    old, new = (chain("ABCD", decisions=(table(*order),)) for order in ("123", "312"))
    assert compare_packages(old, new, "P") == (
        Difference(change=Change.MOVED, thing=Thing.ROW, subject="Если: 3; То: 3", within="Ставки", was="3", now="1"),
    )


def test_another_lane_is_a_move() -> None:
    lanes = (
        '<bpmn:laneSet id="L"><bpmn:lane id="L1" name="Школа"><bpmn:flowNodeRef>{}</bpmn:flowNodeRef></bpmn:lane>'
        '<bpmn:lane id="L2" name="Район"><bpmn:flowNodeRef>{}</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>'
    )
    drawn = drawing("start S\nuser A а\nuser B б\nend E\nS > A > B > E").decode()
    old, new = (
        package(drawn.replace('isExecutable="true">', 'isExecutable="true">' + lanes.format(*order)).encode())
        for order in ("AB", "BA")
    )
    found = compare_packages(old, new, "P")
    assert {(one.change, one.aspect) for one in found} == {(Change.MOVED, Aspect.LANE)}
    assert len(found) == 2
