"""Reads, checks and runs diagrams; the only home of SpiffWorkflow and lxml. No Flask, no database."""

from app.workflow.definition import Definition, DefinitionRefused, compile_definition
from app.workflow.elements import UserTaskSpec
from app.workflow.faults import (
    BudgetExceeded,
    ExecutionFailed,
    NotWaiting,
    StateRefused,
    TaskNotOpen,
    ValueRefused,
    WorkflowError,
)
from app.workflow.findings import Finding, SourceRefused
from app.workflow.package import Package, SourceFile, load_package
from app.workflow.tree import Limits, Step
from app.workflow.workflow import CaseState, MessageWait, OpenTask, TimerWait, Trail, Workflow

__all__ = [
    "BudgetExceeded",
    "CaseState",
    "Definition",
    "DefinitionRefused",
    "ExecutionFailed",
    "Finding",
    "Limits",
    "MessageWait",
    "NotWaiting",
    "OpenTask",
    "Package",
    "SourceFile",
    "SourceRefused",
    "StateRefused",
    "Step",
    "TaskNotOpen",
    "TimerWait",
    "Trail",
    "UserTaskSpec",
    "ValueRefused",
    "Workflow",
    "WorkflowError",
    "compile_definition",
    "load_package",
]
