"""What people and reports read of the variables of a case, and the hash that a decision is bound to."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Final

from app.engine.models.values import to_json
from app.foundation.prepared import JsonText

RESERVED: Final = frozenset({"case", "settings", "outcome"})
"""Names that no form, message or job may write: the facts of the case, the settings of the process, a decision."""


def readable_values(variables: Mapping[str, Any]) -> dict[str, Any]:
    """Return the variables that people gave or the process worked out, without what the engine itself provides."""
    return {name: value for name, value in variables.items() if name not in RESERVED}


def readable_text(variables: Mapping[str, Any]) -> JsonText:
    """Return the readable values as JSON that is the same text for the same content: it is kept, and hashed."""
    return JsonText(to_json(readable_values(variables), in_order=True))


def content_hash(text: JsonText) -> str:
    """Return the SHA-256 (hex) of all readable values: the same content has the same hash, whenever it is asked."""
    return hashlib.sha256(text.encode()).hexdigest()
