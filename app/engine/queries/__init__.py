"""What pages and reports may ask of the engine; everything is seen through the eyes of a viewer."""

from app.engine.queries.agreement import AgreementRow, list_agreement_rows
from app.engine.queries.cases import CaseFilter, CaseRow, get_case_by_number, get_case_visible_to, list_cases
from app.engine.queries.explain import NextWords, WhyMine, list_next_steps, list_route, why_mine
from app.engine.queries.extensions import (
    ExtensionRow,
    RequestRow,
    RequestToDecide,
    find_waiting_request,
    list_extension_requests,
    list_extensions,
    list_requests_to_decide,
)
from app.engine.queries.family import Family, Holder, Relative, RunningChild, find_family, list_running_children
from app.engine.queries.inbox import InboxFilter, InboxRow, Page, Tab, list_open_tasks
from app.engine.queries.inbox_counts import InboxCounts, count_open_tasks
from app.engine.queries.incidents import IncidentRow, list_case_incidents, list_open_incidents
from app.engine.queries.record import (
    AnsweredTask,
    TimelineEntry,
    latest_answers,
    list_answers_before,
    list_case_values,
    list_completed_elements,
    list_task_rounds,
    list_timeline,
)
from app.engine.queries.remarks import RemarkRow, list_remarks, list_remarks_to_answer, list_remarks_to_judge
from app.engine.queries.tasks import TaskView, find_draft, get_task_visible_to, list_assignable_people, list_case_tasks

__all__ = [
    "AgreementRow",
    "AnsweredTask",
    "CaseFilter",
    "CaseRow",
    "ExtensionRow",
    "Family",
    "Holder",
    "InboxCounts",
    "InboxFilter",
    "InboxRow",
    "IncidentRow",
    "NextWords",
    "Page",
    "Relative",
    "RemarkRow",
    "RequestRow",
    "RequestToDecide",
    "RunningChild",
    "Tab",
    "TaskView",
    "TimelineEntry",
    "WhyMine",
    "count_open_tasks",
    "find_draft",
    "find_family",
    "find_waiting_request",
    "get_case_by_number",
    "get_case_visible_to",
    "get_task_visible_to",
    "latest_answers",
    "list_agreement_rows",
    "list_answers_before",
    "list_assignable_people",
    "list_case_incidents",
    "list_case_tasks",
    "list_case_values",
    "list_cases",
    "list_completed_elements",
    "list_extension_requests",
    "list_extensions",
    "list_next_steps",
    "list_open_incidents",
    "list_open_tasks",
    "list_remarks",
    "list_remarks_to_answer",
    "list_remarks_to_judge",
    "list_requests_to_decide",
    "list_route",
    "list_running_children",
    "list_task_rounds",
    "list_timeline",
    "why_mine",
]
