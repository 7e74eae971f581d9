"""People of the organisations one manages: find, create, change, give a password, shut an account."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.commands.passwords import give_password
from app.access.commands.people import LoginTaken, change_person, disable_person, enable_person
from app.access.models import Person, Role
from app.access.policy import Viewer, current_viewer, holding
from app.access.policy.passwords import make_password
from app.access.queries import get_person
from app.access.routes.guard import settings
from app.foundation.errors import NotAllowed, NotFound
from app.foundation.words import local_today
from app.organisation.commands import PostWanted, create_person
from app.organisation.forms import NewPersonForm, PersonForm
from app.organisation.models import Membership
from app.organisation.policy import grantable_roles, may_manage_organisation, may_manage_person, scope_of_managing
from app.organisation.policy.managing import MANAGERS
from app.organisation.queries import current_tree, memberships_of
from app.organisation.queries.directory import find_people_page
from app.organisation.routes import blueprint, managed_organisation
from app.organisation.routes.organisations import managed_nodes
from app.organisation.routes.post_form import make_post_form

PAGE = 50


@blueprint.get("/people")
@holding(*MANAGERS)
def list_people() -> str:
    """Show people with posts in the organisations that the person manages."""
    viewer = current_viewer()
    text, after = request.args.get("q", "").strip()[:100], request.args.get("after", "")
    page = find_people_page(scope_of_managing(viewer), text=text, after=after, limit=PAGE)
    return render_template("organisation/people.html", page=page, text=text, today=local_today())


def managed_person(person_id: int) -> tuple[Viewer, Person, list[Membership], bool]:
    """Return who looks, a person they may see in the directory, the posts, and whether they may change the account.

    Raises NotFound for a person who never held a post in what the viewer manages.
    """
    viewer, person = current_viewer(), get_person(person_id)
    posts = memberships_of(person_id)
    may_change = may_manage_person(viewer, posts)
    if not may_change and not any(may_manage_organisation(viewer, post.organisation_id) for post in posts):
        raise NotFound
    return viewer, person, posts, may_change


@blueprint.get("/people/<int:person_id>")
@holding(*MANAGERS)
def show_person(person_id: int) -> str:
    """Show a person with the posts that the viewer may know of."""
    return person_page(person_id)


def person_page(person_id: int, *, password: str = "", problems: tuple[tuple[str, str], ...] = ()) -> str:
    """Return the page of a person; `password` is shown this once."""
    viewer, person, posts, may_change = managed_person(person_id)
    tree = current_tree()
    known = [post for post in posts if may_manage_organisation(viewer, post.organisation_id)]
    return render_template(
        "organisation/person.html",
        person=person,
        posts=[(post, tree.nodes[post.organisation_id], _may_end(viewer, post)) for post in known],
        elsewhere=len(posts) - len(known),
        may_change=may_change,
        form=PersonForm(obj=person),
        post_form=make_post_form(viewer, managed_nodes(viewer)),
        today=local_today(),
        password=password,
        problems=problems,
    )


def _may_end(viewer: Viewer, post: Membership) -> bool:
    return post.role in grantable_roles(viewer, post.organisation_id)


@blueprint.route("/organisations/<int:organisation_id>/people/new", methods=["GET", "POST"])
@holding(*MANAGERS)
def new_person(organisation_id: int) -> ResponseReturnValue:
    """Create a person with a first post in this organisation; the first password is shown once."""
    viewer, organisation = managed_organisation(organisation_id)
    form = NewPersonForm(request.form, organisation_id=organisation.id)
    node = current_tree().nodes[organisation.id]
    form.offer(grantable_roles(viewer, organisation.id), [node])
    if request.method == "POST" and form.validate():
        password = make_password()
        try:
            person = create_person(
                login=form.login.data or "",
                name=form.name.data or "",
                email=form.email.data or "",
                password=password,
                posts=[_wanted(form, organisation.id)],
                created_by=viewer.actor(),
            )
        except LoginTaken:
            form.login.errors = [_("Somebody has this login already")]
        else:
            flash(_("The person is created."), "go")
            return person_page(person.id, password=password)
    page = render_template("organisation/new_person.html", form=form, organisation=organisation)
    return page, 422 if request.method == "POST" else 200


def _wanted(form: NewPersonForm, organisation_id: int) -> PostWanted:
    return PostWanted(
        role=Role(form.role.data),
        organisation_id=organisation_id,
        post=form.post.data or "",
        since=form.since.data,
        until=form.until.data,
    )


def _changeable(person_id: int) -> tuple[Viewer, Person]:
    viewer, person, _posts, may_change = managed_person(person_id)
    if not may_change:
        raise NotAllowed
    return viewer, person


@blueprint.post("/people/<int:person_id>/edit")
@holding(*MANAGERS)
def edit_person(person_id: int) -> ResponseReturnValue:
    """Change how a person is called and reached."""
    viewer, person = _changeable(person_id)
    form = PersonForm(request.form)
    if not form.validate():
        problems = tuple((field.name, str(field.errors[0])) for field in form if field.errors)
        return person_page(person.id, problems=problems), 422
    change_person(person.id, name=form.name.data, email=form.email.data or "", changed_by=viewer.actor())
    flash(_("The person is changed."), "go")
    return redirect(url_for("organisation.show_person", person_id=person.id), 303)


@blueprint.post("/people/<int:person_id>/password")
@holding(*MANAGERS)
def new_password(person_id: int) -> ResponseReturnValue:
    """Give a new password and show it this once; all sessions of the person end."""
    viewer, person = _changeable(person_id)
    password = make_password()
    give_password(person.id, password=password, min_length=settings().password_min_length, given_by=viewer.actor())
    return person_page(person.id, password=password)


@blueprint.post("/people/<int:person_id>/active")
@holding(*MANAGERS)
def switch_person(person_id: int) -> ResponseReturnValue:
    """Shut an account or open it again."""
    viewer, person = _changeable(person_id)
    if request.form.get("active") == "yes":
        enable_person(person.id, enabled_by=viewer.actor())
        flash(_("The account is open again."), "go")
    elif person.id == viewer.person_id:
        flash(_("You cannot shut your own account."), "stop")
    else:
        disable_person(person.id, disabled_by=viewer.actor())
        flash(_("The account is shut: the person is signed out everywhere."), "go")
    return redirect(url_for("organisation.show_person", person_id=person.id), 303)
