"""The state: small, exact, and refused when it is foreign or damaged."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import msgpack
import pytest

from app.feel import evaluate
from app.feel.values import DaysDuration, Range, WideDate, WideDateTime, WideTime, YearsDuration
from app.workflow import StateRefused, ValueRefused, Workflow, compile_definition
from app.workflow.codec import pack, seal, unpack, unseal
from tests.workflow.diagrams import package

AT = datetime(2027, 1, 31, 9, tzinfo=UTC)
PROCESS = compile_definition(package("start s -> a\nuser a -> b\nuser b -> e\nend e"))
OTHER = compile_definition(package("start s -> a\nuser a -> c\nuser c -> e\nend e"))

VALUES = [
    None,
    True,
    0,
    2**63 - 1,
    "текст",
    Decimal("0.10"),
    Decimal("1E+30"),
    date(2027, 2, 28),
    time(9, 30),
    time(9, 30, tzinfo=timezone(timedelta(hours=9))),
    datetime(2027, 2, 28, 9, 30),
    datetime(2027, 2, 28, 9, 30, tzinfo=UTC),
    datetime(2027, 2, 28, 9, 30, tzinfo=ZoneInfo("Asia/Chita")),
    DaysDuration.from_timedelta(timedelta(days=3, microseconds=5)),
    YearsDuration(14),
    WideDate(12027, 1, 31),
    WideTime(1, 2, 3, 4),
    WideTime(1, 2, 3, 4, timezone(timedelta(hours=9))),
    WideDateTime(12027, 1, 31, 1, 2, 3, 4, ZoneInfo("Europe/Moscow")),
    Range(Decimal(1), Decimal(5), True, False),
    {"typename": "datetime", "value": "2027-01-01"},
    [{"a": [{"b": None}]}],
]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_value_comes_back_as_it_was(value: Any) -> None:
    again = unpack(pack({"x": value}))["x"]
    assert again == value
    assert type(again) is type(value)


def test_a_zone_is_kept_by_name() -> None:
    moment = datetime(2027, 2, 28, 9, 30, tzinfo=ZoneInfo("Asia/Chita"))
    assert unpack(pack(moment)).tzinfo.key == "Asia/Chita"


def test_functions_of_feel_cannot_be_stored() -> None:
    with pytest.raises(ValueRefused):
        pack({"f": evaluate("function(x) x + 1", {})})


def test_the_state_is_the_form_data_and_less_than_a_kilobyte() -> None:
    form = {f"field {number}": "значение" * 4 for number in range(40)}
    case = Workflow.start(PROCESS, at=AT)
    case.complete(case.open_tasks()[0].id, form, at=AT)
    assert len(case.dump()) <= len(msgpack.packb(form)) + 200


def test_the_state_of_another_process_is_refused() -> None:
    state = Workflow.start(PROCESS, at=AT).dump()
    with pytest.raises(StateRefused, match="another version"):
        Workflow.load(OTHER, state)


def test_another_format_is_refused() -> None:
    parts = unpack(unseal(Workflow.start(PROCESS, at=AT).dump()))
    parts[0] = 99
    with pytest.raises(StateRefused, match="format 99"):
        Workflow.load(PROCESS, seal(pack(parts)))


@pytest.mark.parametrize(
    "blob",
    [
        b"",
        b"\x00",
        b"not a state",
        b"\xc1",
        seal(b""),
        seal(pack([])),
        seal(pack({"a": 1})),
        seal(pack([1, 2, 3, 4, 5, 6])),
    ],
)
def test_garbage_is_refused(blob: bytes) -> None:
    with pytest.raises(StateRefused):
        Workflow.load(PROCESS, blob)


def test_a_damaged_state_is_refused() -> None:
    chance = random.Random(7)
    case = Workflow.start(PROCESS, variables={"x": Decimal("1.5"), "day": date(2027, 1, 1)}, at=AT)
    state = case.dump()
    for _ in range(3000):
        broken = bytearray(state)
        for _ in range(chance.randint(1, 3)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        cut = bytes(broken[: chance.randint(0, len(broken))] if chance.random() < 0.3 else broken)
        if cut != state:
            with pytest.raises(StateRefused):
                Workflow.load(PROCESS, cut)


def test_no_pickle_and_no_python_type_comes_out_of_a_state() -> None:
    with pytest.raises(StateRefused):
        unpack(bytes(msgpack.packb(msgpack.ExtType(99, b"x"))))
    with pytest.raises(StateRefused):
        unpack(bytes(msgpack.packb(msgpack.ExtType(4, b"not a number"))))


CALLING = """
process Main
start s -> c
call c calls=Inner parent=true -> e
end e
process Inner
start i -> a
user a -> z
end z
"""


def test_what_the_host_gives_is_seen_everywhere_and_stored_nowhere() -> None:
    definition = compile_definition(package(CALLING), "Main")
    case = Workflow.start(definition, given={"case": {"name": "Школа № 1", "round": 1}}, at=AT)
    (task,) = case.open_tasks()
    blob = case.dump()
    assert "Школа".encode() not in blob
    for given, seen in (({"case": {"name": "Лицей", "round": 2}}, "Лицей"), ({}, None)):
        again = Workflow.load(definition, blob, given=given)
        assert again.evaluate("=case.name", task.id) == seen
        assert again.evaluate("=case.name") == seen
        assert again.dump() == blob if given else "case" not in again.variables
    again = Workflow.load(definition, blob, given={"case": {"name": "Лицей", "round": 2}})
    again.change_given("case", {"round": 3})
    assert again.evaluate("=case.round", task.id) == 3
    again.complete(task.id, {"done": True}, at=AT)
    assert again.variables["case"]["name"] == "Лицей"
