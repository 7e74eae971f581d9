"""The tree, and one organisation of it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.policy import Viewer, current_viewer, holding
from app.foundation.words import local_today
from app.organisation.commands import (
    change_organisation,
    create_organisation,
    move_organisation,
    set_organisation_active,
)
from app.organisation.commands.organisations import CodeTaken, HasActiveChildren
from app.organisation.forms import MoveForm, NewOrganisationForm, OrganisationForm, RelationForm
from app.organisation.models import Organisation, Place
from app.organisation.policy import scope_of_managing
from app.organisation.policy.managing import MANAGERS
from app.organisation.queries import (
    Node,
    current_tree,
    list_children,
    list_exceptions,
    list_members,
    list_relations,
    resolve_place,
    timezone_of,
)
from app.organisation.queries.calendars import find_missing_year
from app.organisation.routes import blueprint, managed_organisation

_SERVING = (Place.MOUO, Place.FINANCE, Place.INSTITUTE, Place.COORDINATOR, Place.REGION, Place.PARTNER)


def managed_nodes(viewer: Viewer) -> list[Node]:
    """Return the organisations the person manages, in the order of the tree."""
    scope, tree = scope_of_managing(viewer), current_tree()
    roots = [node.id for node in tree.nodes.values() if node.path in scope.paths]
    found: dict[int, Node] = {}
    for root in roots:
        found.update({node.id: node for node in tree.below(root)})
    return list(found.values())


@blueprint.get("/organisations")
@holding(*MANAGERS)
def list_organisations() -> str:
    """Show the part of the tree that the person manages."""
    text = request.args.get("q", "").strip().casefold()[:100]
    nodes = managed_nodes(current_viewer())
    found = [node for node in nodes if text in f"{node.code} {node.name} {node.short_name}".casefold()]
    top = min((len(node.ids) for node in nodes), default=1)
    return render_template("organisation/list.html", nodes=found, text=request.args.get("q", ""), top=top)


@blueprint.get("/organisations/<int:organisation_id>")
@holding(*MANAGERS)
def show_organisation(organisation_id: int) -> str:
    """Show one organisation: who holds what, who serves it, which days differ."""
    viewer, organisation = managed_organisation(organisation_id)
    return render_template("organisation/show.html", **_page(viewer, organisation))


def _page(viewer: Viewer, organisation: Organisation) -> dict[str, object]:
    tree = current_tree()
    relation_form = RelationForm()
    relation_form.offer(sorted(tree.nodes.values(), key=lambda node: node.short_name))
    served = [(place, resolve_place(place, organisation.id)) for place in _SERVING]
    return {
        "organisation": organisation,
        "above": [node for node in tree.upwards(organisation.id) if node.id != organisation.id],
        "children": list_children(organisation.id),
        "members": list_members([organisation.id]),
        "today": local_today(),
        "relations": [(one, tree.nodes[one.target_id]) for one in list_relations(organisation.id)],
        "served": [(place, tree.nodes[found] if found is not None else None) for place, found in served],
        "exceptions": list_exceptions(organisation.id),
        "missing_year": find_missing_year(organisation.id, local_today()),
        "timezone": timezone_of(organisation.id),
        "relation_form": relation_form,
    }


@blueprint.route("/organisations/<int:organisation_id>/new", methods=["GET", "POST"])
@holding(*MANAGERS)
def new_organisation(organisation_id: int) -> ResponseReturnValue:
    """Create an organisation below this one."""
    viewer, parent = managed_organisation(organisation_id)
    form = NewOrganisationForm(request.form)
    form.offer()
    if request.method == "POST" and form.validate():
        try:
            made = create_organisation(**form.data, parent_id=parent.id, created_by=viewer.actor())
        except CodeTaken:
            form.code.errors = [_("Another organisation has this code")]
        else:
            flash(_("The organisation is created: %(name)s", name=made.short_name), "go")
            return redirect(url_for("organisation.show_organisation", organisation_id=made.id), 303)
    page = render_template("organisation/edit.html", form=form, organisation=None, parent=parent, move=None)
    return page, 422 if request.method == "POST" else 200


@blueprint.route("/organisations/<int:organisation_id>/edit", methods=["GET", "POST"])
@holding(*MANAGERS)
def edit_organisation(organisation_id: int) -> ResponseReturnValue:
    """Change what an organisation is called, its kind and its clock."""
    viewer, organisation = managed_organisation(organisation_id)
    form = OrganisationForm(request.form, obj=organisation)
    form.offer()
    if request.method == "POST" and form.validate():
        wanted = dict(form.data)
        wanted["short_name"] = wanted["short_name"] or wanted["name"][:160]
        change_organisation(organisation.id, changed_by=viewer.actor(), **wanted)
        flash(_("The organisation is changed."), "go")
        return redirect(url_for("organisation.show_organisation", organisation_id=organisation.id), 303)
    page = render_template(
        "organisation/edit.html",
        form=form,
        organisation=organisation,
        parent=None,
        move=_move_form(viewer, organisation),
    )
    return page, 422 if request.method == "POST" else 200


def _move_form(viewer: Viewer, organisation: Organisation) -> MoveForm | None:
    """Return the form to move an organisation, None for one whose parent the person does not manage."""
    nodes = [node for node in managed_nodes(viewer) if not node.path.startswith(organisation.path)]
    if organisation.parent_id is None or all(node.id != organisation.parent_id for node in nodes):
        return None
    form = MoveForm(request.form, parent_id=organisation.parent_id)
    form.offer(nodes)
    return form


@blueprint.post("/organisations/<int:organisation_id>/move")
@holding(*MANAGERS)
def move(organisation_id: int) -> ResponseReturnValue:
    """Put an organisation below another one that the person manages."""
    viewer, organisation = managed_organisation(organisation_id)
    form = _move_form(viewer, organisation)
    if form is None or not form.validate():
        flash(_("The organisation cannot be moved there."), "stop")
    elif move_organisation(organisation.id, parent_id=form.parent_id.data, moved_by=viewer.actor()):
        flash(_("The organisation is moved with everything below it."), "go")
    return redirect(url_for("organisation.show_organisation", organisation_id=organisation.id), 303)


@blueprint.post("/organisations/<int:organisation_id>/active")
@holding(*MANAGERS)
def switch(organisation_id: int) -> ResponseReturnValue:
    """Close an organisation for new work, or open it again."""
    viewer, organisation = managed_organisation(organisation_id)
    active = request.form.get("active") == "yes"
    try:
        set_organisation_active(organisation.id, is_active=active, set_by=viewer.actor())
    except HasActiveChildren:
        flash(_("Organisations below it still work: close or move them first."), "stop")
    else:
        flash(_("The organisation works again.") if active else _("The organisation is closed for new work."), "go")
    return redirect(url_for("organisation.show_organisation", organisation_id=organisation.id), 303)
