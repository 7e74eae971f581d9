"""The thread of a case: read, say, name, ask; who may read the case because they were named; questions of a person."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.policy import Viewer, current_viewer, signed_in
from app.discussions.commands import ask_question, write_comment
from app.discussions.forms import TalkForm, problem_words
from app.discussions.queries.people import find_nameable
from app.discussions.queries.thread import list_questions, may_revoke, thread_of
from app.discussions.routes import discussions
from app.engine.commands.readers import revoke_reader
from app.engine.queries import CaseRow, get_case_by_number, get_case_visible_to
from app.engine.queries.readers import list_readers
from app.foundation.errors import Conflict, InvalidInput, NotAllowed, NotFound


@discussions.get("/cases/<number>/discussion")
@signed_in
def show(number: str) -> str:
    """Show what was said about a case."""
    viewer = current_viewer()
    return _draw(viewer, _case(viewer, number), TalkForm())


@discussions.post("/cases/<number>/discussion")
@signed_in
def say(number: str) -> ResponseReturnValue:
    """Look for people to name, write a comment or ask a question."""
    viewer = current_viewer()
    case, form = _case(viewer, number), TalkForm.posted(request.form)
    if form.wants_people:
        form.found = find_nameable(viewer, case.case_id, form.sought)
        return _draw(viewer, case, form)
    try:
        if form.asks:
            if form.asked is None:
                raise InvalidInput(problems={"asked": "required"})
            ask_question(case.case_id, text=form.text, asked_id=form.asked, asked_by=viewer)
            flash(_("The question is sent. The case goes on meanwhile; the answer comes here and by mail."), "go")
        else:
            write_comment(case.case_id, text=form.text, named=form.named, written_by=viewer)
            flash(_("Your comment is here."), "go")
    except InvalidInput as refused:
        form.problems = problem_words(refused)
        return _draw(viewer, case, form), 422
    except NotAllowed:
        form.problems = [("sought", _("Only people of the case, near you or in organisations you see can be named"))]
        return _draw(viewer, case, form), 422
    except Conflict:
        form.problems = [("text", _("Too many questions of this case wait for an answer already"))]
        return _draw(viewer, case, form), 422
    return redirect(url_for("discussions.show", number=number) + "#latest", 303)


@discussions.post("/cases/<number>/readers/revoke")
@signed_in
def revoke(number: str) -> ResponseReturnValue:
    """Take the right to read the case back from somebody who was named in it."""
    viewer = current_viewer()
    case, person = _case(viewer, number), request.form.get("reader", "")
    reader = next((one for one in list_readers(case.case_id) if str(one.person_id) == person), None)
    if reader is None:
        raise NotFound(case_id=case.case_id)
    if not may_revoke(viewer, case, reader):
        raise NotAllowed(help=reader.given_by_name)
    revoke_reader(case.case_id, reader.person_id, revoked_by=viewer.actor())
    flash(_("%(who)s cannot read this case any more.", who=reader.name), "go")
    return redirect(url_for("discussions.show", number=number), 303)


@discussions.get("/questions")
@signed_in
def list_own_questions() -> str:
    """List the questions that wait for this person, and those of this person that wait for others."""
    viewer = current_viewer()
    return render_template(
        "discussions/questions.html",
        of_me=list_questions(viewer, asked_of_me=True),
        of_others=list_questions(viewer, asked_of_me=False),
    )


def _case(viewer: Viewer, number: str) -> CaseRow:
    return get_case_visible_to(viewer, get_case_by_number(number).id)


def _draw(viewer: Viewer, case: CaseRow, form: TalkForm) -> str:
    before = request.args.get("before", "")
    older = int(before) if before.isdecimal() and len(before) < 10 else None
    return render_template("discussions/page.html", case=case, thread=thread_of(viewer, case, before=older), form=form)
