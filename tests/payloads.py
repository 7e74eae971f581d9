"""The public corpus of hostile expressions (data by others, read from beside the project) and a trip-wire for code."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).resolve().parents[2] / "shared" / "security" / "payloads_public.yaml"
NO_DATA = "the payload corpus is not beside the project (shared/security)"


@dataclass(frozen=True, kw_only=True)
class Payload:
    """One hostile text: `text` carries the path of a file that must never come to be."""

    id: str
    kind: str
    must_be_refused: bool
    text: str


def payloads(mark: Path) -> list[Payload]:
    """Return the corpus with `mark` as the file that a successful attack would make."""
    entries = yaml.safe_load(DATA.read_text(encoding="utf-8"))["payloads"] if DATA.exists() else []
    return [
        Payload(
            id=entry["id"],
            kind=entry["kind"],
            must_be_refused=entry.get("expect") == "reject",
            text=_text(entry).replace("{MARK}", str(mark)),
        )
        for entry in entries
    ]


def _text(entry: dict[str, Any]) -> str:
    if "payload" in entry:
        return str(entry["payload"])
    made = entry["gen"]
    times = int(made.get("times", 1))
    unit, close = str(made.get("unit", "")), str(made.get("close", ""))
    return str(made.get("prefix", "")) + unit * times + str(made.get("suffix", "")) + close * times


class TripWire:
    """Remembers each execution of code that was compiled from text."""

    def __init__(self) -> None:
        self.watching = False
        self.executed: list[str] = []
        sys.addaudithook(self._hook)

    def _hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.watching and event == "exec":
            file = getattr(arguments[0], "co_filename", "")
            if file in ("<string>", "<unknown>", "<stdin>"):
                self.executed.append(file)

    @contextmanager
    def set(self) -> Iterator[list[str]]:
        """Watch inside the block; the list holds what was executed."""
        self.executed.clear()
        self.watching = True
        try:
            yield self.executed
        finally:
            self.watching = False


WIRE = TripWire()
