"""Answers of a workbook that differ from one organisation to another: columns are questions of the start form.

A cell becomes what a browser would post, and the start form itself checks it: what it refuses is said by cell.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from app.forms import FormSchema
from app.forms.choices import tokens
from app.forms.schema import CheckBox, ChoiceInput, Input, Kind, MomentInput, NumberInput, TextInput, direct_children

Texts = Mapping[str, tuple[str, ...]]
"""What one organisation answers: the posted texts by the name of the field."""
LONGEST: Final = 400_000
"""So many characters of answers travel with the page between looking and starting."""
_ANSWERABLE: Final = (TextInput, NumberInput, MomentInput, ChoiceInput, CheckBox)
_SEVERAL: Final = frozenset({Kind.CHECKLIST, Kind.TAGLIST})
_YES: Final = frozenset({"да", "yes", "true", "1", "+"})
_NO: Final = frozenset({"", "нет", "no", "false", "0", "-"})


@dataclass(frozen=True, kw_only=True)
class Question:
    """A field of the start form that a column can answer: its posted name, its label."""

    name: str
    label: str
    field: Input

    def texts(self, value: Any) -> tuple[str, ...]:
        """Return what a browser would post for the value of a cell."""
        text = _plain(value)
        if isinstance(self.field, CheckBox):
            told = text.casefold()
            return ("", "true") if told in _YES else ("",) if told in _NO else (text,)
        if isinstance(self.field, ChoiceInput):
            parts = text.split(";") if self.field.kind in _SEVERAL else [text]
            return tuple(_token(self.field, part.strip()) for part in parts if part.strip()) or ("",)
        return (text,)


def questions_of(schema: FormSchema | None) -> tuple[Question, ...]:
    """Return the questions of a start form that columns can answer, in its order."""
    if schema is None:
        return ()
    return tuple(
        Question(name="-".join(one.path), label=" ".join(one.label.split()), field=one)
        for one in direct_children(schema.components)
        if isinstance(one, _ANSWERABLE) and one.path and not one.disabled and one.readonly is not True
    )


def find_question(questions: Iterable[Question], heading: str) -> Question | None:
    """Return the question that the heading of a column names: by its label or its name."""
    wanted = heading.casefold().rstrip(" *")
    return next((one for one in questions if wanted in {one.label.casefold(), one.name.casefold()}), None)


def pack(answers: Mapping[int, Texts]) -> str:
    """Return the answers as one text that travels with the page."""
    told = {str(key): {name: list(texts) for name, texts in one.items()} for key, one in answers.items()}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")) if answers else ""


def unpack(text: str, questions: Sequence[Question]) -> dict[int, Texts]:
    """Return the answers of a packed text; what could not have been packed is left out. Raises ValueError."""
    if not text:
        return {}
    told = json.loads(text[:LONGEST])
    known = {one.name for one in questions}
    if not isinstance(told, dict):
        raise ValueError("no answers")
    return {
        int(key): {
            name: tuple(one for one in texts if isinstance(one, str))
            for name, texts in answers.items()
            if name in known and isinstance(texts, list)
        }
        for key, answers in told.items()
        if key.isdecimal() and isinstance(answers, dict)
    }


def _token(field: ChoiceInput, text: str) -> str:
    """Return the posted text of the option that a cell names by its label or value; an unknown one stays itself."""
    for token, option in tokens(field.options).items():
        if text.casefold() in {option.label.casefold(), token.casefold()}:
            return token
    return text


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value).split()) if value is not None else ""
