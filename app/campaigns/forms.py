"""The forms of campaigns: what was typed, kept as it was, and what is wrong with it by field."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.campaigns.queries.eligible import HOW, MOST
from app.foundation import words

OWN = frozenset(
    {"csrf_token", "_name", "_deadline", "_until", "_how", "_one", "_file", "_action", "_press", "_rows", "_opens"}
)
"""The names of a campaign's own fields among those of the start form of its process."""
LONGEST_REASON = 4_000
MOST_IDS = 5_000


@dataclass(kw_only=True)
class CampaignForm:
    """What a campaign is to be."""

    name: str = ""
    deadline: str = ""
    until: str = ""
    how: str = "schools"
    ids: tuple[int, ...] = ()
    rows: str = ""
    opens: str = ""
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def posted(cls, values: MultiDict[str, str]) -> CampaignForm:
        """Return the form with what was posted."""
        how = values.get("_how", "")
        return cls(
            name=values.get("_name", "")[:1000],
            deadline=values.get("_deadline", "")[:40],
            until=values.get("_until", "")[:200],
            how=how if how in HOW else "schools",
            ids=read_ids(values.getlist("_one")),
            rows=values.get("_rows", ""),
            opens=values.get("_opens", "").strip()[:40],
        )

    @property
    def day(self) -> date | None:
        """Return the last day, None when none was written."""
        return read_day(self.deadline)

    def refuse(self, problems: dict[str, str]) -> None:
        """Put a refusal beside the fields, in words."""
        told = {
            ("name", "required"): _("Give the campaign a name"),
            ("name", "too long"): _("At most %(number)s characters", number=200),
            ("deadline", "past"): _("The last day has passed"),
            ("deadline", "required"): _("Write the day, for example %(day)s", day=f"{words.local_today():%d.%m.%Y}"),
            ("until", "unknown"): _("Choose one of the steps"),
            ("how", "nobody"): _("Nobody is chosen"),
            ("how", "not yearly"): _("A yearly campaign reaches all schools, centres or authorities, not a list"),
            ("opens", "no day"): _("Write a day and a month that every year has, for example 31.08"),
            ("how", "too many"): _("At most %(number)s organisations", number=MOST),
        }
        self.problems |= {name: str(told.get((name, why), why)) for name, why in problems.items()}


@dataclass(kw_only=True)
class ExtendForm:
    """Which organisations get which later day, and why."""

    ids: tuple[int, ...] = ()
    new_date: str = ""
    reason: str = ""
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def posted(cls, values: MultiDict[str, str]) -> ExtendForm:
        """Return the form with what was posted."""
        return cls(
            ids=read_ids(values.getlist("one")),
            new_date=values.get("new_date", "")[:40],
            reason=values.get("reason", "").replace("\r\n", "\n")[: LONGEST_REASON * 2],
        )

    @property
    def day(self) -> date | None:
        """Return the new last day, None when none was written."""
        return read_day(self.new_date)

    def refuse(self, problems: dict[str, str]) -> None:
        """Put a refusal beside the fields, in words."""
        told = {
            ("items", "required"): _("Choose at least one organisation"),
            ("items", "too many"): _("At most %(number)s organisations", number=300),
            ("reason", "required"): _("Write the reason: it stays in the history of the case"),
            ("reason", "too long"): _("At most %(number)s characters", number=LONGEST_REASON),
            ("new_date", "not later"): _("The new day is later than the last day of the campaign, and not past"),
            ("new_date", "required"): _("Write the day, for example %(day)s", day=f"{words.local_today():%d.%m.%Y}"),
        }
        self.problems |= {name: str(told.get((name, why), why)) for name, why in problems.items()}


def read_day(text: str) -> date | None:
    """Return a day as a browser sends it (2026-06-30) or people write it (30.06.2026), else None."""
    for pattern in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(text.strip(), pattern).date()  # noqa: DTZ007  # a day has no zone
        except ValueError:
            continue
    return None


def read_month_day(text: str) -> str:
    """Return «15.08» as «08-15»; what is no day of every year stays as it is and is refused by the command."""
    day, _dot, month = text.strip().partition(".")
    if day.isdecimal() and month.rstrip(".").isdecimal():
        return f"{int(month.rstrip('.')[:4]):02d}-{int(day[:4]):02d}"
    return text.strip()[:20]


def read_ids(texts: list[str]) -> tuple[int, ...]:
    """Return the ids among posted texts, each once."""
    found = (int(text) for text in texts[:MOST_IDS] if text.isascii() and text.isdecimal() and len(text) <= 9)
    return tuple(dict.fromkeys(found))
