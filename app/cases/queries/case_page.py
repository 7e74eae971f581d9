"""Everything the page of one case shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from flask import url_for
from flask_babel import get_locale, get_timezone, ngettext
from flask_babel import gettext as _

from app.access.policy import Viewer, role_name
from app.assignments.queries.panel import AssignmentPanel, panel_of
from app.cases.queries.family_tree import FamilyTree, family_tree
from app.cases.queries.marks import Marks, marks_of
from app.cases.queries.sheet import SheetLine, sheet_lines
from app.cases.queries.status_words import state_of
from app.discussions.queries.thread import SHORT, Thread, thread_of
from app.documents.models import StoredFile
from app.documents.policy.paper_rights import may_add_papers
from app.documents.queries import list_files_of_case
from app.documents.queries.acquaintance import PROCESS as ACQUAINTANCE
from app.documents.queries.acquaintance import Sheet as ReadersSheet
from app.documents.queries.acquaintance import sheet_of
from app.documents.queries.agreed_content import list_standings
from app.engine.policy import may_cancel_case, may_withdraw_case
from app.engine.queries import (
    AnsweredTask,
    CaseRow,
    IncidentRow,
    TaskView,
    get_case_by_number,
    get_case_visible_to,
    latest_answers,
    list_agreement_rows,
    list_answers_before,
    list_case_incidents,
    list_case_tasks,
    list_case_values,
    list_remarks,
    list_route,
    list_timeline,
)
from app.engine.queries.explain import RouteStep, list_next_steps
from app.engine.queries.following import follows
from app.engine.queries.route_words import RouteLine, route_after, route_before, usual_next
from app.engine.queries.tasks import find_recallable
from app.engine.queries.timeline_words import HistoryLine, history_line
from app.forms import Answer, describe
from app.foundation import clock, words
from app.foundation.drawn import StateWords
from app.organisation.queries import reading_in, working_calendar_of
from app.processes.queries import Live, live_version

_MOST_LINES: Final = 5


@dataclass(frozen=True, kw_only=True)
class Given:
    """The answers of one completed step, in words."""

    task_id: int
    name: str
    who: str
    at: datetime
    round: int
    answers: tuple[Answer, ...]


@dataclass(frozen=True, kw_only=True)
class FileLink:
    """A document as answers name it."""

    name: str
    url: str


@dataclass(frozen=True, kw_only=True)
class CasePage:
    """What the template of a case draws."""

    case: CaseRow
    state: StateWords
    version_number: int
    now_words: tuple[str, ...]
    next_words: str
    marks: Marks
    route: tuple[RouteLine, ...]
    sheet: tuple[SheetLine, ...]
    given: tuple[tuple[Given, ...], ...]
    """The answers of each step, those that several people gave side by side together."""
    history: tuple[HistoryLine, ...]
    only_decisions: bool
    incidents: tuple[str, ...]
    family: FamilyTree | None
    facts: tuple[tuple[str, str], ...]
    documents: tuple[StoredFile, ...]
    files: dict[str, FileLink]
    remarks: int
    my_task: TaskView | None
    recallable: int | None
    may_withdraw: bool
    may_cancel: bool
    thread: Thread
    charge: AssignmentPanel
    follows: bool
    may_add_papers: bool = False
    readers: ReadersSheet | None = None


def find_case(viewer: Viewer, number: str) -> CaseRow:
    """Return a case by its number for this person; raises NotFound also when they must not know of it."""
    return get_case_visible_to(viewer, get_case_by_number(number).id)


def case_page(viewer: Viewer, number: str, *, only_decisions: bool = False) -> CasePage:
    """Return the page of a case for this person; raises NotFound."""
    case = find_case(viewer, number)
    live = live_version(case.version_id)
    route = list_route(viewer, case.case_id)
    tasks = list_case_tasks(viewer, case.case_id)
    incidents = list_case_incidents(case.case_id)
    family = family_tree(viewer, case.case_id)
    parent = family.parent.number if family is not None and family.parent is not None else ""
    documents = tuple(list_files_of_case(viewer, case.case_id))
    history = list_timeline(viewer, case.case_id, only_decisions=only_decisions)
    return CasePage(
        case=case,
        state=state_of(case),
        version_number=live.number,
        now_words=(*_all_now_words(tasks), *(family.waits_for if family is not None else ())),
        next_words=_next_words(tasks),
        marks=marks_of(case.case_id, live, route, tasks, [one.element_id for one in incidents if one.element_id]),
        route=route_before(route) + route_after(route),
        sheet=sheet_lines(list_agreement_rows(viewer, case.case_id), list_standings(case.case_id), viewer.person_id),
        given=_all_given(viewer, case, live),
        history=tuple(history_line(entry, parent=parent) for entry in history),
        only_decisions=only_decisions,
        incidents=tuple(_incident_words(one) for one in incidents),
        family=family,
        facts=tuple(_facts(case, route)),
        documents=documents,
        remarks=len(list_remarks(viewer, case.case_id)),
        files={row.id: FileLink(name=row.name, url=url_for("documents.download", file_id=row.id)) for row in documents},
        recallable=find_recallable(viewer, case.case_id),
        my_task=next((task for task in tasks if task.can_complete), None),
        may_withdraw=may_withdraw_case(viewer, case),
        may_cancel=may_cancel_case(viewer, case),
        charge=panel_of(viewer, case),
        follows=follows(viewer, case.case_id),
        thread=thread_of(viewer, case, limit=SHORT),
        may_add_papers=may_add_papers(viewer, case.case_id),
        readers=sheet_of(viewer, case.case_id) if case.process_key == ACQUAINTANCE else None,
    )


def _all_given(viewer: Viewer, case: CaseRow, live: Live) -> tuple[tuple[Given, ...], ...]:
    """Return the answers of the start and of every step; those of an acquaintance stand in its sheet."""
    if case.process_key == ACQUAINTANCE:
        return ()
    steps = (*_given_at_start(viewer, case, live), *_given(case, live, list_answers_before(viewer, case.case_id)))
    return tuple(tuple(group) for _name, group in groupby(steps, key=lambda step: step.name))


def _all_now_words(tasks: Sequence[TaskView]) -> Iterator[str]:
    """Return a line for each open task; many of one step are one line with their number."""
    for _element, group in groupby(sorted(tasks, key=lambda task: task.element_id), lambda task: task.element_id):
        same = list(group)
        if len(same) <= _MOST_LINES:
            yield from (_now_words(task) for task in same)
        else:
            yield ngettext("%(step)s: %(num)d person", "%(step)s: %(num)d people", len(same), step=same[0].name)


def _now_words(task: TaskView) -> str:
    """«Согласовать штатное расписание: специалист комитета, Северный район, не позднее 9 июня включительно»."""
    who = task.assignee_name or (words.lower_first(role_name(task.role)) if task.role else "")
    parts = [who] if who else []
    if task.task_organisation_name and not task.assignee_name:
        parts.append(task.task_organisation_name)
    if task.legal_date:
        parts.append(words.not_later(task.legal_date, short=True))
    return f"{task.name}: {', '.join(parts)}" if parts else task.name


def _next_words(tasks: Sequence[TaskView]) -> str:
    """Return the steps that usually follow the open ones."""
    found = [usual_next(list_next_steps(task)) for task in tasks]
    told = []
    for step in found:
        if step is not None:
            who = words.lower_first(role_name(step.role)) if step.role else ""
            name = step.name or str(_("the case ends"))
            told.append(f"{name} ({who})" if who else name)
    return "; ".join(dict.fromkeys(told))


def _given_at_start(viewer: Viewer, case: CaseRow, live: Live) -> tuple[Given, ...]:
    """Return what was said when the case was opened, as the case has it now."""
    schema = live.forms.get(live.start_form_id) if live.start_form_id else None
    if schema is None:
        return ()
    values = list_case_values(viewer, case.case_id)
    return (
        Given(
            task_id=0,
            name=str(_("Opening of the case")),
            who=case.initiator_name or str(_("System")),
            at=case.opened_at,
            round=1,
            answers=describe(schema, values, **_how(case)),
        ),
    )


def _how(case: CaseRow) -> dict[str, Any]:
    """Return how the forms of the case are read to the person of this request."""
    setting = {"locale": str(get_locale() or "ru"), "now": clock.now(), "zone": get_timezone()}
    return {**setting, **reading_in(case.organisation_id)}


def _given(case: CaseRow, live: Live, done: Sequence[AnsweredTask]) -> tuple[Given, ...]:
    """Return the latest answers of each step, in the order of completion."""
    how = _how(case)
    return tuple(
        Given(
            task_id=one.task_id,
            name=one.name,
            who=one.completed_by_name,
            at=one.completed_at,
            round=one.round,
            answers=describe(live.forms[one.form_id], one.answers, **how),
        )
        for one in latest_answers(done)
        if one.answers and one.form_id in live.forms
    )


def _incident_words(one: IncidentRow) -> str:
    told = one.words(str(get_locale() or "ru"))
    return f"«{one.element_name}»: {told}" if one.element_name else told


def _facts(case: CaseRow, route: Sequence[RouteStep]) -> list[tuple[str, str]]:
    opened = words.local(case.opened_at).date()
    closed = words.local(case.closed_at).date() if case.closed_at else words.local_today()
    calendar = working_calendar_of(case.organisation_id)
    facts = [
        (str(_("Opened")), words.day_year(opened)),
        (str(_("Opened by")), case.initiator_name or str(_("System"))),
        (str(_("At work")), words.working_days(max(0, calendar.working_days_between(opened, closed)))),
    ]
    if case.bound is not None:
        facts.append((str(_("Last day for all")), f"{words.day_year(case.bound.day)}, {case.bound.why}"))
    if case.round > 1:
        facts.append((str(_("Rounds")), str(case.round)))
    if case.edition:
        facts.append((str(_("Edition")), str(case.edition)))
    if case.closed_at:
        facts.append((str(_("Ended")), words.day_year(closed)))
    return facts
