"""Regular expressions of XPath, run by RE2 in linear time whatever a person writes."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from typing import Any

import re2

from app.feel.patterns.translate import PatternRefused, translate

_FLAGS = frozenset("smix")
_MEMORY = 2 << 20
_PLACE = re.compile(r"\\(.)|\$([0-9]+)|([\\$])", re.DOTALL)


class Pattern:
    """A compiled pattern."""

    __slots__ = ("_compiled", "_hollow")

    def __init__(self, compiled: Any) -> None:
        self._compiled = compiled
        self._hollow = compiled.search("") is not None

    def search(self, text: str) -> bool:
        """Say whether the pattern occurs in a text."""
        return self._compiled.search(text) is not None

    def replace(self, text: str, replacement: str, allow: Callable[[int], None]) -> str | None:
        """Replace all matches; None for a pattern that matches nothing at all, as XPath has it.

        `allow` is asked for every size the result reaches.
        """
        pieces = None if self._hollow else _replacement(replacement, self._compiled.groups)
        if pieces is None:
            return None
        built: list[str] = []
        size = last = 0
        for found in self._matches(text):
            put = "".join(piece if isinstance(piece, str) else (found.group(piece) or "") for piece in pieces)
            built += (text[last : found.start()], put)
            size += found.start() - last + len(put)
            allow(size)
            last = found.end()
        allow(size + len(text) - last)
        return "".join([*built, text[last:]])

    def split(self, text: str) -> list[str] | None:
        """Cut a text at every match; None for a pattern that matches nothing at all."""
        if self._hollow:
            return None
        parts = []
        last = 0
        for found in self._matches(text):
            parts.append(text[last : found.start()])
            last = found.end()
        return [*parts, text[last:]]

    def find_all(self, text: str) -> list[str]:
        """Give all matches that are not empty."""
        return [found.group(0) for found in self._matches(text) if found.group(0)]

    def _matches(self, text: str) -> Iterator[Any]:
        return iter(self._compiled.finditer(text))


@functools.lru_cache(maxsize=256)
def compile_pattern(text: str, flags: str) -> Pattern | None:
    """Compile an XPath pattern; None when it or its flags are not understood."""
    if not _FLAGS.issuperset(flags) or len(text) > 2000:
        return None
    try:
        translated = translate(text, flags)
        options = re2.Options()
        options.log_errors = False
        options.max_mem = _MEMORY
        return Pattern(re2.compile(translated, options=options))
    except (PatternRefused, re2.error, RecursionError, UnicodeError):
        return None


def _replacement(text: str, groups: int) -> list[str | int] | None:
    """Cut a replacement into texts and group numbers; None when it is malformed."""
    pieces: list[str | int] = []
    last = 0
    for found in _PLACE.finditer(text):
        pieces.append(text[last : found.start()])
        last = found.end()
        if found[3] or (found[1] and found[1] not in "\\$"):
            return None
        if found[1]:
            pieces.append(found[1])
            continue
        digits = found[2]
        used = len(digits)
        while used > 1 and int(digits[:used]) > groups:
            used -= 1
        number = int(digits[:used])
        pieces += [number if number <= groups else "", digits[used:]]
    return [*pieces, text[last:]]
