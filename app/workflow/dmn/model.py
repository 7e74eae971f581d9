"""A decision model as frozen values: what its file says and nothing of how it is decided."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class HitPolicy(StrEnum):
    """How the hits of a table become its answer (DMN 1.5, 8.2.10)."""

    UNIQUE = "UNIQUE"
    ANY = "ANY"
    PRIORITY = "PRIORITY"
    FIRST = "FIRST"
    RULE_ORDER = "RULE ORDER"
    OUTPUT_ORDER = "OUTPUT ORDER"
    COLLECT = "COLLECT"


@dataclass(frozen=True, kw_only=True)
class Literal:
    """An expression in FEEL."""

    text: str
    type_ref: str = ""


@dataclass(frozen=True, kw_only=True)
class TableInput:
    """A column of conditions: the expression tested and the values it may have (unary tests, may be empty)."""

    text: str
    type_ref: str
    allowed: str


@dataclass(frozen=True, kw_only=True)
class TableOutput:
    """A column of answers: its name, type, the values it may have in the order of priority, and its default."""

    name: str
    type_ref: str
    allowed: str
    default: str


@dataclass(frozen=True, kw_only=True)
class TableRule:
    """A row: unary tests for each input and an expression for each output."""

    tests: tuple[str, ...]
    answers: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class DecisionTable:
    """A decision table."""

    inputs: tuple[TableInput, ...]
    outputs: tuple[TableOutput, ...]
    rules: tuple[TableRule, ...]
    hit_policy: HitPolicy = HitPolicy.UNIQUE
    aggregation: str = ""
    type_ref: str = ""


@dataclass(frozen=True, kw_only=True)
class BoxedEntry:
    """A named line of a boxed context; the line without a name is its result."""

    name: str
    type_ref: str
    logic: Logic


@dataclass(frozen=True, kw_only=True)
class BoxedContext:
    """Named lines, each of which sees the ones before it."""

    entries: tuple[BoxedEntry, ...]
    type_ref: str = ""


@dataclass(frozen=True, kw_only=True)
class Relation:
    """A list of contexts written as a table."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Logic, ...], ...]
    type_ref: str = ""


@dataclass(frozen=True, kw_only=True)
class BoxedList:
    """A list of expressions."""

    items: tuple[Logic, ...]
    type_ref: str = ""


@dataclass(frozen=True, kw_only=True)
class Invocation:
    """A call with named arguments."""

    called: Logic
    bindings: tuple[tuple[str, Logic], ...]
    type_ref: str = ""


@dataclass(frozen=True, kw_only=True)
class FunctionLogic:
    """A function: parameters with their types and a body. Only `kind` FEEL can be called."""

    parameters: tuple[tuple[str, str], ...]
    body: Logic | None
    kind: str = "FEEL"
    type_ref: str = ""


@dataclass(frozen=True, kw_only=True)
class Conditional:
    """A boxed if."""

    condition: Logic
    then: Logic
    otherwise: Logic
    type_ref: str = ""


@dataclass(frozen=True, kw_only=True)
class Filter:
    """A boxed filter."""

    items: Logic
    match: Logic
    type_ref: str = ""


@dataclass(frozen=True, kw_only=True)
class Iteration:
    """A boxed for, some or every (`kind`)."""

    kind: str
    variable: str
    items: Logic
    body: Logic
    type_ref: str = ""


Logic: TypeAlias = (
    Literal
    | DecisionTable
    | BoxedContext
    | Relation
    | BoxedList
    | Invocation
    | FunctionLogic
    | Conditional
    | Filter
    | Iteration
)


@dataclass(frozen=True, kw_only=True)
class ItemDefinition:
    """A declared type: a base type, a structure, a list of one of them, or a function."""

    name: str
    base: str = ""
    components: tuple[ItemDefinition, ...] = ()
    is_collection: bool = False
    allowed: str = ""
    constraint: str = ""
    is_function: bool = False
    parameters: tuple[tuple[str, str], ...] = ()
    result: str = ""


@dataclass(frozen=True, kw_only=True)
class Reference:
    """What another element is named by: the namespace of its model ("" for the same one) and its id."""

    namespace: str
    element: str


@dataclass(frozen=True, kw_only=True)
class InputData:
    """A value that the caller gives."""

    id: str
    name: str
    type_ref: str


@dataclass(frozen=True, kw_only=True)
class Decision:
    """A decision with what it requires and its logic (none: its value is null)."""

    id: str
    name: str
    type_ref: str
    inputs: tuple[Reference, ...]
    decisions: tuple[Reference, ...]
    knowledge: tuple[Reference, ...]
    logic: Logic | None
    question: str = ""


@dataclass(frozen=True, kw_only=True)
class Knowledge:
    """A business knowledge model: a function that decisions call."""

    id: str
    name: str
    knowledge: tuple[Reference, ...]
    function: FunctionLogic | None
    type_ref: str = ""


@dataclass(frozen=True, kw_only=True)
class Service:
    """A decision service: decisions that are answered together, with decisions and data given by the caller."""

    id: str
    name: str
    outputs: tuple[Reference, ...]
    encapsulated: tuple[Reference, ...]
    input_decisions: tuple[Reference, ...]
    input_data: tuple[Reference, ...]
    type_ref: str = ""


@dataclass(frozen=True, kw_only=True)
class Import:
    """Another model, whose elements are named with `name` and a dot before them."""

    namespace: str
    name: str


@dataclass(frozen=True, kw_only=True)
class DecisionModel:
    """All that one file says."""

    namespace: str
    name: str
    file: str
    imports: tuple[Import, ...]
    items: tuple[ItemDefinition, ...]
    inputs: tuple[InputData, ...]
    decisions: tuple[Decision, ...]
    knowledge: tuple[Knowledge, ...]
    services: tuple[Service, ...]
