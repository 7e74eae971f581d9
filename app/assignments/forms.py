"""The page that gives an assignment: what was typed, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.assignments.commands.give import MOST_HELPERS, Wanted
from app.foundation import words
from app.foundation.errors import InvalidInput


@dataclass(kw_only=True)
class AssignmentForm:
    """What was typed; nothing of it is lost while people are looked for."""

    title: str = ""
    text: str = ""
    basis: str = ""
    due: str = ""
    executor: str = ""
    controller: str = ""
    helpers: tuple[str, ...] = ()
    sought: str = ""
    wants_people: bool = False
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def posted(cls, values: MultiDict[str, str]) -> AssignmentForm:
        """Return the form with what was posted."""

        def typed(name: str) -> str:
            return values.get(name, "").replace("\r\n", "\n")

        return cls(
            title=typed("title"),
            text=typed("text"),
            basis=typed("basis"),
            due=typed("due"),
            executor=typed("executor"),
            controller=typed("controller"),
            sought=typed("sought"),
            helpers=tuple(dict.fromkeys(values.getlist("helpers"))),
            wants_people=values.get("action") == "find",
        )

    @property
    def chosen(self) -> frozenset[int]:
        """Return the posts that were chosen so far, which stay on the page whatever is looked for."""
        return frozenset(int(one) for one in (self.executor, self.controller, *self.helpers) if _is_number(one))

    def wanted(self, *, origin_id: int | None, parent_id: int | None) -> Wanted | None:
        """Return what is to be given; None when a day or the one responsible is missing, with the problem noted."""
        try:
            due = date.fromisoformat(self.due.strip())
        except ValueError:
            self.problems["due"] = str(_("Write the day as a date."))
            return None
        if not _is_number(self.executor):
            self.problems["executor"] = str(_("Choose who is responsible"))
            return None
        return Wanted(
            title=self.title,
            text=self.text,
            due=due,
            executor=int(self.executor),
            controller=int(self.controller) if _is_number(self.controller) else None,
            helpers=tuple(int(one) for one in self.helpers if _is_number(one)),
            basis=self.basis,
            origin_id=origin_id,
            parent_id=parent_id,
        )

    def refuse(self, refused: InvalidInput) -> None:
        """Take over what the command refused, in words."""
        told = {
            "required": _("Fill this in"),
            "too long": _("At most %(number)s characters", number=4000),
            "not possible": _("Choose people of your organisation or those below it; not your own head"),
            "too many": _("At most %(number)s people help with one assignment", number=MOST_HELPERS),
            "twice": _("Name everybody once: the one responsible does not help too"),
            "does it": _("Who does the work does not accept it: choose another controller"),
            "past": _("The day has passed already"),
            "too far": _("Not more than three years ahead"),
            "too deep": _("Assignments are nested too deep: give this one on its own"),
        }
        until = refused.facts.get("parent_due")
        if isinstance(until, date):
            day = words.day_year(until)
            told["after parent"] = _("Not later than the assignment it is a part of: %(day)s", day=day)
        problems = refused.facts.get("problems")
        for name, word in (problems if isinstance(problems, Mapping) else {}).items():
            self.problems[str(name)] = str(told.get(str(word), word))


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) < 10
