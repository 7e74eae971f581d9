"""Whom a person may ask to read a document: by role in their organisation and below it, or by name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.access.models import Role
from app.access.policy import Post, Viewer, role_name
from app.foundation import words
from app.organisation.queries import current_tree, list_members
from app.organisation.queries.people import Member

OWN, BELOW = "own", "below"


@dataclass(frozen=True, kw_only=True)
class Group:
    """Everybody who holds a role in the organisation (`own`), or in those below it. `key` is what the page posts."""

    key: str
    role: Role
    scope: str
    people: tuple[int, ...]

    @property
    def words(self) -> str:
        """Return the name of the role."""
        return role_name(self.role)


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Somebody who may be asked, with the post by which they are listed."""

    person_id: int
    name: str
    post: str
    organisation: str


@dataclass(frozen=True, kw_only=True)
class Candidates:
    """All who may be asked: by role, and those of the own organisation by name."""

    groups: tuple[Group, ...]
    near: tuple[Candidate, ...]
    everybody: dict[int, Candidate]

    def chosen(self, group_keys: Iterable[str], person_ids: Iterable[int]) -> list[Candidate]:
        """Return those who are meant, each once, in the order of organisations and names; the unknown are left out."""
        wanted = set(person_ids)
        keys = set(group_keys)
        for group in self.groups:
            if group.key in keys:
                wanted |= set(group.people)
        return [one for one in self.everybody.values() if one.person_id in wanted]


def candidates_for(viewer: Viewer, post: Post) -> Candidates:
    """Return whom somebody in this post may ask; never themselves."""
    tree = current_tree()
    inside = [node.id for node in tree.nodes.values() if node.path.startswith(post.organisation_path)]
    members = [
        member
        for member in list_members(inside, on=words.local_today())
        if member.person.id != viewer.person_id and member.organisation.is_active
    ]
    by_group: dict[tuple[str, Role], list[int]] = {}
    everybody: dict[int, Candidate] = {}
    for member in members:
        scope = OWN if member.organisation.id == post.organisation_id else BELOW
        by_group.setdefault((scope, Role(member.membership.role)), []).append(member.person.id)
        everybody.setdefault(member.person.id, _candidate(member))
    groups = [
        Group(key=f"{scope}:{role.value}", role=role, scope=scope, people=tuple(dict.fromkeys(people)))
        for (scope, role), people in by_group.items()
    ]
    own = {person for group in groups if group.scope == OWN for person in group.people}
    return Candidates(
        groups=tuple(sorted(groups, key=lambda one: (one.scope != OWN, one.words))),
        near=tuple(one for one in everybody.values() if one.person_id in own),
        everybody=everybody,
    )


def _candidate(member: Member) -> Candidate:
    return Candidate(
        person_id=member.person.id,
        name=member.person.name,
        post=member.membership.post or role_name(member.membership.role),
        organisation=member.organisation.short_name,
    )
