"""Expressions: every cell and every line of logic in the decision tables of a package is readable FEEL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any, Final

from app.feel import FeelError, FeelType, check, parse, parse_unary
from app.feel.types import ANY
from app.workflow.checks.context import CheckContext
from app.workflow.checks.names import known_types
from app.workflow.checks.python_hint import in_feel, looks_like_python
from app.workflow.dmn import ModelLibrary, read_library
from app.workflow.dmn.model import Decision, DecisionModel, DecisionTable, Literal
from app.workflow.findings import Finding, SourceRefused, Words
from app.workflow.rules import RULES

# Fields of a model that hold expressions, types or words: whatever else is a text there is a name.
_NO_NAMES: Final = frozenset(
    {
        "text", "tests", "answers", "allowed", "default", "constraint", "question", "type_ref", "base", "result",
        "file", "namespace", "id", "aggregation", "hit_policy",
    }
)  # fmt: skip


def check_decisions(context: CheckContext) -> Iterator[Finding]:
    """Return findings about the logic of decisions; a file that cannot be read is left to the bindings."""
    try:
        library = read_library((file.name, file.data) for file in context.package.decisions)
    except SourceRefused:
        return
    names = {*known_types(context), *_names(library)}
    types = dict.fromkeys(names, ANY)
    for model in library.models:
        for decision in model.decisions:
            for ru, en, text, unary in _texts(decision.logic):
                place = Words(ru=ru, en=en)
                finding = _read(model, decision, place, text, names, unary=unary)
                if finding is None and context.processes:  # a table alone is told its names later
                    finding = _unknown(model, decision, place, text, types, unary=unary)
                if finding is not None:
                    yield finding


def _read(
    model: DecisionModel, decision: Decision, place: Words, text: str, names: set[str], *, unary: bool
) -> Finding | None:
    if not text.strip() or text.strip() == "-":
        return None
    try:
        (parse_unary if unary else parse)(text, names=names)
    except FeelError as problem:
        shown = " ".join(text.split())[:120]
        python = not unary and looks_like_python(text)
        translated = in_feel(text) if python else ""
        remedy = Words(ru=f"На языке FEEL: {translated}", en=f"In FEEL: {translated}") if translated else None
        return RULES["python-expression" if python else "expression-syntax"].broken(
            element=decision.id,
            element_name=decision.name,
            detail=Words(ru=f"{place.ru} «{shown}». {problem.ru}", en=f'{place.en} "{shown}". {problem.en}'),
            remedy=remedy,
            file=model.file,
        )
    return None


def _unknown(
    model: DecisionModel, decision: Decision, place: Words, text: str, types: dict[str, FeelType], *, unary: bool
) -> Finding | None:
    """Return that a cell reads a name which nothing in the package writes: it would be null for ever."""
    if not text.strip() or text.strip() == "-":
        return None
    unknown = [problem for problem in check(text, types, unary=unary) if problem.code == "unknown-name"]
    if not unknown:
        return None
    shown = " ".join(text.split())[:120]
    return RULES["unknown-name"].broken(
        element=decision.id,
        element_name=decision.name,
        detail=Words(ru=f"{place.ru} «{shown}». {unknown[0].ru}", en=f'{place.en} "{shown}". {unknown[0].en}'),
        file=model.file,
    )


def _texts(logic: Any) -> Iterator[tuple[str, str, str, bool]]:
    """Return every text of a piece of logic with its words and whether it is a unary test."""
    if isinstance(logic, Literal):
        yield "выражение", "expression", logic.text, False
    elif isinstance(logic, DecisionTable):
        for column in logic.inputs:
            yield "столбец условий", "input column", column.text, False
            yield "допустимые значения столбца", "allowed values of a column", column.allowed, True
        for output in logic.outputs:
            yield "допустимые ответы", "allowed answers", output.allowed, True
            yield "ответ по умолчанию", "default answer", output.default, False
        for number, row in enumerate(logic.rules, 1):
            for test in row.tests:
                yield f"условие строки {number}", f"condition of row {number}", test, True
            for answer in row.answers:
                yield f"ответ строки {number}", f"answer of row {number}", answer, False
    elif isinstance(logic, tuple):
        for part in logic:
            yield from _texts(part)
    elif is_dataclass(logic):
        for each in fields(logic):
            yield from _texts(getattr(logic, each.name))


def _names(library: ModelLibrary) -> Iterator[str]:
    """Return every name that a model gives to anything: FEEL needs them to read names with spaces."""
    waiting: list[Any] = list(library.models)
    while waiting:
        part = waiting.pop()
        if isinstance(part, tuple):
            waiting += part
        elif is_dataclass(part):
            waiting += [getattr(part, each.name) for each in fields(part) if each.name not in _NO_NAMES]
        elif isinstance(part, str) and 0 < len(part) < 100 and "\n" not in part:
            yield part
