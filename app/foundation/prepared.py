"""Statements of the hot path: text and conversions are made once a database, then the driver runs them.

SQLAlchemy works out for every call which conversion each parameter needs. Where the same few statements run for
every answer, that costs more than the database does.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import JSON, Delete, Insert, Select, Table, Update, bindparam, insert
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.engine import CursorResult, Dialect
from sqlalchemy.types import TypeEngine

from app.foundation.transaction import connection

MOST_PARAMETERS: Final = 30_000
"""Of one statement; both databases take a little more."""


class JsonText(str):
    """JSON that is a text already: it goes into a JSON column as it is."""

    __slots__ = ()


@dataclass(frozen=True, kw_only=True)
class _Text:
    """A statement for one kind of database; `group` is what stands once for each row of an INSERT.

    `places` are the names of the parameters in their order, each with its conversion; `constants` are the values of
    those that the statement itself gives, `defaults` stand for columns that a row does not name.
    """

    head: str
    group: str
    tail: str
    places: tuple[tuple[str, Callable[[Any], Any] | None], ...]
    constants: Mapping[str, Any]
    defaults: Mapping[str, Any]

    def row(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """Return what the driver gets."""
        given = {**values, **self.constants} if self.constants else values
        if self.defaults and not self.defaults.keys() <= given.keys():
            given = {**self.defaults, **given}
        return tuple([given[name] if convert is None else convert(given[name]) for name, convert in self.places])


class Prepared:
    """A statement of SQLAlchemy Core whose values are all given by name.

    What a SELECT gives is not converted: it is for columns that a driver reads as they are (numbers and texts).
    """

    def __init__(
        self, statement: Insert | Update | Delete | Select[Any], *, defaults: Mapping[str, Any] | None = None
    ) -> None:
        self._statement = statement
        self._defaults = dict(defaults or {})
        self._texts: dict[str, _Text] = {}

    def run(self, values: Mapping[str, Any]) -> CursorResult[Any]:
        """Run it once in the transaction under way; errors are those of SQLAlchemy."""
        using = connection()
        text = self._text(using.dialect)
        return using.exec_driver_sql(text.head + text.group + text.tail, text.row(values))

    def run_rows(self, rows: Sequence[Mapping[str, Any]]) -> Iterator[CursorResult[Any]]:
        """Insert these rows with one statement (several only for thousands of values); yield each result."""
        using = connection()
        text = self._text(using.dialect)
        most = max(1, MOST_PARAMETERS // max(1, len(text.places)))
        for first in range(0, len(rows), most):
            some = rows[first : first + most]
            groups = ", ".join([text.group] * len(some))
            values = tuple([value for row in some for value in text.row(row)])
            yield using.exec_driver_sql(text.head + groups + text.tail, values)

    def insert(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert these rows."""
        for result in self.run_rows(rows):
            result.close()

    def run_many(self, many: Sequence[Mapping[str, Any]]) -> None:
        """Run it for each of these values, in one go as far as the driver can."""
        using = connection()
        text = self._text(using.dialect)
        values = [text.row(one) for one in many]
        using.exec_driver_sql(text.head, values if len(values) > 1 else values[0])

    def _text(self, dialect: Dialect) -> _Text:
        found = self._texts.get(dialect.name)
        if found is None:
            found = self._texts[dialect.name] = _compile(self._statement, dialect, self._defaults)
        return found


def insert_into(table: Table, *, without: Collection[str] = ("id",), returning: Sequence[str] = ()) -> Prepared:
    """Return the INSERT of all columns but `without` into a table, which gives back the columns `returning`.

    A row need not name columns that have a plain default or may be null.
    """
    names = [column.name for column in table.c if column.name not in without]
    statement = insert(table).values({name: bindparam(name) for name in names})
    columns = [table.c[name] for name in returning]
    defaults: dict[str, Any] = {}
    for name in names:
        column: Any = table.c[name]
        if column.default is not None and column.default.is_scalar:
            defaults[name] = column.default.arg
        elif column.nullable:
            defaults[name] = None
    return Prepared(statement.returning(*columns) if columns else statement.inline(), defaults=defaults)


def _compile(statement: Insert | Update | Delete | Select[Any], dialect: Dialect, defaults: Mapping[str, Any]) -> _Text:
    writing: Any = dialect
    if dialect.name == "postgresql":
        writing = PGDialect_psycopg(paramstyle="format")  # type: ignore[no-untyped-call]
    compiled: Any = statement.compile(dialect=writing)
    places, constants = [], {}
    for name in compiled.positiontup:
        bound = compiled.binds[name]
        places.append((name, _conversion(bound.type, dialect)))
        if not bound.required:
            constants[name] = bound.value
    head, group, tail = _parts(str(compiled)) if isinstance(statement, Insert) else (str(compiled), "", "")
    return _Text(head=head, group=group, tail=tail, places=tuple(places), constants=constants, defaults=defaults)


def _conversion(kind: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    made = kind.dialect_impl(dialect)
    convert: Callable[[Any], Any] | None = made.bind_processor(dialect)
    if convert is None or not isinstance(getattr(made, "impl", made), JSON):
        return convert
    return lambda value: value if type(value) is JsonText else convert(value)


def _parts(text: str) -> tuple[str, str, str]:
    """Cut an INSERT at the brackets of its values."""
    start = text.index("VALUES (") + len("VALUES ")
    depth = 0
    for end in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[end], 0)
        if depth == 0:
            return text[:start], text[start : end + 1], text[end + 1 :]
    raise ValueError(text)
