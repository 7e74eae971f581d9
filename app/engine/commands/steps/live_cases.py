"""Cases that stay in memory between two steps, so that the state of a busy case is not read again for each of them.

A case is taken out before it moves on and put back after the commit, so that what is here is what the database has.
Whoever takes it out has read the row under the lock: the case in memory is used only when its state is, byte for
byte, the one in the row. What another process, a repair or a restored backup has written is therefore read again.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Final

from flask import current_app

from app.foundation.prepared import JsonText
from app.organisation.queries import Tree
from app.workflow.workflow import Workflow

if TYPE_CHECKING:
    from app.engine.commands.steps.locked import Waits

MOST: Final = 256
LARGEST: Final = 32_768
"""The largest state in bytes of a case that is kept."""
_NAME: Final = "soglas_live_cases"


@dataclass(frozen=True, kw_only=True)
class LiveCase:
    """A case between two steps.

    `content` are its readable values as they were stored; `tree`, `places` and `login` are what was given to it.
    """

    state: bytes
    workflow: Workflow
    waits: Waits
    content: JsonText
    tree: Tree | None
    places: Mapping[str, int]
    login: str | None


class LiveCases:
    """The cases in memory of one application in this process, the longest unused go first."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._cases: OrderedDict[int, LiveCase] = OrderedDict()

    def take(self, case_id: int, state: bytes) -> LiveCase | None:
        """Take a case out, for this caller alone, if it is in this state."""
        with self._lock:
            found = self._cases.pop(case_id, None)
        return found if found is not None and found.state == state else None

    def forget(self, case_id: int) -> None:
        """Let the state of a case be read again."""
        with self._lock:
            self._cases.pop(case_id, None)

    def put(self, case_id: int, live: LiveCase) -> None:
        """Put a case back that was committed."""
        with self._lock:
            self._cases[case_id] = live
            while len(self._cases) > MOST:
                self._cases.popitem(last=False)


def live_cases() -> LiveCases:
    """Return the cases in memory of this application."""
    found: LiveCases = current_app.extensions.setdefault(_NAME, LiveCases())
    return found
