"""Number fields: what people type («24 600,50») as Decimal or int, within bounds, digits and step."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, cast

from wtforms import widgets

from app.forms.fields.base import AnswerField
from app.forms.messages import counted
from app.forms.numerals import NotANumber, as_decimal, decimals, plain, read_number, show_number, typed_number
from app.forms.schema import NumberInput


class NumberField(AnswerField):
    """`data` is a Decimal; `value` an int without decimal digits, a text with serializeToString."""

    widget = widgets.TextInput()

    @property
    def number(self) -> NumberInput:
        """The component, typed."""
        return cast(NumberInput, self.component)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read the number."""
        text = self.one(valuelist).strip()
        if not text:
            return
        try:
            self.data = read_number(text, self.locale)
        except NotANumber as error:
            raise ValueError(self.say("number_long") if error.too_long else self.wanted()) from None

    def fitting(self, stored: Any) -> Any:
        """A stored number of any kind."""
        return as_decimal(stored)

    @property
    def value(self) -> Any:
        """The number as the process keeps it."""
        if self.data is None or self.process_errors:
            return None
        if self.number.as_text:
            return plain(self.data)
        return int(self.data) if self.number.digits == 0 and not decimals(self.data) else self.data

    def wanted(self) -> str:
        """Which number is to be written."""
        low, high = self.rules.minimum, self.rules.maximum
        if low is not None and high is not None:
            return self.say("number_between", low=self._shown(low), high=self._shown(high))
        if low is not None:
            return self.say("number_least", low=self._shown(low))
        if high is not None:
            return self.say("number_most", high=self._shown(high))
        return self.say("number", example=self._example())

    def required_text(self) -> str:
        """What to say when the number is missing."""
        own = self.component.properties.get("requiredMessage")
        if own:
            return own
        bounded = self.rules.minimum is not None or self.rules.maximum is not None
        return self.wanted() if bounded else self.say("required_number", example=self._example())

    def complaint(self) -> str | None:
        """Bounds, then digits, then step."""
        number: Decimal = self.data
        low, high = self.rules.minimum, self.rules.maximum
        if (low is not None and number < low) or (high is not None and number > high):
            return self.wanted()
        digits = self.number.digits
        if digits is not None and decimals(number) > digits:
            return self.say("whole") if digits == 0 else self.say("digits", count=counted(digits, "digit", self.locale))
        return self._off_step(number)

    def _off_step(self, number: Decimal) -> str | None:
        step = self.number.increment
        if step is None or number % step == 0:
            return None
        before = (number // step - (1 if number < 0 else 0)) * step
        return self.say(
            "increment", step=self._shown(step), before=self._shown(before), after=self._shown(before + step)
        )

    def _shown(self, number: Decimal) -> str:
        return show_number(number, self.locale)

    def _example(self) -> str:
        return "12" if self.number.digits == 0 else show_number(Decimal("1.5"), self.locale)

    def _value(self) -> str:
        if self.raw is not None:
            return self.raw[0] if self.raw else ""
        return "" if self.data is None else typed_number(self.data, self.locale)
