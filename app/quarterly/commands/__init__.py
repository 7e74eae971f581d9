"""What people and the worker do with reports."""

from app.quarterly.commands.opening import open_quarter
from app.quarterly.commands.orders import end_reporting, introduce_reporting
from app.quarterly.commands.remind import remind_debtors
from app.quarterly.commands.signing import keep_signature, sign_report

__all__ = [
    "end_reporting",
    "introduce_reporting",
    "keep_signature",
    "open_quarter",
    "remind_debtors",
    "sign_report",
]
