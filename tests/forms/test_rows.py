"""Rows are added and removed without script, and nothing typed is lost."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from app.forms import PressRefused, build_form
from tests.forms.making import NOW, form_of, options, part, posted, schema_of

STAFF = part(
    "dynamiclist",
    "staff",
    "Должности",
    properties={"minRows": "1", "maxRows": "4"},
    components=[
        part("textfield", "post", "Должность", validate={"required": True}),
        part("number", "rate", "Ставок", validate={"min": 0.25, "max": 10}),
        part("number", "pay", "Оклад", readonly=True),
        part("checkbox", "vacant", "Вакансия", defaultValue=True),
        part(
            "expression", "fund", expression="=this.rate * this.pay", properties={"label": "Фонд", "decimalDigits": "2"}
        ),
    ],
)
STORED = [
    {"post": "Руководитель", "rate": 1, "pay": 24600, "vacant": False, "grade": "высшая"},
    {"post": "Педагог", "rate": Decimal("1.5"), "pay": 18900},
]


def staff(**settings: Any) -> Any:
    return form_of(STAFF, part("textfield", "why", "Пояснение"), **{"values": {"staff": STORED}, **settings})


def names(form: Any) -> list[str | None]:
    return [
        form[f"staff-{n}-post"].typed()[0] if form[f"staff-{n}-post"].typed() else None
        for n in range(len(form.parts[0].rows))
    ]


def test_adding_a_row_keeps_everything_typed_right_or_wrong() -> None:
    form = staff(posted=posted(staff(), staff__0__rate="полторы", why="ещё не дописал"))
    focus = form.press("add:staff")
    assert focus == "f-staff-2-post"
    assert form.focus == focus
    assert names(form) == ["Руководитель", "Педагог", None]
    assert form["staff-0-rate"]._value() == "полторы"
    assert form["why"]._value() == "ещё не дописал"


def test_a_new_row_starts_with_its_defaults() -> None:
    form = staff(posted=posted(staff()))
    form.press("add:staff")
    assert form["staff-2-vacant"].data is True
    assert form["staff-0-vacant"].data is False


def test_removing_a_row_moves_the_later_ones_up() -> None:
    form = staff(posted=posted(staff(), staff__1__rate="2,75"))
    assert form.press("remove:staff:0") == "f-staff-0-post"
    assert names(form) == ["Педагог"]
    assert form["staff-0-rate"]._value() == "2,75"


def test_read_only_cells_stay_with_their_row_after_a_removal() -> None:
    form = staff(posted=posted(staff()))
    form.press("remove:staff:0")
    again = staff(posted=posted(form, staff__0__pay="999999"))
    assert again.validate(), again.errors_summary()
    assert [row["pay"] for row in again.values()["staff"]] == [18900]


def test_cells_that_the_form_does_not_show_are_kept() -> None:
    form = staff(posted=posted(staff()))
    assert form.validate()
    assert form.values()["staff"][0]["grade"] == "высшая"


def test_a_row_cannot_be_two_stored_rows() -> None:
    form = staff(posted={**posted(staff()), "staff": ["1 1 7 x"]})
    assert [row.origin for row in form.parts[0].rows] == [1, None, None, None]


def test_a_computed_cell_is_worked_out_in_its_row() -> None:
    form = staff(posted=posted(staff(), staff__1__rate="0,5"))
    assert form.validate()
    assert [row["fund"] for row in form.values()["staff"]] == [Decimal(24600), Decimal(9450)]


def test_least_and_most_rows_are_checked_and_the_buttons_follow() -> None:
    form = staff(posted=posted(staff()))
    for _ in range(5):
        form.press("add:staff")
    node = form.layout()[0].lines[0][0]
    assert len(node.rows) == 4
    assert node.add == ""
    for _ in range(3):
        form.press("remove:staff:0")
    node = form.layout()[0].lines[0][0]
    assert [row.remove for row in node.rows] == [""]
    form = form_of(STAFF, posted={"staff": ""})
    form.validate()
    assert form.errors_summary() == [("f-staff", "Должности: добавьте строки: нужно не меньше 1\u00a0строки")]


@pytest.mark.parametrize(
    "action",
    [
        "",
        "add",
        "add:why",
        "add:nothing",
        "remove:staff",
        "remove:staff:9",
        "remove:staff:-1",
        "remove:staff:²",
        "drop:staff:1",
        "add:staff:1",
        "burn:staff",
        "add:__class__",
        "remove:staff:" + "9" * 400,
    ],
)
def test_made_up_actions_are_refused(action: str) -> None:
    with pytest.raises(PressRefused):
        staff(posted=posted(staff())).press(action)


def test_rows_that_may_not_change_stay() -> None:
    fixed = part("dynamiclist", "staff", allowAddRemove=False, components=[part("textfield", "post")])
    values = {"staff": [{"post": "а"}, {"post": "б"}]}
    form = form_of(fixed, values=values, posted={"staff": ["0"], "staff-0-post": ["в"], "staff-1-post": ["г"]})
    assert form.values() == {"staff": [{"post": "в"}, {"post": "г"}]}
    with pytest.raises(PressRefused):
        form.press("remove:staff:0")


def test_default_rows_stand_ready() -> None:
    assert (
        len(form_of(part("dynamiclist", "x", defaultRepetitions=3, components=[part("textfield", "a")])).parts[0].rows)
        == 3
    )
    assert len(form_of(part("dynamiclist", "x", components=[part("textfield", "a")])).parts[0].rows) == 1
    empty = form_of(part("dynamiclist", "x", components=[part("textfield", "a")]), values={"x": []})
    assert empty.parts[0].rows == []


DAYS = part(
    "dynamiclist",
    "days",
    "Дни",
    components=[
        part("textfield", "day", "День"),
        part(
            "dynamiclist",
            "lessons",
            "Уроки",
            components=[part("textfield", "title", "Предмет"), part("number", "hours", "Часов", validate={"min": 1})],
        ),
    ],
)


def test_lists_inside_rows_have_their_own_buttons() -> None:
    form = form_of(DAYS)
    form.press("add:days")
    assert form.press("add:days-1-lessons") == "f-days-1-lessons-1-title"
    texts = posted(
        form,
        **{
            "days-0-day": "Понедельник",
            "days-1-day": "Вторник",
            "days-1-lessons-1-title": "Шахматы",
            "days-1-lessons-1-hours": "2",
        },
    )
    form = form_of(DAYS, posted=texts)
    assert form.press("remove:days-1-lessons:0") == "f-days-1-lessons-0-title"
    assert form.press("remove:days:0") == "f-days-0-day"
    assert form.validate()
    assert form.values() == {"days": [{"day": "Вторник", "lessons": [{"title": "Шахматы", "hours": Decimal(2)}]}]}


def test_an_error_deep_inside_names_both_rows() -> None:
    texts = posted(form_of(DAYS), **{"days-0-lessons-0-hours": "0"})
    form = form_of(DAYS, posted=texts)
    form.validate()
    assert form.errors_summary() == [
        ("f-days-0-lessons-0-hours", "Дни, строка 1, уроки, строка 1, часов: число не меньше 1")
    ]


def test_removing_the_last_row_leads_to_the_button_that_adds() -> None:
    form = form_of(DAYS)
    assert form.press("remove:days:0") == "f-days-add"
    again = form_of(DAYS, posted=posted(form))
    assert again.values() == {"days": []}


def test_a_group_may_repeat() -> None:
    pair = part(
        "group", "pairs", "Пары", isRepeating=True, components=[part("textfield", "mentor"), part("textfield", "pupil")]
    )
    form = form_of(pair)
    assert form.press("add:pairs") == "f-pairs-1-mentor"
    form = form_of(pair, posted=posted(form, **{"pairs-0-mentor": "А", "pairs-1-mentor": "Б"}))
    assert form.values() == {"pairs": [{"mentor": "А", "pupil": None}, {"mentor": "Б", "pupil": None}]}


def test_ten_thousand_rows_are_cut_and_told() -> None:
    schema = schema_of(part("dynamiclist", "x", "Список", components=[part("textfield", "a", "А")]))
    texts = {f"x-{n}-a": ["1"] for n in range(10_000)}
    for extra in ({}, {"x": [" ".join(str(n) for n in range(10_000))]}):
        form = build_form(schema, posted={**texts, **extra}, now=NOW)
        assert not form.validate()
        assert len(form.parts[0].rows) <= 200
        assert form.unknown_keys
        assert form.errors_summary() == [("f-x", "Список: уберите лишние строки: можно не больше 200\u00a0строк")]


def test_hidden_cells_are_left_out_of_their_row_only() -> None:
    rows = part(
        "dynamiclist",
        "x",
        components=[
            part("select", "kind", values=options("a", "b")),
            part("textfield", "more", conditional={"hide": '=this.kind != "b"'}, validate={"required": True}),
        ],
    )
    form = form_of(rows, posted={"x": "- -", "x-0-kind": "a", "x-1-kind": "b", "x-1-more": "да", "x-0-more": "нет"})
    assert form.validate()
    assert form.values() == {"x": [{"kind": "a"}, {"kind": "b", "more": "да"}]}
