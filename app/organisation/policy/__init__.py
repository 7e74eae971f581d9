"""Which organisations a person may see, and which they may manage."""

from app.organisation.policy.managing import (
    appointing_posts,
    grantable_roles,
    managed_paths,
    may_manage_organisation,
    may_manage_person,
    may_manage_something,
    scope_of_managing,
)
from app.organisation.policy.scope import (
    NOTHING,
    Scope,
    may_see_organisation,
    scope_of,
    visible_organisation_ids,
    visible_organisations,
    visible_paths,
)

__all__ = [
    "NOTHING",
    "Scope",
    "appointing_posts",
    "grantable_roles",
    "managed_paths",
    "may_manage_organisation",
    "may_manage_person",
    "may_manage_something",
    "may_see_organisation",
    "scope_of",
    "scope_of_managing",
    "visible_organisation_ids",
    "visible_organisations",
    "visible_paths",
]
