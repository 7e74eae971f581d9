"""Texts of a form: Markdown and HTML come out clean, values stay values."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest

from tests.forms.making import form_of, part

HOSTILE = [
    "<script>alert(1)</script>",
    "[click](javascript:alert(1))",
    "[банк](http://evil.example)",
    "![x](http://evil.example/a.png)",
    "**жирно**",
    "<img src=x onerror=alert(1)>",
    "`код`",
    "\n# Заголовок",
    "| a | b |",
    "{{secret}}",
    "<a href='http://evil.example'>x</a>",
    "&lt;b&gt;",
    "http://evil.example",
    "\\",
    "]]>",
    "<!--",
]


def html_of(*parts: dict[str, Any], **settings: Any) -> str:
    return str(form_of(*parts, **settings).layout()[0].lines[0][0].html)


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.words += data


def test_markdown_is_drawn() -> None:
    html = html_of(
        part("text", text="### Заявление\nПроверьте **даты**:\n\n- раз\n- два\n\n[закон](https://pravo.gov.ru)")
    )
    assert "<h2>Заявление</h2>" in html
    assert "<strong>даты</strong>" in html
    assert 'href="https://pravo.gov.ru"' in html
    assert "noopener" in html


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("kind", ["text", "html"])
def test_values_in_a_text_stay_plain_words(kind: str, value: str) -> None:
    component = part("text", text="До {{x}} после") if kind == "text" else part("html", content="<p>До {{x}} после</p>")
    found = Tags(html_of(component, context={"x": value, "secret": "СЕКРЕТ"}))
    assert set(found.tags) <= {"p", "br"}
    assert "".join(value.split()) in "".join(found.words.split())
    assert "СЕКРЕТ" not in found.words


@pytest.mark.parametrize("value", HOSTILE)
def test_labels_hints_and_tables_are_words_too(value: str) -> None:
    table = part("table", "", dataSource="=rows", columns=[{"key": "a", "label": "{{x}}"}])
    form = form_of(part("textfield", "n", "{{x}}"), table, context={"x": value, "rows": [{"a": value}]})
    nodes = [line.lines[0][0] for line in form.layout()]
    assert nodes[0].label == value
    assert nodes[1].table is not None
    assert nodes[1].table.rows[0][0].text == value


def test_blocks_show_and_repeat() -> None:
    text = "{{#if n > 1}}Много{{/if}}{{#if n > 9}}Очень{{/if}}{{#loop rows}}[{{post}}: {{this.rate}}]{{/loop}}"
    rows = [{"post": "А", "rate": 1}, {"post": "Б", "rate": 0.5}]
    words = Tags(html_of(part("html", content=text), context={"n": 2, "rows": rows})).words
    assert words == "Много[А: 1][Б: 0,5]"


def test_values_are_in_the_manner_of_the_reader() -> None:
    import datetime as dt

    context = {"n": 107265, "d": dt.date(2026, 9, 1), "b": True, "none": None, "l": ["а", "б"]}
    component = part("html", content="{{n}}|{{d}}|{{b}}|{{none}}|{{l}}|{{missing}}")
    assert Tags(html_of(component, context=context)).words == "107\u00a0265|1\u00a0сентября 2026\u00a0года|да||а, б|"
    assert Tags(html_of(component, context=context, locale="en")).words == "107,265|1\u00a0September 2026|yes||а, б|"


def test_a_whole_text_may_be_an_expression() -> None:
    assert Tags(html_of(part("text", text='="Круг " + string(round)'), context={"round": 2})).words.strip() == "Круг 2"


@pytest.mark.parametrize(
    "text", ["{{#if a}}не закрыт", "{{/if}}", "{{#loop}}{{/loop}}", "{{", "}}", "{{}}", "{{((}}", "{{#if a}}{{/loop}}"]
)
def test_broken_templates_do_not_break_the_page(text: str) -> None:
    assert html_of(part("text", text="Текст " + text)).startswith("<p>Текст")


def test_a_picture_from_data_must_be_local() -> None:
    for source, shown in (
        ("https://evil.example/a.png", ""),
        ("data:image/png;base64,AAAA", "data:image/png;base64,AAAA"),
        (5, ""),
        (None, ""),
    ):
        form = form_of(part("image", source="=logo", alt="Знак"), context={"logo": source})
        assert form.layout()[0].lines[0][0].text == shown


def test_headings_never_skip_a_level() -> None:
    assert html_of(part("text", text="# А\n\n#### Б")) == "<h2>А</h2>\n<h3>Б</h3>\n"


def test_table_data_of_any_shape_is_drawn() -> None:
    table = part("table", "", dataSource="=rows", columnsExpression="=columns")
    for rows in (None, 5, "x", [], [None], [1, "а"], [{"a": {"b": 1}}], [[1]], {"a": 1}):
        for columns in (None, [], [{"key": "a.b", "label": "Б"}], [{"key": 5}], "x"):
            assert form_of(table, context={"rows": rows, "columns": columns}).layout()
