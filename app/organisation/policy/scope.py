"""What a person sees by their posts: deny by default, the same answer as a question and as a condition of a query.

Three reaches of a role, decided here and nowhere else:

- `SUBTREE`: the organisation of the post and everything below it. Directors, school administrators and heads of
  centres (a school has its centre below it), municipal and regional officers and heads, process owners, observers,
  system administrators. What a post in the root sees is the whole installation.
- `OWN`: the organisation of the post alone. Accountants, institute, working group, personnel.
- `TASKS`: nothing by the organisation. Experts, parent committee, partners see what they take part in: the room that
  keeps cases adds those (initiator, or a task of theirs), never this one.

A regional coordinator also sees the subtrees that name it as their coordinator, without those below that name another.
Everything else does not exist for the person: pages answer 404, lists and searches leave it out, titles included.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, not_, or_, select

from app.access.models import Role
from app.access.policy import Post, Viewer
from app.organisation.models import Organisation, Place
from app.organisation.queries.tree import Tree, current_tree


class Reach(Enum):
    """How far a role sees from the organisation of the post."""

    SUBTREE = auto()
    OWN = auto()
    TASKS = auto()


REACH = {
    Role.SCHOOL_DIRECTOR: Reach.SUBTREE,
    Role.SCHOOL_ADMIN: Reach.SUBTREE,
    Role.CENTRE_HEAD: Reach.SUBTREE,
    Role.WORKING_GROUP_MEMBER: Reach.OWN,
    Role.PARENT_COMMITTEE_CHAIR: Reach.TASKS,
    Role.HR_ACCOUNTING: Reach.OWN,
    Role.MOUO_OFFICER: Reach.SUBTREE,
    Role.MOUO_HEAD: Reach.SUBTREE,
    Role.MOUO_EXPERT: Reach.TASKS,
    Role.FINANCE_OFFICER: Reach.OWN,
    Role.REGIONAL_COORDINATOR: Reach.SUBTREE,
    Role.REGIONAL_OFFICER: Reach.SUBTREE,
    Role.REGIONAL_EXPERT: Reach.TASKS,
    Role.INSTITUTE_METHODIST: Reach.OWN,
    Role.PARTNER_REP: Reach.TASKS,
    Role.PROCESS_OWNER: Reach.SUBTREE,
    Role.OBSERVER: Reach.SUBTREE,
    Role.SYSADMIN: Reach.SUBTREE,
}


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Organisations below `paths`, but not those below `without`, and exactly those with `ids`."""

    paths: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    ids: frozenset[int] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is in it."""
        return not self.paths and not self.ids

    def contains(self, organisation_id: int, path: str) -> bool:
        """Tell whether the organisation is in it."""
        if organisation_id in self.ids:
            return True
        return any(path.startswith(p) for p in self.paths) and not any(path.startswith(p) for p in self.without)

    def condition(self) -> ColumnElement[bool]:
        """Return the same as a condition on the table of organisations, one range of its index a path."""
        parts = [_below(path) for path in self.paths]
        wide = or_(*parts) if parts else false()
        if self.without:
            wide = and_(wide, not_(or_(*[_below(path) for path in self.without])))
        return or_(wide, Organisation.id.in_(sorted(self.ids))) if self.ids else wide


NOTHING = Scope()


def _below(path: str) -> ColumnElement[bool]:
    # The sign after «/» is «0»: everything that begins with the path lies between them.
    return and_(Organisation.path >= path, Organisation.path < path[:-1] + "0")


def scope_of(viewer: Viewer) -> Scope:
    """Return what the person sees by all posts they hold today."""
    tree = current_tree()
    paths, without, ids = set[str](), set[str](), set[int]()
    for post in viewer.memberships:
        reach = REACH[post.role]
        if reach is Reach.SUBTREE:
            paths.add(post.organisation_path)
        elif reach is Reach.OWN:
            ids.add(post.organisation_id)
        if post.role is Role.REGIONAL_COORDINATOR:
            served, others = _network_of(tree, post)
            paths |= served
            without |= others
    kept = _outermost(paths)
    return Scope(paths=kept, without=_needed(without, paths), ids=frozenset(ids))


def _network_of(tree: Tree, post: Post) -> tuple[set[str], set[str]]:
    """Return the paths that name this coordinator, and those below them that name another."""
    served, others = set[str](), set[str]()
    for organisation_id, relations in tree.relations.items():
        targets = {target for place, target in relations if place is Place.COORDINATOR}
        if post.organisation_id in targets:
            served.add(tree.nodes[organisation_id].path)
        elif targets:
            others.add(tree.nodes[organisation_id].path)
    return served, {path for path in others if any(path.startswith(mine) for mine in served)}


def _outermost(paths: set[str]) -> tuple[str, ...]:
    return tuple(sorted(p for p in paths if not any(p != q and p.startswith(q) for q in paths)))


def _needed(without: set[str], paths: set[str]) -> tuple[str, ...]:
    """Leave out what another post shows anyway: an exclusion may not hide the subtree of the person's own post."""
    return tuple(sorted(path for path in without if not any(p.startswith(path) for p in paths)))


def visible_paths(viewer: Viewer) -> tuple[str, ...]:
    """Return the paths of the subtrees the person sees."""
    return scope_of(viewer).paths


def visible_organisations(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition for queries that join the table of organisations."""
    return scope_of(viewer).condition()


def visible_organisation_ids(viewer: Viewer) -> Select[Any]:
    """Return a subquery of ids: `Case.organisation_id.in_(visible_organisation_ids(viewer))`."""
    return select(Organisation.id).where(scope_of(viewer).condition())


def may_see_organisation(viewer: Viewer, organisation_id: int) -> bool:
    """Tell whether the person sees this organisation and what belongs to it."""
    node = current_tree().nodes.get(organisation_id)
    return node is not None and scope_of(viewer).contains(node.id, node.path)
