"""Names with spaces, dots, signs and accents: finding the longest known one in the tokens."""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from app.feel.errors import FeelSyntaxError
from app.feel.lexer import Token, tokenize, word_key
from app.feel.messages import say

RESERVED = frozenset({
    "and", "or", "if", "then", "else", "for", "in", "return", "some", "every", "satisfies",
    "between", "instance", "function", "true", "false", "null",
})  # fmt: skip
_SIMPLE = re.compile(r"[^\W\d]\w*(?: \w+)*")

Spelled = Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]


@functools.lru_cache(maxsize=8192)
def is_odd(name: str) -> bool:
    """Say whether reading the name needs to know it: signs, reserved words, strange spacing."""
    if not name:
        return False
    if _SIMPLE.fullmatch(name) is None:
        return True
    return not RESERVED.isdisjoint(name.split(" "))


def odd_names(names: Iterable[str]) -> frozenset[str]:
    """Pick the names a parser must know beforehand."""
    return frozenset(name for name in names if is_odd(name))


def inner_names(value: Any, depth: int = 6) -> Iterable[str]:
    """Give the field names of plain data, of groups inside it too (first items of lists)."""
    if depth and isinstance(value, Mapping):
        for key, item in value.items():
            if isinstance(key, str):
                yield key
            if isinstance(item, dict | list | tuple):
                yield from inner_names(item, depth - 1)
    elif depth and isinstance(value, list | tuple):
        for item in value[:5]:
            yield from inner_names(item, depth - 1)


@functools.lru_cache(maxsize=512)
def spelled(names: frozenset[str]) -> Spelled:
    """Index names by their first token, the longest first."""
    index: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for name in names:
        keys = token_keys(name)
        if keys:
            index.setdefault(keys[0], []).append((keys, name))
    return {first: tuple(sorted(found, key=lambda entry: (-len(entry[0]), entry[1]))) for first, found in index.items()}


@functools.lru_cache(maxsize=4096)
def token_keys(name: str) -> tuple[str, ...]:
    """Cut a name into the tokens it has in a text; nothing when it cannot be written."""
    try:
        return tuple(word_key(token) for token in tokenize(name)[:-1])
    except FeelSyntaxError:
        return ()


def longest_known(tokens: list[Token], start: int, known: Spelled) -> tuple[str, int] | None:
    """Find the longest known name at a token: the name and how many tokens it takes."""
    for keys, name in known.get(word_key(tokens[start]), ()):
        size = len(keys)
        if tuple(word_key(token) for token in tokens[start : start + size]) == keys:
            return name, size
    return None


def similar(name: str, candidates: Collection[str]) -> str | None:
    """Give the candidate that was probably meant."""
    lowered = {candidate.casefold(): candidate for candidate in candidates}
    found = difflib.get_close_matches(name.casefold(), lowered, n=1, cutoff=0.7)
    return lowered[found[0]] if found else None


def hint(name: str, candidates: Collection[str]) -> tuple[str, str]:
    """Give the "did you mean" sentence in two languages, or nothing."""
    found = similar(name, candidates)
    return ("", "") if found is None else say("hint-similar", name=found)
