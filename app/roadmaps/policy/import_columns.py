"""Which column of a foreign table means what: guessed by its heading, corrected by a person. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final

from app.roadmaps.policy.import_tables import Table


class Column(StrEnum):
    """What a column holds; the second title and deadline are those of the other side of a two-sided plan."""

    SKIP = "skip"
    NUMBER = "number"
    TITLE = "title"
    DEADLINE = "deadline"
    EXECUTOR = "executor"
    EVIDENCE = "evidence"
    RESULT = "result"
    CONTROL = "control"
    AUDIENCE = "audience"
    OTHER_TITLE = "other title"
    OTHER_DEADLINE = "other deadline"


_WORDS: Final[Sequence[tuple[Column, re.Pattern[str]]]] = (
    (Column.SKIP, re.compile(r"отметк|состояни|ход |ход$|примечани")),
    (Column.NUMBER, re.compile(r"^(?:№|n\b|номер|п/п)")),
    (Column.OTHER_TITLE, re.compile(r"(?:мероприяти|деятельност|действи).*(?:моуо|муниципал|орган)")),
    (Column.TITLE, re.compile(r"мероприяти|содержание|наименование|вид(?:ы)? (?:работ|деятельности)|задача|действи")),
    (Column.DEADLINE, re.compile(r"срок|дата|период")),
    (Column.EXECUTOR, re.compile(r"исполнител|ответственн")),
    (Column.EVIDENCE, re.compile(r"документ|подтвержд|отчетн")),
    (Column.RESULT, re.compile(r"результат|показател")),
    (Column.CONTROL, re.compile(r"контрол")),
    (Column.AUDIENCE, re.compile(r"участник|категори|аудитори")),
)
_LOOKED_AT: Final = 12


def heading_row(table: Table) -> int | None:
    """Return the number of the row with the headings: the first that names measures and their deadlines."""
    for index, row in enumerate(table.rows[:_LOOKED_AT]):
        guessed = guess_columns(row)
        if {Column.TITLE, Column.DEADLINE} <= set(guessed) and sum(bool(cell) for cell in row) > 2:
            return index
    return None


def guess_columns(headings: Sequence[str]) -> tuple[Column, ...]:
    """Return the meaning of each column; a meaning is used once, the printed deadline before a computed one."""
    found: list[Column] = []
    for heading in headings:
        plain = heading.casefold().replace("ё", "е")
        kind = next((kind for kind, words in _WORDS if plain and words.search(plain)), Column.SKIP)
        if kind is Column.DEADLINE and kind in found:
            kind = Column.OTHER_DEADLINE if Column.OTHER_TITLE in found else Column.SKIP
        elif kind is Column.TITLE and kind in found:
            kind = Column.OTHER_TITLE if "моуо" in plain else Column.SKIP
        found.append(Column.SKIP if kind in found else kind)
    return tuple(found)


def read_columns(chosen: Mapping[int, str], width: int) -> tuple[Column, ...] | None:
    """Return the columns as a person chose them, None when a meaning is unknown or used twice."""
    try:
        columns = tuple(Column(chosen.get(index, Column.SKIP.value)) for index in range(width))
    except ValueError:
        return None
    used = [column for column in columns if column is not Column.SKIP]
    return columns if len(used) == len(set(used)) else None
