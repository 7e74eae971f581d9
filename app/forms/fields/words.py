"""Text fields: one line or several, with length, pattern, e-mail and telephone checks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, cast

import re2
from wtforms import widgets

from app.forms.fields.base import AnswerField
from app.forms.messages import counted
from app.forms.safety import compiled_pattern
from app.forms.schema import Kind, TextInput

CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
EMAIL = re.compile(r"[^@\s,;<>()\[\]\"]{1,64}@(?:[\w-]{1,63}\.)+[\w-]{2,63}\Z")
PHONE = re.compile(r"\+?[0-9(][0-9 ()\-\u2013\u2011\u00a0]{4,24}[0-9](?:\s*(?:доб\.?|ext\.?|#)\s*[0-9]{1,6})?\Z")
LINE = 2_000
LINES = 50_000


class TextField(AnswerField):
    """Text without controls characters; empty means None; ends are trimmed."""

    widget = widgets.TextInput()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.many_lines:
            self.widget = widgets.TextArea()  # type: ignore[assignment]

    @property
    def many_lines(self) -> bool:
        """Whether line breaks are kept."""
        return self.component.kind is Kind.TEXTAREA

    @property
    def limit(self) -> int:
        """The longest text that is ever taken, in characters."""
        return LINES if self.many_lines else LINE

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Clean what was typed."""
        text = CONTROLS.sub("", self.one(valuelist).replace("\r\n", "\n").replace("\r", "\n"))
        if not self.many_lines:
            text = " ".join(text.split("\n"))
        self.data = text.strip() or None

    def fitting(self, stored: Any) -> Any:
        """Texts stay, numbers become texts, anything else is no text."""
        if isinstance(stored, str):
            return stored or None
        return None if stored is None or isinstance(stored, bool | dict | list | tuple | set | bytes) else str(stored)

    def complaint(self) -> str | None:
        """Length first, then form."""
        component, text = cast(TextInput, self.component), str(self.data)
        least, most = self.rules.min_length, self.rules.max_length
        most = self.limit if most is None else min(most, self.limit)
        if least is not None and len(text) < least:
            return self.say("too_short", count=counted(least, "character", self.locale))
        if len(text) > most:
            return self.say("too_long", count=counted(most, "character", self.locale), now=str(len(text)))
        if component.check == "email" and not EMAIL.match(text):
            return self.say("email")
        if component.check == "phone" and not (PHONE.match(text) and sum(c.isdigit() for c in text) >= 6):
            return self.say("phone")
        if component.pattern and not _matches(component.pattern, text):
            return component.pattern_message or self.say("pattern")
        return None


def _matches(pattern: str, text: str) -> bool:
    try:
        return compiled_pattern(pattern).search(text) is not None
    except re2.error:
        return False
