"""Dates, terms, numbers and sizes as people read them: the one place that decides how they are worded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_timezone_location
from babel.numbers import format_decimal
from flask import Flask
from flask_babel import get_locale, get_timezone, ngettext
from flask_babel import gettext as _

from app.foundation import clock

NBSP = "\N{NO-BREAK SPACE}"
_PARTED_FROM = 10_000
_TIGHT = (
    (re.compile(r"№ (?=\S)"), f"№{NBSP}"),
    (re.compile(r"(?<=\d) (?=(?:₽|%|КБ|МБ|ГБ|руб|KB|MB|GB)\b|₽|%)"), NBSP),
    (re.compile(r"(?<=\d) (?=\d{3}(?:\D|$))"), NBSP),
)


def local(moment: datetime) -> datetime:
    """Return the moment on the reader's clock."""
    return moment.astimezone(_zone())


def local_today() -> date:
    """Return the date that the reader's calendar shows."""
    return local(clock.now()).date()


def time_of_day(moment: datetime) -> str:
    """«14:02»."""
    return local(moment).strftime("%H:%M")


def day_month(day: date) -> str:
    """«8 июня»; with the year when it is not the present one: «8 июня 2025»."""
    return _format(day, "d MMMM" if day.year == local_today().year else "d MMMM y")


def day_short(day: date) -> str:
    """«9 июня, вт»."""
    return f"{day_month(day)}, {_format(day, 'ccc').rstrip('.').lower()}"


def day_weekday(day: date) -> str:
    """«вторник, 9 июня»."""
    return f"{_format(day, 'cccc')}, {day_month(day)}"


def day_year(day: date) -> str:
    """«15 августа 2026»."""
    return _format(day, "d MMMM y")


def day_long(day: date) -> str:
    """«15 августа 2026 года»."""
    return str(_("%(long_day)s", long_day=day_year(day)))


def month_short(day: date) -> str:
    """«июн», as the head of a narrow column."""
    return _format(day, "LLL").rstrip(".").lower()[:3]


def month_long(day: date) -> str:
    """«Июнь», as the head of a column."""
    name = _format(day, "LLLL")
    return name[:1].upper() + name[1:]


def not_later(day: date, *, short: bool = False) -> str:
    """«не позднее 15 августа 2026 года включительно»; short: «не позднее 15 августа включительно»."""
    return str(_("not later than %(day)s inclusive", day=day_month(day) if short else day_long(day)))


def when(moment: datetime) -> str:
    """«сегодня в 14:02», «вчера в 16:40», «5 июня в 09:05»."""
    there = local(moment)
    days = (local_today() - there.date()).days
    time = there.strftime("%H:%M")
    if days == 0:
        return str(_("today at %(time)s", time=time))
    if days == 1:
        return str(_("yesterday at %(time)s", time=time))
    return str(_("%(day)s at %(time)s", day=day_month(there.date()), time=time))


def since(moment: datetime) -> str:
    """The day on which something came: «сегодня», «вчера», «5 июня»."""
    there = local(moment).date()
    days = (local_today() - there).days
    if days == 0:
        return str(_("today"))
    return _("yesterday") if days == 1 else day_month(there)


def stamp_time(moment: datetime) -> str:
    """«8 июня 2026, 11:20», as a stamp has it."""
    there = local(moment)
    return f"{day_year(there.date())}, {there.strftime('%H:%M')}"


def working_days(days: int) -> str:
    """«3 рабочих дня»."""
    return str(ngettext("%(num)d working day", "%(num)d working days", days))


def left(due: date, days_left: int) -> str:
    """How long there is until `due`: «сегодня», «завтра», «ещё 3 рабочих дня», «просрочено на 2 рабочих дня».

    `days_left` counts working days after today up to the due day, negative when it has passed.
    """
    calendar_days = (due - local_today()).days
    if calendar_days == 0:
        return str(_("today"))
    if calendar_days == 1:
        return str(_("tomorrow"))
    if calendar_days < 0:
        return str(_("overdue by %(days)s", days=working_days(max(1, -days_left))))
    return str(_("%(days)s left", days=working_days(max(1, days_left))))


def late_by(days: int) -> str:
    """«на 2 рабочих дня», under a heading that says «Просрочено»."""
    return str(_("by %(days)s", days=working_days(max(1, days))))


def overdue(days: int) -> str:
    """«Просрочено на 2 рабочих дня»: at least one, also where only days off lie between."""
    return str(_("Overdue by %(days)s", days=working_days(max(1, days))))


def number(value: Decimal | float | int, places: int | None = None) -> str:
    """«107 265,00», with no-break spaces; «2027»: in running text four digits are not parted (Мильчин, 6.1.4)."""
    if places is None:
        pattern = "#,##0.###" if abs(float(value)) >= _PARTED_FROM else "0.###"
    else:
        pattern = "#,##0" + ("." + "0" * places if places else "")
    text = format_decimal(value, format=pattern, locale=get_locale())
    return text.replace(" ", NBSP).replace("\N{NARROW NO-BREAK SPACE}", NBSP)


def money(value: Decimal | float | int) -> str:
    """«107 265,00 ₽»."""
    return f"{number(value, 2)}{NBSP}₽"


def percent(value: Decimal | float | int) -> str:
    """«31 %»; the value is already in hundredths."""
    return f"{number(value)}{NBSP}%"


def file_size(size: int) -> str:
    """«48 КБ», «1,2 МБ»."""
    if size < 1024:
        return str(_("%(number)s B", number=number(size))).replace(" ", NBSP)
    if size < 1024 * 1024:
        return str(_("%(number)s KB", number=number(round(size / 1024)))).replace(" ", NBSP)
    return str(_("%(number)s MB", number=number(round(Decimal(size) / 1048576, 1)))).replace(" ", NBSP)


def fingerprint(sha256: str, groups: int = 3) -> str:
    """«7F3A 91C0 5D2E»: the beginning of a hash, to be read aloud."""
    text = sha256[: groups * 4].upper()
    return NBSP.join(text[i : i + 4] for i in range(0, len(text), 4))


def tight(text: object) -> str:
    """Put no-break spaces after № and between a number and its unit, so that a line never ends there."""
    result = str(text)
    for pattern, replacement in _TIGHT:
        result = pattern.sub(replacement, result)
    return result


def sentence(text: object) -> str:
    """Begin with a capital letter and leave the rest as it is."""
    plain = str(text)
    return plain[:1].upper() + plain[1:]


def listed(parts: Sequence[str]) -> str:
    """«14, 7, 3 и 1»."""
    if len(parts) < 2:
        return "".join(parts)
    return str(_("%(first)s and %(last)s", first=", ".join(parts[:-1]), last=parts[-1]))


def lower_first(text: object) -> str:
    """Begin with a small letter, unless the word is an abbreviation such as МОУО."""
    plain = str(text)
    return plain if plain[1:2].isupper() else plain[:1].lower() + plain[1:]


def zone_words() -> str:
    """«Чита, UTC+9»: whose clock the page shows."""
    zone = _zone()
    offset = clock.now().astimezone(zone).utcoffset()
    minutes = int(offset.total_seconds() // 60) if offset else 0
    hours, rest = divmod(abs(minutes), 60)
    text = f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02d}" if rest else "")
    place = get_timezone_location(zone, locale=get_locale(), return_city=True)
    return f"{place}, {text}"


def stamp_of_paper() -> str:
    """When a paper is made, and by whose clock: the time of the stamp with «Чита, UTC+9» behind it."""
    return f"{stamp_time(clock.now())} ({zone_words()})"


def _zone() -> ZoneInfo:
    zone: ZoneInfo = get_timezone()
    return zone


def _format(day: date, pattern: str) -> str:
    return str(format_date(day, pattern, locale=get_locale()))


_FILTERS = (
    time_of_day, day_month, day_short, day_weekday, day_year, day_long, month_short, month_long, not_later, when, since,
    stamp_time, working_days, left, late_by, number, money, percent, file_size, fingerprint, tight, local, sentence,
    lower_first,
)  # fmt: skip


def install_words(app: Flask) -> None:
    """Let templates use these words as filters of the same names."""
    app.jinja_env.filters.update({function.__name__: function for function in _FILTERS})
    app.jinja_env.globals.update(local_today=local_today, zone_words=zone_words)
