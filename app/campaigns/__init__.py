"""Campaigns: one process for many organisations at once, its matrix, reminders, extensions, yearly campaigns."""

from app.campaigns import models

__all__ = ["models"]
