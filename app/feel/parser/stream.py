"""The tokens of one text, what stands next, and how many parts were made."""

from __future__ import annotations

from typing import Any, TypeVar

from app.feel.budget import Budget
from app.feel.errors import FeelSyntaxError, budget_error, syntax_error
from app.feel.lexer import Token, tokenize
from app.feel.names import RESERVED, is_odd, longest_known, spelled, token_keys
from app.feel.nodes import Node

N = TypeVar("N", bound=Node)

_EXPECTED = {
    "value": ("значение", "a value"),
    "name": ("имя", "a name"),
    "type": ("тип", "a type"),
    "operator": ("знак или конец выражения", "an operator or the end"),
    "range end": ("конец промежутка: ] или )", "the end of the range: ] or )"),
}


class Stream:
    """A place in the tokens that moves forward."""

    def __init__(self, text: str, known: frozenset[str], budget: Budget) -> None:
        self.text = text
        self.tokens = tokenize(text)
        self.index = 0
        self.token = self.tokens[0]
        self.budget = budget
        self.known = spelled(known)
        self.learned: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self.nodes = 0
        self.depth = 0

    def advance(self, count: int = 1) -> Token:
        """Step over tokens and give the first of them."""
        passed = self.token
        self.index = min(self.index + count, len(self.tokens) - 1)
        self.token = self.tokens[self.index]
        return passed

    def peek(self, ahead: int = 1) -> Token:
        """Look at a later token."""
        return self.tokens[min(self.index + ahead, len(self.tokens) - 1)]

    def at_sign(self, *signs: str) -> bool:
        """Say whether one of the signs stands here."""
        return self.token.kind == "sign" and self.token.text in signs

    def at_word(self, *words: str) -> bool:
        """Say whether one of the reserved words stands here."""
        return self._reserved(self.token) and self.token.text in words

    def take_sign(self, sign: str) -> Token:
        """Step over a sign that must stand here."""
        if not self.at_sign(sign):
            raise self.expected(sign)
        return self.advance()

    def take_word(self, word: str) -> Token:
        """Step over a word of the language that must stand here."""
        if self.token.kind != "word" or self.token.text != word:
            raise self.expected(word)
        return self.advance()

    def make(self, kind: type[N], start: int, **parts: Any) -> N:
        """Make a node from a place to the last token passed; counts it."""
        self.nodes += 1
        if self.nodes > self.budget.nodes:
            raise budget_error("too-many-parts", start, limit=self.budget.nodes)
        end = self.tokens[self.index - 1].end if self.index else self.token.end
        return kind(position=start, length=max(end - start, 1), **parts)

    def expected(self, what: str) -> FeelSyntaxError:
        """Make the error that says what should stand here."""
        wanted: Any = _EXPECTED.get(what, (f"«{what}»", f"“{what}”"))
        token = self.token
        if token.kind == "end":
            return syntax_error("unfinished", token.position, 1, expected=wanted)
        if token.kind == "bad":
            return syntax_error("bad-character", token.position, 1, found=token.text)
        length = token.end - token.position
        found: Any = (f"«{token.text}»", f"“{token.text}”")
        return syntax_error("expected", token.position, length, expected=wanted, found=found)

    def finish(self) -> None:
        """Make sure that nothing is left."""
        if self.token.kind != "end":
            raise self.expected("operator")

    # Names.

    def learn(self, name: str) -> None:
        """Remember a name defined in this text, if reading it later needs knowing it."""
        keys = token_keys(name) if is_odd(name) else ()
        if keys:
            entries = self.learned.setdefault(keys[0], [])
            entries.append((keys, name))
            entries.sort(key=lambda entry: -len(entry[0]))

    def known_here(self) -> tuple[str, int] | None:
        """Find a known name at this token."""
        found = longest_known(self.tokens, self.index, self.known)
        if self.learned:
            other = longest_known(self.tokens, self.index, self.learned)  # type: ignore[arg-type]
            if other is not None and (found is None or other[1] > found[1]):
                return other
        return found

    def take_name(self) -> str:
        """Read a name: the longest known one, else all words up to a sign or reserved word."""
        found = self.known_here()
        if found is not None:
            self.advance(found[1])
            return found[0]
        if self.token.kind != "word" or self._reserved(self.token):
            raise self.expected("name")
        first = self.advance()
        words = [first.text]
        while first.value != "quoted" and self._goes_on(self.token):
            words.append(self.advance().text)
        return " ".join(words)

    def take_words_until(self, *signs: str) -> str:
        """Read a name being defined: everything up to one of the signs."""
        first = self.token
        last = None
        while not self.at_sign(*signs) and self.token.kind not in ("end", "string"):
            last = self.advance()
        if last is None or self.token.kind in ("end", "string"):
            raise self.expected("name" if last is None else signs[0])
        written = self.text[first.position : last.end]
        if first is last and first.value == "quoted":
            return first.text
        return " ".join(written.split())

    def _goes_on(self, token: Token) -> bool:
        if token.kind == "number":
            return token.text.isdigit()
        return token.kind == "word" and token.value != "quoted" and not self._reserved(token)

    @staticmethod
    def _reserved(token: Token) -> bool:
        return token.kind == "word" and token.text in RESERVED and token.value != "quoted"
