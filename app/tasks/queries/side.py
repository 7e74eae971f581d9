"""What stands beside a task: why it is mine, until when and why then, what was before, what comes next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from app.access.policy import Viewer, role_name
from app.engine.commands.snooze_task import may_snooze
from app.engine.policy import may_ask_extension, may_decide_extension
from app.engine.queries import (
    ExtensionRow,
    NextWords,
    RequestRow,
    TaskView,
    find_waiting_request,
    list_extensions,
    list_next_steps,
    list_route,
    why_mine,
)
from app.engine.queries.explain import RouteStep
from app.engine.queries.route_words import RouteLine, route_after, route_before, usual_next
from app.engine.queries.snoozed import find_snooze
from app.foundation import words
from app.organisation.queries import working_calendar_of
from app.processes.queries import live_version, settings_for
from app.processes.queries.step_words import is_counted_term, settings_named_in, source_words, term_words


@dataclass(frozen=True, kw_only=True)
class Term:
    """The term of a task: the day in words, how long is left, where the day comes from, what happens afterwards."""

    day: str
    left: str
    tone: str
    safe: str
    sources: tuple[str, ...]
    afterwards: str
    changes: tuple[str, ...] = ()
    moved: tuple[ExtensionRow, ...] = ()
    request: RequestRow | None = None


@dataclass(frozen=True, kw_only=True)
class Side:
    """All panels beside a task."""

    why: tuple[str, ...]
    term: Term
    before: tuple[RouteLine, ...]
    after: tuple[RouteLine, ...]
    may_ask_extension: bool
    may_decide_extension: bool
    may_snooze: bool
    snoozed_until: date | None


def side_of(viewer: Viewer, task: TaskView) -> Side:
    """Return the panels of this task for this person."""
    steps = list_route(viewer, task.case_id)
    return Side(
        why=tuple(why_words(viewer, task)),
        term=term_of(task),
        before=route_before(steps),
        after=(*_again(task, steps), *route_after(steps)),
        may_ask_extension=may_ask_extension(viewer, task),
        may_decide_extension=may_decide_extension(viewer, task),
        may_snooze=may_snooze(task),
        snoozed_until=find_snooze(viewer, task.task_id) if may_snooze(task) else None,
    )


def _again(task: TaskView, steps: Sequence[RouteStep]) -> Iterator[RouteLine]:
    """Yield the usual next step when the case has been there before: the route counts it as done."""
    step = usual_next(list_next_steps(task))
    if step is not None and any(one.element_id == step.element_id and one.completed_at for one in steps):
        who = role_name(step.role) if step.role else step.organisation_name
        yield RouteLine(kind="next", shape="circle", title=step.name, who=who, when=str(_("once more")))


def next_words(task: TaskView, step: NextWords) -> str:
    """Return where an outcome leads: «Дальше: «Утвердить приказом» (директор, 5 рабочих дней)»."""
    who = words.lower_first(role_name(step.role)) if step.role else step.organisation_name
    name = f"«{step.name}»" if step.name else ""
    if step.is_end:
        return str(_("The case ends: %(name)s", name=name)) if name else str(_("The case ends"))
    counted = is_counted_term(step.deadline)
    term = (
        term_words(step.deadline, settings_for(live_version(task.version_id), task.organisation_id)) if counted else ""
    )
    facts = ", ".join(part for part in (who, term) if part)
    told = f"{name} ({facts})" if facts else name
    return str(_("Goes back: %(step)s", step=told)) if step.back else str(_("Next: %(step)s", step=told))


def outcome_consequence(task: TaskView, outcome: str) -> str:
    """Return what a button will do: the diagram's own words, else the next steps."""
    own = task.spec.properties.get(f"soglas:consequence:{outcome}" if outcome else "soglas:consequence", "").strip()
    if own:
        return own
    told = [next_words(task, step) for step in list_next_steps(task) if step.outcome == outcome]
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
    if note := calendar.notes.get(task.legal_date, ""):
        safe = " ".join(part for part in (safe, words.sentence(note) + ".") if part)
    return Term(
        day=words.not_later(task.legal_date),
        left=left,
        tone="stop" if late else "warn" if soon else "act",
        safe=safe,
        sources=tuple(_sources(task)),
        afterwards=_afterwards(task),
        changes=tuple(_changes(task)),
        moved=list_extensions(task.task_id),
        request=find_waiting_request(task.task_id),
    )


def _sources(task: TaskView) -> Iterator[str]:
    """Yield why it is this day: the rule, then the diagram's own words or the settings that the rule reads."""
    settings = settings_for(live_version(task.version_id), task.organisation_id, at=task.opened_at)
    opened = words.day_month(words.local(task.opened_at).date())
    if is_counted_term(task.spec.deadline):
        term = term_words(task.spec.deadline, settings)
        yield str(_("%(term)s; the task was opened on %(day)s.", term=words.sentence(term), day=opened))
    basis = task.spec.properties.get("soglas:deadline-basis", "").strip()
    if basis:
        yield basis
        return
    for setting in settings_named_in(task.spec.deadline, settings):
        yield source_words(setting)


def _changes(task: TaskView) -> Iterator[str]:
    """Yield what moved the day away from the rule of the diagram: the day set for many cases at once."""
    if task.bound is not None and task.legal_date == task.bound.day:
        yield str(_("Last day set for all: %(why)s.", why=task.bound.why))
        if task.printed_date is not None and task.printed_date > task.bound.day:
            yield str(_("By the diagram it would be %(day)s.", day=words.day_month(task.printed_date)))


def _afterwards(task: TaskView) -> str:
    parts = []
    if task.spec.remind:
        days = [int("".join(c for c in text if c.isdigit()) or 0) for text in task.spec.remind]
        ordered = sorted({day for day in days if day}, reverse=True)
        if ordered:
            told = words.listed([str(day) for day in ordered])
            parts.append(
                str(
                    ngettext(
                        "We remind %(days)s day before.", "We remind %(days)s days before.", ordered[-1], days=told
                    )
                )
            )
    if task.spec.escalate:
        parts.append(str(_("If it is late, those above are told.")))
    return " ".join(parts)


def why_words(viewer: Viewer, task: TaskView) -> Iterator[str]:
    """Yield why this person has the task: the post, the relation, who gave it, who else could do it."""
    if task.on_behalf_of:
        told = _("You act instead of: %(who)s", who=task.on_behalf_of)
        yield f"{told} ({task.basis})." if task.basis else f"{told}."
        return
    why = why_mine(viewer, task)
    if why.rule == "assignee":
        yield str(_("The diagram gives this step to you by name."))
    elif why.rule == "named":
        yield str(_("The diagram names you among those who may do this step."))
    elif why.post or why.role:
        post = why.post or role_name(why.role)
        yield str(_("Your post: %(post)s, %(place)s.", post=words.lower_first(post), place=why.organisation_name))
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
