"""Fitting a value to a declared type, as DMN does at every border between decisions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.feel.temporal.reckoning import midnight_utc
from app.feel.types import FeelType, instance_of
from app.feel.values.kinds import Value, kind_of

MISMATCH: Any = object()


def coerce(value: Value, held: FeelType, declared: Mapping[str, FeelType] | None = None) -> Value:
    """Fit a value to a type, or give MISMATCH.

    A fitting value and null pass; a list of one becomes its item where an item is wanted, an item
    becomes a list of one where a list is wanted, a date becomes its UTC midnight where date and time
    is wanted.
    """
    held = resolve(held, declared)
    if value is None or held.kind == "Any" or instance_of(value, held, declared):
        return value
    if held.kind == "date and time" and kind_of(value) == "date":
        return midnight_utc(value)
    if isinstance(value, list):
        if len(value) == 1 and held.kind != "list":
            return coerce(value[0], held, declared)
    elif held.kind == "list" and held.item is not None:
        inner = coerce(value, held.item, declared)
        return MISMATCH if inner is MISMATCH else [inner]
    return MISMATCH


def coerce_or_null(value: Value, held: FeelType, declared: Mapping[str, FeelType] | None = None) -> Value:
    """Fit a value to a type; null when it does not fit."""
    fitted = coerce(value, held, declared)
    return None if fitted is MISMATCH else fitted


def resolve(held: FeelType, declared: Mapping[str, FeelType] | None) -> FeelType:
    """Follow names of declared types to what they stand for."""
    for _ in range(40):
        if held.kind != "name":
            break
        found = (declared or {}).get(held.name)
        if found is None:
            break
        held = found
    return held
