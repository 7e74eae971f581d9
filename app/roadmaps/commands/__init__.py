"""What is done with plans: apply, fill in dates, open cases, move dates, enter and approve facts, give a feed."""

from app.roadmaps.commands.applying import Applied, apply_plan, close_roadmap, fill_dates
from app.roadmaps.commands.facts import approve_facts, enter_fact
from app.roadmaps.commands.feeds import end_feeds, give_feed
from app.roadmaps.commands.opening import Opened, open_by_hand, open_what_is_due
from app.roadmaps.commands.transfers import ask_transfer, decide_transfer

__all__ = [
    "Applied",
    "Opened",
    "apply_plan",
    "approve_facts",
    "ask_transfer",
    "close_roadmap",
    "decide_transfer",
    "end_feeds",
    "enter_fact",
    "fill_dates",
    "give_feed",
    "open_by_hand",
    "open_what_is_due",
]
