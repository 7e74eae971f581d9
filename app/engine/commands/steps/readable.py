"""What people and reports read of the variables of a case, and the hash that a decision is bound to."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from app.engine.models.values import to_column

RESERVED: Final = frozenset({"case", "settings", "outcome"})
"""Names that no form, message or job may write: the facts of the case, the settings of the process, a decision."""


def readable_values(variables: Mapping[str, Any]) -> dict[str, Any]:
    """Return the variables that people gave or the process worked out, without what the engine itself provides."""
    return {name: value for name, value in variables.items() if name not in RESERVED}


def content_hash(variables: Mapping[str, Any]) -> str:
    """Return the SHA-256 (hex) of all readable values: the same content has the same hash, whenever it is asked."""
    plain = {name: to_column(value) for name, value in readable_values(variables).items()}
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
