"""Relations that the tree does not show: whose bookkeeping, whose institute, which partner."""

from __future__ import annotations

from sqlalchemy import select

from app.audit.commands import record
from app.audit.models import Actor
from app.foundation.database import db
from app.foundation.errors import Conflict, InvalidInput, NotFound
from app.foundation.transaction import command
from app.organisation.commands.streams import organisation_stream
from app.organisation.models import OrganisationRelation, Place
from app.organisation.queries.organisations import get_organisation


class RelationExists(Conflict):
    """This relation is there already."""


def insert_relation(organisation_id: int, place: Place | str, target_id: int, added_by: Actor) -> OrganisationRelation:
    """Add a relation inside a command. Raises InvalidInput for `initiator` or a relation to itself."""
    place = Place(place)
    get_organisation(organisation_id)
    get_organisation(target_id)
    if place is Place.INITIATOR or organisation_id == target_id:
        raise InvalidInput(problems={"place": "place"})
    same = select(OrganisationRelation.id).where(
        OrganisationRelation.organisation_id == organisation_id,
        OrganisationRelation.place == place,
        OrganisationRelation.target_id == target_id,
    )
    if db.session.scalar(same):
        raise RelationExists
    relation = OrganisationRelation(organisation_id=organisation_id, place=place, target_id=target_id)
    db.session.add(relation)
    db.session.flush()
    record(organisation_stream(organisation_id), "relation added", added_by, {"place": place, "target": target_id})
    return relation


def delete_relation(relation: OrganisationRelation, removed_by: Actor) -> None:
    """Take a relation away inside a command."""
    facts = {"place": relation.place, "target": relation.target_id}
    db.session.delete(relation)
    db.session.flush()
    record(organisation_stream(relation.organisation_id), "relation removed", removed_by, facts)


@command
def add_relation(organisation_id: int, *, place: Place | str, target_id: int, added_by: Actor) -> OrganisationRelation:
    """Say that `target_id` serves this organisation and everything below it as `place`."""
    return insert_relation(organisation_id, place, target_id, added_by)


@command
def remove_relation(relation_id: int, *, removed_by: Actor) -> None:
    """Take a relation away. Raises NotFound."""
    relation = db.session.get(OrganisationRelation, relation_id)
    if relation is None:
        raise NotFound
    delete_relation(relation, removed_by)
