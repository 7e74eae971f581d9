"""Which documents a task makes: `soglas:produce`, keys of templates such as `staffing-order, disagreements?protocol`.

The same property of a process names what is made when a case of it ends as it should.

After a question mark stands a value of the case: only when there is something in it the document is made.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

PROPERTY: Final = "soglas:produce"
TEMPLATES: Final = (
    *("staffing-order", "staffing-table", "acquaintance-sheet", "appointment-order"),
    *("expert-sheet", "expert-conclusion", "programme-order", "remarks-table", "programme-registry"),
    *("network-agreement", "disagreements", "amendment", "termination", "finance-calculation"),
    *("licence-application", "licence-check", "licence-inventory"),
    *("minutes", "reference", "act", "order", "report"),
    *("agreement-sheet", "acquaintance-list", "destruction-act"),
)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A template to be filled; `only_with` names the value without which it is left out."""

    key: str
    only_with: str = ""


def wanted_documents(properties: Mapping[str, str]) -> tuple[Wanted, ...]:
    """Return what a task makes when it is done, or a case when it ends, each once."""
    words = (word.partition("?") for word in re.split(r"[\s,;]+", properties.get(PROPERTY, "")) if word)
    return tuple(dict.fromkeys(Wanted(key=key, only_with=name) for key, _sign, name in words))


def keys_of(wanted: Iterable[Wanted], values: Mapping[str, Any]) -> list[str]:
    """Return the templates to be filled with these values: one without its `only_with` is left out."""
    return [one.key for one in wanted if not one.only_with or values.get(one.only_with)]
