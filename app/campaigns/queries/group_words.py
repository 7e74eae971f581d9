"""How campaigns and their organisations are called on pages."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.campaigns.models import CampaignState, ItemState
from app.campaigns.queries.standing import Group, Standing
from app.engine.models import CaseStatus
from app.foundation import words
from app.foundation.drawn import StateWords

_GROUPS: Mapping[Group, object] = {
    Group.LATE: _l("Late"),
    Group.HELP: _l("Help is needed"),
    Group.RUNNING: _l("Under way"),
    Group.WAITING: _l("Being opened"),
    Group.DONE: _l("Done"),
    Group.ENDED: _l("Stopped or withdrawn"),
}


def group_words(group: Group) -> str:
    """«Опаздывают», «В работе», …: the heading of a group of the matrix."""
    return str(_GROUPS[group])


def standing_words(one: Standing) -> str:
    """Return what has to be said of an organisation beside its steps, empty for one that is simply under way."""
    if one.item_state is ItemState.WAITING:
        return str(_("the case is being opened"))
    if one.item_state is not ItemState.STARTED:
        return one.reason
    if one.status in {CaseStatus.WITHDRAWN, CaseStatus.CANCELLED}:
        return str(_("withdrawn") if one.status is CaseStatus.WITHDRAWN else _("cancelled"))
    if one.group is Group.DONE and one.outcome:
        return one.outcome
    if one.is_extended:
        return str(_("extended to %(day)s", day=words.day_month(one.last_day)))
    return ""


def state_words(state: CampaignState, *, running: int, waiting: int) -> StateWords:
    """Return how a campaign stands: opening its cases, under way, finished, stopped."""
    if state is CampaignState.STOPPED:
        return StateWords(tone="calm", word=str(_("Stopped")), shape="pause")
    if state is CampaignState.STARTING or waiting:
        return StateWords(tone="act", word=str(_("Opening the cases")), shape="half")
    if running:
        return StateWords(tone="act", word=str(_("Under way")), shape="half")
    return StateWords(tone="go", word=str(_("Finished")), shape="check")
