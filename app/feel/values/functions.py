"""A function as a value: builtin, written in FEEL, or given by the caller from Python."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Parameter:
    """One parameter of a function: its name, FEEL type text and whether it may be left out."""

    name: str
    type: str = "Any"
    optional: bool = False
    variadic: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function that FEEL text may call by name with spaces.

    `params` names the parameters; a name ending in "?" may be left out and one starting with
    "*" takes all that is left as a list. `types` gives FEEL types for them ("Any" by default): arguments
    are coerced to them, and an argument that does not fit makes the call null with a warning.
    `callable` gets plain FEEL values in the order of `params` (None for what was left out) and answers
    with one. `ru` and `en` describe it to process owners.
    """

    params: Sequence[str]
    callable: Callable[..., Any]
    ru: str = ""
    en: str = ""
    types: Sequence[str] = ()
    result: str = "Any"
    name: str = ""

    def call(self, *arguments: Any) -> Any:
        """Call the function from Python with positional arguments already in FEEL form."""
        return self.callable(*arguments)

    def parameters(self) -> tuple[Parameter, ...]:
        """Give the parameters with their types."""
        found = []
        for index, written in enumerate(self.params):
            type_text = self.types[index] if index < len(self.types) else "Any"
            found.append(
                Parameter(
                    name=written.strip("*?"),
                    type=type_text,
                    optional=written.endswith("?"),
                    variadic=written.startswith("*"),
                )
            )
        return tuple(found)
