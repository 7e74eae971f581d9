"""The history of a case in sentences, from the entries of its record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _

from app.engine.queries.record import TimelineEntry
from app.foundation import words
from app.processes.queries.step_words import decided


@dataclass(frozen=True, kw_only=True)
class HistoryLine:
    """One line of the timeline."""

    at: datetime
    who: str
    text: str
    quote: str
    details: str


def history_line(entry: TimelineEntry, *, parent: str = "") -> HistoryLine:
    """Return an entry of the record as a sentence; `parent` is the number of the parent case, if it may be known."""
    details = []
    if entry.on_behalf_of:
        details.append(str(_("instead of: %(who)s", who=entry.on_behalf_of)))
    if entry.basis:
        details.append(entry.basis)
    if entry.round > 1:
        details.append(str(_("round %(number)d", number=entry.round)))
    return HistoryLine(
        at=entry.at,
        who=str(_("System")) if entry.is_system else entry.who,
        text=_text(entry, parent),
        quote=entry.comment,
        details=", ".join(details),
    )


def _text(entry: TimelineEntry, parent: str) -> str:
    name = f"«{entry.task_name}»" if entry.task_name else ""
    noticed = [str(notice.get("text", "")) for notice in entry.facts.get("notices", ())]
    if noticed and entry.action == "fire_timer":
        return str(_("told those above: %(text)s", text="; ".join(noticed)))
    moments = [str(told.get("moment", "")) for told in entry.facts.get("told", ())]
    action = moments[-1] if moments else entry.action
    if entry.action == "complete_task":
        kind = str(entry.facts.get("kind", "")) or "fill"
        step = _("step %(name)s", name=name)
        return f"{decided(kind, entry.outcome).word.lower()}, {step}"
    told = {
        **_beyond_the_case(entry, name, parent),
        "claim_task": _("took the task %(name)s", name=name),
        "release_task": _("gave the task %(name)s back to the queue", name=name),
        "assign_task": _("gave the task %(name)s to: %(who)s", name=name, who=entry.facts.get("to_name", "")),
        "extend_task": _("extended the term of %(name)s: it was %(was)s, it is %(until)s", name=name, **_days(entry)),
        **_asked_for(entry, name),
        "extend_case": _("extended the last day set for the case: it was %(was)s, it is %(until)s", **_days(entry)),
        "delegate_task": _("handed the task %(name)s on to: %(who)s", name=name, who=entry.facts.get("to_name", "")),
        "give_back_task": _("gave the prepared task %(name)s back", name=name),
        "recall_task": _("took back what was done in %(name)s: %(word)s", name=name, word=_recalled(entry)),
        "take_back_task": _("took the task %(name)s back", name=name),
        "hand_over_task": _("handed over the task %(name)s, because its holder leaves", name=name),
        "withdraw_case": _("withdrew the case"),
        "remind": _("reminded of the task %(name)s", name=name),
        "due": _("reminded: the term of %(name)s is today", name=name),
        "overdue": _("told that %(name)s is overdue", name=name),
        "escalate": _("told those above that %(name)s is overdue", name=name),
        "fire_timer": _("the term of a step has come: %(name)s", name=name or entry.element_id),
        "raise_incident": _("the case stopped, help is needed"),
        "retry_incident": _("let the case go on"),
        "close_incident": _("closed the fault by hand"),
        "rebuild_case": _("repaired the case"),
        **_moves(entry),
        "complete_case": _("the case ended"),
    }
    return str(told.get(action, _("changed the case")))


def _beyond_the_case(entry: TimelineEntry, name: str, parent: str) -> dict[str, str]:
    """Return the sentences about other cases, messages between them, and links to people outside."""
    return {
        "start_case": _opened(entry, parent),
        "cancel_case": _cancelled(entry, parent),
        "take_over_case": str(_("the case %(number)s waits for this one from now on", number=parent))
        if parent
        else str(_("another case waits for this one from now on")),
        "leave_case": str(_("let the case run on by itself: the parent case does not wait for it")),
        "complete_job": _job_done(entry),
        "deliver_message": _received(entry),
        "issue_link": _("gave a link to the step %(name)s: %(to)s", name=name, to=_link_to(entry)),
        "revoke_link": _("took the link to the step %(name)s back", name=name),
        "message_expired": _("nobody wanted the message “%(name)s”", name=entry.facts.get("message", "")),
    }


def _received(entry: TimelineEntry) -> str:
    if entry.facts.get("message") == "remove-from-control":
        return str(_("took the assignment off control"))
    return str(_("a message was received"))


def _link_to(entry: TimelineEntry) -> str:
    return str(entry.facts.get("address") or _("into the hand"))


def _opened(entry: TimelineEntry, parent: str) -> str:
    if entry.facts.get("message"):
        return str(_("the message “%(name)s” opened the case", name=entry.facts["message"]))
    if not entry.facts.get("parent"):
        return str(_("opened the case"))
    if entry.facts["parent"] == parent:
        return str(_("opened the case from the case %(number)s", number=parent))
    return str(_("opened the case from another case"))


def _job_done(entry: TimelineEntry) -> str:
    told = {
        "case.return": _("took the result of a child case"),
        "case.escalation": _("heard from a child case that goes on"),
    }
    return str(told.get(str(entry.facts.get("job")), _("automatic step done")))


def _cancelled(entry: TimelineEntry, parent: str) -> str:
    if not entry.facts.get("parent"):
        return str(_("cancelled the case"))
    if entry.facts["parent"] == parent:
        return str(_("cancelled the case together with the parent case %(number)s", number=parent))
    return str(_("cancelled the case together with its parent case"))


def _moves(entry: TimelineEntry) -> dict[str, str]:
    numbers = {"left": str(entry.facts.get("from", "")), "to": str(entry.facts.get("to", ""))}
    return {
        "move_case": _("moved the case from version %(left)s to version %(to)s", **numbers),
        "undo_move": _("put the case back from version %(left)s to version %(to)s", **numbers),
    }


def _days(entry: TimelineEntry) -> dict[str, str]:
    """Return the days of an extension in words, empty for other entries."""
    found = {}
    for name in ("was", "until"):
        text = str(entry.facts.get(name) or "")
        try:
            found[name] = words.day_month(date.fromisoformat(text))
        except ValueError:
            found[name] = text
    return found


def _asked_for(entry: TimelineEntry, name: str) -> dict[str, str]:
    """Return the sentences about requests for a later day."""
    facts = {"name": name, "was": "", "until": "", **_days(entry)}
    return {
        "request_extension": str(_("asked for a later day of %(name)s: it is %(was)s, wanted %(until)s", **facts)),
        "grant_extension": str(_("granted a later day of %(name)s: it was %(was)s, it is %(until)s", **facts)),
        "refuse_extension": str(_("refused the later day %(until)s of %(name)s", **facts)),
        "withdraw_extension": str(_("took back the request for a later day of %(name)s", name=name)),
    }


def _recalled(entry: TimelineEntry) -> str:
    kind = str(entry.facts.get("kind", "")) or "fill"
    return decided(kind, str(entry.facts.get("recalled", ""))).word.lower()
