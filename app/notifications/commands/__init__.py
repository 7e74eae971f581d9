"""Letters are written, held for the morning, sent, stopped and put out of the queue here."""

from app.notifications.commands.calendar import warn_of_missing_calendar
from app.notifications.commands.deliver import deliver_mail
from app.notifications.commands.digests import forget_settled_lines, make_digest, write_due_digests
from app.notifications.commands.expand import expand_notice
from app.notifications.commands.outgoing import drop_mail, retry_all_mail, retry_mail
from app.notifications.commands.settings import change_settings, leave_by_link, stop_kind

__all__ = [
    "change_settings",
    "deliver_mail",
    "drop_mail",
    "expand_notice",
    "forget_settled_lines",
    "leave_by_link",
    "make_digest",
    "retry_all_mail",
    "retry_mail",
    "stop_kind",
    "warn_of_missing_calendar",
    "write_due_digests",
]
