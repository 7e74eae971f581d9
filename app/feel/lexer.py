"""Text to tokens: words, numbers, texts in quotes, signs; comments fall away."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from app.feel.errors import syntax_error

_START = (
    "?_A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_PART = _START.replace("?", "") + "0-9\u00b7\u0300-\u036f\u203f\u2040"
_SPACES = "\t\n\v\f\r \u0085\u00a0\u1680\u180e\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff"
_TOKEN = re.compile(
    rf"""(?P<space>[{_SPACES}]+|//[^\n]*|/\*.*?\*/)
    |(?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    |(?P<word>[{_START}][{_PART}]*)
    |(?P<quoted>`[^`\n]+`)
    |(?P<string>"(?:[^"\\]|\\.)*")
    |(?P<sign>\*\*|\.\.|<=|>=|!=|->|[-+*/<>=()\[\]{{}},.:@])""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{6}|.)", re.DOTALL)
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}
# Directions that let a reviewer see another text than the one that runs ("Trojan Source").
_TROJAN = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Token:
    """One token: its kind (`word number string sign quoted bad end`), text, place, value."""

    kind: str
    text: str
    position: int
    end: int
    value: str = ""


def tokenize(text: str) -> list[Token]:
    """Cut text into tokens with an end token last; raises FeelSyntaxError for hidden characters."""
    _refuse_hidden(text)
    tokens: list[Token] = []
    position = 0
    while position < len(text):
        found = _TOKEN.match(text, position)
        if found is None:
            tokens.append(_bad(text, position))
            position += 1
            continue
        kind = str(found.lastgroup)
        if found[0] == "/" and text.startswith("/*", position):
            raise syntax_error("open-comment", position, 2)
        position = found.end()
        if kind != "space":
            tokens.append(_token(kind, found))
    tokens.append(Token("end", "", len(text), len(text)))
    return tokens


def _token(kind: str, found: re.Match[str]) -> Token:
    written = found[0]
    if kind == "string":
        return Token(kind, written, found.start(), found.end(), _unescape(written, found.start()))
    if kind == "quoted":
        return Token("word", written[1:-1].strip(), found.start(), found.end(), "quoted")
    return Token(kind, written, found.start(), found.end())


def _bad(text: str, position: int) -> Token:
    if text[position] == '"':
        raise syntax_error("open-string", position, len(text) - position)
    return Token("bad", text[position], position, position + 1)


def _refuse_hidden(text: str) -> None:
    found = _TROJAN.search(text) or _CONTROL.search(text)
    if found is not None:
        code = f"U+{ord(found[0]):04X}"
        raise syntax_error("hidden-character", found.start(), 1, found=code)


def _unescape(written: str, start: int) -> str:
    inner = written[1:-1]
    if "\\" not in inner:
        return inner

    def replace(found: re.Match[str]) -> str:
        body = found[1]
        if body[0] in "uU" and len(body) > 1:
            code = int(body[1:], 16)
            if code > 0x10FFFF:
                raise syntax_error("bad-escape", start + 1 + found.start(), 8, found=found[0])
            return chr(code)
        if body in _SIMPLE:
            return _SIMPLE[body]
        # XPath patterns are written with single backslashes in practice: "\d" stays "\d".
        return found[0]

    joined = _ESCAPE.sub(replace, inner)
    if any("\ud800" <= letter <= "\udfff" for letter in joined):
        joined = joined.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return joined


def word_key(token: Token) -> str:
    """Give what two spellings of one token have in common (composed accents)."""
    return token.text if token.text.isascii() else unicodedata.normalize("NFC", token.text)
