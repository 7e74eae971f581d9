"""The inbox by days: what is late, today, tomorrow, each day of this week, later; and the days off between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access.policy.role_names import role_name
from app.engine.queries import InboxRow
from app.foundation import words
from app.processes.queries.step_words import decided
from app.workflow.calendar import WorkingCalendar

_ABOUT = 300
LATE, NO_TERM, LATER = "late", "no-term", "later"


@dataclass(frozen=True, kw_only=True)
class DueWords:
    """The first column of a line: how long is left, the date, how urgent it is."""

    left: str
    date: str
    tone: str = ""
    shape: str = ""
    hidden: str = ""


@dataclass(frozen=True, kw_only=True)
class Tag:
    """A state under the title."""

    tone: str
    word: str
    shape: str | None = None


@dataclass(frozen=True, kw_only=True)
class TaskLine:
    """One task of a list, in words."""

    task_id: int
    href: str
    title: str
    where: str
    due: DueWords
    tags: tuple[Tag, ...]
    source: str
    about: str = ""
    """What the case is about, where the organisation does not say it: the row of a plan, the quarter of a report."""
    is_free: bool = False


@dataclass(frozen=True, kw_only=True)
class DayGroup:
    """A heading with its tasks; `breaks` are the days off that come before it."""

    key: str
    title: str
    note: str
    tone: str
    lines: tuple[TaskLine, ...]
    breaks: tuple[str, ...] = ()


def group_by_days(rows: Iterable[InboxRow], calendar: WorkingCalendar, *, person_id: int) -> tuple[DayGroup, ...]:
    """Return the rows, which come by burning date, under their headings."""
    today = words.local_today()
    breaks = dict(_breaks(today, calendar))
    groups = []
    for key, members in groupby(rows, key=lambda row: _key(row, today)):
        lines = tuple(task_line(row, calendar, person_id=person_id) for row in members)
        title, note = _heading(key, len(lines), today, calendar)
        before = tuple(breaks.pop(day) for day in sorted(breaks) if key in {LATER, NO_TERM} or _is_before(day, key))
        groups.append(
            DayGroup(key=key, title=title, note=note, tone="stop" if key == LATE else "", lines=lines, breaks=before)
        )
    return tuple(groups)


def group_done(rows: Iterable[InboxRow], calendar: WorkingCalendar, *, person_id: int) -> tuple[DayGroup, ...]:
    """Return completed tasks under the day of completion, latest first."""
    groups = []
    for day, members in groupby(rows, key=lambda row: words.local(row.completed_at or row.opened_at).date()):
        lines = tuple(_done_line(row) for row in members)
        title = {0: _("Today"), 1: _("Yesterday")}.get((words.local_today() - day).days)
        note = words.day_weekday(day)
        groups.append(
            DayGroup(
                key=day.isoformat(),
                title=str(title) if title else _capital(note),
                note=note if title else "",
                tone="",
                lines=lines,
            )
        )
    return tuple(groups)


def task_line(row: InboxRow, calendar: WorkingCalendar, *, person_id: int) -> TaskLine:
    """Return one open task in words."""
    return TaskLine(
        task_id=row.task_id,
        href=url_for("tasks.show_task", task_id=row.task_id),
        title=row.name,
        where=row.organisation_name,
        due=due_words(row, calendar),
        tags=tuple(_tags(row, person_id)),
        source=_source(row),
        about=_about(row),
        is_free=row.assignee_id is None,
    )


def due_words(row: InboxRow, calendar: WorkingCalendar) -> DueWords:
    """Return the term of a row: «на 2 рабочих дня / срок был 5 июня, пт», «завтра / среда, 10 июня»."""
    today = words.local_today()
    if row.legal_date is None:
        return DueWords(left=_("no term"), date=_("the diagram sets none"))
    if row.is_overdue:
        late = calendar.working_days_between(row.legal_date, today)
        return DueWords(
            left=words.late_by(late),
            date=_("the term was %(day)s", day=words.day_short(row.legal_date)),
            tone="stop",
            shape="alert",
            hidden=_("overdue"),
        )
    day = row.safe_date or row.legal_date
    if day <= today:
        until = _("till the end of the day") if row.legal_date == today else words.not_later(row.legal_date, short=True)
        return DueWords(left=_("today"), date=until, tone="warn", shape="clock")
    left = words.left(day, calendar.working_days_between(today, day))
    if row.legal_date != day:
        return DueWords(left=left, date=_("printed: %(day)s", day=words.day_short(row.legal_date)))
    return DueWords(left=left, date=words.day_weekday(day))


def _done_line(row: InboxRow) -> TaskLine:
    stamp = decided(row.kind, row.outcome)
    at = row.completed_at or row.opened_at
    return TaskLine(
        task_id=row.task_id,
        href=url_for("tasks.show_task", task_id=row.task_id),
        title=row.name,
        where=row.organisation_name,
        due=DueWords(left=stamp.word, date=words.when(at), tone="", shape=stamp.shape),
        tags=(Tag(tone="sub", word=_("instead of: %(who)s", who=row.on_behalf_of), shape="swap"),)
        if row.on_behalf_of
        else (),
        source=_("Case %(number)s", number=row.case_number),
        about=_about(row),
    )


def _about(row: InboxRow) -> str:
    """Return the title of the case; empty where it says no more than task and organisation do."""
    return "" if row.organisation_name in row.case_title or row.case_title == row.name else row.case_title[:_ABOUT]


def _tags(row: InboxRow, person_id: int) -> Iterator[Tag]:
    if row.on_behalf_of:
        yield Tag(tone="sub", word=_("instead of: %(who)s", who=row.on_behalf_of), shape="swap")
    elif row.assignee_id is not None and row.assignee_id != person_id:
        yield Tag(tone="calm", word=_("Taken by: %(name)s", name=row.assignee_name), shape="user")
    if row.overdue_known_by:
        yield Tag(
            tone="stop", word=_("Knows of the delay: %(name)s", name=role_name(row.overdue_known_by)), shape="bell"
        )
    if row.sent_outcome in {"return", "reject"}:
        yield Tag(tone="warn", word=_("Returned for rework"), shape="back")
    elif row.round > 1:
        yield Tag(tone="act", word=_("Round %(number)d", number=row.round), shape="back")
    if row.snoozed_until is not None and (row.snoozed_until > words.local_today()):
        day = words.day_month(row.snoozed_until)
        if row.is_overdue:
            yield Tag(
                tone="stop", word=_("You put it off until %(day)s, but its term has passed", day=day), shape="clock"
            )
        else:
            yield Tag(tone="calm", word=_("Put off until %(day)s", day=day), shape="clock")
    if row.draft_saved_at is not None:
        yield Tag(tone="calm", word=_("Draft saved %(when)s", when=words.when(row.draft_saved_at)), shape="note")


def _source(row: InboxRow) -> str:
    day, case = words.since(row.opened_at), _("case %(number)s", number=row.case_number)
    if not row.sent_by:
        return str(_("Opened by the system %(day)s, %(case)s", day=day, case=case))
    if row.sent_outcome in {"return", "reject"}:
        return str(_("Returned by: %(who)s, %(day)s, %(case)s", who=row.sent_by, day=day, case=case))
    return str(_("Sent by: %(who)s, %(day)s, %(case)s", who=row.sent_by, day=day, case=case))


def _key(row: InboxRow, today: date) -> str:
    if row.legal_date is None:
        return NO_TERM
    if row.is_overdue:
        return LATE
    day = max(row.safe_date or row.legal_date, today)
    sunday = today + timedelta(days=6 - today.weekday())
    return day.isoformat() if day <= max(sunday, today + timedelta(days=1)) else LATER


def _heading(key: str, count: int, today: date, calendar: WorkingCalendar) -> tuple[str, str]:
    number = str(ngettext("%(num)d task", "%(num)d tasks", count))
    if key == LATE:
        return str(_("Overdue")), number
    if key == LATER:
        return str(_("Later")), number
    if key == NO_TERM:
        return str(_("Without a term")), number
    day = date.fromisoformat(key)
    if day == today:
        return str(_("Today")), words.day_weekday(day)
    if day == today + timedelta(days=1):
        return str(_("Tomorrow")), words.day_weekday(day)
    left = words.working_days(calendar.working_days_between(today, day))
    return _capital(words.day_weekday(day)), str(_("in %(days)s", days=left))


def _breaks(today: date, calendar: WorkingCalendar) -> Iterator[tuple[date, str]]:
    """Yield the weekdays of the next days that are free, and the weekend days that are worked."""
    for ahead in range(1, 8):
        day = today + timedelta(days=ahead)
        works = calendar.is_working_day(day)
        if day.weekday() < 5 and not works:
            shown = calendar.previous_working_day(day)
            end = calendar.next_working_day(day) - timedelta(days=1)
            yield (
                day,
                _(
                    "%(day)s: %(holiday)s, not a working day. Terms till %(end)s are shown at %(shown)s",
                    day=_capital(words.day_weekday(day)),
                    holiday=calendar.holiday_name(day),
                    end=words.day_month(end),
                    shown=words.day_month(shown),
                ),
            )
        elif day.weekday() >= 5 and works:
            yield day, _("%(day)s is a working day", day=_capital(words.day_weekday(day)))


def _is_before(day: date, key: str) -> bool:
    return key[:1].isdigit() and day.isoformat() < key


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
