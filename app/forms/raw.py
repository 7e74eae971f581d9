"""Strict reading of one component's properties: every wrong type names the component and the property."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from app.forms.findings import FormProblem
from app.forms.schema import Feel

NAME = re.compile(r"[^\W\d_]\w{0,99}\Z")
REFUSED_NAMES = frozenset({"typename", "csrf_token"})
NUMERAL = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?(e-?[0-9]{1,2})?")


class Refusal(Exception):
    """One component cannot be used."""

    def __init__(self, problem: FormProblem) -> None:
        super().__init__(problem.en)
        self.problem = problem


@dataclass
class Context:
    """What is gathered while a schema is read."""

    problems: list[FormProblem] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    count: int = 0

    def note(self, code: str, ru: str, en: str, where: str = "") -> None:
        """Keep a problem of the form as a whole."""
        self.problems.append(FormProblem(code=code, ru=ru, en=en, property=where))

    def once(self, code: str, ru: str, en: str) -> None:
        """Keep a problem unless it is known already."""
        if all(problem.code != code for problem in self.problems):
            self.note(code, ru, en)


class Raw:
    """Strict access to the properties of one component; every wrong type names component and property."""

    def __init__(self, data: Mapping[str, Any], component_id: str) -> None:
        self.data = data
        self.id = component_id

    def refuse(self, code: str, ru: str, en: str, where: str = "") -> Refusal:
        """The exception that says why this component cannot be used."""
        key = self.data.get("key") or self.data.get("path")
        shown = key if isinstance(key, str) and key else self.id
        return Refusal(FormProblem(code=code, ru=ru, en=en, component_id=self.id, key=shown[:200], property=where))

    def _wrong(self, name: str) -> Refusal:
        return self.refuse(
            "wrong-type", f"Свойство «{name}» записано не так", f"The property “{name}” has a wrong type", name
        )

    def at(self, name: str) -> Any:
        """A property by its dotted name, None when absent."""
        here: Any = self.data
        for part in name.split("."):
            if here is None:
                return None
            if not isinstance(here, dict):
                raise self._wrong(name)
            here = here.get(part)
        return here

    def text(self, name: str) -> str:
        """A text, empty when absent."""
        value = self.at(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self._wrong(name)
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        """A real true or false."""
        value = self.at(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise self._wrong(name)
        return value

    def whole(self, name: str, low: int, high: int) -> int | None:
        """A whole number between the bounds."""
        value = self.at(name)
        if value is None:
            return None
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise self._wrong(name)
        return value

    def setting(self, name: str, low: int, high: int) -> int | None:
        """A whole number from the component's own `properties`, which form-js keeps as text."""
        value = self.properties.get(name)
        if value is None or value == "":
            return None
        if not value.isascii() or not value.isdigit() or not low <= int(value[:9]) <= high:
            raise self._wrong(f"properties.{name}")
        return int(value)

    def feel(self, name: str) -> Feel | None:
        """An expression; the leading `=` is dropped."""
        value = self.text(name)
        if not value.strip().removeprefix("=").strip():
            return None
        return Feel(value.strip().removeprefix("=").strip())

    def flag_or_feel(self, name: str) -> bool | Feel:
        """True, false or an expression."""
        value = self.at(name)
        if not isinstance(value, str):
            return self.flag(name)
        if value.strip().startswith("="):
            return self.feel(name) or False
        if value not in ("", "false", "true"):
            raise self._wrong(name)
        return value == "true"

    def number(self, name: str) -> Decimal | None:
        """A finite number, also when written as text."""
        value = self.at(name)
        if value is None or value == "":
            return None
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise self._wrong(name)
        if not NUMERAL.fullmatch(str(value)):
            raise self._wrong(name)
        return Decimal(str(value))

    def number_or_feel(self, name: str) -> Decimal | Feel | None:
        """A number or an expression."""
        value = self.at(name)
        return self.feel(name) if isinstance(value, str) and value.strip().startswith("=") else self.number(name)

    def length(self, name: str) -> int | Feel | None:
        """A length in characters or an expression."""
        value = self.number_or_feel(name)
        if isinstance(value, Decimal):
            if value != value.to_integral_value() or not 0 <= value <= 1_000_000:
                raise self._wrong(name)
            return int(value)
        return value

    @property
    def properties(self) -> Mapping[str, str]:
        """The free properties: short texts only, others are dropped."""
        found = self.at("properties")
        if found is None:
            return {}
        if not isinstance(found, dict):
            raise self._wrong("properties")
        return {
            str(k): str(v)
            for k, v in list(found.items())[:50]
            if isinstance(v, str | int | float) and len(str(v)) <= 2_000
        }

    def path(self, name: str, required: bool) -> tuple[str, ...]:
        """A dotted name whose parts may be variable names."""
        value = self.text(name)
        if not value:
            if required:
                raise self.refuse("no-key", "У поля нет имени (key)", "The component has no key", name)
            return ()
        parts = tuple(value.split("."))
        if len(parts) > 6 or any(not NAME.match(part) or part in REFUSED_NAMES for part in parts):
            raise self.refuse(
                "bad-key",
                f"Имя «{value[:60]}» не подходит: начните с буквы, дальше буквы, цифры и _",
                f"The name “{value[:60]}” does not do: start with a letter, then letters, digits and _",
                name,
            )
        return parts
