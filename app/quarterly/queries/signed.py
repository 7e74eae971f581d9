"""The figures of a signed summary as they were signed, each with what it has become since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from app.organisation.queries import Node, current_tree
from app.quarterly.policy.figures import value_of
from app.quarterly.queries.level import Level, Total


def signed_totals(content: Mapping[str, Any], level: Level) -> tuple[Total, ...]:
    """Return the figures of a signature; those that only later reports gave come last, without a signed value."""
    live = {one.code: one for one in level.figures}
    counted = set(content.get("reports") or ())
    rows = list(content.get("figures") or ())
    signed = [_signed(row, live.get(str(row.get("code", ""))), counted) for row in rows]
    return (*signed, *_added(live, {one.code for one in signed}))


def _signed(row: Mapping[str, Any], now: Total | None, counted: set[int]) -> Total:
    value = value_of(row)
    sources = now.sources if now is not None else ()
    return Total(
        code=str(row.get("code", "")),
        name=str(row.get("name") or ""),
        unit=str(row.get("unit") or ""),
        rule=str(row.get("rule") or (now.rule if now is not None else "none")),
        value=value,
        sources=tuple(one for one in sources if one.standing.node.id in counted),
        moved=now is not None and now.value != value,
        live=now.value if now is not None else None,
        later=tuple(one for one in sources if one.standing.node.id not in counted),
    )


def _added(live: Mapping[str, Total], signed: set[str]) -> Iterator[Total]:
    for code, now in live.items():
        if code not in signed:
            yield replace(now, value=None, sources=(), moved=now.value is not None, live=now.value, later=now.sources)


def signed_debtors(content: Mapping[str, Any]) -> tuple[Node, ...]:
    """Return who had not reported when the summary was signed, as far as these organisations are still there."""
    nodes = current_tree().nodes
    return tuple(nodes[one] for one in content.get("debtors") or () if one in nodes)
