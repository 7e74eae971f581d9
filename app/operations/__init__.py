"""Keeping cases running: moving them to another version of their process, with a preview and a way back."""

from app.operations.models import Migration, MigrationItem, MigrationState, MoveState

__all__ = ["Migration", "MigrationItem", "MigrationState", "MoveState"]
