"""Who may change the directory: organisations, people, posts.

A system administrator manages the subtree of their post. A head of a municipal authority and an officer of the
regional ministry manage theirs too, but may not make anybody their equal, and never touch the account of a person who
holds a post outside their reach or a higher one: whoever may set a password could act as that person.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.access.models import Role
from app.access.policy import Viewer
from app.organisation.models import Membership
from app.organisation.policy.scope import NOTHING, Scope
from app.organisation.queries.tree import current_tree

MANAGERS = (Role.SYSADMIN, Role.REGIONAL_OFFICER, Role.MOUO_HEAD)
_SCHOOL_ROLES = frozenset(
    {
        Role.SCHOOL_DIRECTOR,
        Role.SCHOOL_ADMIN,
        Role.CENTRE_HEAD,
        Role.WORKING_GROUP_MEMBER,
        Role.PARENT_COMMITTEE_CHAIR,
        Role.HR_ACCOUNTING,
    }
)
_MUNICIPAL_ROLES = frozenset({Role.MOUO_OFFICER, Role.MOUO_EXPERT, Role.FINANCE_OFFICER, Role.PARTNER_REP})
_REGIONAL_ROLES = frozenset(
    {Role.MOUO_HEAD, Role.REGIONAL_COORDINATOR, Role.REGIONAL_EXPERT, Role.INSTITUTE_METHODIST, Role.OBSERVER}
)
GRANTS = {
    Role.MOUO_HEAD: _SCHOOL_ROLES | _MUNICIPAL_ROLES,
    Role.REGIONAL_OFFICER: _SCHOOL_ROLES | _MUNICIPAL_ROLES | _REGIONAL_ROLES,
    Role.SYSADMIN: frozenset(Role),
}


def managed_paths(viewer: Viewer) -> tuple[str, ...]:
    """Return the paths of the subtrees that the person manages."""
    return tuple(sorted({post.organisation_path for post in viewer.posts_with(*MANAGERS)}))


def scope_of_managing(viewer: Viewer) -> Scope:
    """Return the organisations that the person manages."""
    paths = managed_paths(viewer)
    return Scope(paths=paths) if paths else NOTHING


def may_manage_something(viewer: Viewer) -> bool:
    """Tell whether the person manages any organisation."""
    return viewer.holds(*MANAGERS)


def may_manage_organisation(viewer: Viewer, organisation_id: int) -> bool:
    """Tell whether the person may change this organisation, its relations, calendar and posts."""
    node = current_tree().nodes.get(organisation_id)
    return node is not None and scope_of_managing(viewer).contains(node.id, node.path)


def grantable_roles(viewer: Viewer, organisation_id: int) -> frozenset[Role]:
    """Return the roles that the person may give and take in this organisation."""
    node = current_tree().nodes.get(organisation_id)
    if node is None:
        return frozenset()
    reaching = [post.role for post in viewer.posts_with(*MANAGERS) if node.path.startswith(post.organisation_path)]
    return frozenset().union(*(GRANTS[role] for role in reaching)) if reaching else frozenset()


def appointing_posts(role: Role, organisation_id: int) -> tuple[tuple[Role, int], ...]:
    """Return the posts from which somebody may give the role in the organisation, the nearest first."""
    return tuple(
        (manager, node.id)
        for node in current_tree().upwards(organisation_id)
        for manager in reversed(MANAGERS)
        if role in GRANTS[manager]
    )


def may_manage_person(viewer: Viewer, memberships: Iterable[Membership]) -> bool:
    """Tell whether the person may change this account, its password included, given all posts it ever held.

    An account without posts is for system administrators alone.
    """
    held = list(memberships)
    if not held:
        return viewer.holds(Role.SYSADMIN)
    return all(one.role in grantable_roles(viewer, one.organisation_id) for one in held)
