"""How the steps of a process are called on pages: kinds, buttons, stamps, terms in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.foundation import words
from app.workflow.deadline import Deadline, DeadlineKind, DeadlineRefused, parse_deadline
from app.workflow.user_tasks import Outcome, TaskKind, UserTaskSpec

if TYPE_CHECKING:
    from app.processes.queries.settings import Setting

KINDS: Mapping[TaskKind, object] = {
    TaskKind.FILL: _l("Fill in"),
    TaskKind.AGREE: _l("Agree"),
    TaskKind.APPROVE: _l("Approve"),
    TaskKind.SIGN: _l("Sign"),
    TaskKind.ACQUAINT: _l("Get acquainted"),
    TaskKind.REGISTER: _l("Register"),
}
_YES: Mapping[TaskKind, object] = {
    TaskKind.AGREE: _l("Agree"),
    TaskKind.APPROVE: _l("Approve"),
    TaskKind.SIGN: _l("Sign"),
}
_YES_BUT: Mapping[TaskKind, object] = {
    TaskKind.AGREE: _l("Agree with remarks"),
    TaskKind.APPROVE: _l("Approve with remarks"),
    TaskKind.SIGN: _l("Sign with remarks"),
}
_SEND: Mapping[TaskKind, object] = {
    TaskKind.FILL: _l("Send"),
    TaskKind.ACQUAINT: _l("Sign that I am acquainted"),
    TaskKind.REGISTER: _l("Register"),
}
_DONE: Mapping[TaskKind, object] = {
    TaskKind.FILL: _l("Done"),
    TaskKind.AGREE: _l("Agreed"),
    TaskKind.APPROVE: _l("Approved"),
    TaskKind.SIGN: _l("Signed"),
    TaskKind.ACQUAINT: _l("Acquainted"),
    TaskKind.REGISTER: _l("Registered"),
}
_DONE_BUT: Mapping[TaskKind, object] = {
    TaskKind.AGREE: _l("Agreed with remarks"),
    TaskKind.APPROVE: _l("Approved with remarks"),
    TaskKind.SIGN: _l("Signed with remarks"),
}


@dataclass(frozen=True, kw_only=True)
class Decided:
    """A recorded decision as a stamp or a state shows it."""

    tone: str
    word: str
    shape: str


def kind_name(kind: str) -> str:
    """«Заполнить», «Согласовать», …: what a task of this kind asks for."""
    return str(KINDS[TaskKind(kind)])


def outcome_button(kind: str, outcome: str) -> str:
    """Return the verb on the button of a decision."""
    match Outcome(outcome):
        case Outcome.APPROVE:
            return str(_YES.get(TaskKind(kind), _YES[TaskKind.AGREE]))
        case Outcome.APPROVE_WITH_REMARKS:
            return str(_YES_BUT.get(TaskKind(kind), _YES_BUT[TaskKind.AGREE]))
        case Outcome.RETURN:
            return str(_("Return for rework"))
        case Outcome.REJECT:
            return str(_("Reject"))


def send_button(spec: UserTaskSpec) -> str:
    """Return the words on the main button of a task that decides nothing; the diagram may give its own."""
    return spec.properties.get("soglas:button", "").strip() or str(_SEND.get(spec.kind, _SEND[TaskKind.FILL]))


def decided(kind: str, outcome: str) -> Decided:
    """Return how a completed task reads: «Согласовано», «Возвращено», «Сделано»."""
    known = TaskKind(kind) if kind in set(TaskKind) else TaskKind.FILL
    if outcome == Outcome.RETURN:
        return Decided(tone="stop", word=str(_("Returned")), shape="back")
    if outcome == Outcome.REJECT:
        return Decided(tone="stop", word=str(_("Rejected")), shape="x")
    if outcome == Outcome.APPROVE_WITH_REMARKS:
        return Decided(tone="warn", word=str(_DONE_BUT.get(known, _DONE_BUT[TaskKind.AGREE])), shape="note")
    return Decided(tone="act" if known is TaskKind.ACQUAINT else "go", word=str(_DONE[known]), shape="check")


def term_words(text: str, settings: Mapping[str, Setting] | None = None) -> str:
    """Return a deadline of the diagram in words: «5 рабочих дней», «не позднее 15 августа», empty without a term."""
    try:
        deadline = parse_deadline(text)
    except DeadlineRefused:
        return ""
    amount = _amount(deadline, settings or {})
    match deadline.kind:
        case DeadlineKind.WORKING_DAYS if amount is not None:
            return words.working_days(amount)
        case DeadlineKind.DAYS if amount is not None:
            return _days(amount)
        case DeadlineKind.PERIOD:
            return _period(*deadline.period)
        case DeadlineKind.YEARLY:
            return str(_("not later than %(day)s of each year", day=_day_of_year(deadline.month, deadline.day)))
        case DeadlineKind.DATE if not deadline.expression:
            return words.not_later(date.fromisoformat(deadline.fixed[:10]))
        case DeadlineKind.NONE:
            return ""
    return str(_("the day is worked out in the case"))


def is_counted_term(text: str) -> bool:
    """Say whether a deadline runs from the day a task opens: so many days, working days, weeks, months."""
    try:
        return parse_deadline(text).kind in {DeadlineKind.WORKING_DAYS, DeadlineKind.DAYS, DeadlineKind.PERIOD}
    except DeadlineRefused:
        return False


def settings_named_in(text: str, settings: Mapping[str, Setting]) -> tuple[Setting, ...]:
    """Return the settings that a deadline reads: they say where its number comes from.

    `settings.agree_days` names its setting; a date that the process worked out as `terms.draft` is looked up under
    `draft_by` and `draft_days`.
    """
    parts = set("".join(c if c.isalnum() or c == "_" else " " for c in text).split())
    parts |= {f"{part}_{end}" for part in parts for end in ("by", "days") if "terms" in parts}
    return tuple(setting for name, setting in settings.items() if name in parts)


def source_words(setting: Setting) -> str:
    """Return where the value of a setting comes from: a document, the process, or a change for an organisation."""
    heads = {
        "[DOC]": _("Printed in a document"),
        "[DEF]": _("Setting of the process"),
        "[SET]": _("Changed for the organisation"),
    }
    tag = setting.source[:5]
    text = setting.source.removeprefix(tag).strip() if tag in heads else setting.source
    return f"{heads.get(tag, heads['[DEF]'])}: {text}"


def _amount(deadline: Deadline, settings: Mapping[str, Setting]) -> int | None:
    text = deadline.amount.removeprefix("=").strip().removeprefix("settings.")
    value = settings[text].value if text in settings else text
    try:
        return int(value)
    except (TypeError, ValueError):
        return None


def _days(count: int) -> str:
    return str(ngettext("%(num)d day", "%(num)d days", count))


def _period(years: int, months: int, days: int) -> str:
    parts = [
        str(ngettext("%(num)d year", "%(num)d years", years)) if years else "",
        str(ngettext("%(num)d month", "%(num)d months", months)) if months else "",
        _days(days) if days else "",
    ]
    return " ".join(part for part in parts if part)


def _day_of_year(month: int, day: int) -> str:
    # The year is the present one so that it is not said.
    return words.day_month(date(words.local_today().year, month, min(day, 28) if month == 2 else day))
