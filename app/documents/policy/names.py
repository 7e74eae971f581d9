"""The name of a file as data: what the uploader called it, without what could mislead a reader or a browser."""

from __future__ import annotations

import unicodedata

LONGEST = 200
NAMELESS = "file"


def tidy_name(name: str | None) -> str:
    """Return the last part of `name` without control, format and surrogate signs, at most LONGEST signs long.

    The extension survives the shortening. A name of nothing but dots becomes `file`.
    """
    last = (name or "").replace("\\", "/").rpartition("/")[2]
    plain = "".join(sign for sign in unicodedata.normalize("NFC", last) if unicodedata.category(sign)[0] != "C")
    plain = " ".join(plain.split()).strip(" .") if plain.strip(" .") else NAMELESS
    if len(plain) <= LONGEST:
        return plain
    stem, dot, extension = plain.rpartition(".")
    if not dot or len(extension) > 10:
        return plain[:LONGEST]
    return f"{stem[: LONGEST - len(extension) - 1]}.{extension}"
