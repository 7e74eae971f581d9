"""XPath and XML Schema pattern syntax to that of RE2."""

from __future__ import annotations

from app.feel.patterns.classes import (
    CATEGORY,
    ESCAPED_CLASSES,
    Ranges,
    category_ranges,
    named_block,
    subtract,
)

_SINGLE = {"n": "\n", "r": "\r", "t": "\t"} | {sign: sign for sign in "\\|.?*+(){}-[]^$"}
_SPECIAL = frozenset("\\.+*?()|[]{}^$")
_BLANKS = " \t\n\r"


class PatternRefused(Exception):
    """The pattern is malformed or uses what cannot run in linear time."""


def translate(text: str, flags: str) -> str:
    """Give the RE2 pattern; raises PatternRefused."""
    source = _without_blanks(text) if "x" in flags else text
    body = _Translation(source, "s" in flags, "m" in flags).run()
    return f"(?i){body}" if "i" in flags else body


def _without_blanks(text: str) -> str:
    kept: list[str] = []
    depth = 0
    escaped = False
    for letter in text:
        if not depth and letter in _BLANKS:
            continue
        if escaped:
            escaped = False
        elif letter == "\\":
            escaped = True
        elif letter == "[":
            depth += 1
        elif letter == "]" and depth:
            depth -= 1
        kept.append(letter)
    return "".join(kept)


def quoted(code: int) -> str:
    """Write a character so that RE2 takes it literally."""
    letter = chr(code)
    if letter.isalnum() and code < 128:
        return letter
    return f"\\x{{{code:X}}}"


class _Translation:
    """One walk over a pattern."""

    def __init__(self, text: str, dot_all: bool, many_lines: bool) -> None:
        self.text = text
        self.at = 0
        self.dot = "(?s:.)" if dot_all else r"[^\n\r]"
        self.start = "(?m:^)" if many_lines else r"\A"
        self.end = "(?m:$)" if many_lines else r"\z"
        self.depth = 0

    def run(self) -> str:
        parts: list[str] = []
        while self.at < len(self.text):
            parts.append(self._part())
        if self.depth:
            raise PatternRefused("(")
        return "".join(parts)

    def _next(self) -> str:
        if self.at >= len(self.text):
            raise PatternRefused("end")
        self.at += 1
        return self.text[self.at - 1]

    def _part(self) -> str:
        letter = self._next()
        if letter == "\\":
            return self._escape()
        if letter == "[":
            return self._class_text(self._class(0))
        if letter == "(":
            return self._open()
        if letter == ")":
            self.depth -= 1
            if self.depth < 0:
                raise PatternRefused(")")
            return letter
        if letter == "{":
            return self._repeat()
        if letter in "}]":
            raise PatternRefused(letter)
        simple = {".": self.dot, "^": self.start, "$": self.end}
        if letter in simple:
            return simple[letter]
        return letter if letter in "|*+?" else quoted(ord(letter))

    def _open(self) -> str:
        self.depth += 1
        if self.depth > 60:
            raise PatternRefused("nesting")
        if self.text.startswith("?", self.at):
            if not self.text.startswith("?:", self.at):
                raise PatternRefused("(?")
            self.at += 2
            return "(?:"
        return "("

    def _repeat(self) -> str:
        close = self.text.find("}", self.at)
        body = self.text[self.at : close]
        low, comma, high = body.partition(",")
        if close < 0 or not low.isdecimal() or (high and not high.isdecimal()):
            raise PatternRefused("{")
        if not low.isascii() or not high.isascii() or len(body) > 12:
            raise PatternRefused("{")
        self.at = close + 1
        return "{" + low + comma + high + "}"

    def _escape(self) -> str:
        letter = self._next()
        if letter in _SINGLE:
            return quoted(ord(_SINGLE[letter]))
        if letter in ESCAPED_CLASSES:
            return f"[{ESCAPED_CLASSES[letter][0]}]"
        if letter in "pP":
            return f"[{self._property(letter == 'P')[0]}]"
        # A back-reference (\1) cannot run in linear time; the rest is no escape at all.
        raise PatternRefused("\\" + letter)

    def _property(self, negated: bool) -> tuple[str, Ranges | str]:
        """Read `{L}` or `{IsCyrillic}`: as class text for RE2 and as what it stands for."""
        close = self.text.find("}", self.at)
        if not self.text.startswith("{", self.at) or close < 0:
            raise PatternRefused("\\p")
        name = self.text[self.at + 1 : close]
        self.at = close + 1
        if name.startswith("Is"):
            block = named_block(name[2:])
            if block is None:
                raise PatternRefused(name)
            ranges = subtract([(0, 0x10FFFF)], [block]) if negated else [block]
            return ranges_text(ranges), ranges
        if name not in CATEGORY:
            raise PatternRefused(name)
        return f"\\{'P' if negated else 'p'}{{{name}}}", ("!" if negated else "") + name

    # Character classes. A class is its RE2 text and, when asked for, its ranges.

    def _class(self, depth: int) -> tuple[bool, list[tuple[str, Ranges | str]], Ranges | None]:
        if depth > 20:
            raise PatternRefused("[")
        negated = self.text.startswith("^", self.at)
        self.at += negated
        items: list[tuple[str, Ranges | str]] = []
        minus: Ranges | None = None
        while True:
            letter = self._next()
            if letter == "]" and items:
                break
            if letter == "-" and self.text.startswith("[", self.at) and items:
                self.at += 1
                minus = self._class_ranges(self._class(depth + 1))
                if self._next() != "]":
                    raise PatternRefused("-[")
                break
            if letter in "[]":
                raise PatternRefused(letter)
            items.append(self._item(letter))
        return negated, items, minus

    def _item(self, letter: str) -> tuple[str, Ranges | str]:
        if letter == "\\":
            follow = self._next()
            if follow in ESCAPED_CLASSES:
                text, meaning = ESCAPED_CLASSES[follow]
                return text, meaning
            if follow in "pP":
                return self._property(follow == "P")
            if follow not in _SINGLE:
                raise PatternRefused("\\" + follow)
            letter = _SINGLE[follow]
        low = high = ord(letter)
        following = self.text[self.at : self.at + 2]
        if following[:1] == "-" and following[1:] not in ("", "]", "["):
            self.at += 1
            high = ord(self._range_end())
            if high < low:
                raise PatternRefused("range")
        ranges = [(low, high)]
        return ranges_text(ranges), ranges

    def _range_end(self) -> str:
        letter = self._next()
        if letter != "\\":
            return letter
        follow = self._next()
        if follow not in _SINGLE:
            raise PatternRefused("\\" + follow)
        return _SINGLE[follow]

    def _class_text(self, parsed: tuple[bool, list[tuple[str, Ranges | str]], Ranges | None]) -> str:
        negated, items, minus = parsed
        if minus is None:
            return f"[{'^' if negated else ''}{''.join(text for text, _ in items)}]"
        ranges = self._class_ranges(parsed)
        return f"[{ranges_text(ranges)}]" if ranges else r"[^\x{0}-\x{10FFFF}]"

    @staticmethod
    def _class_ranges(
        parsed: tuple[bool, list[tuple[str, Ranges | str]], Ranges | None],
    ) -> Ranges:
        negated, items, minus = parsed
        ranges: Ranges = []
        for _, meaning in items:
            ranges += category_ranges(meaning) if isinstance(meaning, str) else meaning
        if negated:
            ranges = subtract([(0, 0x10FFFF)], ranges)
        return subtract(ranges, minus) if minus is not None else ranges


def ranges_text(ranges: Ranges) -> str:
    """Write ranges as the inside of a class."""
    return "".join(quoted(low) if low == high else f"{quoted(low)}-{quoted(high)}" for low, high in ranges)
