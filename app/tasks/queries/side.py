"""What stands beside a task: why it is mine, until when and why then, what was before, what comes next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from app.access.policy import Viewer, role_name
from app.engine.queries import NextWords, TaskView, list_next_steps, list_route, why_mine
from app.engine.queries.explain import RouteStep
from app.foundation import words
from app.organisation.queries import working_calendar_of
from app.processes.queries import settings_of
from app.processes.queries.step_words import settings_named_in, term_words


@dataclass(frozen=True, kw_only=True)
class Step:
    """A line of a route in words."""

    kind: str
    shape: str
    title: str
    who: str
    when: str


@dataclass(frozen=True, kw_only=True)
class Term:
    """The term of a task: the day in words, how long is left, where the day comes from, what happens afterwards."""

    day: str
    left: str
    tone: str
    safe: str
    sources: tuple[str, ...]
    afterwards: str


@dataclass(frozen=True, kw_only=True)
class Side:
    """All panels beside a task."""

    why: tuple[str, ...]
    term: Term
    before: tuple[Step, ...]
    after: tuple[Step, ...]


SHAPES = {"done": "check", "now": "user", "next": "circle", "returned": "back"}


def side_of(viewer: Viewer, task: TaskView) -> Side:
    """Return the panels of this task for this person."""
    steps = list_route(viewer, task.case_id)
    before = tuple(route_step(step) for step in steps if step.state != "next")
    after = tuple(route_step(step) for step in steps if step.state == "next")
    return Side(why=tuple(_why(viewer, task)), term=term_of(task), before=before, after=after)


def route_step(step: RouteStep) -> Step:
    """Return a step of the route in words."""
    who = step.who or (role_name(step.role) if step.role else "")
    parts = []
    if step.completed_at is not None:
        parts.append(words.day_month(words.local(step.completed_at).date()))
    elif step.legal_date is not None:
        parts.append(words.not_later(step.legal_date, short=True))
    if step.round > 1:
        parts.append(str(_("round %(number)d", number=step.round)))
    kind = "stop" if step.state == "returned" else step.state
    return Step(kind=kind, shape=SHAPES.get(step.state, "circle"), title=step.name, who=who, when=", ".join(parts))


def next_words(step: NextWords) -> str:
    """Return where an outcome leads: «Утвердить приказом (директор), 5 рабочих дней»."""
    who = role_name(step.role) if step.role else step.organisation_name
    name = f"«{step.name}»" if step.name else ""
    if step.is_end:
        return str(_("The case ends: %(name)s", name=name)) if name else str(_("The case ends"))
    facts = ", ".join(part for part in (who, step.deadline and term_words(step.deadline)) if part)
    told = f"{name} ({facts})" if facts else name
    return str(_("Goes back: %(step)s", step=told)) if step.back else str(_("Next: %(step)s", step=told))


def outcome_consequence(task: TaskView, outcome: str) -> str:
    """Return what a button will do: the diagram's own words, else the next steps."""
    own = task.spec.properties.get(f"soglas:consequence:{outcome}" if outcome else "soglas:consequence", "").strip()
    if own:
        return own
    told = [next_words(step) for step in list_next_steps(task) if step.outcome == outcome]
    return ". ".join(dict.fromkeys(told))


def term_of(task: TaskView) -> Term:
    """Return the term of a task with the source of its day."""
    if task.legal_date is None:
        return Term(day="", left="", tone="calm", safe="", sources=(), afterwards="")
    calendar = working_calendar_of(task.task_organisation_id or task.organisation_id)
    today = words.local_today()
    left = words.left(task.legal_date, calendar.working_days_between(today, task.legal_date))
    late = task.legal_date < today
    soon = (task.legal_date - today).days <= 1
    safe = ""
    if task.safe_date is not None and task.safe_date != task.legal_date:
        safe = str(
            _(
                "%(day)s; the last working day before it is %(safe)s",
                day=words.day_weekday(task.legal_date),
                safe=words.day_month(task.safe_date),
            )
        )
    return Term(
        day=words.not_later(task.legal_date),
        left=left,
        tone="stop" if late else "warn" if soon else "act",
        safe=safe,
        sources=tuple(_sources(task)),
        afterwards=_afterwards(task),
    )


def _sources(task: TaskView) -> Iterator[str]:
    settings = settings_of(task.version_id)
    term = term_words(task.spec.deadline, settings)
    if term:
        opened = words.day_month(words.local(task.opened_at).date())
        yield str(_("%(term)s; the task was opened on %(day)s.", term=term[:1].upper() + term[1:], day=opened))
    for setting in settings_named_in(task.spec.deadline, settings):
        printed = setting.source.startswith("[DOC]")
        text = setting.source.removeprefix("[DOC]").removeprefix("[DEF]").strip()
        head = _("Printed in a document") if printed else _("Setting of the process")
        yield f"{head}: {text}"


def _afterwards(task: TaskView) -> str:
    parts = []
    if task.spec.remind:
        days = [int("".join(c for c in text if c.isdigit()) or 0) for text in task.spec.remind]
        told = ", ".join(str(day) for day in sorted({day for day in days if day}, reverse=True))
        if told:
            parts.append(str(_("We remind, days before: %(days)s.", days=told)))
    if task.spec.escalate:
        parts.append(str(_("If it is late, those above are told.")))
    return " ".join(parts)


def _why(viewer: Viewer, task: TaskView) -> Iterator[str]:
    why = why_mine(viewer, task)
    if why.rule == "assignee":
        yield str(_("The diagram gives this step to you by name."))
    elif why.rule == "named":
        yield str(_("The diagram names you among those who may do this step."))
    elif why.post or why.role:
        post = why.post or role_name(why.role)
        yield str(_("Your post: %(post)s, %(place)s.", post=_lower(post), place=why.organisation_name))
    if why.rule == "role" and why.organisation_name == why.case_organisation_name:
        yield str(_("The case was opened for your organisation and this step belongs to your post."))
    elif why.rule == "role":
        case = why.case_organisation_name
        yield str(_("The case: %(organisation)s. This step belongs to your post.", organisation=case))
    if why.given_by:
        yield str(_("The task was given to you by: %(who)s.", who=why.given_by))
    elif why.claimed_at is not None:
        yield str(_("You took it from the queue %(day)s.", day=words.since(why.claimed_at)))
    elif why.others:
        yield str(
            ngettext(
                "It can also be done by %(num)d colleague; whoever is first does it.",
                "It can also be done by %(num)d colleagues; whoever is first does it.",
                why.others,
            )
        )


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:] if not text[:2].isupper() else text
