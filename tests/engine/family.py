"""A parent and its children for tests: a centre that asks a licence for itself, and one for each of its schools."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from sqlalchemy import select

from app.engine.handlers import run_everything_due
from app.engine.models import CaseCall
from app.foundation.database import db
from tests.engine.stage import person_task, publish
from tests.workflow.drawing import zeebe

LICENCE = """
    start S
    user Ask Подать заявление
    xor Way
    end Granted
    end Refused
    S > Ask > Way
    Way > Refused if =amount = 0
    Way > Broken if =amount < 0
    Way > Late if =amount > 100
    Way > Granted default
    end-error Broken Err
    throw-escalation Late Esc
    Late > Granted
"""
ASKING = {"Ask": person_task("school_admin@school", form="request", kind="fill")}
CENTRE = """
    start S
    call Licence Лицензирование
    user Open Открыть центр
    end Opened
    S > Licence > Open > Opened
"""
OPENING = {"Open": person_task("mouo_officer@mouo", form="remarks", kind="fill")}


def own_case(process: str = "L", *, mappings: str = "", loop: str = "", **properties: str) -> str:
    """Return the inside of a call that opens a case of its own."""
    named = {"case": "own", **properties}
    listed = "".join(
        f"<zeebe:property name=\"soglas:{name.replace('_', '-')}\" value='{value}'/>" for name, value in named.items()
    )
    mapped = f"<zeebe:ioMapping>{mappings}</zeebe:ioMapping>" if mappings else ""
    return (
        zeebe(f'<zeebe:calledElement processId="{process}"/>{mapped}<zeebe:properties>{listed}</zeebe:properties>')
        + loop
    )


def each_of(collection: str) -> str:
    """Return a parallel multi-instance over a list of organisations, collecting how each ended."""
    inner = zeebe(
        f'<zeebe:loopCharacteristics inputCollection={quoteattr("=" + collection)} inputElement="place"'
        ' outputCollection="results" outputElement="=result"/>'
    )
    return f"<bpmn:multiInstanceLoopCharacteristics>{inner}</bpmn:multiInstanceLoopCharacteristics>"


def publish_family(call: str | None = None, centre: str = CENTRE, **properties: str) -> None:
    """Publish the licence (ЛЦ) and the centre (ЦР) that opens cases of it."""
    publish(LICENCE, ASKING, process="L", number_prefix="ЛЦ")
    publish(centre, {**OPENING, "Licence": call or own_case()}, process="C", number_prefix="ЦР", **properties)


def children_of(case_id: int) -> list[int]:
    """Return the ids of the child cases of a case, in the order they were opened."""
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(select(CaseCall.child_id).where(CaseCall.parent_id == case_id).order_by("child_id")))


def call_of(child_id: int) -> CaseCall:
    """Return the link of a child as the database has it now."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(CaseCall, child_id)


def let_work_be_done() -> None:
    """Run everything that is due, as the worker would."""
    run_everything_due()
    db.session.rollback()
