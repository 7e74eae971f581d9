"""The settings of a process, for the pages and the engine: read by the workflow package, which tries diagrams out too."""

from __future__ import annotations

from app.workflow.settings import PREFIX, Setting, read_settings, settings_variable

__all__ = ["PREFIX", "Setting", "read_settings", "settings_variable"]
