"""All functions that expressions have beside FEEL itself (design/dialect.md, «FEEL here»)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.feel import Function
from app.workflow.calendar import CALENDAR_FUNCTION_NAMES, WorkingCalendar, feel_functions
from app.workflow.directory import DIRECTORY_FUNCTION_NAMES, Directory, ListedDirectory, directory_functions

FUNCTION_NAMES: Final = (*CALENDAR_FUNCTION_NAMES, *DIRECTORY_FUNCTION_NAMES)


def dialect_functions(
    calendar: WorkingCalendar | None = None, directory: Directory | None = None
) -> Mapping[str, Function]:
    """Return the functions by name: by default with the calendar of the country and without any organisation."""
    return {
        **feel_functions(calendar or WorkingCalendar()),
        **directory_functions(directory or ListedDirectory()),
    }
