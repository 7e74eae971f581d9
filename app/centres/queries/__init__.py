"""The registry as a list, as a counter and as a workbook."""

from app.centres.queries.book import registry_book
from app.centres.queries.counting import count_working
from app.centres.queries.listing import (
    CentreFilter,
    CentreRow,
    CentresFound,
    Counter,
    all_centres,
    count_centres,
    get_entered_centre,
    list_centres,
)

__all__ = [
    "CentreFilter",
    "CentreRow",
    "CentresFound",
    "Counter",
    "all_centres",
    "count_centres",
    "count_working",
    "get_entered_centre",
    "list_centres",
    "registry_book",
]
