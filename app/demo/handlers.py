"""What the demonstration tells other rooms."""

from __future__ import annotations

from app.access.policy.demonstration import register_demo_people
from app.demo.queries import demo_people


def install_demonstration() -> None:
    """Offer the people of the demonstration at the door; an installation shows them only with SOGLAS_DEMO."""
    register_demo_people(demo_people)
