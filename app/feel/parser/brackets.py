"""Reading what stands in brackets: lists, ranges, contexts, parameters, arguments."""

from __future__ import annotations

from app.feel.errors import syntax_error
from app.feel.nodes import (
    ContextNode,
    FunctionNode,
    ListNode,
    Node,
    RangeNode,
    TestList,
    UnaryRange,
)
from app.feel.parser.types import TypeRules
from app.feel.types import FeelType

# How strongly the ends of ranges bind: arithmetic, but no comparison.
END = 30
TEST_SIGNS = ("<", "<=", ">", ">=", "=", "!=")
# What may follow a "[" that closes a range; anything else after it starts a filter.
_AFTER_CLOSING = frozenset({
    ")", "]", "}", ",", "=", "!=", "<", "<=", ">", ">=", ".", "+", "*", "/", "..", ":",
})  # fmt: skip
_WORDS_AFTER = ("and", "or", "then", "else", "return", "satisfies", "in", "instance", "between")


class BracketRules(TypeRules):
    """The part of the parser that reads brackets."""

    range_end: bool = False

    def expression(self, binding: int = 0) -> Node:
        """Read an expression; given by Parser."""
        raise NotImplementedError

    def unary_test(self) -> Node:
        """Read `<10`, `= x`, a range, or any expression."""
        if not self.at_sign(*TEST_SIGNS):
            return self.expression()
        sign = self.advance()
        end = self.expression(END)
        return self.make(UnaryRange, sign.position, sign=sign.text, end=end)

    def in_round(self) -> Node:
        """Read after "(": an expression, an open range, or several tests."""
        start = self.take_sign("(").position
        outer, self.range_end = self.range_end, False
        first = self.unary_test()
        if self.at_sign(".."):
            found: Node = self._range(start, first, included=False)
        elif self.at_sign(","):
            found = self._tests(start, first)
        else:
            self.take_sign(")")
            found = first
        self.range_end = outer
        return found

    def _tests(self, start: int, first: Node) -> Node:
        tests = [first]
        while self.at_sign(","):
            self.advance()
            tests.append(self.unary_test())
        self.take_sign(")")
        return self.make(TestList, start, tests=tuple(tests))

    def in_square(self) -> Node:
        """Read after "[": a list or a closed range."""
        start = self.take_sign("[").position
        outer, self.range_end = self.range_end, False
        items: list[Node] = []
        while not self.at_sign("]"):
            items.append(self.unary_test())
            if len(items) == 1 and self.at_sign(".."):
                found = self._range(start, items[0], included=True)
                self.range_end = outer
                return found
            if not self.at_sign(","):
                break
            self.advance()
        self.take_sign("]")
        self.range_end = outer
        return self.make(ListNode, start, items=tuple(items))

    def open_range(self) -> Node:
        """Read after "]": a range open at its start."""
        start = self.take_sign("]").position
        outer, self.range_end = self.range_end, False
        low = self.expression(END)
        if not self.at_sign(".."):
            raise self.expected("..")
        found = self._range(start, low, included=False)
        self.range_end = outer
        return found

    def _range(self, start: int, low: Node, *, included: bool) -> Node:
        self.take_sign("..")
        self.range_end = True
        high = self.expression(END)
        if not self.at_sign("]", ")", "["):
            raise self.expected("range end")
        closing = self.advance().text == "]"
        return self.make(RangeNode, start, low=low, high=high, low_included=included, high_included=closing)

    def closes_range(self) -> bool:
        """Say whether the "[" here ends a range such as `]1..5[` rather than starting a filter."""
        if not self.range_end:
            return False
        after = self.peek()
        if after.kind == "end":
            return True
        if after.kind == "word":
            return after.text in _WORDS_AFTER
        return after.kind == "sign" and after.text in _AFTER_CLOSING

    def context(self) -> Node:
        """Read `{key: value}`."""
        start = self.take_sign("{").position
        outer, self.range_end = self.range_end, False
        entries: list[tuple[str, Node]] = []
        while not self.at_sign("}"):
            at = self.token
            key = self.advance().value if at.kind == "string" else self.take_words_until(":")
            if any(key == name for name, _ in entries):
                raise syntax_error("duplicate-key", at.position, len(key), name=key)
            self.take_sign(":")
            entries.append((key, self.expression()))
            self.learn(key)
            if not self.at_sign(","):
                break
            self.advance()
        self.take_sign("}")
        self.range_end = outer
        return self.make(ContextNode, start, entries=tuple(entries))

    def function(self) -> Node:
        """Read `function(a: type, b) body`; external functions are refused."""
        start = self.take_word("function").position
        self.take_sign("(")
        parameters: list[tuple[str, FeelType | None]] = []
        while not self.at_sign(")"):
            name = self.take_words_until(",", ")", ":")
            self.learn(name)
            held = None
            if self.at_sign(":"):
                self.advance()
                held = self.type()
            parameters.append((name, held))
            if not self.at_sign(","):
                break
            self.advance()
        self.take_sign(")")
        token = self.token
        if token.kind == "word" and token.text == "external":
            raise syntax_error("external-function", token.position, 8)
        body = self.expression()
        return self.make(FunctionNode, start, parameters=tuple(parameters), body=body)

    def arguments(self) -> tuple[tuple[Node, ...], tuple[str, ...] | None]:
        """Read the arguments of a call, plain or named."""
        self.take_sign("(")
        outer, self.range_end = self.range_end, False
        values: list[Node] = []
        names: list[str] = []
        while not self.at_sign(")"):
            if self._named_argument():
                names.append(self.take_words_until(":"))
                self.take_sign(":")
            values.append(self.unary_test())
            if not self.at_sign(","):
                break
            self.advance()
        self.take_sign(")")
        self.range_end = outer
        if names and len(names) != len(values):
            raise syntax_error("mixed-arguments", values[0].position, 1)
        return tuple(values), tuple(names) if names else None

    def _named_argument(self) -> bool:
        ahead = 0
        while self.peek(ahead).kind in ("word", "number") or self.peek(ahead).text in "-+*/.'":
            if self.peek(ahead).kind == "end":
                return False
            ahead += 1
        return ahead > 0 and self.peek(ahead).kind == "sign" and self.peek(ahead).text == ":"
