"""Pages of tasks."""

from app.tasks.routes.inbox import tasks

__all__ = ["tasks"]
