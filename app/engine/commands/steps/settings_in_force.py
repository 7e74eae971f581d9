"""The variable `settings` of a case: read anew whenever the case moves on.

A term, a timer or a value that the process has worked out keeps what it was worked out with; every step from here on
uses the value that holds today for the organisation of the case.
"""

from __future__ import annotations

from datetime import datetime

from app.processes.queries import Live, has_changes, settings_for, settings_variable
from app.workflow.workflow import Workflow


def refresh_settings(workflow: Workflow, live: Live, organisation_id: int, at: datetime) -> None:
    """Let expressions of a running workflow see the settings that hold now; writes only what differs."""
    if workflow.state != "waiting" or not has_changes(live):
        return
    wanted = settings_variable(settings_for(live, organisation_id, at=at))
    if workflow.variables.get("settings") != wanted:
        workflow.set_variables({"settings": wanted})
