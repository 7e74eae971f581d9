"""Ask for a measure that is done on request: the request becomes a due date, and its case opens at once."""

from __future__ import annotations

from datetime import date
from typing import Final

from sqlalchemy import insert, select

from app.audit.commands import record
from app.audit.models import Actor
from app.foundation.clock import today
from app.foundation.database import db
from app.foundation.errors import Conflict, InvalidInput, NotAllowed, NotFound
from app.foundation.transaction import command
from app.organisation.queries import current_tree, timezone_of
from app.roadmaps.commands.applying import rows_of
from app.roadmaps.commands.opening import Opened, open_occurrence
from app.roadmaps.commands.streams import roadmap_stream
from app.roadmaps.models import MeasureOccurrence, RoadmapState
from app.roadmaps.policy.placing import place_measure
from app.roadmaps.policy.schedule import Occurrence
from app.roadmaps.queries.plans import get_roadmap, measure_of, plan_of_version
from app.roadmaps.queries.rights import actor_may_take_part

_FURTHEST_DAYS: Final = 400


def ask_for_measure(
    roadmap_id: int, measure_id: str, *, organisation_id: int, wanted: date | None, words: str, asked_by: Actor
) -> Opened:
    """Write the request down for an organisation that carries the measure out and open its case.

    Raises NotFound, NotAllowed for somebody who neither works there nor manages it nor the plan, Conflict when the plan
    is closed or the same day was asked for, InvalidInput without words or a day from today on.
    """
    return open_occurrence(_written(roadmap_id, measure_id, organisation_id, wanted, words, asked_by))


@command
def _written(
    roadmap_id: int, measure_id: str, organisation_id: int, wanted: date | None, words: str, actor: Actor
) -> int:
    roadmap = get_roadmap(roadmap_id)
    plan = plan_of_version(roadmap.version_id)
    measure = measure_of(plan, measure_id)
    if not measure.schedule.on_demand or measure.is_excluded:
        raise NotFound(measure=measure_id)
    placings = [
        one
        for one in place_measure(current_tree(), roadmap.organisation_id, measure)
        if one.organisation_id == organisation_id
    ]
    if not placings:
        raise NotFound(organisation=organisation_id)
    if not (actor_may_take_part(actor, organisation_id) or actor_may_take_part(actor, roadmap.organisation_id)):
        raise NotAllowed(measure=measure_id)
    if roadmap.state is not RoadmapState.RUNNING:
        raise Conflict(roadmap=roadmap_id)
    first = today(timezone_of(organisation_id))
    reason = " ".join(words.split())[:400]
    problems = {} if reason else {"request": "required"}
    if wanted is None or not 0 <= (wanted - first).days <= _FURTHEST_DAYS:
        problems["wanted"] = "day"
    if problems or wanted is None:
        raise InvalidInput(problems=problems)
    key = (
        MeasureOccurrence.roadmap_id == roadmap_id,
        MeasureOccurrence.measure == measure_id,
        MeasureOccurrence.organisation_id == organisation_id,
        MeasureOccurrence.printed_due == wanted,
    )
    if db.session.scalar(select(MeasureOccurrence.id).where(*key)) is not None:
        raise Conflict(measure=measure_id, day=wanted)
    position = [one.id for one in plan.measures].index(measure_id)
    occurrence = Occurrence(opens=first, due=wanted)
    db.session.execute(
        insert(MeasureOccurrence), list(rows_of(roadmap, position, measure, placings, [occurrence], reason))
    )
    facts = {"measure": measure_id, "organisation": organisation_id, "due": wanted, "words": reason}
    record(roadmap_stream(roadmap_id), "ask_for_measure", actor, facts)
    return db.session.scalars(select(MeasureOccurrence.id).where(*key)).one()
