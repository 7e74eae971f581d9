"""Starting and taking back a migration, and the job that carries it out."""

from app.operations.commands.migrate import start_migration, start_taking_back
from app.operations.commands.moving import MOVE_JOB, carry_on, note_moved

__all__ = ["MOVE_JOB", "carry_on", "note_moved", "start_migration", "start_taking_back"]
