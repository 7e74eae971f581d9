"""Make a draft from somebody else's plan: its tables are kept a day, looked at with changing choices, then used."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import delete

from app.audit.models import Actor
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.errors import InvalidInput, NotAllowed, NotFound
from app.foundation.transaction import command
from app.organisation.queries import current_tree
from app.roadmaps.commands.own_plans import head_problems, insert_plan, root_of
from app.roadmaps.models import OwnPlan, PlanUpload
from app.roadmaps.policy.import_tables import Table
from app.roadmaps.policy.import_title import life_of, title_of
from app.roadmaps.policy.own_content import new_content
from app.roadmaps.queries.importing import read_upload
from app.roadmaps.queries.rights import actor_may_manage

KEEP: Final = timedelta(days=1)


@command
def keep_upload(tables: Sequence[Table], *, name: str, organisation_id: int, kept_by: Actor) -> PlanUpload:
    """Keep the tables of an uploaded file. Raises NotFound, NotAllowed."""
    current_tree().node(organisation_id)
    if not actor_may_manage(kept_by, organisation_id):
        raise NotAllowed(organisation_id=organisation_id)
    db.session.execute(delete(PlanUpload).where(PlanUpload.uploaded_at < now() - KEEP))
    title = title_of(tables)
    upload = PlanUpload(
        name=name[:260],
        organisation_id=organisation_id,
        tables=[
            {"headings": [list(one) for one in table.headings], "rows": [list(row) for row in table.rows]}
            for table in tables
        ],
        choices={"title": title or name.rpartition(".")[0][:120] or name[:120], **life_of(title)},
        uploaded_by=kept_by.person_id,
        uploaded_at=now(),
    )
    db.session.add(upload)
    db.session.flush()
    return upload


def get_upload(upload_id: int, actor: Actor) -> PlanUpload:
    """Return the tables that this person uploaded. Raises NotFound."""
    upload = db.session.get(PlanUpload, upload_id)
    if upload is None or upload.uploaded_by != actor.person_id or upload.uploaded_at < now() - KEEP:
        raise NotFound(upload=upload_id)
    return upload


@command
def choose(upload_id: int, choices: Mapping[str, Any], *, chosen_by: Actor) -> None:
    """Keep what the person said about the tables. Raises NotFound."""
    upload = get_upload(upload_id, chosen_by)
    upload.choices = dict(choices)


@command
def make_of_upload(upload_id: int, *, made_by: Actor) -> OwnPlan:
    """Make a draft of what is understood now, with gaps where something is not; the tables are forgotten.

    Raises NotFound, NotAllowed, InvalidInput by field.
    """
    upload = get_upload(upload_id, made_by)
    if not actor_may_manage(made_by, upload.organisation_id):
        raise NotAllowed(organisation_id=upload.organisation_id)
    choices = upload.choices
    first, last = (_day(choices.get(name)) for name in ("first", "last"))
    head = {name: " ".join(str(choices.get(name, "")).split()) for name in ("title", "short")}
    problems = head_problems(head, first, last)
    if problems or first is None or last is None:
        raise InvalidInput(problems=problems)
    found = read_upload(upload)
    if not found.plan.rows:
        raise InvalidInput(problems={"columns": "nothing"})
    key = f"own-{secrets.token_hex(6)}"
    content = new_content(key=key, first=first, last=last, root=root_of(upload.organisation_id), **head)
    content["sections"] = [{**section, "rev": 1} for section in found.plan.sections]
    content["measures"] = [
        {**one.measure, "id": f"{key}-{number}", "rev": 1} for number, one in enumerate(found.plan.rows, 1)
    ]
    for section in content["sections"]:
        section["title"] = section["title"] or "Мероприятия"
    plan = insert_plan(content, upload.organisation_id, made_by, source=upload.name)
    db.session.delete(upload)
    return plan


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(str(text or ""))
    except ValueError:
        return None
