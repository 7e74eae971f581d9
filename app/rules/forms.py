"""The form of one change of a setting."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.foundation import words

_TEXTS = 2_000


@dataclass(kw_only=True)
class ChangeForm:
    """What a person typed, kept as it was, and what is wrong with it by field."""

    value: str = ""
    effective_from: str = ""
    note: str = ""
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def posted(cls, values: MultiDict[str, str]) -> ChangeForm:
        """Return the form with what was posted."""
        return cls(
            value=values.get("value", "")[:_TEXTS],
            effective_from=values.get("effective_from", "")[:40],
            note=values.get("note", "").replace("\r\n", "\n")[: _TEXTS * 2],
        )

    @property
    def day(self) -> date | None:
        """Return the day from which the change is to hold: as a browser sends it, or as people write it."""
        for pattern in ("%Y-%m-%d", "%d.%m.%Y"):
            try:
                return datetime.strptime(self.effective_from.strip(), pattern).date()  # noqa: DTZ007  # a day has no zone
            except ValueError:
                continue
        self.problems["effective_from"] = str(_("Write the day, for example %(day)s", day=_example()))
        return None

    def refuse(self, problems: dict[str, str]) -> None:
        """Put the refusal of the command beside the fields, in words."""
        told = {
            "past": _("The day has passed: a change holds from today or later"),
            "required": _("Write why: the reason stays in the history"),
            "too long": _("At most %(number)s characters", number=_TEXTS),
            "nothing set": _("Nothing is set for this organisation"),
        }
        self.problems |= {name: str(told.get(words_, words_)) for name, words_ in problems.items()}


def _example() -> str:
    return f"{words.local_today():%d.%m.%Y}"
