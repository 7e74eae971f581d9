"""How large the stored state of a case is, against the form data in it."""

from __future__ import annotations

from sqlalchemy import select

from app.engine.models import Case
from app.foundation.clock import now
from app.foundation.database import db
from app.processes.queries import live_version
from app.workflow.codec import pack
from app.workflow.workflow import Workflow
from bench.figures import Figure, Measured
from bench.measured import Bench
from bench.measured.service import Service
from bench.process import FORM_DATA
from bench.timing import Times

LIMIT = 1024


def measure(bench: Bench) -> Measured:
    """Return the bytes of the state that are not form data: of the engine's own, and of a stored case."""
    rounds = bench.sizes.rejections[0]
    service = Service(bench.installation, 0)
    bare = _bare(service.case_id, 0), _bare(service.case_id, rounds)
    stored, variables = _stored(service.case_id)
    for _ in range(rounds):
        service.rework(Times())
    later, _ = _stored(service.case_id)
    form = len(pack(FORM_DATA))
    return Measured(
        figures=[
            _figure("payload", "state of the engine minus form data, new case", bare[0] - form, form),
            _figure("payload-old", f"the same after {rounds} rejections", bare[1] - form, form),
            _figure("payload-variables", "stored state of a case minus all its variables", stored - variables, form),
            _figure(
                "payload-stored",
                "stored state of a case minus form data (facts of the case count)",
                stored - form,
                form,
            ),
            Figure(
                key="payload-growth",
                title=f"stored state after {rounds} rejections minus stored state of a new case",
                value=later - stored,
                unit="bytes",
                floor="stored state of a new case (form data, facts of the case, settings)",
                floor_value=f"{stored:,} bytes",
                limit=64,
            ),
        ]
    )


def _figure(key: str, title: str, value: int, form: int) -> Figure:
    return Figure(
        key=key, title=title, value=value, unit="bytes", floor="form data, packed", floor_value=f"{form:,} bytes",
        limit=LIMIT,
    )  # fmt: skip


def _bare(case_id: int, rounds: int) -> int:
    """Return the size of the state of a case in memory that knows nothing but its form data."""
    version_id = db.session.execute(select(Case.version_id).where(Case.id == case_id)).scalar_one()
    workflow = Workflow.start(live_version(version_id).definition, at=now())
    db.session.rollback()
    for variables in (FORM_DATA, *(({"outcome": "return"}, FORM_DATA) * rounds)):
        (task,) = workflow.open_tasks()
        workflow.complete(task.id, variables, at=now())
    return len(workflow.dump())


def _stored(case_id: int) -> tuple[int, int]:
    """Return the size of the stored state and of the variables in it."""
    row = db.session.execute(select(Case.state, Case.version_id).where(Case.id == case_id)).one()
    workflow = Workflow.load(live_version(row.version_id).definition, row.state)
    db.session.rollback()
    return len(row.state), len(pack(dict(workflow.variables)))
