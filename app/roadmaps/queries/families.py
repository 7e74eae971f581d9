"""Families of measures: what they are called, and which published process carries one out. The mapping is data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.foundation.database import db
from app.processes.models import Process

_FILE = Path(__file__).resolve().parents[1] / "data" / "families.json"


@cache
def _families() -> Mapping[str, Any]:
    data: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return data


def family_keys() -> tuple[str, ...]:
    """Return the keys of all families in the order of their names."""
    known = _families()["families"]
    return tuple(sorted(known, key=lambda key: str(known[key]["title"])))


def family_title(family: str) -> str:
    """Return what the family is called in Russian, or its key when it is not known."""
    return str(_families()["families"].get(family, {}).get("title", family))


def process_of(family: str) -> str:
    """Return the key of the process that carries the family out: its own when published, else the general one."""
    default = str(_families()["default"])
    wanted = str(_families()["families"].get(family, {}).get("process", default))
    if wanted == default or db.session.scalar(select(Process.id).where(Process.key == wanted)) is None:
        return default
    return wanted
