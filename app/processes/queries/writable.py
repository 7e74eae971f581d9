"""Which variables a form may write at all, whatever is hidden or locked for one person."""

from __future__ import annotations

from app.forms.schema import Computed, FormSchema, Input, Rows


def writable_names(schema: FormSchema) -> frozenset[str]:
    """Return the variables that the fields, computed values and lists of a form write (their first names)."""
    return frozenset(
        component.path[0]
        for component, inside in schema.walk()
        if not inside and component.path and isinstance(component, Input | Computed | Rows)
    )
