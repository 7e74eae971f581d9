"""Sets of characters: XML names, categories, blocks, and taking one set from another."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterable

Ranges = list[tuple[int, int]]

_NAME_START: Ranges = [
    (0x3A, 0x3A), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A), (0xC0, 0xD6), (0xD8, 0xF6),
    (0xF8, 0x2FF), (0x370, 0x37D), (0x37F, 0x1FFF), (0x200C, 0x200D), (0x2070, 0x218F),
    (0x2C00, 0x2FEF), (0x3001, 0xD7FF), (0xF900, 0xFDCF), (0xFDF0, 0xFFFD), (0x10000, 0xEFFFF),
]  # fmt: skip
_NAME_PART: Ranges = sorted([*_NAME_START, (0x2D, 0x2E), (0x30, 0x39), (0xB7, 0xB7), (0x300, 0x36F), (0x203F, 0x2040)])
_SPACE: Ranges = [(9, 10), (13, 13), (32, 32)]
_BLOCKS = {
    "BasicLatin": (0x0, 0x7F),
    "Latin-1Supplement": (0x80, 0xFF),
    "LatinExtended-A": (0x100, 0x17F),
    "LatinExtended-B": (0x180, 0x24F),
    "IPAExtensions": (0x250, 0x2AF),
    "SpacingModifierLetters": (0x2B0, 0x2FF),
    "CombiningDiacriticalMarks": (0x300, 0x36F),
    "Greek": (0x370, 0x3FF),
    "GreekandCoptic": (0x370, 0x3FF),
    "Cyrillic": (0x400, 0x4FF),
    "CyrillicSupplement": (0x500, 0x52F),
    "Armenian": (0x530, 0x58F),
    "Hebrew": (0x590, 0x5FF),
    "Arabic": (0x600, 0x6FF),
    "Devanagari": (0x900, 0x97F),
    "Thai": (0xE00, 0xE7F),
    "Georgian": (0x10A0, 0x10FF),
    "LatinExtendedAdditional": (0x1E00, 0x1EFF),
    "GreekExtended": (0x1F00, 0x1FFF),
    "GeneralPunctuation": (0x2000, 0x206F),
    "SuperscriptsandSubscripts": (0x2070, 0x209F),
    "CurrencySymbols": (0x20A0, 0x20CF),
    "LetterlikeSymbols": (0x2100, 0x214F),
    "NumberForms": (0x2150, 0x218F),
    "Arrows": (0x2190, 0x21FF),
    "MathematicalOperators": (0x2200, 0x22FF),
    "BoxDrawing": (0x2500, 0x257F),
    "GeometricShapes": (0x25A0, 0x25FF),
    "MiscellaneousSymbols": (0x2600, 0x26FF),
    "Dingbats": (0x2700, 0x27BF),
    "CJKSymbolsandPunctuation": (0x3000, 0x303F),
    "Hiragana": (0x3040, 0x309F),
    "Katakana": (0x30A0, 0x30FF),
    "CJKUnifiedIdeographs": (0x4E00, 0x9FFF),
    "HangulSyllables": (0xAC00, 0xD7AF),
    "PrivateUseArea": (0xE000, 0xF8FF),
    "HalfwidthandFullwidthForms": (0xFF00, 0xFFEF),
    "Specials": (0xFFF0, 0xFFFF),
    "Emoticons": (0x1F600, 0x1F64F),
}
CATEGORY = frozenset({
    "L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No",
    "P", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Z", "Zs", "Zl", "Zp",
    "S", "Sm", "Sc", "Sk", "So", "C", "Cc", "Cf", "Co",
})  # fmt: skip


def named_block(name: str) -> tuple[int, int] | None:
    """Give the range of a Unicode block by the name patterns use."""
    return _BLOCKS.get(name)


def merged(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """Put ranges in order and join those that touch."""
    result: Ranges = []
    for low, high in sorted(ranges):
        if result and low <= result[-1][1] + 1:
            result[-1] = (result[-1][0], max(high, result[-1][1]))
        else:
            result.append((low, high))
    return result


def subtract(whole: Ranges, minus: Ranges) -> Ranges:
    """Take one set of characters from another."""
    result: Ranges = []
    removed = merged(minus)
    for low, high in merged(whole):
        for first, last in removed:
            if last < low or first > high:
                continue
            if first > low:
                result.append((low, first - 1))
            low = last + 1
            if low > high:
                break
        if low <= high:
            result.append((low, high))
    return result


@functools.cache
def _by_category() -> dict[str, Ranges]:
    found: dict[str, Ranges] = {}
    last, start = "", 0
    for code in range(0x110001):
        category = unicodedata.category(chr(code)) if code < 0x110000 else ""
        if category != last:
            if last:
                found.setdefault(last, []).append((start, code - 1))
            last, start = category, code
    return found


def category_ranges(meaning: str) -> Ranges:
    """Give the ranges of categories such as `Lu`, `L`, `!P` (not) or `L M` (several)."""
    negated = meaning.startswith("!")
    ranges: Ranges = []
    for name in meaning.lstrip("!").split():
        for category, held in _by_category().items():
            if category.startswith(name):
                ranges += held
    return subtract([(0, 0x10FFFF)], ranges) if negated else merged(ranges)


def _written(ranges: Ranges) -> str:
    return "".join(f"\\x{{{low:X}}}" if low == high else f"\\x{{{low:X}}}-\\x{{{high:X}}}" for low, high in ranges)


def _both(ranges: Ranges) -> tuple[str, Ranges | str]:
    return _written(ranges), ranges


# The class escapes of XML Schema: their text inside a class of RE2, and what they stand for.
ESCAPED_CLASSES: dict[str, tuple[str, Ranges | str]] = {
    "d": (r"\p{Nd}", "Nd"),
    "D": (r"\P{Nd}", "!Nd"),
    "w": (r"\p{L}\p{M}\p{N}\p{S}", "L M N S"),
    "W": (r"\p{P}\p{Z}\p{C}", "P Z C"),
    "s": _both(_SPACE),
    "S": _both(subtract([(0, 0x10FFFF)], _SPACE)),
    "i": _both(_NAME_START),
    "I": _both(subtract([(0, 0x10FFFF)], _NAME_START)),
    "c": _both(_NAME_PART),
    "C": _both(subtract([(0, 0x10FFFF)], _NAME_PART)),
}
