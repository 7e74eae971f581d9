"""`soglas organisation` and `soglas user`: the directory from the command line."""

from app.organisation.cli.organisations import organisation
from app.organisation.cli.people import user

__all__ = ["organisation", "user"]
