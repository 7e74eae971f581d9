"""What expressions ask about organisations: one by its code, those below it, who holds a role there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from app.feel import Function

DIRECTORY_FUNCTION_NAMES: Final = ("organisation", "organisations below", "holds role")


class Directory(Protocol):
    """Who can answer: the tree of an installation, or the few organisations of a scenario."""

    def organisation(self, code: str) -> Mapping[str, Any] | None:
        """Return what expressions see of the organisation with this code; None when there is none in use."""
        ...

    def below(self, code: str) -> Iterable[Mapping[str, Any]]:
        """Return the organisations in use below this one, parents first, without itself."""
        ...

    def holds(self, login: str, role: str, code: str) -> bool:
        """Say whether the person with this login holds the role in exactly this organisation today."""
        ...


@dataclass(frozen=True, kw_only=True)
class ListedDirectory:
    """A directory written down, as the scenario of a try-out has it.

    A row holds `code`, and may hold `name`, `short_name`, `kind`, `above` (the code of the organisation above it) and
    `roles` (logins by role).
    """

    rows: Sequence[Mapping[str, Any]] = field(default=())

    def organisation(self, code: str) -> Mapping[str, Any] | None:
        """Return the row with this code."""
        return next((_seen(row) for row in self.rows if row.get("code") == code), None)

    def below(self, code: str) -> Iterable[Mapping[str, Any]]:
        """Return the rows whose `above` leads to this code; a circle is walked once."""
        above, found = [code], []
        for one in above:
            for row in self.rows:
                if row.get("above") == one and row["code"] not in above:
                    above.append(row["code"])
                    found.append(_seen(row))
        return found

    def holds(self, login: str, role: str, code: str) -> bool:
        """Say whether the row names this login for the role."""
        row = next((row for row in self.rows if row.get("code") == code), {})
        return login in row.get("roles", {}).get(role, ())


def _seen(row: Mapping[str, Any]) -> Mapping[str, Any]:
    name = row.get("name", row["code"])
    return {
        "code": row["code"],
        "name": name,
        "short_name": row.get("short_name", name),
        "kind": row.get("kind", ""),
    }


def directory_functions(directory: Directory) -> Mapping[str, Function]:
    """Return the functions that expressions have beside FEEL, answered by a directory."""

    def below(code: str, kind: str | None) -> list[Mapping[str, Any]]:
        return [one for one in directory.below(code) if kind is None or one["kind"] == kind]

    return {
        "organisation": Function(
            params=("code",),
            callable=directory.organisation,
            types=("string",),
            ru="Организация с этим кодом: id, code, name, short_name, kind; если такой нет, null.",
            en="The organisation with this code: id, code, name, short_name, kind; null when there is none.",
        ),
        "organisations below": Function(
            params=("code", "kind?"),
            callable=below,
            types=("string", "string"),
            result="list<Any>",
            ru="Действующие организации ниже этой; с видом (например school или centre) только такие.",
            en="The organisations in use below this one; with a kind (school or centre, say) only those.",
        ),
        "holds role": Function(
            params=("login", "role", "code"),
            callable=directory.holds,
            types=("string", "string", "string"),
            result="boolean",
            ru="Занимает ли человек с этим логином такую должность в организации с этим кодом.",
            en="Whether the person with this login holds the role in the organisation with this code.",
        ),
    }
