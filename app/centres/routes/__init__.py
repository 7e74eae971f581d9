"""The registry of centres: the list, its workbook, and centres entered by hand."""

from app.centres.routes import by_hand
from app.centres.routes.registry import centres, install_centres

__all__ = ["by_hand", "centres", "install_centres"]
