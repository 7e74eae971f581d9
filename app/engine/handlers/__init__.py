"""What the system does by itself: the handlers of jobs, the sweep over what is due, and running one due thing."""

from app.engine.handlers.registry import (
    BpmnError,
    BpmnEscalation,
    JobRefused,
    NotNow,
    find_job_handler,
    register_chore,
    register_job_handler,
    register_upkeep,
)
from app.engine.handlers.returning import install_engine
from app.engine.handlers.running import run_due
from app.engine.handlers.sweep import Due, list_due, run_everything_due, tidy

__all__ = [
    "BpmnError",
    "BpmnEscalation",
    "Due",
    "JobRefused",
    "NotNow",
    "find_job_handler",
    "install_engine",
    "list_due",
    "register_chore",
    "register_job_handler",
    "register_upkeep",
    "run_due",
    "run_everything_due",
    "tidy",
]
