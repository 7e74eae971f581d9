"""The tables of roadmaps."""

from app.roadmaps.models.feed import CalendarFeed
from app.roadmaps.models.indicator import FactSource, IndicatorFact
from app.roadmaps.models.occurrence import MeasureOccurrence, OccurrenceState, Transfer, TransferState
from app.roadmaps.models.own_plan import OpenCases, OwnPlan, PlanState, PlanUpload, RoadmapEdition
from app.roadmaps.models.plan import PlanVersion, Roadmap, RoadmapState

__all__ = [
    "CalendarFeed",
    "FactSource",
    "IndicatorFact",
    "MeasureOccurrence",
    "OccurrenceState",
    "OpenCases",
    "OwnPlan",
    "PlanState",
    "PlanUpload",
    "PlanVersion",
    "Roadmap",
    "RoadmapEdition",
    "RoadmapState",
    "Transfer",
    "TransferState",
]
