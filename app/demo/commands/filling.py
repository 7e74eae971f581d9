"""Filling in a form the way a person does: what is shown stays, what is empty and wanted gets a fitting value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from werkzeug.datastructures import FileStorage, MultiDict

from app.demo.commands.papers import make_paper
from app.demo.queries import read_data

ROWS = {"dynamiclist"}
SILENT = {"text", "table", "html", "image", "separator", "spacer", "expression", "documentPreview"}
DAYS = re.compile(r"@([+-]\d+)")


class Filling:
    """One filling in: from the schema, what the page shows, and what the story wants said."""

    def __init__(
        self,
        schema: Mapping[str, Any],
        shown: Mapping[str, list[str]],
        wanted: Mapping[str, Any],
        *,
        on: date,
        seed: int,
    ) -> None:
        self._schema = schema
        self._shown = shown
        self._wanted = wanted
        self._on = on
        self._seed = seed
        self.posted: MultiDict[str, str] = MultiDict()
        self.files: MultiDict[str, FileStorage] = MultiDict()

    def fill(self) -> None:
        """Work out what is posted and which files go with it."""
        for name, values in self._shown.items():
            self.posted.setlist(name, [value for value in values if value is not None])
        self._components(self._schema["components"], "", self._wanted)

    def _components(self, components: list[dict[str, Any]], prefix: str, wanted: Mapping[str, Any]) -> None:
        for component in components:
            kind = component["type"]
            if kind == "group":
                path = component.get("path", "")
                inner = wanted.get(path, {}) if path else wanted
                self._components(component["components"], f"{prefix}{path}-" if path else prefix, inner)
            elif kind in ROWS:
                self._rows(component, prefix, wanted.get(component["path"]))
            elif kind not in SILENT:
                self._field(component, prefix + component["key"], wanted)

    def _rows(self, component: dict[str, Any], prefix: str, wanted: list[Mapping[str, Any]] | None) -> None:
        name = prefix + component["path"]
        # A mark says which stored row stands in a place; «-» is a row that is not stored yet.
        marks = " ".join(self.posted.getlist(name)).split()
        # Rows that nobody may add (answers to remarks) are those shown, whatever the story has to say.
        if wanted is not None and component.get("allowAddRemove", True):
            marks = [*marks, *["-"] * len(wanted)][: len(wanted)]
        if not marks:
            return
        self.posted.setlist(name, [" ".join(marks)])
        for place in range(len(marks)):
            row = wanted[place % len(wanted)] if wanted else {}
            self._components(component["components"], f"{name}-{place}-", row)

    def _field(self, component: dict[str, Any], name: str, wanted: Mapping[str, Any]) -> None:
        key = component["key"]
        if component["type"] == "filepicker":
            self._file(component, name, wanted.get(key))
        elif key in wanted:
            self._say(name, wanted[key])
        elif not any(self.posted.getlist(name)) and (component.get("validate") or {}).get("required"):
            self._say(name, self._fitting(component))

    def _say(self, name: str, value: Any) -> None:
        values = value if isinstance(value, list) else [value]
        self.posted.setlist(name, [self._written(each) for each in values])

    def _written(self, value: Any) -> str:
        if isinstance(value, bool):
            return "y" if value else ""
        found = DAYS.fullmatch(value) if isinstance(value, str) else None
        return (self._on + timedelta(days=int(found[1]))).strftime("%d.%m.%Y") if found else str(value)

    def _file(self, component: dict[str, Any], name: str, wanted: str | None) -> None:
        required = bool((component.get("validate") or {}).get("required"))
        if any(self.posted.getlist(name)) or not (wanted or required):
            return
        title = wanted or component.get("label") or "Документ"
        self.files.add(name, make_paper(title, f"Приложено {self._on:%d.%m.%Y}", component.get("accept", "")))

    def _fitting(self, component: dict[str, Any]) -> Any:
        kind, rules = component["type"], component.get("validate") or {}
        options = [str(option["value"]) for option in component.get("values") or ()]
        if options:
            return options if kind == "checklist" else options[0]
        if kind == "checkbox":
            return True
        if kind == "datetime":
            return "@+0"
        if kind == "number":
            return max(1, int(rules.get("min") or 1)) if isinstance(rules.get("min", 1), int | float) else 1
        return self._words(component)

    def _words(self, component: dict[str, Any]) -> str:
        words = read_data("words")
        known = words["keys"].get(component["key"])
        if known is not None:
            return str(known[self._seed % len(known)])
        if component["key"].endswith("_no"):
            return str(10 + self._seed * 7 % 80)
        return str(words[component["type"]][self._seed % len(words[component["type"]])])
