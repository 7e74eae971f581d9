"""What a notice says to each person: calm words in their language, with a link; nothing when it no longer matters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import current_app
from flask_babel import force_locale
from sqlalchemy import Select, select

from app.access.models import Person, Role
from app.engine.models import Case, Incident, IncidentState, TaskState, UserTask
from app.engine.queries.following import list_followers
from app.foundation.clock import now, today
from app.foundation.database import db
from app.notifications.queries.words import Away, Facts, Words, words_of
from app.organisation.models import Absence
from app.organisation.queries import current_tree, people_holding, timezone_of
from app.organisation.queries.absences import get_absence, list_substitutes
from app.processes.models import Process

_ABOUT_A_REQUEST = frozenset({"extension-asked", "extension-refused"})
_ONLY_WHILE_OPEN = _ABOUT_A_REQUEST | {
    *("opened", "queued", "returned", "assigned", "remind", "due", "overdue", "escalate", "extended", "reminded")
}


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One letter to one person, ready to be sent; `event` says as what they hear of it, and so its kind."""

    person_id: int
    to: str
    to_name: str
    locale: str
    words: Words
    event: str = ""

    def payload(self) -> dict[str, Any]:
        """Return the letter as a mail job keeps it."""
        return {
            "person_id": self.person_id,
            "to": self.to,
            "to_name": self.to_name,
            "locale": self.locale,
            "name": self.words.subject,
            "subject": self.words.subject,
            "lines": list(self.words.lines),
            "link": self.words.link,
            "link_words": self.words.link_words,
            "footer": self.words.footer,
            "text": self.words.text(),
        }


def letters_of(notice: Mapping[str, Any], case_id: int | None) -> list[Letter]:
    """Return the letters of a notice; none for people without an address, or when the task is not open any more."""
    facts = _facts(notice, case_id)
    if facts is None:
        return []
    letters: list[Letter] = []
    instead = _instead(notice, facts)
    for person, event in _people(notice, facts, instead, case_id):
        facts = replace(facts, instead_of=instead.get(person.id, ("", "")))
        locale = person.locale if person.locale in {"ru", "en"} else "ru"
        with force_locale(locale):
            letters.append(
                Letter(
                    person_id=person.id,
                    event=event,
                    to=person.email,
                    to_name=person.name,
                    locale=locale,
                    words=words_of(event, facts),
                )
            )
    return letters


def _facts(notice: Mapping[str, Any], case_id: int | None) -> Facts | None:
    base = current_app.config["SOGLAS"].base_url.rstrip("/")
    case = db.session.execute(_case_query(case_id)).first() if case_id is not None else None
    task = db.session.get(UserTask, notice["task_id"]) if notice.get("task_id") else None
    incident = db.session.get(Incident, notice["incident_id"]) if notice.get("incident_id") else None
    if _is_past(str(notice["event"]), task, incident):
        return None
    tree = current_tree()
    absence = get_absence(notice["absence_id"]) if notice.get("absence_id") else None
    out = (task.excluded_initiator_id, task.excluded_previous_id, task.excluded_previous_for_id) if task else ()
    return Facts(
        base_url=base,
        case_number=case.number if case is not None else "",
        case_title=case.title if case is not None else "",
        case_organisation=tree.node(case.organisation_id).short_name if case is not None else "",
        initiator_id=case.initiator_id if case is not None else None,
        status=case.status.value if case is not None else "",
        end_words=case.outcome_words if case is not None else "",
        task_id=task.id if task is not None else None,
        task_name=task.name if task is not None else "",
        task_role=task.role if task is not None else "",
        task_organisation=tree.node(task.organisation_id).short_name if task and task.organisation_id else "",
        sent_by=str(notice.get("who", "")) or (task.opened_by if task is not None else ""),
        legal_date=task.legal_date if task is not None else None,
        safe_date=task.safe_date if task is not None else None,
        outcome=task.outcome if task is not None else "",
        comment=task.comment if task is not None else "",
        decided_by=task.completed_by_name if task is not None else "",
        decided_for=(task.completed_for, task.completed_basis) if task is not None else ("", ""),
        process_key=case.key if case is not None else "",
        case_organisation_id=case.organisation_id if case is not None else None,
        task_organisation_id=task.organisation_id if task is not None else None,
        left_out=frozenset(person for person in out if person is not None),
        away=_away(absence) if absence is not None else None,
        incident_ru=incident.ru if incident is not None else "",
        incident_en=incident.en if incident is not None else "",
        calendar_year=int(notice.get("year", 0)),
        said=str(notice.get("said", "")),
        old_date=date.fromisoformat(notice["old_date"]) if notice.get("old_date") else None,
    )


def _is_past(event: str, task: UserTask | None, incident: Incident | None) -> bool:
    """Say whether there is nothing left to tell: the task is done, a decision was taken back, the fault is gone."""
    if task is not None and event in _ONLY_WHILE_OPEN and task.state is not TaskState.OPEN:
        return True
    if task is not None and event == "decided" and task.state is not TaskState.COMPLETED:
        return True
    return incident is not None and incident.state is not IncidentState.OPEN


def _case_query(case_id: int) -> Select[*tuple[Any, ...]]:
    columns = (Case.number, Case.title, Case.organisation_id, Case.initiator_id, Case.status, Case.outcome_words)
    return select(*columns, Process.key).join(Process, Process.id == Case.process_id).where(Case.id == case_id)


def _away(absence: Absence) -> Away:
    name = db.session.scalar(select(Person.name).where(Person.id == absence.person_id)) or ""
    return Away(
        name=name,
        since=absence.since,
        until=absence.until,
        basis=absence.basis,
        set_by=absence.set_by_name,
        ended=absence.ended_at is not None,
    )


def _instead(notice: Mapping[str, Any], facts: Facts) -> dict[int, tuple[str, str]]:
    """Return who hears of a task because they substitute somebody today: id -> (whom, by which paper)."""
    if facts.task_id is None or notice["event"] not in _ONLY_WHILE_OPEN - {
        "escalate",
        "extension-asked",
        "extension-refused",
    }:
        return {}
    told = list(notice.get("to", ()))
    zone = timezone_of(facts.case_organisation_id) if facts.case_organisation_id is not None else "UTC"
    pair = (facts.task_role, facts.task_organisation_id)
    found = list_substitutes(told, today(zone), process_key=facts.process_key, pair=pair)
    return {person: why for person, why in found.items() if person not in {*told, *facts.left_out}}


def _told_by_return(notice: Mapping[str, Any], facts: Facts) -> set[int]:
    """Return who hears of a return by the task that came back, because they substitute somebody whose task it is."""
    back = notice.get("back_as")
    task = db.session.get(UserTask, back["task_id"]) if back else None
    if back is None or task is None:
        return set()
    zone = timezone_of(facts.case_organisation_id) if facts.case_organisation_id is not None else "UTC"
    pair = (task.role, task.organisation_id)
    found = list_substitutes(back["holders"], today(zone), process_key=facts.process_key, pair=pair)
    return set(found) - {task.excluded_initiator_id, task.excluded_previous_id, task.excluded_previous_for_id}


def _people(
    notice: Mapping[str, Any], facts: Facts, instead: Mapping[int, tuple[str, str]], case_id: int | None
) -> Iterable[tuple[Person, str]]:
    """Return who hears of it and as what; who would hear of it anyway does not hear of it as a follower as well."""
    wanted: list[int] = [*notice.get("to", ()), *instead]
    if notice.get("to_initiator") and facts.initiator_id is not None:
        wanted.append(facts.initiator_id)
    if notice.get("to_administrators"):
        wanted += [member.person.id for member in people_holding(Role.SYSADMIN, now().date())]
    left_out = {*notice.get("not_to", ()), *_told_by_return(notice, facts)}
    if notice.get("by_initiator"):
        left_out.add(facts.initiator_id)
    chosen = dict.fromkeys(set(wanted) - left_out, str(notice["event"]))
    if notice.get("followers") and case_id is not None:
        for person_id in set(list_followers(case_id)) - left_out - set(wanted):
            chosen[person_id] = str(notice["followers"])
    query = select(Person).where(Person.id.in_(chosen), Person.is_active, Person.email != "")
    return [(person, chosen[person.id]) for person in db.session.scalars(query.order_by(Person.id))]
