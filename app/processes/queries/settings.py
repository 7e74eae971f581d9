"""The settings of a process, for pages and engine; the workflow package reads them, as it tries diagrams out too."""

from __future__ import annotations

from app.workflow.settings import PREFIX, Setting, read_settings, settings_variable

__all__ = ["PREFIX", "Setting", "read_settings", "settings_variable"]
