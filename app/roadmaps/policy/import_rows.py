"""The rows of a plan in foreign tables: sections and measures as they stand there, not yet interpreted. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from app.roadmaps.policy.import_columns import Column, guess_columns, heading_row
from app.roadmaps.policy.import_tables import Table

MOST_MEASURES: Final = 600


@dataclass(frozen=True, kw_only=True)
class Shape:
    """Tables with the same headings; their columns are chosen once."""

    id: int
    headings: tuple[str, ...]
    columns: tuple[Column, ...]
    example: tuple[str, ...]
    tables: int


@dataclass(frozen=True, kw_only=True)
class SourceRow:
    """One measure as a table holds it; `side` is «centre» or «mouo» in a two-sided table, else empty."""

    table: int
    line: int
    part: str
    section: str
    side: str
    cells: Mapping[Column, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Return what stays the same of the row, however its columns are read."""
        return f"{self.table}.{self.line}.{self.side}"

    def text(self, column: Column) -> str:
        """Return the words of a column, empty when the table has none."""
        return self.cells.get(column, "")


def shapes_of(tables: Sequence[Table], chosen: Mapping[int, Sequence[Column]] | None = None) -> tuple[Shape, ...]:
    """Return the different kinds of tables with their columns: as chosen, else as guessed by their headings."""
    found: dict[tuple[str, ...], list[Table]] = {}
    for table in tables:
        found.setdefault(_headings(table), []).append(table)
    shapes = []
    for number, (headings, members) in enumerate(found.items()):
        columns = tuple((chosen or {}).get(number) or guess_columns(headings))
        if heading_row(members[0]) is None and not (chosen or {}).get(number):
            columns = tuple(Column.SKIP for _ in headings)
        example = next((row for row in members[0].rows if row != headings and sum(map(bool, row)) > 1), headings)
        shapes.append(Shape(id=number, headings=headings, columns=columns, example=example, tables=len(members)))
    return tuple(shapes)


def _headings(table: Table) -> tuple[str, ...]:
    return table.rows[heading_row(table) or 0]


def source_rows(tables: Sequence[Table], shapes: Sequence[Shape]) -> tuple[SourceRow, ...]:
    """Return the measures of all tables in their order, at most `MOST_MEASURES`."""
    by_headings = {shape.headings: shape.columns for shape in shapes}
    found: list[SourceRow] = []
    part = section = ""
    for number, table in enumerate(tables):
        columns = by_headings[_headings(table)]
        if Column.TITLE not in columns:
            continue
        part, section = _places(table.headings, part, section)
        for row in _measures(number, table, columns, part, section):
            section = row.section
            found.append(row)
    return tuple(found[:MOST_MEASURES])


def _places(headings: Sequence[tuple[int, str]], part: str, section: str) -> tuple[str, str]:
    """Return part and section by the headings over a table: the deepest is the section, the one above it the part."""
    over = [one for one in headings if one[0] > 1] or list(headings)
    if not over:
        return part, section
    deepest = max(level for level, _ in over)
    section = next(words for level, words in reversed(over) if level == deepest)
    upper = [words for level, words in over if level < deepest]
    return (upper[-1] if upper else part), section


def _measures(number: int, table: Table, columns: Sequence[Column], part: str, section: str) -> Iterator[SourceRow]:
    begin = heading_row(table)
    for line, row in enumerate(table.rows):
        if begin is not None and line <= begin:
            continue
        cells: dict[Column, str] = {
            column: words for column, words in zip(columns, row, strict=False) if column is not Column.SKIP
        }
        filled = [words for words in row if words]
        if _numbers_columns(row):
            continue
        if not cells.get(Column.TITLE) and not cells.get(Column.OTHER_TITLE):
            if len(set(filled)) == 1 or (row[0] and not cells.get(Column.DEADLINE)):
                section = filled[0]
            continue
        if _heads_rows(cells, filled, _number_below(table, columns, line)):
            section = cells[Column.TITLE]
            continue
        if len(filled) == 1 and columns[0] is not Column.TITLE and columns[0] is not Column.SKIP:
            section = filled[0] if not cells.get(Column.NUMBER) else section
            continue
        yield from _sides(number, line, part, section, cells)


def _number_below(table: Table, columns: Sequence[Column], line: int) -> str:
    """Return the number of the row after this one, empty when it has none."""
    if Column.NUMBER not in columns or line + 1 >= len(table.rows):
        return ""
    row = table.rows[line + 1]
    place = list(columns).index(Column.NUMBER)
    return row[place] if place < len(row) else ""


def _heads_rows(cells: Mapping[Column, str], filled: Sequence[str], below: str) -> bool:
    """Say whether a row is only the numbered title of those below it: «1. Кадры», then 1.1, 1.2 …"""
    number = cells.get(Column.NUMBER, "").rstrip(".")
    return bool(number) and len(filled) == 2 and below.startswith(f"{number}.") and below.rstrip(".") != number


def _sides(number: int, line: int, part: str, section: str, cells: Mapping[Column, str]) -> Iterator[SourceRow]:
    common: dict[Column, str] = {
        key: words for key, words in cells.items() if key not in (Column.OTHER_TITLE, Column.OTHER_DEADLINE)
    }
    two = Column.OTHER_TITLE in cells
    if common.get(Column.TITLE):
        side = "centre" if two else ""
        yield SourceRow(table=number, line=line + 1, part=part, section=section, side=side, cells=common)
    if cells.get(Column.OTHER_TITLE):
        other: dict[Column, str] = {
            **common,
            Column.TITLE: cells[Column.OTHER_TITLE],
            Column.DEADLINE: cells.get(Column.OTHER_DEADLINE, ""),
        }
        yield SourceRow(table=number, line=line + 1, part=part, section=section, side="mouo", cells=other)


def _numbers_columns(row: Sequence[str]) -> bool:
    """Say whether the row only numbers the columns: 1, 2, 3 …"""
    return len(row) > 2 and all(words == str(index) for index, words in enumerate(row, 1))
