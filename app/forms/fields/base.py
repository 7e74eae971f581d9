"""What every field has in common: the posted text is kept as typed, one error at most, in the form's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from wtforms.fields import Field
from wtforms.validators import StopValidation

from app.forms.findings import FileRefused
from app.forms.messages import say
from app.forms.schema import Input, Option


@dataclass(slots=True)
class Rules:
    """What the expressions of a component say now."""

    required: bool = False
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    min_length: int | None = None
    max_length: int | None = None
    multiple: bool = False


class AnswerField(Field):
    """A WTForms field for one component at one place of the form."""

    required_message: ClassVar[str] = "required"
    component: Input
    locale: str
    errors: list[str]
    process_errors: list[str]

    def __init__(self, *args: Any, component: Input, locale: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.component = component
        self.locale = locale
        self.rules = Rules()
        self.raw: list[str] | None = None
        self.errors = []
        self.process_errors = []
        self.data = None

    def load(self, stored: Any) -> None:
        """Take a stored value (of any type: what does not fit becomes empty)."""
        self.raw = None
        self.errors, self.process_errors = [], []
        self.data = self.fitting(stored)

    def take(self, raw: Sequence[str]) -> None:
        """Take what was posted; what cannot be read becomes an error, and is shown again as typed."""
        self.raw = list(raw)
        self.raw_data = self.raw
        self.errors, self.process_errors = [], []
        self.data = None
        try:
            self.process_formdata(self.raw)
        except FileRefused as error:
            self.process_errors.append(error.en if self.locale == "en" else error.ru)
        except ValueError as error:
            self.process_errors.append(str(error.args[0]))

    def fitting(self, stored: Any) -> Any:
        """The stored value in this field's type, None when it does not fit."""
        return stored

    def one(self, raw: Sequence[str]) -> str:
        """The single posted text; several for one place are refused."""
        if len(raw) > 1:
            raise ValueError(self.say("once"))
        return raw[0] if raw else ""

    def say(self, message_id: str, **facts: str) -> str:
        """A message in the language of the form."""
        return say(message_id, self.locale, **facts)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was answered."""
        return self.data is None

    @property
    def value(self) -> Any:
        """The value for the process; None when it is empty or wrong."""
        return None if self.process_errors else self.data

    def required_text(self) -> str:
        """What to say when an answer is missing."""
        return self.component.properties.get("requiredMessage") or self.say(self.required_message)

    def pre_validate(self, form: Any) -> None:
        """The checks in order: readable, present, within its rules; the first failure is the only one told."""
        if self.process_errors:
            raise StopValidation
        if self.is_empty:
            if self.rules.required:
                raise StopValidation(self.required_text())
            return
        if (message := self.complaint()) is not None:
            raise StopValidation(message)

    def complaint(self) -> str | None:
        """What is to be written instead, None when the answer is good."""
        return None

    def typed(self) -> list[str]:
        """The texts that this field would post as it stands now."""
        return list(self.raw) if self.raw is not None else self.untyped()

    def untyped(self) -> list[str]:
        """The texts of the stored value."""
        shown = self._value()
        return [shown] if shown else []

    def _value(self) -> str:
        """The text in the control: as typed, else the stored value."""
        if self.raw is not None:
            return self.raw[0] if self.raw else ""
        return "" if self.data is None else str(self.data)


class OptionsField(AnswerField):
    """A field whose answers come from options, which may change while the form is worked out."""

    options: dict[str, Option]

    def set_options(self, options: dict[str, Option]) -> None:
        """Use these options, token by token, and read again what was posted."""
        self.options = options
        if self.raw is not None:
            self.take(self.raw)
