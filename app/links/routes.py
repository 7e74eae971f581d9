"""The page behind a link, for people without an account, and giving and taking back links."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.policy import current_viewer, signed_in
from app.access.policy.declarations import public
from app.documents.routes.files import send_stored
from app.engine.commands import TaskNotOpen
from app.engine.queries import get_task_visible_to
from app.forms import PressRefused
from app.foundation.errors import InvalidInput, NotFound
from app.links.commands import LinkNotOpen, answer_by_link, count_post, issue_link, revoke_link
from app.links.forms import ACTION, LinkForm, link_form
from app.links.handlers import listen_to_links
from app.links.queries import LinkedTask, file_address, get_linked_task, link_address

links = Blueprint("links", __name__, template_folder="templates")
PRESS = "_press"


def install_links(app: Flask) -> None:
    """Serve the pages of links, send their letters, and close them when their task is done."""
    app.register_blueprint(links)
    listen_to_links()


@links.get("/answer/<token>")
@public
def show(token: str) -> ResponseReturnValue:
    """Show what is asked; looking changes nothing."""
    linked = get_linked_task(token)
    if linked.state != "open":
        return _gone(linked)
    return _private(_draw(linked, link_form(linked), token))


@links.post("/answer/<token>")
@public
def answer(token: str) -> ResponseReturnValue:
    """Take the answer, or change a row of it."""
    linked = get_linked_task(token)
    if linked.state != "open":
        return _gone(linked)
    redraws = request.form.get(ACTION) == "redraw"  # writes nothing, and comes by itself after each change
    if not redraws and not count_post(linked.link.id):
        return _private(render_template("links/wait.html", linked=linked), 429)
    form = link_form(linked, posted=request.form, files=request.files)
    if form.unknown_keys:
        abort(400)
    if PRESS in request.form:
        return _press(linked, form, token)
    if redraws:
        return _private(_draw(linked, form, token))
    if not form.validate():
        return _private(_draw(linked, form, token), 422)
    return _complete(linked, form, token)


def _complete(linked: LinkedTask, form: LinkForm, token: str) -> ResponseReturnValue:
    try:
        answer_by_link(linked.link, form.answers(), answerer=form.answerer, outcome=form.outcome, comment=form.comment)
    except (LinkNotOpen, TaskNotOpen):
        return _gone(get_linked_task(token))
    except InvalidInput as refused:
        problems = refused.facts.get("problems")
        form.refuse({str(name): str(words) for name, words in problems.items()} if isinstance(problems, dict) else {})
        if not form.problems:
            raise
        return _private(_draw(linked, form, token), 422)
    return redirect(url_for("links.show", token=token), 303)


def _press(linked: LinkedTask, form: LinkForm, token: str) -> ResponseReturnValue:
    """Add or take away a row or a file; nothing typed is lost."""
    if form.fields is None:
        abort(400)
    try:
        form.fields.press(request.form[PRESS])
    except PressRefused:
        abort(400)
    return _private(_draw(linked, form, token))


def _draw(linked: LinkedTask, form: LinkForm, token: str) -> str:
    files = [(row, file_address(token, row)) for row in linked.files]
    return render_template("links/answer.html", linked=linked, form=form, files=files)


def _gone(linked: LinkedTask) -> Response:
    """Say what has become of a link: 200 right after the answer, 410 for one that is over otherwise."""
    status = 200 if linked.state == "used" else 410
    return _private(render_template("links/gone.html", linked=linked), status)


def _private(page: str, status: int = 200) -> Response:
    """Return a page that is kept nowhere and sends its address to nobody."""
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@links.get("/answer/<token>/files/<file_id>")
@public
def download(token: str, file_id: str) -> Response:
    """Give a file that the diagram shows to whoever has the link."""
    linked = get_linked_task(token)
    row = next((one for one in linked.files if one.id == file_id), None)
    if row is None:
        raise NotFound(file=file_id)
    return send_stored(row)


@links.post("/tasks/<int:task_id>/link")
@signed_in
def give(task_id: int) -> ResponseReturnValue:
    """Give a link to a task, by mail or into the hand of who asks."""
    viewer = current_viewer()
    get_task_visible_to(viewer, task_id)
    by_mail = request.form.get("_how") == "mail"
    try:
        issued = issue_link(
            task_id, address=request.form.get("address", "")[:320], by_mail=by_mail, issued_by=viewer.actor()
        )
    except InvalidInput:
        flash(_("This is not an address of mail: nothing was sent."), "warn")
        return _back(task_id)
    if by_mail:
        flash(_("The link goes out by mail. Older links to this task are no longer good."), "go")
    else:
        words = _("Give this link to the partner. It is shown only now: %(link)s", link=link_address(issued.token))
        flash(words, "go")
    return _back(task_id)


@links.post("/tasks/<int:task_id>/link/revoke")
@signed_in
def take_back(task_id: int) -> ResponseReturnValue:
    """Take the link to a task back."""
    viewer = current_viewer()
    get_task_visible_to(viewer, task_id)
    revoke_link(task_id, revoked_by=viewer.actor())
    flash(_("The link is taken back: it opens nothing any more."), "go")
    return _back(task_id)


def _back(task_id: int) -> ResponseReturnValue:
    return redirect(url_for("tasks.show_task", task_id=task_id), 303)
