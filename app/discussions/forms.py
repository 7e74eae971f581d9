"""The form under a discussion: a text, people to name, or one person to ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.discussions.commands.write import LONGEST, MOST_NAMED
from app.foundation.errors import InvalidInput


@dataclass(kw_only=True)
class TalkForm:
    """What was typed under a discussion; nothing of it is lost while people are looked for."""

    text: str = ""
    named: tuple[int, ...] = ()
    asked: int | None = None
    asks: bool = False
    wants_people: bool = False
    sought: str = ""
    found: list[tuple[int, str]] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)

    @classmethod
    def posted(cls, values: MultiDict[str, str]) -> TalkForm:
        """Return the form with what was posted."""
        action = values.get("action", "")
        numbers = [int(one) for one in values.getlist("named") if one.isdecimal() and len(one) < 10]
        asked = values.get("asked", "")
        return cls(
            text=values.get("text", "").replace("\r\n", "\n"),
            named=tuple(dict.fromkeys(numbers)),
            asked=int(asked) if asked.isdecimal() and len(asked) < 10 else None,
            asks=action == "ask",
            wants_people=action == "find",
            sought=values.get("sought", "")[:100],
        )

    def problem(self, name: str) -> str:
        """Return what is wrong with a field, empty when nothing is."""
        return dict(self.problems).get(name, "")


def problem_words(refused: InvalidInput) -> list[tuple[str, str]]:
    """Return what the command refused, by field, in words."""
    problems = refused.facts.get("problems")
    words = {
        ("text", "required"): _("Write what you want to say"),
        ("text", "too long"): _("At most %(number)s characters", number=LONGEST),
        ("named", "too many"): _("Name at most %(number)s people at once", number=MOST_NAMED),
        ("asked", "required"): _("Choose whom you ask"),
        ("asked", "oneself"): _("Choose somebody else: you cannot ask yourself"),
    }
    given = problems if isinstance(problems, Mapping) else {}
    return [
        ("sought" if name == "named" else str(name), str(words.get((str(name), str(word)), word)))
        for name, word in given.items()
    ]
