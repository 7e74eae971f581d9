"""A person leaves: look at their posts and tasks, choose successors, hand everything over in one step."""

from __future__ import annotations

from datetime import date, timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.policy import Viewer, holding
from app.engine.commands import hand_over
from app.engine.queries.holdings import list_tasks_held
from app.foundation.errors import InvalidInput
from app.foundation.words import local_today
from app.organisation.models import Membership
from app.organisation.policy import grantable_roles
from app.organisation.policy.managing import MANAGERS
from app.organisation.queries.absences import list_near_people
from app.organisation.routes.people import managed_person
from app.tasks.routes import tasks


@tasks.get("/people/<int:person_id>/hand-over")
@holding(*MANAGERS)
def show_hand_over(person_id: int) -> str:
    """Show what the person has and ask to whom it goes."""
    return _page(person_id)


@tasks.post("/people/<int:person_id>/hand-over")
@holding(*MANAGERS)
def carry_hand_over(person_id: int) -> ResponseReturnValue:
    """Hand over what was chosen."""
    viewer, person, posts, _may = managed_person(person_id)
    mine = _endable(viewer, posts)
    try:
        last_day = date.fromisoformat(request.form.get("last_day", ""))
    except ValueError:
        return _page(person_id, problem=("last_day", _("Write the date like 01.09.2026"))), 422
    chosen = {post.id: request.form.get(f"post-{post.id}", "keep") for post in mine}
    successors = {post: int(to) if to.isdecimal() else None for post, to in chosen.items() if to != "keep"}
    near = {one for one, _name in list_near_people(person.id, local_today())}
    if not successors:
        return _page(person_id, problem=("", _("Choose at least one post that is handed over or ended"))), 422
    if any(to is not None and to not in near for to in successors.values()):
        raise InvalidInput(problems={"successor": _("This person cannot take the post over")})
    done = hand_over(
        person.id,
        successors=successors,
        last_day=last_day,
        may_end=frozenset(post.id for post in mine),
        done_by=viewer.actor(),
    )
    flash(
        _(
            "Posts given: %(given)d, ended: %(ended)d. Tasks given: %(tasks)d, back in the queue: %(back)d.",
            given=done.posts_given,
            ended=done.posts_ended,
            tasks=done.tasks_given,
            back=done.tasks_put_back,
        ),
        "go",
    )
    return redirect(url_for("organisation.show_person", person_id=person.id), 303)


def _endable(viewer: Viewer, posts: list[Membership]) -> list[Membership]:
    today = local_today()
    return [
        post
        for post in posts
        if post.role in grantable_roles(viewer, post.organisation_id) and (post.until is None or post.until >= today)
    ]


def _page(person_id: int, problem: tuple[str, str] | None = None) -> str:
    viewer, person, posts, _may = managed_person(person_id)
    mine = _endable(viewer, posts)
    return render_template(
        "tasks/hand_over.html",
        person=person,
        posts=mine,
        held=list_tasks_held(person.id, [(post.role.value, post.organisation_id) for post in mine]),
        people=list_near_people(person.id, local_today()),
        last_day=request.form.get("last_day", (local_today() - timedelta(days=1)).isoformat()),
        chosen=request.form,
        problem=problem,
    )
