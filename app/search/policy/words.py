"""Words and their stems: «программы», «программ» and «программа» are one word for the search.

The same function makes the words of the index and of a question, on both kinds of database: what is found never depends
on the dictionaries of a server. The stemmer is Snowball's for Russian, which leaves Latin words as they are; our own
rule adds the vowel that it does not know of.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Final

import snowballstemmer

LONGEST_WORD: Final = 60
MOST_WORDS: Final = 8
SHORTEST_BEGINNING: Final = 3
_WORD: Final = re.compile(r"[^\W_]+")
_SMALL: Final = frozenset(
    {"а", "без", "бы", "в", "во", "да", "для", "до", "же", "за", "и", "из", "или", "к", "ко", "ли", "на", "над"}
    | {"не", "ни", "но", "о", "об", "от", "по", "под", "при", "про", "с", "со", "то", "у"}
)
_FLEETING: Final = re.compile(r"(?<=..)[ое](?=к$)|(?<=..)е(?=ц$)")
"""The vowel that comes and goes: «станок» and «станки», «заявка» and «заявок», «образец» and «образцы»."""

_stemmer = snowballstemmer.stemmer("russian")
_lock = Lock()


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """One word of a question: its stem, or any word that begins with `beginning` (empty: the stem alone)."""

    stem: str
    beginning: str = ""

    def is_met_by(self, word: str) -> bool:
        """Say whether a word as it stands in a text is this one."""
        stem = stem_of(word)
        return stem == self.stem or (bool(self.beginning) and stem.startswith(self.beginning))


def words_in(text: str) -> Iterator[re.Match[str]]:
    """Yield the words of a text with their places."""
    return _WORD.finditer(text)


def tidy(text: str) -> str:
    """Return a text with one way of writing each sign, so that places in it stay what they are."""
    return unicodedata.normalize("NFC", text)


@lru_cache(maxsize=100_000)
def stem_of(word: str) -> str:
    """Return the stem of a word; «ё» is «е»."""
    plain = word.lower().replace("ё", "е")[:LONGEST_WORD]
    if plain.isdecimal():
        return plain
    with _lock:  # a stemmer keeps the word it works on
        return _FLEETING.sub("", str(_stemmer.stemWord(plain)))


def stems_of(texts: Iterable[str]) -> list[str]:
    """Return the stems of these texts, each once, in the order they come."""
    found = dict.fromkeys(stem_of(one.group()) for text in texts for one in words_in(tidy(text)))
    return [stem for stem in found if stem]


def wanted_of(question: str) -> tuple[Wanted, ...]:
    """Return what a question asks for; small words count only when there is nothing else.

    The last word may be one that is still being typed: every word that begins like it will do.
    """
    words = [one.group().lower().replace("ё", "е") for one in words_in(tidy(question))]
    heavy = [word for word in words if word not in _SMALL] or words
    heavy = list(dict.fromkeys(heavy))[:MOST_WORDS]
    found = []
    for place, word in enumerate(heavy):
        is_last = place == len(heavy) - 1 and len(word) >= SHORTEST_BEGINNING
        found.append(Wanted(stem=stem_of(word), beginning=word[:LONGEST_WORD] if is_last else ""))
    return tuple(one for one in found if one.stem)
