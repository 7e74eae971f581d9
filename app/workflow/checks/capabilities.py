"""Limits and names as data: what a diagram may hold besides what the runtime itself refuses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

MAX_NODES: Final = 400
MAX_FLOWS: Final = 1_500
MAX_DEPTH: Final = 10
MAX_INSTANCES: Final = 200

# Tags of BPMN outside a process that would have to be run; what a process may hold is said in `refusals`.
UNSUPPORTED_TAGS: Final[Mapping[str, tuple[str, str]]] = {
    "choreography": ("хореография", "choreography"),
    "choreographyTask": ("задача хореографии", "choreography task"),
    "subChoreography": ("подхореография", "sub-choreography"),
    "callChoreography": ("вызов хореографии", "call of a choreography"),
    "globalChoreographyTask": ("глобальная задача хореографии", "global choreography task"),
    "callConversation": ("вызов обсуждения", "call of a conversation"),
}

SUPPORTED_EXTENSIONS: Final = frozenset(
    {
        "assignmentDefinition",
        "calledDecision",
        "calledElement",
        "formDefinition",
        "ioMapping",
        "loopCharacteristics",
        "priorityDefinition",
        "properties",
        "script",
        "subscription",
        "taskDefinition",
        "taskHeaders",
        "taskSchedule",
        "userTask",
        "versionTag",
    }
)

# Name spaces of other engines: what they say would be left out without a word.
FOREIGN_ENGINES: Final[Mapping[str, str]] = {
    "http://camunda.org/schema/1.0/bpmn": "Camunda 7",
    "http://activiti.org/bpmn": "Activiti",
    "http://flowable.org/bpmn": "Flowable",
    "http://www.jboss.org/drools": "jBPM",
    "http://www.bonitasoft.com/schema/bpmn": "Bonita",
    "http://spiffworkflow.org/bpmn/schema/1.0/core": "SpiffWorkflow",
}

# Names that the system gives to every expression.
GIVEN_NAMES: Final = frozenset({"case", "outcome", "settings", "loopCounter"})

# Names that no mapping, script, decision or form may write.
RESERVED_NAMES: Final = frozenset({"case", "outcome", "settings"})
