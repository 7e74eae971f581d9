"""Recognises Python in the place of FEEL and says how FEEL writes the same. Nothing here is ever evaluated."""

from __future__ import annotations

import re
from typing import Final

from app.feel import FeelError, parse

_STRING = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'")
_SIGNS: Final = re.compile(
    r"==|&&|\|\||!(?!=)|\bTrue\b|\bFalse\b|\bNone\b|\bis\s+(?:not\s+)?None\b|\bnot\s+in\b|\bnot\s+(?!\()\w|__\w+__"
    r"|\.\s*\w+\s*\(|\b(?:lambda|import|exec|eval|open|getattr|globals|locals)\b|\b(?:len|str|int|float|bool)\s*\("
    r"|\+=|:=|\belif\b|\bdef\b|//|\$\{"
)
_NAME = r"[^\W\d][\w.]*"
# Each Python writing and the FEEL for it, outside of texts in quotes.
_REPLACEMENTS: Final[tuple[tuple[re.Pattern[str], str], ...]] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"\bis\s+not\s+None\b", "!= null"),
        (r"\bis\s+None\b", "= null"),
        (r"\bTrue\b", "true"),
        (r"\bFalse\b", "false"),
        (r"\bNone\b", "null"),
        (r"===?", "="),
        (r"&&", " and "),
        (r"\|\|", " or "),
        (rf"!(?!=)\s*({_NAME})", r"not(\1)"),
        (rf"({_NAME})\s+not\s+in\s+(\[[^\]]*\]|{_NAME})", r"not(\1 in \2)"),
        (r"\blen\s*\(", "count("),
        (r"\bstr\s*\(", "string("),
        (r"\b(?:int|float)\s*\(", "number("),
        (rf"({_NAME})\.lower\(\)", r"lower case(\1)"),
        (rf"({_NAME})\.upper\(\)", r"upper case(\1)"),
        (rf"({_NAME})\.startswith\(([^()]*)\)", r"starts with(\1, \2)"),
        (rf"({_NAME})\.endswith\(([^()]*)\)", r"ends with(\1, \2)"),
        (rf"({_NAME})\.get\(([^()]*)\)", r"get value(\1, \2)"),
        (rf"\bnot\s+(?!\()({_NAME}(?:\([^()]*\))?)", r"not(\1)"),
        (r"\$\{(.*)\}", r"\1"),
    )
)


def looks_like_python(text: str) -> bool:
    """Say whether a text is written as Python (or another programming language) writes, quotes left aside."""
    text = text[:5000]
    bare = _STRING.sub('""', text)
    quoted_singly = any(found[0].startswith("'") for found in _STRING.finditer(text))
    return quoted_singly or _SIGNS.search(bare) is not None


def in_feel(text: str) -> str:
    """Return the same condition in FEEL, or an empty text when no sure translation is known."""
    body = text.strip().removeprefix("=").strip() if not text.strip().startswith("==") else text.strip()
    if len(body) > 500:
        return ""
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append('"' + found[0][1:-1].replace('"', '\\"') + '"' if found[0].startswith("'") else found[0])
        return f"\x00{len(kept) - 1}\x00"

    masked = _STRING.sub(keep, body)
    for pattern, replacement in _REPLACEMENTS:
        masked = pattern.sub(replacement, masked)
    translated = re.sub(r"\x00(\d+)\x00", lambda found: kept[int(found[1])], masked)
    translated = " ".join(translated.split())
    if looks_like_python(translated) or translated == body:
        return ""
    try:
        parse(translated)
    except FeelError:
        return ""
    return translated
