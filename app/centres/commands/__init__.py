"""What changes the registry: cases of centre creation, and people for centres that are older than the system."""

from app.centres.commands.by_hand import CentreFacts, change_centre, enter_centre, remove_centre
from app.centres.commands.from_cases import bring_up_to_date, end_centre, list_centre

__all__ = [
    "CentreFacts",
    "bring_up_to_date",
    "change_centre",
    "end_centre",
    "enter_centre",
    "list_centre",
    "remove_centre",
]
