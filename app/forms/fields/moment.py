"""Date and time fields: typed by hand or sent by native controls, real dates and times out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, cast

from wtforms import widgets

from app.forms.fields.base import AnswerField
from app.forms.moments import (
    NotAMoment,
    as_moment,
    example,
    in_zone,
    read_date,
    read_datetime,
    read_time,
    typed_moment,
)
from app.forms.schema import MomentInput, Subtype


class MomentField(AnswerField):
    """`data` is what the person's clock shows, `value` is kept in the component's zone mode."""

    widget = widgets.TextInput()

    def __init__(self, *args: Any, now: dt.datetime, zone: dt.tzinfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.here = now.astimezone(zone)
        self.zone = zone

    @property
    def moment(self) -> MomentInput:
        """The component, typed."""
        return cast(MomentInput, self.component)

    @property
    def today(self) -> dt.date:
        """The day on the person's clock."""
        return self.here.date()

    @property
    def example(self) -> str:
        """A right answer to show."""
        return example(self.moment.subtype, self.locale, self.today)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read the date or time; it must exist on the person's clock."""
        text = self.one(valuelist).strip()
        if not text:
            return
        readers = {Subtype.DATE: read_date, Subtype.TIME: read_time, Subtype.DATETIME: read_datetime}
        try:
            found: Any = readers[self.moment.subtype](text)
            if self.moment.subtype is not Subtype.DATE:
                in_zone(found, self.moment.zone_mode, self.zone, self.today)
        except NotAMoment as error:
            raise ValueError(self.say(error.reason, example=self.example)) from None
        self.data = found

    def fitting(self, stored: Any) -> Any:
        """A stored moment or its ISO text."""
        return as_moment(stored, self.moment.subtype, self.zone, self.today)

    @property
    def value(self) -> Any:
        """The moment in its zone mode."""
        if self.data is None or self.process_errors or self.moment.subtype is Subtype.DATE:
            return None if self.process_errors else self.data
        try:
            return in_zone(self.data, self.moment.zone_mode, self.zone, self.today)
        except NotAMoment:
            return None

    def required_text(self) -> str:
        """What to say when the date is missing."""
        own = self.component.properties.get("requiredMessage")
        return own or self.say(f"required_{self.moment.subtype}", example=self.example)

    def complaint(self) -> str | None:
        """Not in the past, and in step."""
        if self.moment.no_past and (message := self._past()):
            return message
        step = self.moment.interval
        if self.moment.subtype is Subtype.DATE or step <= 1:
            return None
        clock = self.data.time() if isinstance(self.data, dt.datetime) else self.data
        minutes = clock.hour * 60 + clock.minute
        if minutes % step == 0 and not clock.second:
            return None
        before = minutes - minutes % step
        return self.say("time_step", step=str(step), before=_clock(before), after=_clock(before + step))

    def _past(self) -> str | None:
        if isinstance(self.data, dt.datetime):
            now = self.here.replace(second=0, microsecond=0, tzinfo=None)
            return None if self.data >= now else self.say("past_time", today=typed_moment(now, self.locale))
        if isinstance(self.data, dt.date) and self.data < self.today:
            return self.say("past_date", today=typed_moment(self.today, self.locale))
        return None

    def _value(self) -> str:
        if self.raw is not None:
            return self.raw[0] if self.raw else ""
        return "" if self.data is None else typed_moment(self.data, self.locale)


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"
