"""Who serves an organisation beside the tree."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.policy import holding
from app.foundation.errors import InvalidInput, NotFound
from app.organisation.commands import add_relation, remove_relation
from app.organisation.commands.relations import RelationExists
from app.organisation.forms import RelationForm
from app.organisation.policy.managing import MANAGERS
from app.organisation.queries import current_tree, list_relations
from app.organisation.routes import blueprint, managed_organisation


@blueprint.post("/organisations/<int:organisation_id>/relations")
@holding(*MANAGERS)
def add(organisation_id: int) -> ResponseReturnValue:
    """Say who serves the organisation and everything below it."""
    viewer, organisation = managed_organisation(organisation_id)
    form = RelationForm(request.form)
    form.offer(current_tree().nodes.values())
    try:
        if not form.validate():
            raise InvalidInput
        place, target = form.place.data, form.target_id.data
        add_relation(organisation.id, place=place, target_id=target, added_by=viewer.actor())
    except (InvalidInput, RelationExists):
        flash(_("This relation cannot be added: choose another organisation."), "stop")
    else:
        flash(_("The relation is added: new tasks follow it."), "go")
    return redirect(url_for("organisation.show_organisation", organisation_id=organisation.id), 303)


@blueprint.post("/organisations/<int:organisation_id>/relations/<int:relation_id>/remove")
@holding(*MANAGERS)
def remove(organisation_id: int, relation_id: int) -> ResponseReturnValue:
    """Take a relation away."""
    viewer, organisation = managed_organisation(organisation_id)
    if all(one.id != relation_id for one in list_relations(organisation.id)):
        raise NotFound
    remove_relation(relation_id, removed_by=viewer.actor())
    flash(_("The relation is removed: new tasks follow the tree."), "go")
    return redirect(url_for("organisation.show_organisation", organisation_id=organisation.id), 303)
