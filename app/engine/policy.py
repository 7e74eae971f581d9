"""Who may do what with tasks and cases: pure questions about a viewer and a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.access.policy import Viewer
    from app.engine.queries.cases import CaseRow


def may_start_process(viewer: Viewer, process_key: str, organisation_id: int) -> bool:
    """Say whether the person holds a start role of the process in that organisation."""
    raise NotImplementedError


def may_withdraw_case(viewer: Viewer, case: CaseRow) -> bool:
    """Say whether the person is the initiator of a running case that still waits for a withdrawal."""
    raise NotImplementedError


def may_cancel_case(viewer: Viewer, case: CaseRow) -> bool:
    """Say whether the person may stop the case: sysadmin, or head of an approving body of the case."""
    raise NotImplementedError


def may_handle_incidents(viewer: Viewer) -> bool:
    """Say whether the person may retry and close incidents: sysadmin and process owners."""
    raise NotImplementedError
