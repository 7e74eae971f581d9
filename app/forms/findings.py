"""What can be wrong with a schema: findings with the component they speak of, in Russian and English."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error stops publishing, a warning is only shown."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, kw_only=True, slots=True)
class FormProblem:
    """One finding. `key` is the full key of the component (or its id without one), `property` the place in it."""

    code: str
    ru: str
    en: str
    severity: Severity = Severity.ERROR
    component_id: str = ""
    key: str = ""
    property: str = ""
    position: int | None = None
    length: int | None = None

    def message(self, locale: str) -> str:
        """The text in the language."""
        return self.en if locale == "en" else self.ru


class SchemaRefused(ValueError):
    """The schema may not be used: its problems say where and why."""

    def __init__(self, problems: tuple[FormProblem, ...]) -> None:
        super().__init__("; ".join(f"{problem.key or problem.component_id}: {problem.en}" for problem in problems))
        self.problems = problems


class FileRefused(ValueError):
    """Raised by a `store` callback that does not take a file; its text is shown at the field."""

    def __init__(self, ru: str, en: str) -> None:
        super().__init__(en)
        self.ru = ru
        self.en = en


class PressRefused(ValueError):
    """The pressed row button does not belong to this form, or may not be pressed now."""
