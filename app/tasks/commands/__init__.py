"""What the pages of tasks write beside the engine."""

from app.tasks.commands.noting import record_refused_fields, remind_task
from app.tasks.commands.ordering import note_results, order_bulk

__all__ = ["note_results", "order_bulk", "record_refused_fields", "remind_task"]
