"""Differences of decision tables: rows that came, went or decide otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from app.workflow.differences.model import Aspect, Change, Difference, Thing
from app.workflow.differences.order import moved_items
from app.workflow.findings import SourceRefused
from app.workflow.package import SourceFile
from app.workflow.source import read_dmn


@dataclass(frozen=True, kw_only=True)
class _Table:
    name: str
    heads: tuple[str, ...]
    rows: Mapping[str, tuple[str, ...]]
    rest: str


def compare_tables(old: Sequence[SourceFile], new: Sequence[SourceFile]) -> Iterator[Difference]:
    """Yield the differences of the decisions in the files of two packages; `within` is the name of the table."""
    before, after = _tables(old), _tables(new)
    for decision_id in dict.fromkeys([*after, *before]):
        was, now = before.get(decision_id), after.get(decision_id)
        if was is None or now is None:
            change = Change.ADDED if was is None else Change.REMOVED
            yield Difference(change=change, thing=Thing.TABLE, subject=(now or was or _NONE).name, detail=decision_id)
        else:
            yield from _compare(was, now, decision_id)


def _compare(was: _Table, now: _Table, decision_id: str) -> Iterator[Difference]:
    base = Difference(change=Change.CHANGED, thing=Thing.TABLE, subject=now.name, detail=decision_id)
    if was.name != now.name:
        yield replace(base, aspect=Aspect.NAME, was=was.name, now=now.name)
    if was.heads != now.heads or was.rest != now.rest:
        before, after = "; ".join(was.heads) or was.rest, "; ".join(now.heads) or now.rest
        yield replace(base, aspect=Aspect.CONTENT, was=before, now=after)
    for row_id, row in now.rows.items():
        words = _words(now.heads, row)
        if row_id not in was.rows:
            yield Difference(change=Change.ADDED, thing=Thing.ROW, subject=words, within=now.name)
        elif was.rows[row_id] != row:
            yield Difference(
                change=Change.CHANGED, thing=Thing.ROW, aspect=Aspect.VALUE, within=now.name,
                subject=str(list(now.rows).index(row_id) + 1), was=_words(was.heads, was.rows[row_id]), now=words,
            )  # fmt: skip
    yield from _moved_rows(was, now)
    for row_id, row in was.rows.items():
        if row_id not in now.rows:
            yield Difference(change=Change.REMOVED, thing=Thing.ROW, subject=_words(was.heads, row), within=now.name)


def _moved_rows(was: _Table, now: _Table) -> Iterator[Difference]:
    """Yield the rows that stand elsewhere: where the first row that fits decides, that is another decision."""
    old, new = list(was.rows), list(now.rows)
    for row_id in moved_items(old, new):
        yield Difference(
            change=Change.MOVED, thing=Thing.ROW, subject=_words(now.heads, now.rows[row_id]), within=now.name,
            was=str(old.index(row_id) + 1), now=str(new.index(row_id) + 1),
        )  # fmt: skip


def _words(heads: Sequence[str], row: Sequence[str]) -> str:
    pairs = zip(heads, row, strict=False)
    return "; ".join(f"{head}: {cell or '—'}" for head, cell in pairs)


_NONE = _Table(name="", heads=(), rows={}, rest="")


def _tables(files: Sequence[SourceFile]) -> dict[str, _Table]:
    found: dict[str, _Table] = {}
    for file in files:
        try:
            root = read_dmn(file.data, name=file.name)
        except SourceRefused:
            continue
        for decision in _named(root, "decision"):
            found[decision.get("id", "")] = _table(decision)
    return found


def _table(decision: etree._Element) -> _Table:
    name = str(decision.get("name") or decision.get("id", ""))
    tables = _named(decision, "decisionTable")
    if not tables:
        rest = " ".join("".join(str(text) for text in decision.itertext()).split())
        return _Table(name=name, heads=(), rows={}, rest=rest)
    table = tables[0]
    heads = [*(_head(one) for one in _named(table, "input")), *(_head(one) for one in _named(table, "output"))]
    rows = {}
    for position, rule in enumerate(_named(table, "rule")):
        cells = [_cell(child) for child in rule if _local(child) in {"inputEntry", "outputEntry"}]
        rows[rule.get("id") or str(position)] = tuple(cells)
    return _Table(name=name, heads=tuple(heads), rows=rows, rest=table.get("hitPolicy") or "UNIQUE")


def _head(element: etree._Element) -> str:
    text = "".join(str(part) for part in element.itertext()).strip()
    return str(element.get("label") or element.get("name") or text or element.get("id", ""))


def _cell(element: etree._Element) -> str:
    return " ".join("".join(str(part) for part in element.itertext()).split())


def _named(element: etree._Element, name: str) -> list[etree._Element]:
    return [child for child in element if _local(child) == name]


def _local(element: etree._Element) -> str:
    return str(etree.QName(element).localname) if isinstance(element.tag, str) else ""
