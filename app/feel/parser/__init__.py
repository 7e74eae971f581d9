"""Text to a frozen tree."""

from __future__ import annotations

from collections.abc import Collection

from app.feel.budget import STANDARD, Budget
from app.feel.errors import budget_error, syntax_error
from app.feel.nodes import Node, UnaryTests
from app.feel.parser.expressions import Parser
from app.feel.types import FeelType


def parse_tree(text: str, known: frozenset[str], budget: Budget = STANDARD) -> Node:
    """Parse an expression; `known` are the names that need knowing (names.odd_names).

    Raises FeelSyntaxError, and FeelBudgetError for a text over the budget.
    """
    parser = _parser(text, known, budget)
    try:
        tree = parser.expression()
        parser.finish()
    except RecursionError:
        raise budget_error("too-deep", limit=budget.nesting) from None
    return tree


def parse_tests(text: str, known: frozenset[str], budget: Budget = STANDARD) -> UnaryTests:
    """Parse unary tests, the content of a decision-table cell."""
    parser = _parser(text, known, budget)
    try:
        tree = parser.unary_tests()
        parser.finish()
    except RecursionError:
        raise budget_error("too-deep", limit=budget.nesting) from None
    return tree


def parse_type(text: str, names: Collection[str] = ()) -> FeelType:
    """Parse a type such as `list<context<часы: number>>`; an unknown name becomes a named type."""
    parser = _parser(text, frozenset(names), STANDARD)
    found = parser.type()
    parser.finish()
    return found


def _parser(text: str, known: frozenset[str], budget: Budget) -> Parser:
    if len(text) > budget.characters:
        raise budget_error("too-long", limit=budget.characters)
    if not text.strip():
        raise syntax_error("empty", 0, 0)
    if text.lstrip().startswith("${"):
        raise syntax_error("juel", 0, len(text))
    return Parser(text, known, budget)
