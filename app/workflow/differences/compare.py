"""The differences of two packages of one process."""

from __future__ import annotations

from app.workflow.differences.forms import compare_forms
from app.workflow.differences.model import Change, Difference, Thing
from app.workflow.differences.steps import compare_processes
from app.workflow.differences.tables import compare_tables
from app.workflow.package import Package


def compare_packages(old: Package, new: Package, key: str) -> tuple[Difference, ...]:
    """Return what changed from `old` to `new` in the process `key` and in all it calls; raises SourceRefused."""
    found: list[Difference] = []
    order = [key, *(one for one in new.processes if one != key), *(one for one in old.processes if one != key)]
    for process_id in dict.fromkeys(order):
        was, now = old.processes.get(process_id), new.processes.get(process_id)
        if was is not None and now is not None:
            found += compare_processes(was, now)
        elif now is not None:
            found.append(Difference(change=Change.ADDED, thing=Thing.CALLED, subject=now.name or process_id))
        elif was is not None:
            found.append(Difference(change=Change.REMOVED, thing=Thing.CALLED, subject=was.name or process_id))
    found += compare_forms(old.forms, new.forms)
    found += compare_tables(old.decisions, new.decisions)
    return tuple(found)
