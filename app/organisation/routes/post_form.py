"""The form of a post, with what this person may give."""

from __future__ import annotations

from collections.abc import Sequence

from werkzeug.datastructures import MultiDict

from app.access.policy import Viewer
from app.organisation.forms import PostForm
from app.organisation.policy import grantable_roles
from app.organisation.queries import Node


def make_post_form(viewer: Viewer, nodes: Sequence[Node], posted: MultiDict[str, str] | None = None) -> PostForm:
    """Return the form, offering every role that the person may give somewhere in `nodes`."""
    form = PostForm(posted)
    roles = frozenset().union(*(grantable_roles(viewer, node.id) for node in nodes)) if nodes else frozenset()
    form.offer(roles, nodes)
    return form
