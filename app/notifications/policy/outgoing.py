"""Which jobs are letters."""

from __future__ import annotations

from typing import Final

MAIL_KINDS: Final = ("mail", "link.mail")
"""Letters of notices and digests, and letters with a link for people without an account."""
