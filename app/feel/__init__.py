"""FEEL (DMN 1.5): the one language of conditions, deadlines, mappings and decision tables.

Pure: standard library, python-dateutil and google-re2. Nothing here evaluates Python, and no Python
object can be reached from an expression.
"""

from app.feel.api import (
    Evaluation,
    Expression,
    evaluate,
    evaluate_unary,
    parse,
    parse_unary,
)
from app.feel.budget import Budget
from app.feel.checker import check
from app.feel.errors import (
    FeelBudgetError,
    FeelError,
    FeelSyntaxError,
    Notice,
    Problem,
)
from app.feel.table import function_table
from app.feel.types import FeelType
from app.feel.values.functions import Function
from app.feel.values.kinds import Value

__all__ = [
    "Budget",
    "Evaluation",
    "Expression",
    "FeelBudgetError",
    "FeelError",
    "FeelSyntaxError",
    "FeelType",
    "Function",
    "Notice",
    "Problem",
    "Value",
    "check",
    "evaluate",
    "evaluate_unary",
    "function_table",
    "parse",
    "parse_unary",
]
