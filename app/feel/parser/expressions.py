"""Reading expressions by binding strength."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from app.feel.builtins.names import ODD_FUNCTION_NAMES
from app.feel.errors import FeelSyntaxError, syntax_error
from app.feel.names import longest_known
from app.feel.nodes import (
    Arithmetic,
    Between,
    Call,
    Comparison,
    Filter,
    For,
    If,
    InstanceOf,
    Iteration,
    Literal,
    Logic,
    Membership,
    Name,
    Negation,
    Node,
    Path,
    Quantified,
    TestList,
    UnaryTests,
)
from app.feel.parser.brackets import TEST_SIGNS, BracketRules
from app.feel.temporal.reading import read_literal
from app.feel.values.intake import NUMBERS

OR, AND, COMPARE, ADD, MULTIPLY, POWER = 10, 20, 30, 50, 60, 70
_STRENGTH = {
    "=": COMPARE, "!=": COMPARE, "<": COMPARE, "<=": COMPARE, ">": COMPARE, ">=": COMPARE,
    "+": ADD, "-": ADD, "*": MULTIPLY, "/": MULTIPLY, "**": POWER,
    "or": OR, "and": AND, "between": COMPARE, "in": COMPARE,
}  # fmt: skip
_CONSTANTS = {"true": True, "false": False, "null": None}


class Parser(BracketRules):
    """The whole parser."""

    def expression(self, binding: int = 0) -> Node:
        """Read an expression whose operators bind stronger than `binding`."""
        self.depth += 1
        if self.depth > self.budget.nesting:
            raise syntax_error("too-deep", self.token.position, 1, limit=self.budget.nesting)
        left = self._operand()
        while True:
            token = self.token
            if not (token.kind == "sign" or self.at_word("or", "and", "between", "in")):
                break
            strength = _STRENGTH.get(token.text, 0)
            if strength <= binding:
                break
            left = self._operation(left, token.text, strength)
        self.depth -= 1
        return left

    def _operation(self, left: Node, sign: str, strength: int) -> Node:
        start = left.position
        self.advance()
        if sign in ("and", "or"):
            operands = [left, self.expression(strength)]
            while self.at_word(sign):
                self.advance()
                operands.append(self.expression(strength))
            return self.make(Logic, start, sign=sign, operands=tuple(operands))
        if sign == "between":
            low = self.expression(COMPARE)
            self.take_word("and")
            high = self.expression(COMPARE)
            return self.make(Between, start, operand=left, low=low, high=high)
        if sign == "in":
            return self._membership(start, left)
        if strength == COMPARE:
            if sign == "=" and self.at_sign("="):
                raise syntax_error("python-equals", self.token.position - 1, 2)
            right = self.expression(strength)
            return self.make(Comparison, start, sign=sign, left=left, right=right)
        right = self.expression(strength)
        return self.make(Arithmetic, start, sign=sign, left=left, right=right)

    def _membership(self, start: int, left: Node) -> Node:
        test = self.unary_test() if self.at_sign(*TEST_SIGNS) else self.expression(COMPARE)
        tests = test.tests if isinstance(test, TestList) else (test,)
        return self.make(Membership, start, operand=left, tests=tests)

    def _operand(self) -> Node:
        signs = 0
        start = self.token.position
        while self.at_sign("-"):
            self.advance()
            signs += 1
        value = self._postfix(self._primary())
        for _ in range(signs):
            value = self.make(Negation, start, operand=value)
        while self.at_word("instance"):
            self.advance()
            self.take_word("of")
            value = self.make(InstanceOf, start, operand=value, type=self.type())
        return value

    def _postfix(self, value: Node) -> Node:
        while self.token.kind == "sign":
            start = value.position
            if self.at_sign("."):
                self.advance()
                value = self.make(Path, start, owner=value, name=self.take_name())
            elif self.at_sign("[") and not self.closes_range():
                self.advance()
                outer, self.range_end = self.range_end, False
                condition = self.expression()
                self.take_sign("]")
                self.range_end = outer
                value = self.make(Filter, start, owner=value, condition=condition)
            elif self.at_sign("("):
                values, names = self.arguments()
                value = self.make(Call, start, callee=value, arguments=values, names=names)
            else:
                break
        return value

    def _primary(self) -> Node:
        token = self.token
        if token.kind == "number":
            return self._number()
        if token.kind == "string":
            self.advance()
            return self.make(Literal, token.position, value=token.value)
        if token.kind == "sign":
            return self._bracketed()
        return self._worded()

    def _bracketed(self) -> Node:
        if self.known_here() is not None:
            return self._name()
        if self.at_sign("("):
            return self.in_round()
        if self.at_sign("["):
            return self.in_square()
        if self.at_sign("]"):
            return self.open_range()
        if self.at_sign("{"):
            return self.context()
        if self.at_sign("@"):
            return self._at_literal()
        raise self.expected("value")

    def _worded(self) -> Node:
        token = self.token
        if self.known_here() is not None:
            return self._name()
        if not self._reserved(token):
            return self._name()
        if token.text in _CONSTANTS:
            self.advance()
            return self.make(Literal, token.position, value=_CONSTANTS[token.text])
        if token.text == "if":
            return self._if()
        if token.text == "for":
            return self._for()
        if token.text in ("some", "every"):
            return self._quantified()
        if token.text == "function":
            return self.function()
        raise self.expected("value")

    def _name(self) -> Node:
        start = self.token.position
        found = longest_known(self.tokens, self.index, ODD_FUNCTION_NAMES)
        if found is not None and self.peek(found[1]).text == "(":
            self.advance(found[1])
            return self.make(Name, start, name=found[0])
        if self.token.kind == "word" and self.token.text == "?" and self.known_here() is None:
            self.advance()
            return self.make(Name, start, name="?")
        if self.token.kind == "end" or (self.token.kind == "bad" and self.known_here() is None):
            raise self.expected("value")
        return self.make(Name, start, name=self.take_name())

    def _number(self) -> Node:
        token = self.advance()
        if self.token.kind == "word" and self.token.position == token.end:
            written = token.text + self.token.text
            raise syntax_error("bad-number", token.position, len(written), found=written)
        try:
            value: Decimal | None = NUMBERS.create_decimal(token.text)
        except InvalidOperation:
            value = None
        if value is not None and not value.is_finite():
            value = None
        return self.make(Literal, token.position, value=value)

    def _at_literal(self) -> Node:
        start = self.advance()
        token = self.token
        if token.kind != "string":
            raise self.expected('"…"')
        self.advance()
        value = read_literal(token.value)
        if value is None:
            length = token.end - start.position
            raise syntax_error("bad-literal", start.position, length, found=token.text)
        return self.make(Literal, start.position, value=value)

    def _if(self) -> Node:
        start = self.advance().position
        condition = self.expression()
        self.take_word("then")
        then = self.expression()
        self.take_word("else")
        otherwise = self.expression()
        return self.make(If, start, condition=condition, then=then, otherwise=otherwise)

    def _for(self) -> Node:
        start = self.advance().position
        iterations = self._iterations()
        self.take_word("return")
        return self.make(For, start, iterations=iterations, body=self.expression())

    def _quantified(self) -> Node:
        token = self.advance()
        iterations = self._iterations()
        self.take_word("satisfies")
        return self.make(
            Quantified, token.position, every=token.text == "every", iterations=iterations,
            condition=self.expression(),
        )  # fmt: skip

    def _iterations(self) -> tuple[Iteration, ...]:
        found = [self._iteration()]
        while self.at_sign(","):
            self.advance()
            found.append(self._iteration())
        return tuple(found)

    def _iteration(self) -> Iteration:
        start = self.token.position
        name = self.take_name()
        self.take_word("in")
        source = self.expression()
        until = None
        if self.at_sign(".."):
            self.advance()
            until = self.expression()
        return self.make(Iteration, start, name=name, source=source, until=until)

    def unary_tests(self) -> UnaryTests:
        """Read the tests of a decision-table cell."""
        start = self.token.position
        if self.at_sign("-") and self.peek().kind == "end":
            self.advance()
            return self.make(UnaryTests, start, tests=(), negated=False, anything=True)
        if self.token.kind == "word" and self.token.text == "not" and self.peek().text == "(":
            found = self._none_of(start)
            if found is not None:
                return found
        return self.make(UnaryTests, start, tests=self._tests_in_a_row(), negated=False, anything=False)

    def _none_of(self, start: int) -> UnaryTests | None:
        """Read `not(test, test)` as a whole cell; None when `not(…)` only starts an expression."""
        before = self.index
        self.advance(2)
        try:
            tests = self._tests_in_a_row()
            self.take_sign(")")
            if self.token.kind == "end":
                return self.make(UnaryTests, start, tests=tests, negated=True, anything=False)
        except FeelSyntaxError:
            if not self._closed_before_end(before):
                raise
        self.index = before
        self.token = self.tokens[before]
        return None

    def _closed_before_end(self, start: int) -> bool:
        """Say whether the bracket after `not` closes before the end of the text."""
        depth = 0
        for token in self.tokens[start + 1 : -2]:
            if token.kind == "sign":
                depth += (token.text == "(") - (token.text == ")")
            if not depth:
                return True
        return False

    def _tests_in_a_row(self) -> tuple[Node, ...]:
        tests = [self.unary_test()]
        while self.at_sign(","):
            self.advance()
            tests.append(self.unary_test())
        return tuple(tests)
