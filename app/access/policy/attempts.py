"""How long somebody must wait before the next attempt to sign in.

Failures are counted three ways: for a login from one address, for an address, for a login from everywhere. The delay
grows with each failure and ends by itself. Somebody who attacks an account from elsewhere never keeps its owner out:
at an address where a person signed in before, only failures for that very login from that very address count.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

WINDOW = timedelta(hours=2)


@dataclass(frozen=True, kw_only=True)
class Limit:
    """`free` failures cost nothing; each further one doubles the delay from `first` up to `longest`."""

    free: int
    first: timedelta
    longest: timedelta

    def next_attempt_at(self, failures: Sequence[datetime]) -> datetime | None:
        """Return the moment before which the next attempt is refused, None when there is none."""
        over = len(failures) - self.free
        if over < 0 or not failures:
            return None
        delay: timedelta = self.first * (1 << min(over, 16))
        return max(failures) + min(self.longest, delay)


SAME_LOGIN_AND_ADDRESS = Limit(free=5, first=timedelta(seconds=5), longest=timedelta(minutes=15))
SAME_ADDRESS = Limit(free=30, first=timedelta(seconds=5), longest=timedelta(minutes=5))
SAME_LOGIN = Limit(free=30, first=timedelta(seconds=5), longest=timedelta(minutes=1))


def address_key(address: str) -> str:
    """Return what one household has in common: the address itself, or the /64 of an IPv6 address."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:60]
    if parsed.version == 6:
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
