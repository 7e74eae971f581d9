"""The form of an absence: whose, when, by which paper, and up to four substitutes with what each of them does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from flask_babel import gettext as _

from app.foundation.clock import today
from app.organisation.commands.absences import AbsenceWanted, SubstituteWanted
from app.organisation.models import AbsenceKind
from app.organisation.policy.absence_words import absence_kind_name, post_words, process_names
from app.organisation.queries import memberships_of, timezone_of
from app.organisation.queries.absences import list_near_people

SUBSTITUTES: Final = 4


@dataclass(kw_only=True)
class AbsenceForm:
    """What was typed, and what is wrong with it by field."""

    person_id: int
    values: dict[str, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)

    @property
    def day(self) -> date:
        """Return today where the person works."""
        held = memberships_of(self.person_id)
        return today(timezone_of(held[0].organisation_id) if held else "UTC")

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """Return the reasons to choose from."""
        return [(kind.value, absence_kind_name(kind)) for kind in AbsenceKind]

    @property
    def people(self) -> list[tuple[int | str, str]]:
        """Return who may substitute, with nobody first."""
        return [("", str(_("nobody"))), *list_near_people(self.person_id, self.day)]

    @property
    def scopes(self) -> list[tuple[str, str]]:
        """Return what a substitute may do: everything, one post of the person, one process."""
        found = [("", str(_("all tasks")))]
        posts = [(post.role.value, post.organisation_id) for post in memberships_of(self.person_id, self.day)]
        if len(posts) > 1:
            found += [
                (f"post:{role}:{place}", str(_("only the post: %(post)s", post=post_words(role, place))))
                for role, place in posts
            ]
        found += [
            (f"process:{key}", str(_("only the process “%(name)s”", name=name)))
            for key, name in sorted(process_names().items(), key=lambda pair: pair[1])
        ]
        return found

    def value(self, name: str) -> str:
        """Return what stands in a field."""
        return self.values.get(name, "")

    def wanted(self) -> AbsenceWanted | None:
        """Return the absence that was typed; None, with `problems` filled, when it cannot be understood."""
        since, until = self._day("since"), self._day("until")
        kind = self.value("kind")
        if kind not in set(AbsenceKind):
            self.problems["kind"] = str(_("Choose the reason"))
        chosen = [one for number in range(1, SUBSTITUTES + 1) if (one := self._substitute(number)) is not None]
        if self.problems or since is None or until is None:
            return None
        return AbsenceWanted(
            person_id=self.person_id,
            kind=AbsenceKind(kind),
            since=since,
            until=until,
            basis=self.value("basis"),
            substitutes=tuple(chosen),
        )

    def _day(self, name: str) -> date | None:
        try:
            return date.fromisoformat(self.value(name).strip())
        except ValueError:
            self.problems[name] = str(_("Write the date like 01.09.2026"))
            return None

    def _substitute(self, number: int) -> SubstituteWanted | None:
        text, scope = self.value(f"substitute{number}"), self.value(f"scope{number}")
        if not text.isdecimal() or len(text) > 9:
            return None
        kind, __, rest = scope.partition(":")
        if kind == "process":
            return SubstituteWanted(person_id=int(text), process_key=rest[:120])
        role, __, place = rest.partition(":")
        if kind == "post" and place.isdecimal() and len(place) < 10:
            return SubstituteWanted(person_id=int(text), role=role[:40], organisation_id=int(place))
        return SubstituteWanted(person_id=int(text))


def posted_absence(person_id: int, posted: Mapping[str, str]) -> AbsenceForm:
    """Return the form with what was posted."""
    names = ["kind", "since", "until", "basis"]
    names += [f"{word}{number}" for number in range(1, SUBSTITUTES + 1) for word in ("substitute", "scope")]
    return AbsenceForm(person_id=person_id, values={name: posted.get(name, "")[:400] for name in names})
