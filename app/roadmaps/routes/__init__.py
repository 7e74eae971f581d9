"""The pages of roadmaps and indicators."""

from __future__ import annotations

from flask import Flask

from app.roadmaps.handlers import install_handlers


def install_roadmaps(app: Flask) -> None:
    """Let the room hear of cases, and its pages be found."""
    install_handlers()
