"""What becomes of one comment: changed or deleted by who wrote it, answered by who was asked, taken back."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.policy import Viewer, current_viewer, signed_in
from app.discussions.commands import answer_question, change_comment, close_question, delete_comment
from app.discussions.forms import problem_words
from app.discussions.models import Comment
from app.discussions.queries.thread import Line, get_line
from app.discussions.routes import discussions
from app.engine.queries import CaseRow, get_case_visible_to
from app.foundation.database import db
from app.foundation.errors import Conflict, InvalidInput, NotAllowed, NotFound


@discussions.route("/comments/<int:comment_id>/change", methods=["GET", "POST"])
@signed_in
def change(comment_id: int) -> ResponseReturnValue:
    """Write one's comment anew."""
    viewer = current_viewer()
    case, line = _found(viewer, comment_id)
    if not line.may_change:
        raise NotAllowed(_("Only who wrote it may change it, within half an hour."), help=line.who)
    problems: list[tuple[str, str]] = []
    text = request.form.get("text", line.text)
    if request.method == "POST":
        try:
            change_comment(comment_id, text=text, changed_by=viewer)
            return _back(case, _("The comment is changed; the earlier text stays readable."))
        except InvalidInput as refused:
            problems = problem_words(refused)
    page = render_template("discussions/change.html", case=case, line=line, text=text, problems=problems)
    return page, 422 if problems else 200


@discussions.post("/comments/<int:comment_id>/delete")
@signed_in
def delete(comment_id: int) -> ResponseReturnValue:
    """Take one's comment away."""
    viewer = current_viewer()
    case, line = _found(viewer, comment_id)
    if not line.may_delete:
        raise NotAllowed(_("Only who wrote it may delete it, within half an hour."), help=line.who)
    delete_comment(comment_id, deleted_by=viewer)
    return _back(case, _("The comment is deleted."))


@discussions.route("/comments/<int:comment_id>/answer", methods=["GET", "POST"])
@signed_in
def answer(comment_id: int) -> ResponseReturnValue:
    """Answer a question."""
    viewer = current_viewer()
    case, line = _found(viewer, comment_id)
    if line.is_closed:
        raise Conflict(comment_id=comment_id)
    if not line.may_answer:
        raise NotAllowed(_("This question is for somebody else."), help=line.asked)
    problems: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            answer_question(comment_id, text=request.form.get("text", ""), answered_by=viewer)
            return _back(case, _("The answer is sent: %(who)s.", who=line.who))
        except InvalidInput as refused:
            problems = problem_words(refused)
    typed = request.form.get("text", "")
    page = render_template("discussions/answer.html", case=case, line=line, text=typed, problems=problems)
    return page, 422 if problems else 200


@discussions.post("/comments/<int:comment_id>/close")
@signed_in
def close(comment_id: int) -> ResponseReturnValue:
    """Take one's question back."""
    viewer = current_viewer()
    case, line = _found(viewer, comment_id)
    if not line.may_close:
        raise NotAllowed(_("Only who asked may take the question back."), help=line.who)
    close_question(comment_id, closed_by=viewer)
    return _back(case, _("The question is taken back."))


def _found(viewer: Viewer, comment_id: int) -> tuple[CaseRow, Line]:
    comment = db.session.get(Comment, comment_id)
    if comment is None or comment.deleted_at is not None:
        raise NotFound(comment_id=comment_id)
    return get_case_visible_to(viewer, comment.case_id), get_line(viewer, comment)


def _back(case: CaseRow, said: str) -> ResponseReturnValue:
    flash(said, "go")
    return redirect(url_for("discussions.show", number=case.number) + "#latest", 303)
