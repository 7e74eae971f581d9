"""The Jinja components draw any form: labelled, described, with unique ids, escaped, without script."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.forms import SchemaForm, StoredFile, describe, difference
from tests.forms.making import form_of, options, part, posted, schema_of

TEMPLATES = Path(__file__).parents[2] / "app/foundation/templates"
ENVIRONMENT = Environment(
    loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, extensions=["jinja2.ext.i18n"]
)
ENVIRONMENT.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
PAGE = ENVIRONMENT.from_string('{% from "components/form/form.html" import form_fields %}{{ form_fields(form) }}')
SUMMARY = ENVIRONMENT.from_string(
    '{% from "components/errors.html" import errors %}{{ errors(form.errors_summary()) }}'
)
ANSWERS = ENVIRONMENT.from_string(
    '{% from "components/form/answers.html" import answers %}{{ answers(items, documents) }}'
)
CHANGES = ENVIRONMENT.from_string(
    '{% from "components/form/changes.html" import changes %}{{ changes(items, documents) }}'
)
VOID = {"input", "br", "hr", "img", "use", "meta"}


class Page(HTMLParser):
    """Elements of a drawn form, with the balance of its tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)
        assert self.open == [], self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag, tag

    def ids(self) -> list[str]:
        return [str(attrs["id"]) for _, attrs in self.elements if "id" in attrs]

    def named(self, name: str) -> list[dict[str, str | None]]:
        return [attrs for _, attrs in self.elements if attrs.get("name") == name]

    def controls(self) -> list[tuple[str, dict[str, str | None]]]:
        return [
            (tag, attrs)
            for tag, attrs in self.elements
            if tag in ("input", "select", "textarea") and attrs.get("type") != "hidden"
        ]


ALL = (
    part("text", text="# Текст"),
    part("html", content="<p>а</p>"),
    part(
        "group",
        "employee",
        "Сотрудник",
        components=[
            part("textfield", "name", layout={"row": "r", "columns": 10}, validate={"required": True}),
            part("textfield", "mail", validate={"validationType": "email"}, layout={"row": "r", "columns": 6}),
        ],
    ),
    part("textarea", "why", description="Подсказка"),
    part("number", "money", appearance={"prefixAdorner": "до", "suffixAdorner": "₽"}, validate={"required": True}),
    part("datetime", "on", subtype="datetime"),
    part("select", "kind", values=options("a", "b"), validate={"required": True}),
    part("radio", "yes", values=options("a", "b"), validate={"required": True}),
    part("checklist", "list", values=options("a", "b"), validate={"required": True}),
    part("taglist", "tags", values=options("a", "b")),
    part("checkbox", "agree", validate={"required": True}),
    part("filepicker", "docs", multiple=True, accept=".pdf", validate={"required": True}),
    part(
        "dynamiclist",
        "staff",
        "Должности",
        properties={"addLabel": "Добавить должность", "hint": "Через запятую"},
        components=[
            part("textfield", "post", validate={"required": True}),
            part("number", "rate"),
            part("checkbox", "free"),
            part("expression", "sum", expression="=this.rate", properties={"label": "Фонд", "decimalDigits": "2"}),
        ],
    ),
    part(
        "expression",
        "total",
        expression="=sum(staff.sum)",
        properties={"label": "Итого фонд", "decimalDigits": "2", "column": "staff.sum"},
    ),
    part(
        "dynamiclist",
        "days",
        "Дни",
        components=[
            part("textfield", "day"),
            part("radio", "shift", values=options(1, 2)),
            part("dynamiclist", "lessons", "Уроки", components=[part("textfield", "title")]),
        ],
    ),
    part("table", "", "Прошлое", dataSource="=history", columns=[{"key": "year", "label": "Год"}], rowCount=1),
    part("documentPreview", "", "Приказы", dataSource="=orders"),
    part("image", source="/x.png", alt="Знак"),
    part("separator"),
    part("spacer", height=40),
)
CONTEXT = {"history": [{"year": 2025}, {"year": 2024}], "orders": ["o1"]}
VALUES = {"docs": ["d1"], "staff": [{"post": "Педагог", "rate": 1}, {"post": "<b>&\"'", "rate": 2}]}


def found(file_id: str) -> StoredFile:
    return StoredFile(id=file_id, name=f"Файл {file_id}.pdf", size=2 * 1024 * 1024, url=f"/d/{file_id}")


def everything(**settings: Any) -> SchemaForm:
    return form_of(*ALL, **{"values": VALUES, "context": CONTEXT, "find_file": found, **settings})


def drawn(form: SchemaForm) -> Page:
    page = Page(PAGE.render(form=form))
    ids = page.ids()
    assert len(ids) == len(set(ids)), sorted(name for name in ids if ids.count(name) > 1)
    for _, attrs in page.elements:
        for name in ("aria-describedby", "aria-labelledby", "for"):
            assert set((attrs.get(name) or "").split()) <= set(ids), attrs
        assert "style" not in attrs
        assert not any(name.startswith("on") for name in attrs)
    return page


def test_every_control_has_a_name_for_readers() -> None:
    for form in (everything(), everything(posted=posted(everything())), everything(read_only=True)):
        page = drawn(form)
        labelled = {attrs.get("for") for tag, attrs in page.elements if tag == "label"}
        for _, attrs in page.controls():
            assert attrs.get("id") in labelled or attrs.get("aria-label"), attrs


def test_what_a_page_posts_is_what_the_form_knows() -> None:
    page = drawn(everything())
    names = {str(attrs["name"]) for tag, attrs in page.elements if "name" in attrs and tag != "button"}
    assert names == set(everything().draft()["fields"])


def test_hint_then_error_then_control() -> None:
    form = everything(posted=posted(everything(), money="много", why="x" * 60_000))
    form.validate()
    page = drawn(form)
    [area] = page.named("why")
    assert area["aria-describedby"] == "f-why-hint f-why-error"
    [money] = page.named("money")
    assert (money["aria-invalid"], money["value"], money["inputmode"]) == ("true", "много", "decimal")
    order = [attrs.get("id") for _, attrs in page.elements if str(attrs.get("id", "")).startswith("f-why")]
    assert order == ["f-why-hint", "f-why-error", "f-why"]


def test_the_summary_leads_to_controls_that_are_there() -> None:
    form = everything(posted=posted(everything(), **{"staff-1-rate": "зз", "days-0-lessons-0-title": "", "docs": [""]}))
    form.validate()
    summary = form.errors_summary()
    assert len(summary) >= 8
    assert {target for target, _ in summary} <= set(drawn(form).ids())
    links = [attrs["href"] for tag, attrs in Page(SUMMARY.render(form=form)).elements if tag == "a"]
    assert links == [f"#{target}" for target, _ in summary]


def test_row_buttons_need_no_script_and_skip_the_browser_checks() -> None:
    buttons = [
        attrs for tag, attrs in drawn(everything()).elements if tag == "button" and attrs.get("name") == "_press"
    ]
    assert {"add:staff", "remove:staff:1", "add:days-0-lessons", "remove:days-0-lessons:0", "drop:docs:d1"} <= {
        attrs["value"] for attrs in buttons
    }
    for attrs in buttons:
        assert "formnovalidate" in attrs
        form = everything(posted=posted(everything()))
        assert form.press(str(attrs["value"])) in drawn(form).ids()


def test_after_a_press_the_right_control_has_the_focus() -> None:
    form = everything(posted=posted(everything()))
    form.press("add:staff")
    assert [attrs["id"] for _, attrs in drawn(form).elements if "autofocus" in attrs] == ["f-staff-2-post"]


def test_enter_presses_no_row_button() -> None:
    first = next(attrs for tag, attrs in drawn(everything()).elements if tag == "button")
    assert first.get("name") != "_press"


def test_rows_keep_their_table_roles_and_headings_as_cards() -> None:
    page = drawn(everything())
    roles = {attrs.get("role") for _, attrs in page.elements}
    assert {"table", "row", "cell", "columnheader", "rowgroup"} <= roles
    labels = [attrs["data-label"] for tag, attrs in page.elements if tag == "td" and "data-label" in attrs]
    assert "1. Поле post" in labels
    assert "Итого фонд" in labels


def test_what_people_typed_is_escaped() -> None:
    evil = "\"><script>alert(1)</script>'"
    form = everything(posted=posted(everything(), why=evil, **{"staff-0-post": evil, "kind": evil}))
    html = PAGE.render(form=form)
    assert "<script>" not in html
    assert "script" not in {tag for tag, _ in drawn(form).elements}


def test_a_form_to_look_at_has_no_controls() -> None:
    assert drawn(everything(read_only=True)).controls() == []


def test_no_password_manager_fills_in_a_case() -> None:
    for _, attrs in drawn(everything()).controls():
        if attrs.get("type") in ("text", "email", "tel"):
            assert attrs.get("autocomplete") == "off", attrs


def test_sixteen_columns() -> None:
    classes = [attrs.get("class") for tag, attrs in drawn(everything()).elements if tag == "div"]
    assert {"form-line", "span-10", "span-6"} <= set(classes)


def test_answers_and_changes_are_drawn() -> None:
    schema = schema_of(*ALL)
    values = {**VALUES, "employee": {"name": "<i>"}, "agree": True, "kind": "a", "why": None}
    documents = {"d1": found("d1")}
    html = ANSWERS.render(items=describe(schema, values, context=CONTEXT), documents=documents)
    page = Page(html)
    assert "&lt;i&gt;" in html
    assert {"href": "/d/d1"} in [attrs for tag, attrs in page.elements if tag == "a"]
    changed = CHANGES.render(
        items=difference(schema, values, {**values, "agree": False, "docs": ["d2"]}), documents=documents
    )
    assert "Файл d1.pdf" in changed
    assert [tag for tag, _ in Page(changed).elements if tag in ("del", "ins")] == ["del", "ins", "del", "ins"]
    assert "Nothing has changed" in CHANGES.render(items=(), documents={})


def test_every_macro_file_is_used() -> None:
    files = {path.name for path in (TEMPLATES / "components/form").glob("*.html")}
    text = "".join(path.read_text() for path in (TEMPLATES / "components/form").glob("*.html"))
    entries = {"form.html", "answers.html", "changes.html", "choice.html"}
    assert {name for name in files - entries if f"components/form/{name}" not in text} == set()
