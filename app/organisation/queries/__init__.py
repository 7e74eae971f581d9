"""Read the tree of organisations, who holds what there, and their calendars."""

from app.organisation.queries.calendars import days_late, list_exceptions, working_calendar_of
from app.organisation.queries.expressions import describe_organisation, functions_for, reading_in
from app.organisation.queries.organisations import (
    get_organisation,
    list_children,
    list_relations,
    resolve_place,
    subtree_ids,
    timezone_of,
)
from app.organisation.queries.people import (
    find_holder_posts,
    held_posts,
    holders,
    list_members,
    memberships_of,
    people_holding,
    roles_held,
)
from app.organisation.queries.tree import Node, Tree, current_tree

__all__ = [
    "Node",
    "Tree",
    "current_tree",
    "days_late",
    "describe_organisation",
    "find_holder_posts",
    "functions_for",
    "get_organisation",
    "held_posts",
    "holders",
    "list_children",
    "list_exceptions",
    "list_members",
    "list_relations",
    "memberships_of",
    "people_holding",
    "reading_in",
    "resolve_place",
    "roles_held",
    "subtree_ids",
    "timezone_of",
    "working_calendar_of",
]
