"""The words of letters: a subject that says it all, few short lines, one link; in the language of the reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from flask_babel import format_date, get_locale, gettext

from app.notifications.policy.kinds import FOLLOWED, kind_of


def _(message: str, **values: object) -> str:
    return str(gettext(message, **values))


@dataclass(frozen=True, kw_only=True)
class Away:
    """An absence: whose, from and until (inclusive), by which paper, who wrote it down, whether it has ended."""

    name: str
    since: date
    until: date
    basis: str
    set_by: str
    ended: bool


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Everything a letter can speak of.

    `instead_of` (whom the reader substitutes, by which paper) and `decided_for` (for whom it was decided) are empty
    when everybody acts for themselves. `left_out` are those whom four eyes keep from the task.
    """

    base_url: str
    case_number: str
    case_title: str
    case_organisation: str
    initiator_id: int | None
    status: str
    end_words: str
    task_id: int | None
    task_name: str
    task_role: str
    task_organisation: str
    sent_by: str
    legal_date: date | None
    safe_date: date | None
    outcome: str
    comment: str
    decided_by: str
    incident_ru: str
    incident_en: str
    said: str = ""
    old_date: date | None = None
    process_key: str = ""
    case_organisation_id: int | None = None
    task_organisation_id: int | None = None
    left_out: frozenset[int] = frozenset()
    instead_of: tuple[str, str] = ("", "")
    decided_for: tuple[str, str] = ("", "")
    away: Away | None = None
    calendar_year: int = 0

    @property
    def task_link(self) -> str:
        """Return the address of the task's page."""
        return f"{self.base_url}/tasks/{self.task_id}"

    @property
    def case_link(self) -> str:
        """Return the address of the case's page."""
        return f"{self.base_url}/cases/{self.case_number}"


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a letter says."""

    subject: str
    lines: tuple[str, ...]
    link: str
    link_words: str
    footer: str

    def text(self) -> str:
        """Return the letter as plain text."""
        return "\n\n".join([*self.lines, f"{self.link_words}: {self.link}", "-- \n" + self.footer]) + "\n"


def words_of(event: str, facts: Facts) -> Words:
    """Return what a letter about this event says, in the language that is set now."""
    subject, lines, to_case = _EVENTS[event](facts)
    if facts.instead_of[0]:
        who, basis = facts.instead_of
        lines.insert(1, _("You get this letter instead of: %(who)s (%(basis)s).", who=who, basis=basis))
    if kind_of(event) == FOLLOWED:
        lines.append(_("You follow this case. If you do not want to any more, leave it on its page."))
    link, link_words = (facts.case_link, _("Open the case")) if to_case else (facts.task_link, _("Open the task"))
    if facts.away is not None:
        link, link_words = f"{facts.base_url}/absences", _("Open absences and substitutions")
    if facts.calendar_year:
        link, link_words = f"{facts.base_url}/organisations", _("Open the directory")
    return Words(
        subject=subject,
        lines=tuple(line for line in lines if line),
        link=link,
        link_words=link_words,
        footer=_("Soglas sent this letter by itself; nothing is decided by opening the link."),
    )


Said = tuple[str, list[str], bool]
"""Subject, lines, and whether the link leads to the case."""


def _about(facts: Facts) -> dict[str, str]:
    return {"task": facts.task_name, "organisation": facts.case_organisation}


def _where(facts: Facts) -> str:
    return _(
        "Case %(number)s: %(title)s. %(organisation)s",
        number=facts.case_number,
        title=facts.case_title,
        organisation=facts.case_organisation,
    )


def _until(facts: Facts) -> str:
    if facts.legal_date is None:
        return ""
    day = format_date(facts.legal_date, "d MMMM y")
    if facts.safe_date is not None and facts.safe_date != facts.legal_date:
        safe = format_date(facts.safe_date, "d MMMM y")
        return _("No later than %(day)s, inclusive; the last working day is %(safe)s.", day=day, safe=safe)
    return _("No later than %(day)s, inclusive.", day=day)


def _sent(facts: Facts) -> str:
    return _("Sent by: %(who)s", who=facts.sent_by) if facts.sent_by else ""


def _opened(facts: Facts) -> Said:
    subject = _("%(task)s: %(organisation)s", **_about(facts))
    return (
        subject,
        [_("You have a new task: %(task)s.", task=facts.task_name), _where(facts), _sent(facts), _until(facts)],
        False,
    )


def _queued(facts: Facts) -> Said:
    subject = _("In the queue: %(task)s, %(organisation)s", **_about(facts))
    first = _("A new task waits for you and your colleagues: %(task)s.", task=facts.task_name)
    return subject, [first, _where(facts), _sent(facts), _until(facts)], False


def _assigned(facts: Facts) -> Said:
    subject = _("Given to you: %(task)s, %(organisation)s", **_about(facts))
    return subject, [_("You were given the task: %(task)s.", task=facts.task_name), _where(facts), _until(facts)], False


def _returned(facts: Facts) -> Said:
    subject = _("Returned for rework: %(title)s", title=facts.case_title)
    first = _("The case came back with remarks: %(task)s.", task=facts.task_name)
    return subject, [first, _where(facts), _sent(facts), _until(facts)], False


def _decided(facts: Facts) -> Said:
    decision = decision_words(facts.outcome)
    subject = _("%(decision)s: %(title)s", decision=decision, title=facts.case_title)
    who = _("%(decision)s. %(who)s, step: %(task)s.", decision=decision, who=facts.decided_by, task=facts.task_name)
    remarks = _("Remarks: %(text)s", text=facts.comment) if facts.comment else ""
    return subject, [who, _for_whom(facts), remarks, _where(facts)], True


def _for_whom(facts: Facts) -> str:
    name, basis = facts.decided_for
    return _("Decided instead of: %(who)s (%(basis)s).", who=name, basis=basis) if name else ""


def _substitute(facts: Facts) -> Said:
    assert facts.away is not None  # noqa: S101  # the notice names the absence
    subject = _("You substitute: %(who)s", who=facts.away.name)
    told = _("While they are away, their tasks come to you marked with their name; open ones too.")
    return subject, [_period(facts.away), told, _written_by(facts.away)], True


def _away(facts: Facts) -> Said:
    assert facts.away is not None  # noqa: S101  # the notice names the absence
    subject = _("Your absence is written down")
    told = _("Your tasks are done by those who substitute you. If this is wrong, end it on the page of absences.")
    return subject, [_period(facts.away), told, _written_by(facts.away)], True


def _period(away: Away) -> str:
    since, until = format_date(away.since, "d MMMM y"), format_date(away.until, "d MMMM y")
    return _(
        "%(who)s is away from %(since)s until %(until)s inclusive. Basis: %(basis)s.",
        who=away.name,
        since=since,
        until=until,
        basis=away.basis,
    )


def _written_by(away: Away) -> str:
    return _("Written down by: %(who)s", who=away.set_by) if away.set_by else ""


def _finished(facts: Facts) -> Said:
    if facts.status == "cancelled":
        subject = _("Stopped: %(title)s", title=facts.case_title)
        return subject, [_("The case was stopped; the reason is on its page."), _where(facts)], True
    if facts.status == "withdrawn":
        subject = _("Withdrawn: %(title)s", title=facts.case_title)
        return subject, [_("The case was withdrawn by the one who opened it."), _where(facts)], True
    result = facts.end_words or _("Finished")
    subject = _("%(result)s: %(title)s", result=result, title=facts.case_title)
    return subject, [_("The case is finished: %(result)s.", result=result), _where(facts)], True


def _remind(facts: Facts) -> Said:
    subject = _("Reminder: %(task)s, %(organisation)s", **_about(facts))
    return subject, [_("A task waits for you: %(task)s.", task=facts.task_name), _until(facts), _where(facts)], False


def _reminded(facts: Facts) -> Said:
    subject = _("Reminder: %(task)s, %(organisation)s", **_about(facts))
    who = _("%(who)s reminds you of the task: %(task)s.", who=facts.said, task=facts.task_name)
    return subject, [who, _until(facts), _where(facts)], False


def _due(facts: Facts) -> Said:
    subject = _(
        "Today is the last day: %(task)s, %(organisation)s", task=facts.task_name, organisation=facts.case_organisation
    )
    first = _("Today is the last day for the task: %(task)s.", task=facts.task_name)
    return subject, [first, _where(facts), _doer(facts)], False


def _overdue(facts: Facts) -> Said:
    subject = _("Overdue: %(task)s, %(organisation)s", **_about(facts))
    return (
        subject,
        [_("The task is overdue: %(task)s.", task=facts.task_name), _was_due(facts), _where(facts), _doer(facts)],
        False,
    )


def _escalated(facts: Facts) -> Said:
    subject = _(
        "Overdue below you: %(task)s, %(organisation)s", task=facts.task_name, organisation=facts.case_organisation
    )
    first = _("A task that you oversee is overdue: %(task)s.", task=facts.task_name)
    return subject, [first, _was_due(facts), _where(facts), _doer(facts)], True


def _incident(facts: Facts) -> Said:
    said = facts.incident_ru if str(get_locale()) == "ru" else facts.incident_en
    return _("A case needs help: %(number)s", number=facts.case_number), [said, _where(facts)], True


def _noticed(facts: Facts) -> Said:
    subject = _("%(said)s: %(organisation)s", said=facts.said, organisation=facts.case_organisation)
    return subject, [_("The process tells you: %(said)s.", said=facts.said), _where(facts)], True


def _extended(facts: Facts) -> Said:
    subject = _("The term is longer: %(task)s, %(organisation)s", **_about(facts))
    first = _("The task has a later day: %(task)s.", task=facts.task_name)
    was = _("It was %(day)s.", day=format_date(facts.old_date, "d MMMM y")) if facts.old_date else ""
    return subject, [first, _until(facts), was, _("Why: %(text)s", text=facts.said), _where(facts)], False


def _extension_asked(facts: Facts) -> Said:
    subject = _("A later day is asked for: %(task)s, %(organisation)s", **_about(facts))
    wanted = _("Asked for: %(day)s.", day=format_date(facts.old_date, "d MMMM y")) if facts.old_date else ""
    first = _("You are asked to make the term longer: %(task)s.", task=facts.task_name)
    return subject, [first, wanted, _until(facts), _("Why: %(text)s", text=facts.said), _where(facts)], False


def _extension_refused(facts: Facts) -> Said:
    subject = _("The term stays: %(task)s, %(organisation)s", **_about(facts))
    first = _("Your request for a later day is refused: %(task)s.", task=facts.task_name)
    return subject, [first, _until(facts), _("Why: %(text)s", text=facts.said), _where(facts)], False


def _mentioned(facts: Facts) -> Said:
    subject = _("You are named: %(title)s", title=facts.case_title)
    first = _("%(who)s writes to you in the case: %(text)s", who=facts.sent_by, text=facts.said)
    return subject, [first, _where(facts), _("You may read this case for as long as that is not taken back.")], True


def _questioned(facts: Facts) -> Said:
    subject = _("A question to you: %(title)s", title=facts.case_title)
    first = _("%(who)s asks: %(text)s", who=facts.sent_by, text=facts.said)
    return subject, [first, _where(facts), _("The case goes on meanwhile; the question waits in your tasks.")], True


def _answered(facts: Facts) -> Said:
    subject = _("Your question is answered: %(title)s", title=facts.case_title)
    return subject, [_("%(who)s answers: %(text)s", who=facts.sent_by, text=facts.said), _where(facts)], True


def _followed_extended(facts: Facts) -> Said:
    subject, lines, _to_case = _extended(facts)
    return subject, lines, True


def _followed_comment(facts: Facts) -> Said:
    subject = _("A comment: %(title)s", title=facts.case_title)
    return subject, [_("%(who)s writes: %(text)s", who=facts.sent_by, text=facts.said), _where(facts)], True


def _followed_question(facts: Facts) -> Said:
    subject = _("A question in the case: %(title)s", title=facts.case_title)
    return subject, [_("%(who)s asks: %(text)s", who=facts.sent_by, text=facts.said), _where(facts)], True


def _followed_answer(facts: Facts) -> Said:
    subject = _("An answer in the case: %(title)s", title=facts.case_title)
    return subject, [_("%(who)s answers: %(text)s", who=facts.sent_by, text=facts.said), _where(facts)], True


def _calendar(facts: Facts) -> Said:
    subject = _("The working calendar of %(year)d is missing", year=facts.calendar_year)
    told = _("The moved days off of that year are not known to the system, so terms may be wrong by a day.")
    remedy = _("Open your organisation in the directory, load its calendar and say that the year is entered whole.")
    return subject, [told, remedy], True


def _was_due(facts: Facts) -> str:
    if facts.legal_date is None:
        return ""
    return _("It was due on %(day)s.", day=format_date(facts.legal_date, "d MMMM y"))


def _doer(facts: Facts) -> str:
    return _("To be done by: %(organisation)s", organisation=facts.task_organisation) if facts.task_organisation else ""


def decision_words(outcome: str) -> str:
    """Return what was decided, as a stamp says it."""
    known = {
        "approve": _("Agreed"),
        "approve-with-remarks": _("Agreed with remarks"),
        "return": _("Returned for rework"),
        "reject": _("Rejected"),
    }
    return known.get(outcome, outcome)


_EVENTS: dict[str, Callable[[Facts], Said]] = {
    "opened": _opened,
    "queued": _queued,
    "assigned": _assigned,
    "returned": _returned,
    "decided": _decided,
    "finished": _finished,
    "remind": _remind,
    "reminded": _reminded,
    "due": _due,
    "overdue": _overdue,
    "escalate": _escalated,
    "extended": _extended,
    "extension-asked": _extension_asked,
    "extension-refused": _extension_refused,
    "followed-decided": _decided,
    "followed-finished": _finished,
    "followed-extended": _followed_extended,
    "followed-comment": _followed_comment,
    "followed-question": _followed_question,
    "followed-answer": _followed_answer,
    "calendar": _calendar,
    "mentioned": _mentioned,
    "question": _questioned,
    "answer": _answered,
    "incident": _incident,
    "substitute": _substitute,
    "away": _away,
    "notice": _noticed,
}
