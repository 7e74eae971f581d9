"""What the worker does for campaigns, and what they hear of cases."""

from __future__ import annotations

from app.campaigns.commands.batch import note_started, open_batch
from app.campaigns.commands.extend import note_extended
from app.campaigns.commands.remind import send_reminder
from app.campaigns.commands.steps import OPEN_JOB, REMIND_JOB, START_JOB
from app.campaigns.commands.yearly import open_yearly
from app.engine.events import CaseExtended, CaseStarted
from app.engine.handlers import register_job_handler
from app.foundation.events import subscribe


def install_campaign_work() -> None:
    """Let the worker know how to do the jobs of campaigns, and campaigns hear of their cases."""
    register_job_handler(START_JOB, open_batch)
    register_job_handler(OPEN_JOB, open_yearly)
    register_job_handler(REMIND_JOB, send_reminder)
    subscribe(CaseStarted, note_started)
    subscribe(CaseExtended, note_extended)
