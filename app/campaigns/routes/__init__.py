"""Pages of campaigns; each asks the policy with the campaign in hand, the commands ask again."""

from flask import Blueprint, Flask
from flask_babel import lazy_gettext as _l

from app.access.policy import current_viewer
from app.campaigns.handlers import install_campaign_work
from app.campaigns.policy import may_run_campaigns
from app.campaigns.queries.group_words import group_words, standing_words, state_words
from app.foundation.page_frame import Section, add_section

campaigns = Blueprint("campaigns", __name__, template_folder="../templates")


def install_campaigns(app: Flask) -> None:
    """Add the pages of this room, its section of the bar, and its work."""
    from app.campaigns.routes import changing, listing, one, starting, yearly  # noqa: F401  # they add their routes

    install_campaign_work()
    app.jinja_env.globals.update(group_words=group_words, standing_words=standing_words, campaign_state=state_words)
    app.register_blueprint(campaigns)
    section = Section(
        key="campaigns",
        label=_l("Campaigns"),
        endpoint="campaigns.list_all",
        order=30,
        may=lambda: may_run_campaigns(current_viewer()),
    )
    add_section(app, section)
