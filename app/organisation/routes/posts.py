"""Give a post and end one."""

from __future__ import annotations

from datetime import date, timedelta

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.models import Role
from app.access.policy import holding
from app.access.queries import find_person_by_login
from app.foundation.errors import InvalidInput, NotAllowed, NotFound
from app.foundation.words import local_today
from app.organisation.commands import add_membership, end_membership
from app.organisation.commands.people import PostHeld
from app.organisation.policy import grantable_roles
from app.organisation.policy.managing import MANAGERS
from app.organisation.queries import current_tree
from app.organisation.routes import blueprint, managed_organisation
from app.organisation.routes.organisations import managed_nodes
from app.organisation.routes.people import managed_person
from app.organisation.routes.post_form import make_post_form


@blueprint.post("/people/<int:person_id>/posts")
@holding(*MANAGERS)
def give_post(person_id: int) -> ResponseReturnValue:
    """Give a person of the directory one more post."""
    viewer, person, _posts, _may = managed_person(person_id)
    form = make_post_form(viewer, managed_nodes(viewer), request.form)
    if not form.validate():
        flash(_("The post is not given: choose a role and an organisation, and check the dates."), "stop")
        return redirect(url_for("organisation.show_person", person_id=person.id), 303)
    if Role(form.role.data) not in grantable_roles(viewer, form.organisation_id.data):
        raise NotAllowed
    try:
        add_membership(
            person.id,
            role=Role(form.role.data),
            organisation_id=form.organisation_id.data,
            post=form.post.data or "",
            since=form.since.data,
            until=form.until.data,
            added_by=viewer.actor(),
        )
    except PostHeld:
        flash(_("The person holds this post already, or held it: change its dates."), "stop")
    else:
        flash(_("The post is given."), "go")
    return redirect(url_for("organisation.show_person", person_id=person.id), 303)


@blueprint.post("/organisations/<int:organisation_id>/people/known")
@holding(*MANAGERS)
def find_known_person(organisation_id: int) -> ResponseReturnValue:
    """Give a post here to somebody who has an account already, found by the exact login."""
    viewer, organisation = managed_organisation(organisation_id)
    person = find_person_by_login(request.form.get("login", ""))
    form = make_post_form(viewer, [current_tree().nodes[organisation.id]], request.form)
    if person is None or not form.validate() or Role(form.role.data) not in grantable_roles(viewer, organisation.id):
        flash(_("The post is not given: check the login and the role."), "stop")
        return redirect(url_for("organisation.show_organisation", organisation_id=organisation.id), 303)
    try:
        add_membership(person.id, role=Role(form.role.data), organisation_id=organisation.id, added_by=viewer.actor())
    except PostHeld:
        flash(_("The person holds this post already, or held it: change its dates."), "stop")
    else:
        flash(_("The post is given."), "go")
    return redirect(url_for("organisation.show_organisation", organisation_id=organisation.id), 303)


@blueprint.post("/people/<int:person_id>/posts/<int:membership_id>/end")
@holding(*MANAGERS)
def end_post(person_id: int, membership_id: int) -> ResponseReturnValue:
    """End a post: today is no longer held when no last day is given."""
    viewer, person, posts, _may = managed_person(person_id)
    post = next((one for one in posts if one.id == membership_id), None)
    if post is None:
        raise NotFound
    if post.role not in grantable_roles(viewer, post.organisation_id):
        raise NotAllowed
    try:
        given = request.form.get("last_day", "")
        last_day = date.fromisoformat(given) if given else local_today() - timedelta(days=1)
    except ValueError:
        raise InvalidInput(problems={"last_day": _("Write the date like 01.09.2026")}) from None
    end_membership(post.id, last_day=last_day, ended_by=viewer.actor())
    flash(_("The post is ended."), "go")
    return redirect(url_for("organisation.show_person", person_id=person.id), 303)
