"""Say that cases are to be moved, or put back: rows and a job, nothing else; the worker does it case by case."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import insert, select

from app.audit.commands import record
from app.audit.models import Actor
from app.engine.models import Case, CaseStatus, Job, JobState
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.errors import Conflict, InvalidInput, NotFound
from app.foundation.transaction import command
from app.operations.commands.moving import MOVE_JOB
from app.operations.models import Migration, MigrationItem, MigrationState, MoveState
from app.processes.models import Process, ProcessVersion
from app.processes.policy import require_owner

MOST_CASES = 5_000


@command
def start_migration(version_id: int, case_ids: Iterable[int], *, note: str, started_by: Actor) -> int:
    """Begin to move these running cases to a version; returns the migration.

    Raises NotFound unless the actor owns the process, InvalidInput without a case, without a note, or with more than
    MOST_CASES. Cases that are closed by now, or of another process, are left out.
    """
    version = db.session.get(ProcessVersion, version_id)
    if version is None:
        raise NotFound(version_id=version_id)
    process = db.session.get_one(Process, version.process_id)
    require_owner(started_by, process.owner_organisation_id)
    wanted = sorted(set(case_ids))
    query = select(Case.id).where(
        Case.process_id == process.id, Case.version_id != version_id, Case.status == CaseStatus.RUNNING
    )
    cases = list(db.session.scalars(query.where(Case.id.in_(wanted)).order_by(Case.id)))
    problems = {"cases": "none"} if not cases else {"cases": "too many"} if len(cases) > MOST_CASES else {}
    problems |= {} if note.strip() else {"note": "required"}
    if problems:
        raise InvalidInput(problems=problems)
    migration = Migration(
        process_id=process.id,
        version_id=version_id,
        note=note.strip()[:2000],
        state=MigrationState.RUNNING,
        started_by=started_by.person_id,
        started_by_name=started_by.name,
        started_by_role=started_by.role,
        started_by_organisation_id=started_by.organisation_id,
        started_at=now(),
    )
    db.session.add(migration)
    db.session.flush()
    rows = [{"migration_id": migration.id, "case_id": case_id, "state": MoveState.WAITING} for case_id in cases]
    db.session.execute(insert(MigrationItem), rows)
    facts = {"process": process.key, "to": version.number, "cases": len(cases), "comment": migration.note}
    record(stream_of(migration.id), "start_migration", started_by, facts)
    _ask_worker(migration.id)
    return migration.id


@command
def start_taking_back(migration_id: int, *, taken_back_by: Actor) -> None:
    """Begin to put the moved cases back; those in which something was done since stay in the new version.

    Raises NotFound unless the actor owns the process, Conflict unless the migration is done.
    """
    migration = db.session.get(Migration, migration_id, with_for_update=True)
    if migration is None:
        raise NotFound(migration_id=migration_id)
    require_owner(taken_back_by, db.session.get_one(Process, migration.process_id).owner_organisation_id)
    if migration.state is not MigrationState.DONE:
        raise Conflict(migration_id=migration_id, state=migration.state.value)
    migration.state = MigrationState.TAKING_BACK
    record(stream_of(migration_id), "take_migration_back", taken_back_by, {})
    _ask_worker(migration_id)


def stream_of(migration_id: int) -> str:
    """Return the name of the audit stream of a migration."""
    return f"migration:{migration_id}"


def _ask_worker(migration_id: int) -> None:
    at = now()
    job = Job(kind=MOVE_JOB, payload={"migration": migration_id}, state=JobState.WAITING, created_at=at, run_at=at)
    db.session.add(job)
