"""Names of builtin functions that hold reserved words, which the parser must know."""

from __future__ import annotations

from app.feel.names import spelled

ODD_FUNCTION_NAMES = spelled(frozenset({"date and time", "years and months duration", "get or else"}))
