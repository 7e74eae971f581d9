"""What the code says to people, and what of it the Russian catalogue lacks."""

from __future__ import annotations

import sys
from pathlib import Path

import polib
from babel.messages.extract import extract_from_dir

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "app/translations/ru/LC_MESSAGES/messages.po"
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2"), ("**/templates/**.txt", "jinja2")]
KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
OPTIONS = {"**/templates/**.html": {"trimmed": "true", "silent": "false"}}


def said_in_code() -> dict[str, str]:
    """Return each msgid of the application with the place that says it first."""
    said: dict[str, str] = {}
    found = extract_from_dir(str(ROOT / "app"), METHODS, OPTIONS, keywords=KEYWORDS)
    for file, line, message, _comments, _context in found:
        msgid = message[0] if isinstance(message, tuple) else message
        said.setdefault(msgid, f"app/{file}:{line}")
    return said


def problems() -> list[str]:
    """Return a line for each sentence that is untranslated, fuzzy, said no longer, or has its placeholders changed."""
    catalogue = polib.pofile(str(CATALOGUE))
    known = {entry.msgid: entry for entry in catalogue if not entry.obsolete}
    said = said_in_code()
    lines = [f"{place}: not in the catalogue: {msgid!r}" for msgid, place in said.items() if msgid not in known]
    for msgid, entry in known.items():
        if msgid not in said:
            lines.append(f"the catalogue translates what nothing says: {msgid!r}")
        elif not entry.translated() or entry.fuzzy:
            lines.append(f"{said[msgid]}: no Russian text: {msgid!r}")
    return lines


if __name__ == "__main__":
    found = problems()
    sys.stdout.write("\n".join([*found, f"{len(found)} problems"]) + "\n")
    sys.exit(1 if found else 0)
