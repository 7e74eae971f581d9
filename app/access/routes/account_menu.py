"""The person's menu in the bar: which post acts, the profile, the way out."""

from __future__ import annotations

from flask import Flask, request, url_for
from flask_babel import gettext as _

from app.access.models import Role
from app.access.policy.viewer import Post, Viewer, find_viewer
from app.access.routes.guard import settings
from app.foundation.page_frame import Account, MenuItem, parts_of


def install_account_menu(app: Flask) -> None:
    """Let the frame of every page show who is signed in."""
    parts_of(app).account = _account


def _account() -> Account | None:
    viewer = find_viewer()
    if viewer is None:
        return None
    acting = viewer.acting
    return Account(
        post=acting.title if acting else viewer.name,
        place=acting.organisation_short_name if acting else _("no post yet"),
        theme=viewer.theme,
        menu=tuple(_menu(viewer)),
    )


def _menu(viewer: Viewer) -> list[MenuItem]:
    items = [_post_item(viewer, post) for post in viewer.memberships] if len(viewer.memberships) > 1 else []
    items.append(MenuItem(label=_("Absences and substitutions"), url=url_for("organisation.show_absences")))
    items.append(MenuItem(label=_("Letters and the morning digest"), url=url_for("notifications.show_settings")))
    if viewer.holds(Role.SYSADMIN):
        items.append(MenuItem(label=_("Outgoing mail"), url=url_for("notifications.show_outgoing")))
    items.append(MenuItem(label=_("Profile, view and sessions"), url=url_for("access.profile")))
    if settings().demo:
        items.append(MenuItem(label=_("Change the role"), url=url_for("access.sign_in")))
    items.append(MenuItem(label=_("Sign out"), url=url_for("access.sign_out"), post=True))
    return items


def _post_item(viewer: Viewer, post: Post) -> MenuItem:
    back = request.full_path.rstrip("?") if request.method == "GET" else "/"
    return MenuItem(
        label=_("Act as: %(post)s, %(place)s", post=post.title, place=post.organisation_short_name),
        url=url_for("access.act_as_post"),
        post=True,
        fields=(("membership", str(post.membership_id)), ("next", back)),
        current=post is viewer.acting,
    )
