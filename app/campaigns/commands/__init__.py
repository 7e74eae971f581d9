"""One verb a file: start, stop, start again what failed, remind, extend, and the yearly campaigns."""

from app.campaigns.commands.extend import Extended, extend_campaign
from app.campaigns.commands.remind import Reminding, plan_reminder, remind_late
from app.campaigns.commands.run import Wanted, retry_campaign, start_campaign, stop_campaign
from app.campaigns.commands.yearly import Yearly, keep_schedule, plan_yearly, switch_schedule

__all__ = [
    "Extended",
    "Reminding",
    "Wanted",
    "Yearly",
    "extend_campaign",
    "keep_schedule",
    "plan_reminder",
    "plan_yearly",
    "remind_late",
    "retry_campaign",
    "start_campaign",
    "stop_campaign",
    "switch_schedule",
]
