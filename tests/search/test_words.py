"""Words and excerpts, without a database."""

from __future__ import annotations

import pytest

from app.search.policy.words import stem_of, wanted_of
from app.search.queries.excerpts import cut, excerpts_of, marked


@pytest.mark.parametrize(
    "forms",
    [
        "программа программы программ программами",
        "школа школы школу",
        "станок станки станком",
        "заявка заявок",
        "образец образцы образцов",
        "ёлка елки Ёлками",
        "XLSX xlsx",
    ],
)
def test_forms_of_a_word_are_one_word(forms: str) -> None:
    assert len({stem_of(form) for form in forms.split()}) == 1


def test_small_words_count_only_alone_and_the_last_word_may_be_unfinished() -> None:
    assert [one.stem for one in wanted_of("о закупке для школы")] == ["закупк", "школ"]
    assert [one.beginning for one in wanted_of("закупка прогр")] == ["", "прогр"]
    assert [one.stem for one in wanted_of("и в")] == ["и", "в"]
    assert wanted_of(' "()*: ') == ()
    assert len(wanted_of(" ".join(f"слово{number}" for number in range(50)))) == 8


def test_an_excerpt_is_cut_between_words_around_what_matched() -> None:
    text = "начало " * 40 + "купить станки для мастерской " + "конец " * 60
    parts = cut(text, wanted_of("станков"))
    assert [part.text for part in parts if part.is_marked] == ["станки"]
    shown = "".join(part.text for part in parts)
    assert shown.startswith("… начало")
    assert shown.endswith("конец …")
    assert len(shown) < 240


def test_marks_keep_the_text_as_it_is() -> None:
    parts = marked("Закупка <b>станков</b> и станка", wanted_of("станок станков"))
    assert "".join(part.text for part in parts) == "Закупка <b>станков</b> и станка"


def test_the_fewest_pieces_that_hold_all_words_are_shown() -> None:
    texts = [
        ["title", "", "Заявка", "заявк"],
        ["answer", "Предмет", "Станки для школы", "станк для школ"],
        ["answer", "Цена", "Дорого", "дор"],
    ]
    assert [one.label for one in excerpts_of(texts, wanted_of("станки школы"))] == ["Предмет"]
    assert [one.label for one in excerpts_of(texts, wanted_of("заявки станки"))] == ["", "Предмет"]
