"""Where a question is met in the texts of a case: the pieces that hold its words, cut short around them, marked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.search.policy.words import Wanted, tidy, words_in

BEFORE: Final = 60
LONGEST: Final = 220
MOST_PIECES: Final = 2


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of a text; what matched `is_marked`."""

    text: str
    is_marked: bool = False


@dataclass(frozen=True, kw_only=True)
class Excerpt:
    """A piece that matched: of which kind, the field or step it stands in, and its words."""

    kind: str
    label: str
    parts: tuple[Part, ...]


def excerpts_of(texts: Iterable[Sequence[Any]], wanted: Sequence[Wanted]) -> tuple[Excerpt, ...]:
    """Return the fewest pieces that hold the wanted words, at most MOST_PIECES: those that hold most come first."""
    open_words = set(wanted)
    pieces = [(str(kind), str(label), str(text), frozenset(stems.split())) for kind, label, text, stems in texts]
    found: list[Excerpt] = []
    while open_words and len(found) < MOST_PIECES:
        best = max(pieces, key=lambda piece: len(_met(piece[3], open_words)), default=None)
        met = _met(best[3], open_words) if best is not None else set()
        if best is None or not met:
            break
        open_words -= met
        found.append(Excerpt(kind=best[0], label=best[1], parts=cut(best[2], wanted)))
    return tuple(found)


def marked(text: str, wanted: Sequence[Wanted]) -> tuple[Part, ...]:
    """Return a whole text in parts."""
    parts, end, text = [], 0, tidy(text)
    for word in words_in(text):
        if any(one.is_met_by(word.group()) for one in wanted):
            parts += [Part(text=text[end : word.start()]), Part(text=word.group(), is_marked=True)]
            end = word.end()
    parts.append(Part(text=text[end:]))
    return tuple(part for part in parts if part.text)


def cut(text: str, wanted: Sequence[Wanted]) -> tuple[Part, ...]:
    """Return the part of a text around the first wanted word, cut between words."""
    text = " ".join(tidy(text).split())
    first = next((w.start() for w in words_in(text) if any(one.is_met_by(w.group()) for one in wanted)), 0)
    begin = text.rfind(" ", 0, max(0, first - BEFORE)) + 1 if first > BEFORE else 0
    end = len(text) if len(text) - begin <= LONGEST else text.rfind(" ", begin, begin + LONGEST)
    end = end if end > first else min(len(text), begin + LONGEST)
    shown = ("… " if begin else "") + text[begin:end].strip() + (" …" if end < len(text) else "")
    return marked(shown, wanted)


def _met(stems: frozenset[str], wanted: Iterable[Wanted]) -> set[Wanted]:
    return {
        one
        for one in wanted
        if one.stem in stems or (one.beginning and any(stem.startswith(one.beginning) for stem in stems))
    }
