"""Organisations, relations, posts and calendars change here; each command is one transaction with its audit entry."""

from app.organisation.commands.calendars import remove_calendar_exception, set_calendar_exception
from app.organisation.commands.organisations import (
    change_organisation,
    create_organisation,
    move_organisation,
    set_organisation_active,
)
from app.organisation.commands.people import (
    PostWanted,
    add_membership,
    change_membership,
    create_person,
    end_membership,
)
from app.organisation.commands.relations import add_relation, remove_relation

__all__ = [
    "PostWanted",
    "add_membership",
    "add_relation",
    "change_membership",
    "change_organisation",
    "create_organisation",
    "create_person",
    "end_membership",
    "move_organisation",
    "remove_calendar_exception",
    "remove_relation",
    "set_calendar_exception",
    "set_organisation_active",
]
