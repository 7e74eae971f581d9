"""The term of a task made longer: asked for by who does it, decided by who issued the work, or set at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.policy import current_viewer, signed_in
from app.engine.commands import decide_extension, extend_task, request_extension, withdraw_request
from app.engine.models import RequestState
from app.engine.policy import may_ask_extension, may_decide_extension, may_extend_task
from app.engine.queries import TaskView, get_task_visible_to, list_requests_to_decide
from app.foundation.errors import Conflict, InvalidInput, NotAllowed, NotFound
from app.tasks.queries.extending import ExtendingPage, extending_page
from app.tasks.routes import tasks


@tasks.get("/tasks/extensions")
@signed_in
def list_extension_requests() -> str:
    """List the requests that wait for this person."""
    return render_template("tasks/extension_requests.html", requests=list_requests_to_decide(current_viewer()))


@tasks.get("/tasks/<int:task_id>/extension")
@signed_in
def show_extension(task_id: int) -> str:
    """Show the days the task had, the requests, and what this person may do about them."""
    return _draw(_page(task_id))


@tasks.post("/tasks/<int:task_id>/extension/ask")
@signed_in
def ask_extension(task_id: int) -> ResponseReturnValue:
    """Ask for a later day."""
    page = _page(task_id)
    _require(page.may_ask, page.task)
    actor = current_viewer().actor()
    day = _day()
    refused = _try(page, lambda: request_extension(task_id, new_date=_given(day), reason=_reason(), requested_by=actor))
    return refused or _done(page.task, _("The request is sent. Until it is decided, the term stays as it is."))


@tasks.post("/tasks/<int:task_id>/extension/withdraw")
@signed_in
def withdraw_extension(task_id: int) -> ResponseReturnValue:
    """Take one's own request back."""
    page = _page(task_id)
    waiting = page.waiting
    if waiting is None or waiting.requested_by != current_viewer().person_id:
        raise NotAllowed(help=page.task.organisation_name)
    withdraw_request(waiting.id, withdrawn_by=current_viewer().actor())
    return _done(page.task, _("The request is taken back; the term is as it was."))


@tasks.post("/tasks/<int:task_id>/extension/decide")
@signed_in
def decide(task_id: int) -> ResponseReturnValue:
    """Grant the request that was shown, or refuse it with words."""
    page = _page(task_id)
    _require(may_decide_extension(current_viewer(), page.task), page.task)
    shown, answer = request.form.get("request", ""), request.form.get("answer", "")
    if page.waiting is None or str(page.waiting.id) != shown:
        raise Conflict(task_id=task_id)
    number, actor = page.waiting.id, current_viewer().actor()
    if request.form.get("decision") == "refuse":
        refused = _try(page, lambda: decide_extension(number, grant=False, answer=answer, decided_by=actor), "answer")
        return refused or _done(page.task, _("The request is refused; who asked is told why."))
    day = _day()
    refused = _try(
        page,
        lambda: decide_extension(number, grant=True, new_date=_given(day), answer=answer, decided_by=actor),
    )
    return refused or _done(page.task, _("The term is longer; who does the task is told."))


@tasks.post("/tasks/<int:task_id>/extension/extend")
@signed_in
def extend(task_id: int) -> ResponseReturnValue:
    """Make the term longer without having been asked."""
    page = _page(task_id)
    _require(may_extend_task(current_viewer(), page.task), page.task)
    day, actor = _day(), current_viewer().actor()
    refused = _try(page, lambda: extend_task(task_id, new_date=_given(day), reason=_reason(), extended_by=actor))
    return refused or _done(page.task, _("The term is longer; who does the task is told."))


def _page(task_id: int) -> ExtendingPage:
    viewer = current_viewer()
    task = get_task_visible_to(viewer, task_id)
    return extending_page(
        task,
        may_ask=may_ask_extension(viewer, task),
        may_decide=may_decide_extension(viewer, task),
        may_extend=may_extend_task(viewer, task),
        person_id=viewer.person_id,
    )


def _require(allowed: bool, task: TaskView) -> None:
    if not allowed:
        raise NotAllowed(_("The term of this task is not yours to change."), help=task.task_organisation_name)


def _day() -> date | None:
    try:
        return date.fromisoformat(request.form.get("day", "").strip())
    except ValueError:
        return None


def _given(day: date | None) -> date:
    if day is None:
        raise InvalidInput(problems={"new_date": "not a date"})
    return day


def _reason() -> str:
    return request.form.get("reason", "")


def _try(page: ExtendingPage, act: Callable[[], object], reason_field: str = "reason") -> ResponseReturnValue | None:
    """Run a command; what it refuses is said next to the field, with everything that was typed."""
    try:
        act()
    except InvalidInput as refused:
        problems = refused.facts.get("problems")
        given = problems if isinstance(problems, dict) else {}
        words = {
            "not a date": _("Write the day as a date."),
            "not later": _("The day must be later than the present term and not in the past"),
            "too far": _("Not more than a year after the present term"),
            "no term": _("This task has no term"),
            "required": _("Write why: it stays with the task and in its history"),
            "too long": _("At most %(number)s characters", number=4000),
        }
        places = {"new_date": "day", "reason": reason_field}
        found = {places.get(str(name), str(name)): str(words.get(str(word), word)) for name, word in given.items()}
        return _draw(page, found), 422
    return None


def _draw(page: ExtendingPage, problems: dict[str, str] | None = None) -> str:
    return render_template(
        "tasks/extension.html",
        page=page,
        problems=problems or {},
        typed=request.form,
        words=_state_words(),
    )


def _state_words() -> dict[RequestState, tuple[str, str, str]]:
    return {
        RequestState.WAITING: ("act", _("Waits for a decision"), "clock"),
        RequestState.GRANTED: ("go", _("Granted"), "check"),
        RequestState.REFUSED: ("stop", _("Refused"), "x"),
        RequestState.WITHDRAWN: ("calm", _("Taken back"), "back"),
    }


def _done(task: TaskView, said: str) -> ResponseReturnValue:
    flash(said, "go")
    try:
        get_task_visible_to(current_viewer(), task.task_id)
    except NotFound:
        return redirect(url_for("tasks.inbox"), 303)
    return redirect(url_for("tasks.show_extension", task_id=task.task_id), 303)
