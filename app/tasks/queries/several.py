"""Several tasks at once: what was chosen, and how each of them ended."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from app.access.policy import Viewer
from app.engine.commands import TaskNotOpen, assign_task, claim_task, complete_task
from app.engine.models import TaskState
from app.engine.queries import TaskView, get_task_visible_to
from app.engine.queries.standing import leads
from app.foundation.errors import Conflict, InvalidInput, NotAllowed, NotFound, SoglasError
from app.tasks.commands import remind_task
from app.tasks.forms import shown_form

MOST_AT_ONCE = 50


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """A task that was ticked, with the version that was seen."""

    task: TaskView
    ver: int


@dataclass(frozen=True, kw_only=True)
class Result:
    """How one task ended: `problem` is empty when it was done."""

    chosen: Chosen
    problem: str

    @property
    def is_done(self) -> bool:
        """Say whether it was done."""
        return not self.problem


def chosen_of(viewer: Viewer, ids: list[str], vers: Mapping[str, str]) -> tuple[Chosen, ...]:
    """Return the ticked tasks that the person sees, each once; what is no number or not theirs is passed over."""
    found: dict[int, Chosen] = {}
    for text in ids[:MOST_AT_ONCE]:
        if not text.isdecimal() or len(text) > 9:
            continue
        try:
            task = get_task_visible_to(viewer, int(text))
        except NotFound:
            continue
        seen = vers.get(f"ver-{text}", "")
        ver = int(seen) if seen.isdecimal() and len(seen) < 10 else task.ver
        found[task.task_id] = Chosen(task=task, ver=ver)
    return tuple(found.values())


def do_all(viewer: Viewer, action: str, chosen: tuple[Chosen, ...], *, person_id: int | None) -> tuple[Result, ...]:
    """Do the same with each task, every one in its own transaction, and say how each ended."""
    acts: Mapping[str, Callable[[Chosen], str]] = {
        "claim": lambda one: _claim(viewer, one),
        "approve": lambda one: _approve(viewer, one),
        "assign": lambda one: _assign(viewer, one, person_id),
        "remind": lambda one: _remind(viewer, one),
    }
    return tuple(Result(chosen=one, problem=_told(acts[action], one)) for one in chosen)


def gone_words() -> str:
    """Return what is said of a task that this person does not see any more."""
    return str(_("You have no right to do this with the task"))


def _told(act: Callable[[Chosen], str], one: Chosen) -> str:
    try:
        return act(one)
    except TaskNotOpen as late:
        who = str(late.by or "")
        return str(_("Somebody was faster: %(who)s", who=who) if who else _("The task has changed since you looked"))
    except InvalidInput:
        return str(_("This colleague does not hold the role of the task, or four eyes leave them out"))
    except (NotAllowed, NotFound):
        return str(_("You have no right to do this with the task"))
    except SoglasError:
        return str(_("The case has stopped; the administrator sees it"))


def _claim(viewer: Viewer, one: Chosen) -> str:
    claim_task(one.task.task_id, claimed_by=viewer.actor())
    return ""


def _assign(viewer: Viewer, one: Chosen, person_id: int | None) -> str:
    if person_id is None:
        return str(_("Choose a colleague"))
    assign_task(one.task.task_id, person_id=person_id, assigned_by=viewer.actor())
    return ""


def _remind(viewer: Viewer, one: Chosen) -> str:
    """Remind the doers of a task; for colleagues in the same post, the head, and those whose case it is."""
    task = one.task
    mine = task.can_complete or task.refused_because == "assigned"
    if task.state is not TaskState.OPEN:
        return str(_("The task has changed since you looked"))
    if not (mine or task.initiator_id == viewer.person_id or leads(viewer, task.task_organisation_id)):
        raise NotAllowed(task_id=task.task_id)
    try:
        remind_task(task.task_id, task.case_id, reminded_by=viewer.actor())
    except Conflict:
        return str(_("The doers were already reminded today"))
    except InvalidInput:
        return str(_("Nobody else can do this task"))
    return ""


def _approve(viewer: Viewer, one: Chosen) -> str:
    """Approve with the form as it stands; what the form still asks for is left to its own page."""
    task = one.task
    if task.can_complete and "approve" not in task.outcomes:
        return str(_("There is nothing to approve in this task"))
    form = shown_form(viewer, task)
    form.outcome = "approve"
    if task.can_complete and not form.validate():
        first = form.problems[0][1]
        return str(_("It has to be filled in on its own page: %(problem)s", problem=first))
    post = viewer.find_post(task.role, task.task_organisation_id) if task.task_organisation_id and task.role else None
    complete_task(
        task.task_id,
        one.ver,
        form.answers(),
        completed_by=viewer.actor(post),
        outcome="approve",
        comment=form.comment,
        raw=form.draft(),
    )
    return ""
