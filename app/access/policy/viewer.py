"""Who looks at a page: the person, the posts they hold and the one that acts; made once a request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from flask import g
from flask_login import current_user

from app.access.models import Role
from app.access.policy.role_names import role_name
from app.audit.models import Actor
from app.foundation.errors import NotAllowed


@dataclass(frozen=True, kw_only=True)
class Post:
    """A membership as policies need it: a role in an organisation, with the words that people read."""

    membership_id: int
    role: Role
    organisation_id: int
    organisation_path: str
    organisation_kind: str
    organisation_name: str
    organisation_short_name: str
    timezone: str
    post: str = ""

    @property
    def title(self) -> str:
        """Return what the post is called: its own name when one was given, else that of the role."""
        return self.post or role_name(self.role)


@dataclass(frozen=True, kw_only=True)
class StandIn:
    """Whom a person substitutes today: the absent one with their posts, until when (inclusive) and by which paper.

    `process_key` limits it to one process; `is_whole` says that it is not limited to `posts`: what was given to the
    absent person by name counts too.
    """

    absence_id: int
    person_id: int
    name: str
    basis: str
    until: date
    process_key: str
    is_whole: bool
    posts: tuple[Post, ...]

    @property
    def pairs(self) -> tuple[tuple[str, int], ...]:
        """Return the (role, organisation) pairs that are lent, each once."""
        return tuple(dict.fromkeys((post.role.value, post.organisation_id) for post in self.posts))


PostsSource = Callable[[int, date], tuple[Post, ...]]
_posts_source: list[PostsSource] = []


def register_posts_source(source: PostsSource) -> None:
    """Let the room that keeps memberships tell which posts a person holds on a day."""
    _posts_source[:] = [source]


def posts_of(person_id: int, on: date) -> tuple[Post, ...]:
    """Return the posts that the person holds on that day, oldest first."""
    return _posts_source[0](person_id, on) if _posts_source else ()


StandInsSource = Callable[[int, date], tuple[StandIn, ...]]
_stand_ins_source: list[StandInsSource] = []


def register_stand_ins_source(source: StandInsSource) -> None:
    """Let the room that keeps absences tell whom a person substitutes on a day."""
    _stand_ins_source[:] = [source]


def stand_ins_of(person_id: int, on: date) -> tuple[StandIn, ...]:
    """Return whom the person substitutes on that day, the earliest absence first."""
    return _stand_ins_source[0](person_id, on) if _stand_ins_source else ()


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """A person who is signed in. `acting` is the post chosen in the bar: it is written into what they do.

    `stands_in` are the absent people whose tasks they see and do today, besides their own.
    """

    person_id: int
    name: str
    login: str = ""
    email: str = ""
    memberships: tuple[Post, ...] = ()
    acting: Post | None = None
    locale: str = "ru"
    theme: str = "auto"
    session_id: int | None = None
    stands_in: tuple[StandIn, ...] = ()

    def holds(self, *roles: Role) -> bool:
        """Tell whether the person holds one of the roles in any organisation."""
        return any(post.role in roles for post in self.memberships)

    def posts_with(self, *roles: Role) -> tuple[Post, ...]:
        """Return the posts that give one of the roles."""
        return tuple(post for post in self.memberships if post.role in roles)

    def find_post(self, role: Role | str, organisation_id: int) -> Post | None:
        """Return the post that gives this role in exactly this organisation; the acting one first."""
        ordered = sorted(self.memberships, key=lambda post: post is not self.acting)
        return next((p for p in ordered if p.role == role and p.organisation_id == organisation_id), None)

    def actor(self, post: Post | None = None) -> Actor:
        """Return who acts in a command: the person in `post`, by default in the acting post."""
        used = post or self.acting
        return Actor(
            person_id=self.person_id,
            name=self.name,
            organisation_id=used.organisation_id if used else None,
            role=used.role.value if used else "",
        )


def find_viewer() -> Viewer | None:
    """Return who is signed in, or None; asks the database once a request."""
    if "viewer" not in g:
        g.viewer = getattr(current_user, "viewer", None)
    viewer: Viewer | None = g.viewer
    return viewer


def current_viewer() -> Viewer:
    """Return who is signed in. Raises NotAllowed when nobody is: only for pages that demand a sign-in."""
    viewer = find_viewer()
    if viewer is None:
        raise NotAllowed
    return viewer


def forget_viewer() -> None:
    """Forget who looks, after the session of this request has changed."""
    for name in ("viewer", "_login_user"):
        g.pop(name, None)
