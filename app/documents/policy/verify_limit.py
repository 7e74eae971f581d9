"""How often an address may ask the public page of verification: enough for an office, too little for guessing."""

from __future__ import annotations

from collections import OrderedDict, deque
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

MOST: Final = 30
WITHIN: Final = timedelta(minutes=1)
_REMEMBERED: Final = 10_000


class AskLimit:
    """Counts questions by address in this process; knows when the next one is taken."""

    def __init__(self) -> None:
        self._asked: OrderedDict[str, deque[datetime]] = OrderedDict()
        self._lock = Lock()

    def wait(self, address: str, at: datetime) -> int:
        """Count a question; return how many seconds to wait when it is one too many, else 0."""
        with self._lock:
            asked = self._asked.setdefault(address, deque(maxlen=MOST))
            self._asked.move_to_end(address)
            while len(self._asked) > _REMEMBERED:
                self._asked.popitem(last=False)
            while asked and asked[0] <= at - WITHIN:
                asked.popleft()
            if len(asked) >= MOST:
                return max(1, int((asked[0] + WITHIN - at).total_seconds()) + 1)
            asked.append(at)
            return 0
