"""Kept scenarios of a process, tried again on a draft; and the try-out that a person is in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.foundation.database import db
from app.processes.models import ProcessScenario, ProcessTryout
from app.workflow.package import Package
from app.workflow.tryout import try_out


@dataclass(frozen=True, kw_only=True)
class ScenarioRow:
    """A kept scenario."""

    scenario_id: int
    name: str
    steps: Mapping[str, Any]
    path: tuple[str, ...]
    state: str


@dataclass(frozen=True, kw_only=True)
class Rerun:
    """What became of a scenario: the state and the way now, and whether both are as they were kept."""

    row: ScenarioRow
    state: str
    path: tuple[str, ...]
    problem: str

    @property
    def is_same(self) -> bool:
        """Say whether the draft takes the way that was kept."""
        return (self.state, self.path) == (self.row.state, self.row.path)

    @property
    def gone(self) -> tuple[str, ...]:
        """Return the elements of the kept way that are no longer on it."""
        return tuple(dict.fromkeys(one for one in self.row.path if one not in self.path))

    @property
    def come(self) -> tuple[str, ...]:
        """Return the elements that are on the way now and were not."""
        return tuple(dict.fromkeys(one for one in self.path if one not in self.row.path))


def find_tryout(draft_id: int, person_id: int) -> Mapping[str, Any] | None:
    """Return the steps of this person's try-out of a draft, if there is one."""
    return db.session.scalar(
        select(ProcessTryout.steps).where(ProcessTryout.draft_id == draft_id, ProcessTryout.person_id == person_id)
    )


def list_scenarios(process_key: str) -> tuple[ScenarioRow, ...]:
    """Return the kept scenarios of a process by name."""
    rows = db.session.scalars(
        select(ProcessScenario).where(ProcessScenario.process_key == process_key).order_by(ProcessScenario.name)
    )
    return tuple(
        ScenarioRow(
            scenario_id=row.id, name=row.name, steps=row.steps, path=tuple(row.path), state=row.state
        )
        for row in rows
    )  # fmt: skip


def rerun_scenarios(package: Package, process_key: str) -> tuple[Rerun, ...]:
    """Try every kept scenario of a process on a package; changes nothing."""
    return tuple(_rerun(package, process_key, row) for row in list_scenarios(process_key))


def _rerun(package: Package, process_key: str, row: ScenarioRow) -> Rerun:
    found = try_out(package, row.steps, process_key)
    detail = found.answer.get("error_detail")
    problem = str(detail["ru"]) if isinstance(detail, Mapping) else ""
    return Rerun(row=row, state=found.state, path=found.path, problem=problem)
