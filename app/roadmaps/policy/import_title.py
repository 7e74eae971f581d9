"""What a foreign plan calls itself above its tables: its title, and the year that stands in it. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile
from typing import Final

from app.roadmaps.policy.import_tables import Table

_LOOKED_AT: Final = 6
"""A title stands in one of the first rows."""
_CALLED: Final = re.compile(r"\b(план|дорожн|мероприяти|программ|техническое задание)", re.IGNORECASE)
_PART: Final = re.compile(r"(раздел|задача|направление|этап)\b", re.IGNORECASE)
_YEAR: Final = re.compile(r"\b(20\d\d)\b")


def title_of(tables: Sequence[Table]) -> str:
    """Return the first heading, or row of one cell, that names a plan; empty when there is none."""
    for table in tables[:1]:
        filled = ({cell for cell in row if cell} for row in table.rows[:_LOOKED_AT])
        above = takewhile(lambda cells: len(cells) < 2, filled)
        lines = [words for _level, words in table.headings] + [cells.pop() for cells in above if cells]
        for words in lines:
            if _CALLED.search(words) and not _PART.match(words) and len(words) > len("План мероприятий"):
                return words[:600]
    return ""


def life_of(title: str) -> dict[str, str]:
    """Return the first and the last day when the title prints years: «на 2027 год», «2026-2028»; else nothing."""
    years = sorted({int(year) for year in _YEAR.findall(title)})
    if not years or years[-1] - years[0] > 10:
        return {}
    return {"first": f"{years[0]}-01-01", "last": f"{years[-1]}-12-31"}
