"""What an answer of the four questions means for real organisations, today: asked by the editor as people choose."""

from __future__ import annotations

from datetime import timedelta

from flask import jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.foundation.words import day_year, local_today, not_later
from app.organisation.queries import working_calendar_of
from app.processes.queries.coverage import held_words
from app.processes.queries.drafts import package_of_draft
from app.workflow.calendar import NoCalendar
from app.workflow.deadline import DeadlineRefused, parse_deadline
from app.workflow.reminders import parse_remind
from app.workshop.queries.draft_page import find_spec, start_roles_of
from app.workshop.routes import blueprint, draft_of_viewer, owners

_LONGEST = 300


@blueprint.get("/drafts/<int:draft_id>/who")
@owners
def tell_who(draft_id: int) -> ResponseReturnValue:
    """Say in how many organisations a role is held."""
    _viewer, draft = draft_of_viewer(draft_id)
    spec = find_spec(package_of_draft(draft_id), draft.process_key)
    role, place = request.args.get("role", "")[:60], request.args.get("place", "")[:60]
    held, of, lacking = held_words(role, place, start_roles_of(spec))
    if not of:
        return jsonify(words=_("No organisation would start this process yet: say who opens a case."), ok=False)
    words = ngettext(
        "Somebody holds the role in %(held)d of %(num)d organisation",
        "Somebody holds the role in %(held)d of %(num)d organisations",
        of,
        held=held,
    )
    if lacking:
        words += ". " + _("Nobody: %(names)s", names=", ".join(lacking) + ("…" if of - held > len(lacking) else ""))
    return jsonify(words=words, ok=not lacking)


@blueprint.get("/drafts/<int:draft_id>/term")
@owners
def tell_term(draft_id: int) -> ResponseReturnValue:
    """Say which day a deadline would give for a task that came today."""
    draft_of_viewer(draft_id)
    text = request.args.get("text", "")[:_LONGEST]
    try:
        return jsonify(words=_term(text, request.args.get("remind", "")[:_LONGEST]), ok=True)
    except (DeadlineRefused, NoCalendar, ValueError):
        return jsonify(words=_("This deadline is not understood: choose the days anew."), ok=False)


def _term(text: str, remind: str) -> str:
    deadline = parse_deadline(text or "none")
    today = local_today()
    if deadline.expression:
        return str(_("The day is worked out in each case: %(expression)s", expression=deadline.expression))
    due = deadline.due(today, working_calendar_of(None))
    if due is None:
        return str(_("The task has no deadline: nobody is reminded."))
    words = str(_("Had it come today: %(term)s", term=not_later(due.legal)))
    if due.is_rolled:
        words += ". " + str(_("The printed day is %(day)s, it is not worked", day=day_year(due.printed)))
    elif due.safe != due.legal:
        words += ". " + str(_("It is not worked on that day, the last working day before it is %(day)s",
                              day=day_year(due.safe)))  # fmt: skip
    days = [day for day in parse_remind(remind.split()) if due.legal - timedelta(days=day) >= today]
    if days:
        words += ". " + str(_("Reminders: %(days)s before", days=", ".join(_days(day) for day in sorted(days)[::-1])))
    return words


def _days(count: int) -> str:
    return str(ngettext("%(num)d day", "%(num)d days", count))
