"""Whether the fields of a form depend on each other, so that a page may show it anew after a change."""

from __future__ import annotations

from app.forms.schema import Component, Computed, Feel, FormSchema

_RULES = ("required", "readonly", "minimum", "maximum", "options_feel")


def is_live(schema: FormSchema) -> bool:
    """Say whether something is hidden, required or worked out by what is typed elsewhere in the form."""
    return any(
        component.hide is not None or isinstance(component, Computed) or _is_conditional(component)
        for component, _inside in schema.walk()
    )


def _is_conditional(component: Component) -> bool:
    return any(isinstance(getattr(component, name, None), Feel) for name in _RULES)
