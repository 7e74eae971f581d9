"""The tables of the engine: cases, user tasks, and what waits to be done by the system."""

from app.engine.models.call import CallState, CaseCall
from app.engine.models.case import Case, CaseCounter, CaseStatus
from app.engine.models.extension_request import ExtensionRequest, RequestState
from app.engine.models.follower import CaseFollower
from app.engine.models.message import MessageDelivery, PublishedMessage
from app.engine.models.reader import CaseReader
from app.engine.models.remark import Remark, RemarkState
from app.engine.models.task import (
    Draft,
    TaskCandidate,
    TaskExtension,
    TaskSnooze,
    TaskState,
    UserTask,
    join_people,
    split_people,
)
from app.engine.models.work import (
    Incident,
    IncidentKind,
    IncidentState,
    Job,
    JobState,
    Subscription,
    Timer,
    TimerState,
)

__all__ = [
    "CallState",
    "Case",
    "CaseCall",
    "CaseCounter",
    "CaseFollower",
    "CaseReader",
    "CaseStatus",
    "Draft",
    "ExtensionRequest",
    "Incident",
    "IncidentKind",
    "IncidentState",
    "Job",
    "JobState",
    "MessageDelivery",
    "PublishedMessage",
    "Remark",
    "RemarkState",
    "RequestState",
    "Subscription",
    "TaskCandidate",
    "TaskExtension",
    "TaskSnooze",
    "TaskState",
    "Timer",
    "TimerState",
    "UserTask",
    "join_people",
    "split_people",
]
