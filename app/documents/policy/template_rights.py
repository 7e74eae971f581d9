"""Who changes templates: process owners and system administrators. They are those who publish processes."""

from __future__ import annotations

from typing import Final

from app.access.models import Role
from app.access.policy import Viewer
from app.foundation.errors import NotAllowed

TEMPLATE_OWNERS: Final = (Role.PROCESS_OWNER, Role.SYSADMIN)


def may_own_templates(viewer: Viewer) -> bool:
    """Tell whether the person may look at templates and upload new versions."""
    return viewer.holds(*TEMPLATE_OWNERS)


def require_template_owner(viewer: Viewer) -> None:
    """Raise NotAllowed for everybody else."""
    if not may_own_templates(viewer):
        raise NotAllowed
