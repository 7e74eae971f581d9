"""The form of a publication."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from flask_babel import get_timezone
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.foundation.words import local_today
from app.processes.commands.publish_draft import start_of_day

MOST_NOTE = 1000


@dataclass(kw_only=True)
class PublicationForm:
    """From which day, on what basis, and that the warnings were read."""

    day: str = ""
    note: str = ""
    warnings_read: bool = False
    revision: int = 0
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def fresh(cls, revision: int) -> PublicationForm:
        """Return the form before anybody typed: in force from today."""
        return cls(day=local_today().isoformat(), revision=revision)

    @classmethod
    def posted(cls, values: MultiDict[str, str]) -> PublicationForm:
        """Return the form with what was posted."""
        revision = values.get("revision", "0")
        return cls(
            day=values.get("day", "").strip(),
            note=" ".join(values.get("note", "").split())[:MOST_NOTE],
            warnings_read=values.get("warnings_read") == "yes",
            revision=int(revision) if revision.isdecimal() and len(revision) < 10 else 0,
        )

    def validate(self) -> bool:
        """Ask for a day that is not past."""
        day = self._date()
        if day is None:
            self.problems["day"] = str(_("Write the day: from it on new cases go by the new version"))
        elif day < local_today():
            self.problems["day"] = str(_("The day is past: choose today or a day to come"))
        elif day.year > local_today().year + 5:
            self.problems["day"] = str(_("The day is too far away: at most five years"))
        return not self.problems

    @property
    def effective_from(self) -> datetime | None:
        """Return the first moment of the day, None for today: at once."""
        day = self._date()
        if day is None or day <= local_today():
            return None
        return start_of_day(day, str(get_timezone()))

    def _date(self) -> date | None:
        try:
            return date.fromisoformat(self.day)
        except ValueError:
            return None
