"""The errors of the system, with facts and without HTTP; one table in `error_pages` maps them to status and page.

SoglasError
|- NotFound            the thing does not exist, or this person must not know that it does   404
|- NotAllowed          the person sees the thing but may not do this                         403
|- Conflict            somebody was faster, or the thing has moved on                        409
|  '- TaskNotOpen      (engine) the task was completed, claimed or cancelled meanwhile
|- InvalidInput        what was posted cannot be accepted                                    422
'- Stopped             the engine could not go on; an incident was opened                    500
"""

from __future__ import annotations

from collections.abc import Mapping


class SoglasError(Exception):
    """Something is refused for a reason a person can be told."""

    def __init__(self, message: str | None = None, **facts: object) -> None:
        super().__init__(message or (type(self).__doc__ or "").strip())
        self.facts: Mapping[str, object] = facts


class NotFound(SoglasError):
    """There is no such thing here."""


class NotAllowed(SoglasError):
    """This person may not do this; the fact `help` names who can."""


class Conflict(SoglasError):
    """The thing has changed since it was shown."""


class InvalidInput(SoglasError):
    """What was sent cannot be accepted; the fact `problems` maps a field to what is wrong with it."""


class Stopped(SoglasError):
    """The engine could not go on; the fact `incident_id` names the incident that was opened."""
