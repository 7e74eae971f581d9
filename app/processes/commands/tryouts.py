"""Try-outs of a draft: only their steps are kept; one that is worth it becomes a scenario of the process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import delete, func, select

from app.audit.commands import record
from app.audit.models import Actor
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.errors import InvalidInput, NotFound
from app.foundation.transaction import command
from app.processes.commands.drafts import lock_draft
from app.processes.models import DraftState, ProcessScenario, ProcessTryout
from app.processes.policy import require_owner

MOST_STEPS: Final = 500
MOST_SCENARIOS: Final = 50


@command
def keep_tryout(draft_id: int, scenario: Mapping[str, Any] | None, *, kept_by: Actor) -> None:
    """Keep the steps of this person's try-out of a draft; None throws them away. Raises NotFound, InvalidInput."""
    lock_draft(draft_id, kept_by, states=(DraftState.OPEN,))
    person_id = kept_by.person_id
    if scenario is not None and len(scenario.get("steps", ())) > MOST_STEPS:
        raise InvalidInput(draft=draft_id)
    mine = (ProcessTryout.draft_id == draft_id, ProcessTryout.person_id == person_id)
    if scenario is None:
        db.session.execute(delete(ProcessTryout).where(*mine))
        return
    row = db.session.scalar(select(ProcessTryout).where(*mine))
    if row is None:
        db.session.add(ProcessTryout(draft_id=draft_id, person_id=person_id, steps=dict(scenario), began_at=now()))
    else:
        row.steps = dict(scenario)


@command
def keep_scenario(
    process_key: str,
    owner_organisation_id: int | None,
    name: str,
    scenario: Mapping[str, Any],
    *,
    path: Sequence[str],
    state: str,
    kept_by: Actor,
) -> None:
    """Keep a try-out as a scenario under a name, with the way it took; the same name is written anew."""
    require_owner(kept_by, owner_organisation_id)
    if not name or len(name) > 200:
        raise InvalidInput(name=name)
    found = db.session.scalar(
        select(ProcessScenario).where(ProcessScenario.process_key == process_key, ProcessScenario.name == name)
    )
    if found is None:
        count = db.session.scalar(
            select(func.count()).select_from(ProcessScenario).where(ProcessScenario.process_key == process_key)
        )
        if (count or 0) >= MOST_SCENARIOS:
            raise InvalidInput(name=name)
        found = ProcessScenario(process_key=process_key, name=name)
        db.session.add(found)
    found.steps, found.path, found.state = dict(scenario), list(path), state
    found.saved_by, found.saved_at = kept_by.person_id, now()
    record(f"process-scenarios:{process_key}", "keep_scenario", kept_by, {"name": name, "steps": len(path)})


@command
def drop_scenario(scenario_id: int, owner_organisation_id: int | None, process_key: str, *, dropped_by: Actor) -> None:
    """Throw a scenario away. Raises NotFound."""
    require_owner(dropped_by, owner_organisation_id)
    found = db.session.get(ProcessScenario, scenario_id)
    if found is None or found.process_key != process_key:
        raise NotFound(scenario=scenario_id)
    db.session.delete(found)
    record(f"process-scenarios:{process_key}", "drop_scenario", dropped_by, {"name": found.name})
