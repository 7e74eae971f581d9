"""What expressions of a case may ask beyond FEEL itself, answered by the working calendar of its organisation."""

from __future__ import annotations

from collections.abc import Mapping

from app.feel import Function
from app.organisation.queries import working_calendar_of
from app.workflow.calendar import WorkingCalendar, feel_functions

_MOST = 500
_kept: dict[int, tuple[WorkingCalendar, Mapping[str, Function]]] = {}


def functions_for(organisation_id: int | None) -> Mapping[str, Function]:
    """Return the extra functions of expressions by name; made once for each calendar that is in use."""
    calendar = working_calendar_of(organisation_id)
    kept = _kept.get(id(calendar))
    if kept is None or kept[0] is not calendar:
        if len(_kept) >= _MOST:
            _kept.clear()
        kept = _kept[id(calendar)] = (calendar, feel_functions(calendar))
    return kept[1]
