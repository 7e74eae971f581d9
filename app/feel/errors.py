"""Errors of FEEL that people read.

FeelError
├── FeelSyntaxError   the text is not FEEL, or names what is not there
└── FeelBudgetError   the text or its evaluation is too large

A failure while evaluating (a division by zero, a text plus a number) is no error in FEEL: the value
is null and a Notice in `Evaluation.warnings` says why.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.feel.messages import say


class FeelError(Exception):
    """An expression that cannot be used: where, how long, and why in two languages."""

    def __init__(self, *, position: int = 0, length: int = 1, ru: str, en: str, code: str = "error") -> None:
        super().__init__(en)
        self.position = position
        self.length = length
        self.ru = ru
        self.en = en
        self.code = code

    def message(self, locale: str = "ru") -> str:
        """Give the sentence in Russian or English."""
        return self.ru if locale.lower().startswith("ru") else self.en


class FeelSyntaxError(FeelError):
    """The text is not a FEEL expression."""


class FeelBudgetError(FeelError):
    """The expression is too large, or took too many steps or too much time."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """Why a null arose: where in the text and what happened."""

    position: int
    length: int
    ru: str
    en: str
    code: str

    def message(self, locale: str = "ru") -> str:
        """Give the sentence in Russian or English."""
        return self.ru if locale.lower().startswith("ru") else self.en


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem(Notice):
    """What the static check found."""


def syntax_error(code: str, position: int, length: int = 1, **facts: object) -> FeelSyntaxError:
    """Make the error for unreadable text."""
    ru, en = say(code, **facts)
    return FeelSyntaxError(position=position, length=length, ru=ru, en=en, code=code)


def budget_error(code: str, position: int = 0, **facts: object) -> FeelBudgetError:
    """Make the error for an exhausted budget."""
    ru, en = say(code, **facts)
    return FeelBudgetError(position=position, ru=ru, en=en, code=code)
