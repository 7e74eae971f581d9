"""Several decision models that may import each other, with names resolved across them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from app.workflow.dmn.model import Decision, DecisionModel, InputData, ItemDefinition, Knowledge, Reference, Service
from app.workflow.dmn.reader import read_model
from app.workflow.findings import SourceRefused

Element = InputData | Decision | Knowledge | Service


@dataclass(frozen=True)
class ModelLibrary:
    """Models in the order they were given; imports are found by namespace."""

    models: tuple[DecisionModel, ...]

    def find_model(self, namespace: str) -> DecisionModel | None:
        """Return the model of that namespace, or None."""
        return next((model for model in self.models if model.namespace == namespace), None)

    def find_element(self, reference: Reference, model: DecisionModel) -> tuple[Element, DecisionModel] | None:
        """Return what a reference in `model` means and the model it stands in, or None."""
        other = model if reference.namespace in ("", model.namespace) else self.find_model(reference.namespace)
        if other is None:
            return None
        elements: tuple[Element, ...] = (*other.inputs, *other.decisions, *other.knowledge, *other.services)
        for element in elements:
            if element.id == reference.element:
                return element, other
        return None

    def find_item(self, reference: str, model: DecisionModel) -> tuple[ItemDefinition, DecisionModel] | None:
        """Return the declared type of that name, in `model` or (with the name of an import before it) elsewhere."""
        for item in model.items:
            if item.name == reference:
                return item, model
        for imported in model.imports:
            other = self.find_model(imported.namespace)
            if other is not None and reference.startswith(imported.name + "."):
                return self.find_item(reference[len(imported.name) + 1 :], other)
        # A type that came with a value of another model is named as there, without the name of the import.
        for imported in model.imports:
            other = self.find_model(imported.namespace)
            if other is not None and any(item.name == reference for item in other.items):
                return self.find_item(reference, other)
        return None

    def name_in(self, element: Element, home: DecisionModel, model: DecisionModel) -> str:
        """Return the name by which expressions of `model` call an element of `home`."""
        if home is model:
            return element.name
        imported = next((each for each in model.imports if each.namespace == home.namespace), None)
        return f"{imported.name}.{element.name}" if imported and imported.name else element.name

    def find_decision(self, name: str) -> tuple[Decision | Service | Knowledge, DecisionModel] | None:
        """Return the decision, service or knowledge model with that name or id; the first model's comes first."""
        for model in self.models:
            elements: tuple[Decision | Service | Knowledge, ...] = (
                *model.decisions,
                *model.services,
                *model.knowledge,
            )
            for element in elements:
                if name in (element.id, element.name):
                    return element, model
        return None


def read_library(sources: Iterable[tuple[str, bytes]]) -> ModelLibrary:
    """Return the library of these files (name, content); raises SourceRefused for one that is unsafe or no DMN."""
    return ModelLibrary(tuple(read_model(data, name=name) for name, data in sources))


def read_library_beside(path: Path) -> ModelLibrary:
    """Return the model of a file together with those in its folder that it imports, directly or not."""
    first = read_model(path.read_bytes(), name=path.name)
    if not first.imports:
        return ModelLibrary((first,))
    found = {first.namespace: first}
    for neighbour in sorted(path.parent.glob("*.dmn")):
        if neighbour != path:
            try:
                model = read_model(neighbour.read_bytes(), name=neighbour.name)
            except SourceRefused:
                continue
            found.setdefault(model.namespace, model)
    return ModelLibrary(tuple(found.values()))
