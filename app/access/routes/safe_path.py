"""Where to go after signing in: only a page of this installation."""

from __future__ import annotations

import re

# One slash first and never a second one or a backslash after it: browsers read those as another host.
_OWN_PATH = re.compile(r"/(?![/\\])[A-Za-z0-9_\-./~%]*(\?[A-Za-z0-9_\-./~%=&+:,;@!*()]*)?(#[A-Za-z0-9_\-]*)?")


def own_path(wanted: str | None) -> str | None:
    """Return `wanted` when it is a path of this installation, else None."""
    if not wanted or len(wanted) > 1000 or not _OWN_PATH.fullmatch(wanted) or "//" in wanted.partition("?")[0]:
        return None
    return wanted
