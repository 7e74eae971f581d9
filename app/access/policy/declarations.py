"""How a route says who may come in; a route that says nothing lets nobody in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from app.access.models import Role

View = TypeVar("View", bound=Callable[..., Any])
_MARK = "__soglas_access__"


@dataclass(frozen=True, kw_only=True)
class Access:
    """What a route demands: nothing (`is_public`), a sign-in, or one of `roles` held in any organisation.

    The rights over one case, task or organisation are asked by the view itself, with the thing in hand.
    """

    is_public: bool = False
    roles: frozenset[Role] = frozenset()


def public(view: View) -> View:
    """Declare that everybody may come, signed in or not."""
    return _declare(view, Access(is_public=True))


def signed_in(view: View) -> View:
    """Declare that every person who is signed in may come."""
    return _declare(view, Access())


def holding(*roles: Role) -> Callable[[View], View]:
    """Declare that a person must hold one of `roles`, in whatever organisation."""
    if not roles:
        raise ValueError("name at least one role")
    return lambda view: _declare(view, Access(roles=frozenset(roles)))


def access_of(view: Callable[..., Any]) -> Access | None:
    """Return what the view declared, None when it said nothing."""
    found = getattr(view, _MARK, None)
    return found if isinstance(found, Access) else None


def _declare(view: View, access: Access) -> View:
    if access_of(view) is not None:
        raise ValueError(f"{view!r} declares its access twice")
    setattr(view, _MARK, access)
    return view
