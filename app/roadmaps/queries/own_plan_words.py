"""Words of the editor: kinds of schedules, questions, what a plan lacks, how far it is, and refusals by field."""

from __future__ import annotations

from flask_babel import gettext as _

from app.roadmaps.models import PlanState
from app.roadmaps.policy.import_columns import Column
from app.roadmaps.queries.state_words import Words


def plan_state_words(state: PlanState) -> Words:
    """Return how far a plan is, as the macro `state` draws it."""
    words = {
        PlanState.DRAFT: ("calm", _("Draft")),
        PlanState.AGREEING: ("act", _("Being agreed")),
        PlanState.AGREED: ("act", _("Agreed, waits for approval")),
        PlanState.APPROVED: ("go", _("Approved")),
        PlanState.RUNNING: ("go", _("Being carried out")),
        PlanState.CLOSED: ("calm", _("Closed")),
        PlanState.DROPPED: ("calm", _("Put away")),
    }
    tone, word = words[state]
    return Words(tone=tone, word=str(word))


def kind_words() -> list[tuple[str, str]]:
    """Return the kinds of schedules with their names, in the order of the form."""
    return [
        ("by-date", _("Not later than a day")),
        ("on-date", _("On one day")),
        ("month", _("In a month")),
        ("month-window", _("In several months")),
        ("quarter", _("In a quarter")),
        ("half-year", _("In a half-year")),
        ("year", _("During a year")),
        ("multi-year", _("During several years")),
        ("exact-window", _("From one day to another")),
        ("recurring-weekly", _("Every week")),
        ("recurring-monthly", _("Every month")),
        ("recurring-quarterly", _("Every quarter")),
        ("recurring-half-yearly", _("Every half-year")),
        ("recurring-yearly", _("Every year, on the last day below")),
        ("on-demand", _("On request")),
        ("external-schedule", _("By an outside schedule")),
        ("open-ended", _("From a day on, without an end")),
        ("inherited", _("Like the other side of the row")),
        ("lost", _("Not known: dates are filled in later")),
    ]


def kind_name(kind: str) -> str:
    """Return the name of a kind of schedule."""
    return dict(kind_words()).get(kind, kind)


def question_words(code: str) -> str:
    """Return what has to be asked about a deadline, by its code."""
    words = {
        "empty": _("The deadline is empty: when is it due?"),
        "unreadable": _("The deadline cannot be read: when is it due?"),
        "unknown": _("These words were not understood: choose the kind and the days below"),
        "no such day": _("There is no such day in the calendar"),
        "which year": _("The year is not written, and the plan lives in several: add it"),
        "order": _("The last day lies before the first"),
        "required": _("Write the deadline as the plan prints it"),
    }
    return str(words.get(code, words["unknown"]))


def field_words(field: str, code: str) -> str:
    """Return what is wrong with a field of the form of a measure."""
    if field == "printed":
        return question_words(code)
    special = {
        ("title", "plan title"): _("Write the title of the plan"),
        ("executors", "name"): _("Write who it is in the words of the plan, and choose the post"),
        ("end", "order"): _("The last day lies before the first"),
        ("end", "no date"): _("No date comes of this: check the days"),
        ("how", "nothing was"): _("There is no schedule yet: choose a kind"),
        ("how", "no pair"): _("Choose the other side of the row; it must have days of its own"),
        ("milestones", "text"): _("Write what is to be reached by the day"),
        ("title", "too many"): _("The plan has six hundred measures, which is the most"),
        ("section_title", "too many"): _("The plan has sixty sections, which is the most"),
        ("last", "order"): _("The last day lies before the first, or more than twelve years after it"),
    }
    plain = {
        "title": _("Write what is to be done"),
        "section": _("Choose a section"),
        "family": _("Choose the kind of work"),
        "executors": _("Choose who carries it out"),
        "controller": _("Choose who checks it"),
        "evidence": _("Write what proves it, one kind in a line"),
        "schedule": _("Say when it is due"),
        "start": _("Write the day like 01.09.2026"),
        "end": _("Write the day like 01.09.2026"),
        "first": _("Write the day like 01.09.2026"),
        "last": _("Write the day like 01.09.2026"),
        "day": _("Write a number from 1 to 28"),
        "weekday": _("Choose a day of the week"),
        "lead": _("Write a number of days, at most 400"),
        "source": _("Write whose schedule it is"),
        "milestones": _("Write the day of the milestone"),
        "how": _("Choose a kind"),
        "short": _("Write a short title"),
        "section_title": _("Write the title of the section"),
        "measures": _("The plan has no measures yet"),
    }
    return str(special.get((field, code)) or plain.get(field, _("This is not understood")))


def column_words() -> list[tuple[str, str]]:
    """Return what a column of an imported table can mean."""
    words = {
        Column.SKIP: _("not used"),
        Column.NUMBER: _("number"),
        Column.TITLE: _("measure"),
        Column.DEADLINE: _("deadline"),
        Column.EXECUTOR: _("executors"),
        Column.EVIDENCE: _("evidence"),
        Column.RESULT: _("expected result"),
        Column.CONTROL: _("level of control"),
        Column.AUDIENCE: _("participants"),
        Column.OTHER_TITLE: _("measure of the municipal authority"),
        Column.OTHER_DEADLINE: _("its deadline"),
    }
    return [(column.value, str(text)) for column, text in words.items()]


def file_words(code: str) -> str:
    """Return why a file is refused."""
    words = {
        "size": _("The file is larger than five megabytes."),
        "kind": _("This is neither a workbook (XLSX) nor a document (DOCX)."),
        "broken": _("The file is damaged or no document."),
        "active": _("The file holds macros or embedded objects: save it without them."),
        "tables": _("The file has more than sixty tables."),
        "rows": _("The file has more than two thousand rows."),
        "nothing": _("There is no table in the file."),
    }
    return str(words[code])
