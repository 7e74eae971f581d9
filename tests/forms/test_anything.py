"""Whatever is posted gives values or errors, never an exception; and quickly."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.forms import FormSchema, PressRefused, build_form, describe, parse_schema, problems
from tests.forms.making import NOW, form_of, options, part, schema_of
from tests.forms.test_templates import ALL, CONTEXT, PAGE

LIBRARY = sorted((Path(__file__).parents[2] / "forms").glob("*/*.json"))
SCHEMA = schema_of(
    *ALL, part("textarea", "reason", conditional={"hide": "=money > 5"}, validate={"required": "=kind = null"})
)
KNOWN = sorted(build_form(SCHEMA, now=NOW).draft()["fields"])
NAMES = st.one_of(
    st.sampled_from(KNOWN),
    st.sampled_from(["staff-1-post", "staff-0-rate", "days-1-lessons-0-title", "staff-", "-", "staff--1-post"]),
    st.text(max_size=12),
)
TEXTS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "",
            "true",
            "NaN",
            "1e999",
            "-0",
            "9" * 400,
            "0 1 2",
            "- - -",
            "+ + +",
            "2026-02-30",
            "9999-12-31T23:59",
            "a",
            "\x00",
            "\ud800",
            "{{x}}",
            "__class__",
            "=1/0",
            "24 600,50",
        ]
    ),
)
POSTS = st.dictionaries(NAMES, st.lists(TEXTS, max_size=3), max_size=14)
PLAIN = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=10),
        st.decimals(allow_nan=True),
        st.datetimes(),
        st.dates(),
        st.times(),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from(["post", "rate", "day", "lessons", "name", "x"]), inner, max_size=4),
    ),
    max_leaves=12,
)
DATA = st.dictionaries(
    st.sampled_from([*dict.fromkeys(name.split("-")[0] for name in KNOWN), "history", "orders"]), PLAIN, max_size=8
)
QUIET = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@QUIET
@given(texts=POSTS, values=DATA, locale=st.sampled_from(["ru", "en"]))
def test_any_post_over_any_data_gives_values_or_errors(
    texts: dict[str, list[str]], values: dict[str, Any], locale: str
) -> None:
    form = build_form(SCHEMA, values=values, context=CONTEXT, posted=texts, now=NOW, locale=locale)
    good = form.validate()
    assert good == (not form.errors_summary() and not form.unknown_keys)
    found = form.values()
    assert set(found) <= {component.path[0] for component, inside in SCHEMA.walk() if component.path and not inside}
    json.dumps(form.draft()).encode()
    describe(SCHEMA, found, locale)
    PAGE.render(form=form)


@QUIET
@given(
    texts=POSTS,
    actions=st.lists(
        st.one_of(
            st.sampled_from(
                ["add:staff", "remove:staff:0", "add:days", "add:days-0-lessons", "remove:days:0", "drop:docs:a"]
            ),
            st.text(max_size=20),
        ),
        max_size=5,
    ),
)
def test_any_buttons_in_any_order_keep_the_form_whole(texts: dict[str, list[str]], actions: list[str]) -> None:
    form = build_form(SCHEMA, context=CONTEXT, posted=texts, now=NOW)
    for action in actions:
        try:
            form.press(action)
        except PressRefused:
            continue
    again = build_form(SCHEMA, context=CONTEXT, draft=form.draft(), now=NOW)
    assert again.draft() == form.draft()
    assert again.values() == form.values()


@QUIET
@given(values=DATA)
def test_what_is_shown_reads_back_the_same(values: dict[str, Any]) -> None:
    first = build_form(SCHEMA, values=values, context=CONTEXT, now=NOW)
    second = build_form(SCHEMA, values=values, context=CONTEXT, posted=first.draft()["fields"], now=NOW)
    assert second.unknown_keys == ()
    assert second.draft() == first.draft()


@pytest.mark.parametrize("path", LIBRARY, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_shipped_forms_can_be_shown_sent_and_read(path: Path) -> None:
    schema = parse_schema(json.loads(path.read_text()))
    assert [problem for problem in problems(schema) if problem.severity == "error"] == []
    form = build_form(schema, now=NOW)
    sent = build_form(schema, posted=form.draft()["fields"], now=NOW)
    sent.validate()
    assert sent.unknown_keys == ()
    assert sent.warnings == []
    PAGE.render(form=sent)
    describe(schema, sent.values())


def thirty() -> FormSchema:
    kinds = [
        lambda n: part("textfield", f"t{n}", validate={"required": True, "maxLength": 100}),
        lambda n: part("number", f"n{n}", validate={"min": 0}),
        lambda n: part("datetime", f"d{n}", subtype="date"),
        lambda n: part("select", f"s{n}", values=options(*"abcdef")),
        lambda n: part("textfield", f"c{n}", conditional={"hide": f"=n{n - 3} > 5"}),
        lambda n: part("expression", f"e{n}", expression=f"=n{n - 4} * 2"),
    ]
    return schema_of(*(kinds[n % 6](n) for n in range(30)))


def test_thirty_fields_are_built_and_checked_in_five_milliseconds() -> None:
    schema = thirty()
    texts = {name: ["1"] for name in build_form(schema, now=NOW).draft()["fields"]}
    best = 1.0
    for _ in range(7):
        begun = time.process_time()
        form = build_form(schema, posted=texts, now=NOW)
        form.validate()
        form.values()
        best = min(best, time.process_time() - begun)
    assert best < 0.005, best


def test_two_hundred_rows_take_no_second() -> None:
    cells = [
        part("textfield", "a", validate={"required": True}),
        part("number", "b"),
        part("number", "c", conditional={"hide": "=this.b = 0"}),
        part("expression", "d", expression="=b * c"),
    ]
    parts = (part("dynamiclist", "x", components=cells), part("expression", "total", expression="=sum(x.d)"))
    texts = {"x": " ".join("-" * 200), **{f"x-{n}-{name}": "7" for n in range(200) for name in "abc"}}
    begun = time.process_time()
    form = form_of(*parts, posted=texts)
    assert form.validate()
    assert form.values()["total"] == 200 * 49
    assert time.process_time() - begun < 1
