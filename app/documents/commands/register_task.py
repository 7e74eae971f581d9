"""Number the document of a task that is being done: `soglas:journal` of the diagram says in which journal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _

from app.documents.commands.give_number import Subject, check_date, entry_for_number, journal_for, lock_year, next_entry
from app.engine.commands.steps.registering import Registering
from app.foundation.clock import today
from app.foundation.errors import InvalidInput
from app.organisation.queries import timezone_of
from app.workflow.registration import PROPERTY, Registration, parse_registration
from app.workflow.user_tasks import Outcome

_NO_NUMBER = frozenset({Outcome.RETURN, Outcome.REJECT})
LONGEST_NUMBER = 120


def number_document(doing: Registering) -> Mapping[str, Any]:
    """Return number and date for the fields that the task names; nothing when it registers nothing.

    Raises InvalidInput (fact `problems`, by the names of the fields) when the written number cannot be had.
    """
    registration = parse_registration(doing.properties.get(PROPERTY, ""))
    if registration is None or doing.outcome in _NO_NUMBER:
        return {}
    place = doing.places.get(registration.place) if registration.place else doing.task_organisation_id
    organisation_id = place or doing.organisation_id
    given = doing.answers.get(registration.date_field) if registration.date_field else None
    dated = given if isinstance(given, date) else today(timezone_of(organisation_id))
    written = doing.answers.get(registration.number_field)
    number = " ".join(str(written or "").split())
    try:
        found = _register(doing, registration, organisation_id, number, dated)
    except InvalidInput as refused:
        fields = {"number": registration.number_field, "dated": registration.date_field or registration.number_field}
        problems = refused.facts.get("problems")
        known = problems if isinstance(problems, Mapping) else {}
        raise InvalidInput(str(refused), problems={fields[name]: words for name, words in known.items()}) from refused
    values: dict[str, Any] = {registration.number_field: found}
    if registration.date_field:
        values[registration.date_field] = dated
    return values


def _register(doing: Registering, registration: Registration, organisation_id: int, number: str, dated: date) -> str:
    titled = doing.answers.get(registration.title_field) if registration.title_field else None
    by_hand = _("The number was written in the task “%(name)s”", name=doing.task_name) if number else ""
    subject = Subject(
        title=str(titled or doing.case_title),
        reason=str(by_hand),
        case_id=doing.case_id,
        case_number=doing.case_number,
        task_id=doing.task_id,
    )
    journal = journal_for(organisation_id, registration.journal)
    check_date(journal, dated, whole_year=True)
    if not number:
        return next_entry(journal, lock_year(journal, dated.year), subject, doing.by, dated).number
    if len(number) > LONGEST_NUMBER:
        words = str(_("Make it shorter: up to %(max)d signs", max=LONGEST_NUMBER))
        raise InvalidInput(words, problems={"number": words})
    return entry_for_number(journal, number, subject, doing.by, dated).number
