"""Schemas are read strictly: what could not be drawn or checked safely is refused with its place."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.forms import FormSchema, SchemaRefused, parse_schema, read_schema
from tests.forms.making import options, part, raw_schema, schema_of


def codes(*parts: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(SchemaRefused) as refused:
        parse_schema(raw_schema(*parts))
    assert all(problem.ru and problem.en for problem in refused.value.problems)
    return [(problem.code, problem.key) for problem in refused.value.problems]


def test_parsing_is_cached_by_content() -> None:
    raw = raw_schema(part("textfield", "x"))
    assert parse_schema(raw) is parse_schema(json.loads(json.dumps(raw)))
    assert parse_schema({**raw, "id": "other"}) is not parse_schema(raw)


def test_the_tree_is_frozen() -> None:
    schema = schema_of(part("textfield", "x"))
    with pytest.raises(AttributeError):
        schema.components = ()  # type: ignore[misc]
    with pytest.raises(TypeError):
        schema.components[0].properties["a"] = "b"  # type: ignore[index]


@pytest.mark.parametrize("kind", ["iframe", "button"])
def test_frames_and_buttons_are_refused(kind: str) -> None:
    assert codes(part(kind, url="https://example.org"))[0][0] == "refused"


def test_unknown_components_are_refused_by_name() -> None:
    assert codes({"type": "hologram", "id": "h", "key": "x"}) == [("unknown", "x")]
    assert codes({"id": "h"})[0][0] == "unknown"


@pytest.mark.parametrize(
    "content",
    [
        "<script>alert(1)</script>",
        "<p onclick='x()'>a</p>",
        "<a href='javascript:alert(1)'>a</a>",
        "<a href=' java\nscript:alert(1)'>a</a>",
        "<iframe src=x></iframe>",
        "<IMG SRC=x ONERROR=alert(1)>",
        "<svg/onload=alert(1)>",
        "<form action=x>",
        "<input name=a>",
        "<object data=x>",
        "<meta http-equiv=refresh>",
    ],
)
def test_markup_that_acts_is_refused(content: str) -> None:
    assert codes(part("html", content=content))[0][0] == "markup"
    assert codes(part("text", text=content))[0][0] == "markup"


@pytest.mark.parametrize(
    "source",
    [
        "https://example.org/a.png",
        "//example.org/a.png",
        "http://a",
        "javascript:alert(1)",
        "data:text/html,a",
        "data:image/svg+xml;base64,AAAA",
        "/\\example.org/a.png",
        "/../etc/passwd",
        "a.png",
    ],
)
def test_pictures_from_elsewhere_are_refused(source: str) -> None:
    assert codes(part("image", source=source))[0][0] == "image"


@pytest.mark.parametrize("source", ["data:image/png;base64,AAAA", "/static/mark.png", "=logo", ""])
def test_own_pictures_pass(source: str) -> None:
    assert schema_of(part("image", source=source))


@pytest.mark.parametrize(
    "key",
    [
        "__class__",
        "_x",
        "typename",
        "a.__b",
        "1a",
        "a b",
        "a-b",
        "a..b",
        ".a",
        "a.1",
        "csrf_token",
        "x" * 101,
        "a.b.c.d.e.f.g",
    ],
)
def test_unsafe_names_are_refused(key: str) -> None:
    assert codes(part("textfield", key, "Имя"))[0][0] == "bad-key"
    assert codes(part("dynamiclist", key, "Имя", components=[]))[0][0] == "bad-key"


def test_cyrillic_names_pass() -> None:
    assert schema_of(part("textfield", "сумма"), part("textfield", "адрес.город"))


def test_two_fields_cannot_write_one_place() -> None:
    assert codes(part("textfield", "x"), part("number", "x")) == [("duplicate-key", "x")]
    assert codes(part("textfield", "a.b"), part("textfield", "a")) == [("duplicate-key", "a")]
    assert codes(part("textfield", "a"), part("group", "a", components=[part("textfield", "b")])) == [
        ("duplicate-key", "a.b")
    ]
    rows = part(
        "dynamiclist", "r", components=[part("textfield", "x"), part("group", "", components=[part("textfield", "x")])]
    )
    assert codes(rows, part("textfield", "x")) == [("duplicate-key", "x")]


def test_ids_are_unique() -> None:
    assert codes({**part("textfield", "a"), "id": "same"}, {**part("textfield", "b"), "id": "same"}) == [
        ("duplicate-id", "b")
    ]


@pytest.mark.parametrize(
    "extra",
    [
        {"validate": {"required": "да"}},
        {"validate": []},
        {"validate": {"minLength": -1}},
        {"validate": {"minLength": 1.5}},
        {"label": 5},
        {"disabled": "true"},
        {"layout": {"columns": 17}},
        {"layout": "wide"},
        {"properties": []},
        {"readonly": 1},
        {"conditional": {"hide": True}},
        {"validate": {"pattern": "(?=a)b"}},
        {"validate": {"pattern": "("}},
        {"validate": {"validationType": "passport"}},
    ],
)
def test_types_are_strict(extra: dict[str, Any]) -> None:
    assert codes(part("textfield", "x", **{"label": "Икс", **extra} if "label" not in extra else {}) | extra)


@pytest.mark.parametrize(
    "extra",
    [
        {"decimalDigits": -1},
        {"increment": 0},
        {"increment": "abc"},
        {"validate": {"min": "NaN"}},
        {"validate": {"max": "1e999"}},
        {"validate": {"min": True}},
    ],
)
def test_numbers_in_a_schema_are_finite(extra: dict[str, Any]) -> None:
    assert codes(part("number", "x", **extra))


def test_numbers_may_be_written_as_text_and_small() -> None:
    assert schema_of(part("number", "x", increment="0.25", validate={"min": "0.25", "max": 1e-05}))


@pytest.mark.parametrize(
    "extra",
    [{}, {"values": "abc"}, {"values": [{"label": "a"}]}, {"values": [None]}, {"values": [{"label": 5, "value": []}]}],
)
def test_options_must_be_options(extra: dict[str, Any]) -> None:
    assert codes(part("select", "x", **extra))


@pytest.mark.parametrize("version", [20, 0, "19", 1.5, True, None])
def test_other_versions_are_refused(version: Any) -> None:
    raw = {**raw_schema(part("textfield", "x")), "schemaVersion": version}
    with pytest.raises(SchemaRefused):
        parse_schema(raw)


def test_a_form_has_bounds() -> None:
    many = [part("textfield", f"x{n}") for n in range(401)]
    assert codes(*many)[0][0] == "too-many"
    deep = part("textfield", "x")
    for n in range(7):
        deep = part("group", f"g{n}", components=[deep])
    assert codes(deep)[0][0] == "too-many"
    assert codes(part("text", text="а" * 100_001))[0][0] == "too-large"


def test_depth_cannot_hurt() -> None:
    deep: dict[str, Any] = {}
    for _ in range(100_000):
        deep = {"components": [deep]}
    with pytest.raises(SchemaRefused):
        parse_schema(deep)
    while deep:
        deep = deep["components"][0]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'{"components": [], "components": []}', "duplicate-key"),
        (b'{"components": NaN}', "not-json"),
        (b'{"a": ' + b"9" * 5_000 + b"}", "too-large"),
        (b"[" * 100_000, "too-deep"),
        (b'{"a": "' + b"[" * 30 + b'"}', "components"),
        (b"\xff\xfe", "not-json"),
        (b"[]", "not-an-object"),
        (b"x" * 600_000, "too-large"),
        (b'{"a": 1e400}', "not-json"),
        (b"", "not-json"),
    ],
)
def test_files_are_read_with_limits(data: bytes, code: str) -> None:
    with pytest.raises(SchemaRefused) as refused:
        read_schema(data)
    assert refused.value.problems[0].code == code


def test_a_good_file_is_read() -> None:
    data = json.dumps(raw_schema(part("select", "x", values=options("a")))).encode()
    assert isinstance(read_schema(b"\xef\xbb\xbf" + data), FormSchema)


@pytest.mark.parametrize("odd", [None, [], "x", 5, {1: 2}, {"a": object()}, {"a": float("nan")}, {"a": b"x"}])
def test_only_plain_data_is_a_schema(odd: Any) -> None:
    with pytest.raises(SchemaRefused):
        parse_schema(odd)


def test_every_problem_is_told_at_once() -> None:
    assert len(codes(part("iframe"), part("hologram"), part("textfield", "__x"))) == 3
