"""Who runs campaigns, over which organisations, and who sees which campaign: deny by default, by territory."""

from __future__ import annotations

from dataclasses import replace

from app.access.models import Role
from app.access.policy import Post, Viewer
from app.campaigns.models import Campaign
from app.engine.commands.start_case import CAMPAIGN_ROLES
from app.organisation.policy.scope import NOTHING, Scope, scope_of
from app.organisation.queries import current_tree

RUNNERS = tuple(Role(role) for role in CAMPAIGN_ROLES)


def may_run_campaigns(viewer: Viewer) -> bool:
    """Say whether the person holds a post in which campaigns are run."""
    return viewer.holds(*RUNNERS)


def campaign_scope(viewer: Viewer, post: Post | None = None) -> Scope:
    """Return the organisations that the person reaches with campaigns, by one post or by all of them."""
    posts = (post,) if post is not None else viewer.posts_with(*RUNNERS)
    return scope_of(replace(viewer, memberships=posts)) if posts else NOTHING


def post_of(viewer: Viewer) -> Post | None:
    """Return the post in which the person would start a campaign: the acting one when it may, else the first."""
    posts = viewer.posts_with(*RUNNERS)
    return next((post for post in posts if post is viewer.acting or post == viewer.acting), posts[0] if posts else None)


def may_manage_campaign(viewer: Viewer, campaign: Campaign) -> bool:
    """Say whether the person may stop the campaign and start what failed: a post of its territory or above it."""
    path = current_tree().node(campaign.organisation_id).path
    return any(path.startswith(post.organisation_path) for post in viewer.posts_with(*RUNNERS))
