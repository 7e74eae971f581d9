"""What several commands of campaigns are composed of."""

from __future__ import annotations

from app.access.policy import Viewer
from app.access.policy.viewer import posts_of
from app.audit.models import Actor
from app.campaigns.models import Campaign
from app.campaigns.policy import may_manage_campaign, may_run_campaigns
from app.foundation.clock import today
from app.foundation.database import db
from app.foundation.errors import NotAllowed, NotFound
from app.organisation.queries import timezone_of

START_JOB = "campaign-start"
OPEN_JOB = "campaign-open"
REMIND_JOB = "campaign-remind"


def stream_of(campaign_id: int) -> str:
    """Return the audit stream of a campaign."""
    return f"campaign:{campaign_id}"


def origin_of(item_id: int) -> str:
    """Return what a case that a campaign opens says of its item."""
    return f"campaign item:{item_id}"


def viewer_now(actor: Actor) -> Viewer:
    """Return who acts, with the posts held today as the database has them; raises NotAllowed without a person."""
    if actor.person_id is None:
        raise NotAllowed
    posts = posts_of(actor.person_id, today(timezone_of(actor.organisation_id)))
    acting = next((p for p in posts if p.organisation_id == actor.organisation_id and p.role == actor.role), None)
    viewer = Viewer(person_id=actor.person_id, name=actor.name, memberships=posts, acting=acting)
    if not may_run_campaigns(viewer):
        raise NotAllowed
    return viewer


def lock_campaign(campaign_id: int) -> Campaign:
    """Return the campaign, locked where the database has row locks; raises NotFound."""
    campaign = db.session.get(Campaign, campaign_id, with_for_update=True, populate_existing=True)
    if campaign is None:
        raise NotFound(campaign=campaign_id)
    return campaign


def require_manager(campaign: Campaign, actor: Actor) -> Viewer:
    """Raise NotFound unless the actor runs campaigns for the territory of this one."""
    viewer = viewer_now(actor)
    if not may_manage_campaign(viewer, campaign):
        raise NotFound(campaign=campaign.id)
    return viewer
