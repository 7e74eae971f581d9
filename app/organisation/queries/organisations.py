"""Questions about the tree: what is below, what a place means for an organisation, which clock it lives by."""

from __future__ import annotations

from flask import current_app
from sqlalchemy import select

from app.foundation.database import db
from app.foundation.errors import NotFound
from app.organisation.models import Organisation, OrganisationKind, OrganisationRelation, Place
from app.organisation.queries.tree import Node, Tree, current_tree
from config import Config

_KIND_OF_PLACE = {
    Place.SCHOOL: OrganisationKind.SCHOOL,
    Place.CENTRE: OrganisationKind.CENTRE,
    Place.MOUO: OrganisationKind.MOUO,
    Place.REGION: OrganisationKind.REGION,
    Place.INSTITUTE: OrganisationKind.INSTITUTE,
    Place.COORDINATOR: OrganisationKind.COORDINATOR,
    Place.PARTNER: OrganisationKind.PARTNER,
    Place.FINANCE: OrganisationKind.FINANCE,
}


def get_organisation(organisation_id: int) -> Organisation:
    """Return the row of the organisation, for a command or its page. Raises NotFound."""
    found = db.session.get(Organisation, organisation_id)
    if found is None:
        raise NotFound(organisation=organisation_id)
    return found


def subtree_ids(organisation_id: int) -> list[int]:
    """Return the ids of the organisation and of everything below it, parents first."""
    return [node.id for node in current_tree().below(organisation_id)]


def list_children(organisation_id: int | None) -> list[Node]:
    """Return the organisations right below, by name; those without a parent for None."""
    tree = current_tree()
    return [tree.nodes[child] for child in tree.children.get(organisation_id, ())]


def list_relations(organisation_id: int) -> list[OrganisationRelation]:
    """Return the relations that the organisation itself declares."""
    query = select(OrganisationRelation).where(OrganisationRelation.organisation_id == organisation_id)
    return list(db.session.scalars(query.order_by(OrganisationRelation.place, OrganisationRelation.id)))


def resolve_place(place: Place | str, organisation_id: int, *, initiator_id: int | None = None) -> int | None:
    """Return the organisation that a place of a diagram means for this organisation, None when there is none.

    `initiator_id` is the organisation of the person who started the case. Otherwise the nearest answer upwards wins:
    the organisation's own kind, a relation it declares, an active child of that kind when there is exactly one.
    `centre` is also sought directly below a school.
    """
    place = Place(place)
    if place is Place.INITIATOR:
        return initiator_id if initiator_id is not None else organisation_id
    tree = current_tree()
    kind = _KIND_OF_PLACE[place]
    for node in tree.upwards(organisation_id):
        if node.kind is kind and node.is_active:
            return node.id
        related = _related(tree, node.id, place)
        if related is not None:
            return related
        child = _only_child(tree, node.id, kind)
        if child is not None and _may_look_down(node, place):
            return child
    return None


def _related(tree: Tree, organisation_id: int, place: Place) -> int | None:
    targets = [target for kind, target in tree.relations.get(organisation_id, ()) if kind is place]
    return next((target for target in targets if tree.nodes[target].is_active), None)


def _only_child(tree: Tree, organisation_id: int, kind: OrganisationKind) -> int | None:
    children = (tree.nodes[child] for child in tree.children.get(organisation_id, ()))
    found = [child.id for child in children if child.kind is kind and child.is_active]
    return found[0] if len(found) == 1 else None


def _may_look_down(node: Node, place: Place) -> bool:
    """Say whether a child may answer: a centre only its own school's, never the only centre of a municipality."""
    if place in (Place.SCHOOL, Place.MOUO, Place.REGION):
        return False
    return place is not Place.CENTRE or node.kind is OrganisationKind.SCHOOL


def timezone_of(organisation_id: int | None) -> str:
    """Return the IANA time zone the organisation lives by: its own, else of the nearest above, else the system's."""
    if organisation_id is not None:
        tree = current_tree()
        own = tree.remember(
            "timezone",
            organisation_id,
            lambda: next((node.timezone for node in tree.upwards(organisation_id) if node.timezone), ""),
        )
        if own:
            return own
    config: Config = current_app.config["SOGLAS"]
    return config.timezone
