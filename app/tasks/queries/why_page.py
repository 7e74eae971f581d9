"""«Почему это моя задача»: whose it is and by what rule, where its day comes from, what each answer leads to, whom to
ask. Everything is read from the diagram, the calendar, the record and the posts people hold now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

from app.access.models import Role
from app.access.policy import Viewer, role_name
from app.engine.models import TaskState
from app.engine.queries import NextWords, TaskView, list_assignable_people, list_next_steps
from app.engine.queries.agreement import first_group
from app.foundation import words
from app.organisation.policy.heads import HEADS
from app.organisation.queries import current_tree
from app.organisation.queries.people import Member, find_holder_posts, people_holding
from app.processes.queries import live_version
from app.processes.queries.step_words import outcome_button, send_button
from app.tasks.queries.calendar_story import CalendarStory, calendar_story
from app.tasks.queries.side import Term, next_words, term_of, why_words

MOST_NAMES = 6


@dataclass(frozen=True, kw_only=True)
class Step:
    """Where an answer leads: the step in words, and who does it now."""

    words: str
    people: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One answer to the task: its button, what the diagram says of it, the steps it leads to.

    `by_values` says that the values of the case choose between the steps.
    """

    word: str
    own_words: str
    steps: tuple[Step, ...]
    together: bool
    by_values: bool


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Whom to ask about something."""

    about: str
    people: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class WhyPage:
    """What the page says."""

    task: TaskView
    mine: tuple[str, ...]
    rule: tuple[str, ...]
    term: Term
    calendar: CalendarStory | None
    answers: tuple[Answer, ...]
    contacts: tuple[Contact, ...]


def why_page(viewer: Viewer, task: TaskView) -> WhyPage:
    """Return the page for this person."""
    is_open = task.state is TaskState.OPEN
    return WhyPage(
        task=task,
        mine=tuple(_mine(viewer, task)),
        rule=tuple(_rule(task)),
        term=term_of(task),
        calendar=calendar_story(task) if is_open else None,
        answers=tuple(_answers(task)) if is_open else (),
        contacts=tuple(_contacts(viewer, task)),
    )


def _mine(viewer: Viewer, task: TaskView) -> Iterator[str]:
    """Yield why this person has the task, or why they only see it."""
    if task.state is not TaskState.OPEN:
        who = task.completed_by_name or str(_("System"))
        yield str(_("The task is done: %(who)s.", who=who))
    elif task.can_complete or task.can_claim or task.on_behalf_of:
        yield from why_words(viewer, task)
    else:
        yield str(_("You see this task because you see its case; it is done by others."))
    lender = next((one for one in viewer.stands_in if one.name == task.on_behalf_of), None)
    if lender is not None:
        day = words.day_year(lender.until)
        yield str(_("The substitution lasts until %(day)s inclusive; after that the task is theirs again.", day=day))
    if task.delegation == "return" and task.can_give_back:
        yield str(
            _("You were asked to prepare the answer and to give it back: the decision stays with the one who asked.")
        )
    if task.bound is not None:
        yield str(_("The case belongs to a campaign: %(why)s.", why=task.bound.why))
    if task.sent_by:
        day = words.since(task.opened_at)
        yield str(_("It came %(day)s from: %(who)s.", day=day, who=task.sent_by))


def _rule(task: TaskView) -> Iterator[str]:
    """Yield who does the step by the diagram, with the organisation that each place means in this case."""
    for group in task.spec.groups:
        place = task.places.get(group.place)
        role = words.lower_first(role_name(group.role))
        if place is None:
            yield str(_("By the diagram: %(role)s; this case has no such organisation.", role=role))
            continue
        node = current_tree().node(place)
        yield str(
            _("By the diagram: %(role)s; in this case that is %(organisation)s.", role=role, organisation=node.name)
        )
    if task.refused_because in {"initiator", "previous"}:
        yield str(_("Four eyes: who opened the case or did the step before leaves this one to somebody else."))


def _answers(task: TaskView) -> Iterator[Answer]:
    steps = list_next_steps(task)
    for outcome in task.outcomes or ("",):
        own = task.spec.properties.get(f"soglas:consequence:{outcome}" if outcome else "soglas:consequence", "").strip()
        after = [step for step in steps if step.outcome == outcome]
        yield Answer(
            word=outcome_button(task.kind, outcome) if outcome else send_button(task.spec),
            own_words=own,
            steps=tuple(Step(words=next_words(task, step), people=_people_of(task, step)) for step in after),
            together=any(step.together for step in after),
            by_values=len(after) > 1 and not any(step.together for step in after),
        )


def _people_of(task: TaskView, step: NextWords) -> tuple[str, ...]:
    """Return who holds the post of the next step today."""
    spec = live_version(task.version_id).task_spec(step.element_id)
    role, place = first_group(spec, dict(task.places)) if spec is not None else ("", None)
    if not role or place is None or role not in set(Role):
        return ()
    return _names(find_holder_posts([(role, place)], words.local_today()))


def _contacts(viewer: Viewer, task: TaskView) -> Iterator[Contact]:
    """Yield whom to ask about what; nobody is named twice under one heading, and the reader never."""
    if task.state is TaskState.OPEN:
        able = [name for person_id, name in list_assignable_people(task.task_id) if person_id != viewer.person_id]
        yield Contact(about=str(_("Who can do this step too")), people=tuple(able[:MOST_NAMES]))
    if task.sent_by:
        yield Contact(about=str(_("What came before: who sent the task")), people=(task.sent_by,))
    place = task.task_organisation_id or task.organisation_id
    node = current_tree().node(place)
    heads = [
        (role, node.parent_id if role is Role.SCHOOL_DIRECTOR and node.kind == "centre" else place)
        for role in HEADS.get(node.kind, ())
    ]
    led = find_holder_posts([(role, where) for role, where in heads if where is not None], words.local_today())
    yield Contact(about=str(_("Who leads: %(organisation)s", organisation=node.short_name)), people=_names(led, viewer))
    owners = people_holding(Role.PROCESS_OWNER, words.local_today())
    yield Contact(about=str(_("The process itself and its terms")), people=_names(owners, viewer))
    keepers = people_holding(Role.SYSADMIN, words.local_today())
    yield Contact(about=str(_("Accounts, posts and everything that does not work")), people=_names(keepers, viewer))


def _names(members: list[Member], viewer: Viewer | None = None) -> tuple[str, ...]:
    found = (one.person for one in members if viewer is None or one.person.id != viewer.person_id)
    return tuple(dict.fromkeys(person.name for person in found))[:MOST_NAMES]
