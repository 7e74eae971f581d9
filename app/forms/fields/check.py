"""The check box: a strict yes or no."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import widgets

from app.forms.fields.base import AnswerField

YES = frozenset({"true", "on", "y", "yes", "1"})
NO = frozenset({"", "false", "off", "n", "no", "0"})


class CheckField(AnswerField):
    """`data` is True or False; an empty text before the tick says that the box was shown."""

    widget = widgets.CheckboxInput()
    required_message = "required_check"

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Ticked or not; anything else is refused."""
        marks = set(valuelist)
        if marks - YES - NO or len(valuelist) > 2:
            raise ValueError(self.say("check"))
        self.data = bool(marks & YES)

    def fitting(self, stored: Any) -> Any:
        """Only a real true is yes."""
        return stored is True

    @property
    def is_empty(self) -> bool:
        """A box that must be ticked is empty while it is not."""
        return self.data is not True

    def untyped(self) -> list[str]:
        """What the box would post."""
        return ["", "true"] if self.data else [""]

    def _value(self) -> str:
        return "true"
