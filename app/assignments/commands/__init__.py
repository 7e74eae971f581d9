"""Give assignments and take them off control; what becomes of their cases is noted here by the handlers."""

from app.assignments.commands.give import Wanted, give_assignment
from app.assignments.commands.note import bring_up_to_date, note_assignment
from app.assignments.commands.remove import remove_from_control

__all__ = ["Wanted", "bring_up_to_date", "give_assignment", "note_assignment", "remove_from_control"]
