"""Accounts and sessions change here; each command is one transaction with its audit entry."""

STREAM = "access"


def person_stream(person_id: int) -> str:
    """Return the audit stream of one account."""
    return f"person:{person_id}"
