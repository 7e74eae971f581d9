"""The administrator's queue of outgoing letters: what failed and why, send again, drop with a reason."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access.models import Role
from app.access.policy import current_viewer, holding
from app.foundation.errors import Conflict, InvalidInput
from app.notifications.commands import drop_mail, retry_all_mail, retry_mail
from app.notifications.queries.outgoing import Queue, count_letters, list_letters
from app.notifications.routes import notifications

administrators = holding(Role.SYSADMIN)


@notifications.get("/mail/outgoing")
@administrators
def show_outgoing() -> str:
    """Show a part of the queue, failed letters first."""
    return _draw()


@notifications.post("/mail/outgoing/retry")
@administrators
def retry_all() -> ResponseReturnValue:
    """Send everything again that was given up."""
    count = retry_all_mail(retried_by=current_viewer().actor())
    flash(ngettext("%(num)d letter is sent again.", "%(num)d letters are sent again.", count), "go")
    return redirect(url_for("notifications.show_outgoing", queue=Queue.WAITING.value), 303)


@notifications.post("/mail/outgoing/<int:job_id>/retry")
@administrators
def retry(job_id: int) -> ResponseReturnValue:
    """Send one letter as soon as possible."""
    try:
        retry_mail(job_id, retried_by=current_viewer().actor())
        flash(_("The letter goes out as soon as the worker comes to it."), "go")
    except Conflict:
        flash(_("This letter is not in the queue any more: it was sent or dropped meanwhile."), "warn")
    return redirect(url_for("notifications.show_outgoing", queue=request.form.get("queue")), 303)


@notifications.post("/mail/outgoing/<int:job_id>/drop")
@administrators
def drop(job_id: int) -> ResponseReturnValue:
    """Put a letter out of the queue for good, with a reason."""
    try:
        drop_mail(job_id, reason=request.form.get("reason", ""), dropped_by=current_viewer().actor())
        flash(_("The letter is out of the queue and will not be sent."), "go")
    except InvalidInput:
        return _draw(without_reason=job_id), 422
    except Conflict:
        flash(_("This letter is not in the queue any more: it was sent or dropped meanwhile."), "warn")
    return redirect(url_for("notifications.show_outgoing", queue=request.form.get("queue")), 303)


def _draw(without_reason: int | None = None) -> str:
    wanted = request.values.get("queue", "")
    queue = Queue(wanted) if wanted in list(Queue) else Queue.FAILED
    page = list_letters(queue, before=request.args.get("before", type=int))
    return render_template(
        "notifications/outgoing.html", page=page, queue=queue, counts=count_letters(), without_reason=without_reason
    )
