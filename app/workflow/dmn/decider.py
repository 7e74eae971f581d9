"""Deciding: what a decision, a decision service or a knowledge model answers for given values."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.feel.values.functions import Function
from app.feel.values.intake import take_in
from app.workflow.dmn.library import Element, ModelLibrary
from app.workflow.dmn.logic import LogicReading, Surroundings
from app.workflow.dmn.model import Decision, DecisionModel, FunctionLogic, InputData, Knowledge, Reference, Service
from app.workflow.dmn.types import TypeTable

MAX_SECONDS = 5.0
MAX_DEPTH = 60
Key = tuple[str, str]


class DecisionUnknown(LookupError):
    """There is no decision, service or knowledge model of that name."""


@dataclass(frozen=True, kw_only=True)
class DecisionValue:
    """The answer, and in words why parts of it are null."""

    value: Any
    problems: tuple[str, ...]


@dataclass(kw_only=True)
class Run:
    """One asking: what the caller gave, what a service was given instead, and what is already decided."""

    given: Mapping[str, Any]
    surroundings: Surroundings
    instead: Mapping[Key, Any] = field(default_factory=dict)
    decided: dict[Key, Any] = field(default_factory=dict)
    depth: int = 0


class Decider:
    """Answers the decisions of a library of models."""

    def __init__(
        self,
        library: ModelLibrary,
        *,
        functions: Mapping[str, Function] | None = None,
        now: datetime | None = None,
    ) -> None:
        self._library = library
        self._types = TypeTable(library)
        self._functions = functions
        self._now = now

    def decide(self, name: str, context: Mapping[str, Any]) -> DecisionValue:
        """Return what the decision or service `name` (a name or an id) answers for the values in `context`.

        A failure inside gives null with its reason among the problems, as DMN says; raises DecisionUnknown, and
        OverflowError for a context that is too large.
        """
        found = self._library.find_decision(name)
        if found is None:
            raise DecisionUnknown(name)
        element, model = found
        surroundings = Surroundings(
            types=self._types, functions=self._functions, now=self._now, until=time.monotonic() + MAX_SECONDS
        )
        run = Run(given=take_in(context), surroundings=surroundings)
        if isinstance(element, Decision):
            value = self._decision(element, model, run)
        else:
            function = self._function(element, model, run)
            value = function.call(*(run.given.get(parameter) for parameter in function.params)) if function else None
        return DecisionValue(value=value, problems=tuple(surroundings.problems))

    def _decision(self, decision: Decision, model: DecisionModel, run: Run) -> Any:
        key = (model.namespace, decision.id)
        if key in run.instead:
            return run.instead[key]
        if key not in run.decided:
            run.decided[key] = None  # a decision that requires itself finds null, not an endless loop
            run.decided[key] = self._work_out(decision, model, run)
        return run.decided[key]

    def _work_out(self, decision: Decision, model: DecisionModel, run: Run) -> Any:
        if decision.logic is None or run.depth > MAX_DEPTH:
            return None
        run.depth += 1
        try:
            # A table drawn without input data (as editors do for a single table) sees everything that is given.
            scope: dict[str, Any] = {} if decision.inputs else dict(run.given)
            for reference in (*decision.inputs, *decision.decisions, *decision.knowledge):
                scope.update(self._required(reference, model, run))
            reading = LogicReading(model, run.surroundings, name=decision.name)
            value = reading.read(decision.logic, scope)
        finally:
            run.depth -= 1
        return run.surroundings.fit(value, decision.type_ref, model, decision.name)

    def _required(self, reference: Reference, model: DecisionModel, run: Run) -> dict[str, Any]:
        found = self._library.find_element(reference, model)
        if found is None:
            run.surroundings.problem(f"{reference.element}: no such element")
            return {}
        element, home = found
        return {self._library.name_in(element, home, model): self._value_of(element, home, run)}

    def _value_of(self, element: Element, home: DecisionModel, run: Run) -> Any:
        if isinstance(element, Decision):
            return self._decision(element, home, run)
        if isinstance(element, InputData):
            return self._input(element, home, run)
        return self._function(element, home, run)

    def _input(self, data: InputData, home: DecisionModel, run: Run) -> Any:
        key = (home.namespace, data.id)
        if key in run.instead:
            return run.instead[key]
        return run.surroundings.fit(run.given.get(data.name), data.type_ref, home, data.name)

    def _function(self, element: Element, home: DecisionModel, run: Run) -> Function | None:
        if isinstance(element, Knowledge):
            return self._knowledge_function(element, home, run)
        return self._service_function(element, home, run) if isinstance(element, Service) else None

    def _knowledge_function(self, knowledge: Knowledge, home: DecisionModel, run: Run) -> Function | None:
        logic = knowledge.function
        if logic is None:
            return None

        def call(*arguments: Any) -> Any:
            if run.depth > MAX_DEPTH:
                run.surroundings.problem(f"{knowledge.name}: too many calls inside calls")
                return None
            run.depth += 1
            try:
                scope: dict[str, Any] = {}
                for reference in knowledge.knowledge:
                    scope.update(self._required(reference, home, run))
                return self._call_logic(knowledge, logic, home, run, scope, arguments)
            finally:
                run.depth -= 1

        return Function(params=[name for name, _ in logic.parameters], callable=call, name=knowledge.name)

    def _call_logic(
        self,
        knowledge: Knowledge,
        logic: FunctionLogic,
        home: DecisionModel,
        run: Run,
        scope: dict[str, Any],
        arguments: tuple[Any, ...],
    ) -> Any:
        reading = LogicReading(home, run.surroundings, name=knowledge.name)
        value = reading.call(logic, scope, arguments)
        return run.surroundings.fit(value, knowledge.type_ref, home, knowledge.name)

    def _service_function(self, service: Service, home: DecisionModel, run: Run) -> Function:
        parameters: list[tuple[Key, str, str]] = []
        for reference in (*service.input_data, *service.input_decisions):
            found = self._library.find_element(reference, home)
            if found is not None and isinstance(found[0], InputData | Decision):
                element, other = found
                name = self._library.name_in(element, other, home)
                parameters.append(((other.namespace, element.id), name, element.type_ref))

        def call(*arguments: Any) -> Any:
            instead: dict[Key, Any] = {}
            for (key, name, type_ref), argument in zip(parameters, arguments, strict=False):
                fitted = run.surroundings.fit(argument, type_ref, home, name)
                if argument is not None and fitted is None:
                    return None
                instead[key] = fitted
            inner = Run(given=run.given, surroundings=run.surroundings, instead=instead, depth=run.depth + 1)
            return self._service(service, home, inner)

        return Function(params=[name for _, name, _ in parameters], callable=call, name=service.name)

    def _service(self, service: Service, home: DecisionModel, run: Run) -> Any:
        answers: dict[str, Any] = {}
        for reference in service.outputs:
            found = self._library.find_element(reference, home)
            if found is not None and isinstance(found[0], Decision):
                answers[found[0].name] = self._decision(found[0], found[1], run)
        value = next(iter(answers.values())) if len(answers) == 1 else answers
        return run.surroundings.fit(value, service.type_ref, home, service.name)
