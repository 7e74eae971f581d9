"""Pages of cases, and the pages of no section."""

from app.cases.routes.front import pages

__all__ = ["pages"]
