"""The shipped processes, to begin from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from app.foundation.errors import NotFound
from app.processes.queries.library import library_packages
from app.workflow.package import Package

LIBRARY = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, kw_only=True)
class Shipped:
    """A shipped process with its package."""

    key: str
    name: str
    description: str
    family: str
    steps: int
    package: Package


@lru_cache(maxsize=1)
def list_shipped() -> tuple[Shipped, ...]:
    """Return the shipped processes by name; they are read once, for they never change while the server runs."""
    found = []
    for package in library_packages([LIBRARY / "bpmn", LIBRARY / "forms"]):
        key = package.main_process_id()
        if key is None:
            continue
        spec = package.processes[key]
        found.append(
            Shipped(
                key=key,
                name=spec.name or key,
                description=spec.documentation,
                family=spec.properties.get("soglas:family", ""),
                steps=len(spec.user_tasks),
                package=package,
            )
        )
    return tuple(sorted(found, key=lambda one: one.name))


def get_shipped(key: str) -> Shipped:
    """Return one shipped process; raises NotFound."""
    found = next((one for one in list_shipped() if one.key == key), None)
    if found is None:
        raise NotFound(process=key)
    return found
