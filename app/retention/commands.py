"""Change the file plan, begin an act of destruction, and destroy what an act names."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.policy import Viewer
from app.audit.commands import DESTRUCTION, record
from app.audit.models import SYSTEM
from app.documents.commands.content import path_of
from app.documents.commands.tidy_files import YOUNG
from app.documents.models import Dossier, StoredFile
from app.documents.policy.journal_rights import may_keep_journals
from app.documents.queries.kept_contents import named_hashes
from app.engine.commands import start_case
from app.engine.commands.destroy_case import destroy_case
from app.engine.commands.run_jobs import TakenJob
from app.engine.commands.start_case import Started
from app.engine.handlers import JobRefused
from app.engine.models import Case
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.errors import Conflict, InvalidInput, NotAllowed, NotFound
from app.foundation.transaction import command
from app.organisation.queries import current_tree, timezone_of
from app.processes.models import Process
from app.retention.models import DestroyedCase, FilePlanItem
from app.retention.queries import PROCESS, items_in_force, list_due, list_running_acts, term_words

JOB = "destroy-cases"


def require_keeper(viewer: Viewer, organisation_id: int) -> None:
    """Raise NotFound for an organisation that is not there, NotAllowed for who is not of its office."""
    current_tree().node(organisation_id)
    if not may_keep_journals(viewer, organisation_id):
        raise NotAllowed(_("The office of the organisation keeps its file plan."))


@command
def set_item(
    organisation_id: int, process_key: str, *, index: str, title: str, years: int | None, basis: str, by: Viewer
) -> None:
    """Write how long the cases of a process are kept here and below. Raises NotFound, NotAllowed, InvalidInput."""
    require_keeper(by, organisation_id)
    if years is not None and not 0 <= years <= 75:
        raise InvalidInput(problems={"years": str(_("From 0 to 75 years"))})
    item = _own_item(organisation_id, process_key)
    if item is None:
        process_id = db.session.scalar(select(Process.id).where(Process.key == process_key))
        if process_id is None:
            raise NotFound(process=process_key)
        item = FilePlanItem(organisation_id=organisation_id, process_id=process_id)
        db.session.add(item)
    item.index, item.title, item.years, item.basis = index, title, years, basis
    item.changed_at, item.changed_by_name = now(), by.name
    facts = {"organisation": organisation_id, "process": process_key, "index": index, "years": years, "basis": basis}
    record(DESTRUCTION, "term set", by.actor(), facts)


@command
def remove_item(organisation_id: int, process_key: str, *, by: Viewer) -> None:
    """Let the item of an organisation above hold again, or none. Raises NotFound, NotAllowed."""
    require_keeper(by, organisation_id)
    item = _own_item(organisation_id, process_key)
    if item is None:
        raise NotFound
    db.session.delete(item)
    record(DESTRUCTION, "term removed", by.actor(), {"organisation": organisation_id, "process": process_key})


def _own_item(organisation_id: int, process_key: str) -> FilePlanItem | None:
    query = select(FilePlanItem).join(Process, Process.id == FilePlanItem.process_id)
    return db.session.scalar(
        query.where(FilePlanItem.organisation_id == organisation_id, Process.key == process_key).with_for_update()
    )


def begin_act(organisation_id: int, case_ids: Iterable[int], *, note: str, by: Viewer) -> Started:
    """Open the case of an act for cases whose term is over. Raises NotAllowed, InvalidInput (`cases`)."""
    require_keeper(by, organisation_id)
    wanted = frozenset(case_ids)
    busy = list_running_acts(organisation_id)
    due = [one for one in list_due(organisation_id, case_ids=wanted) if one.case_id not in busy]
    if not wanted:
        raise InvalidInput(problems={"cases": str(_("Choose at least one case"))})
    if len(due) != len(wanted):
        raise InvalidInput(problems={"cases": str(_("The term of a chosen case is not over, or an act names it"))})
    rows = [
        {
            "case": one.case_id,
            "number": one.number,
            "title": one.title,
            "index": one.index,
            "closed_on": one.closed_on,
            "term": term_words(one.years),
            "basis": one.basis,
        }
        for one in due
    ]
    posts = [post for post in by.memberships if post.organisation_id == organisation_id]
    if not posts:
        raise NotAllowed(_("The office of the organisation keeps its file plan."))
    post = next((one for one in posts if one == by.acting), posts[0])
    return start_case(
        process_key=PROCESS,
        organisation_id=organisation_id,
        started_by=by.actor(post),
        role=post.role.value,
        variables={"act_rows": rows, "act_note": note or None, "kept_rows": []},
    )


def destroy_by_act(job: TakenJob) -> Mapping[str, Any]:
    """Destroy the cases of an act one by one and return those that cannot be; begun again it goes on where it was."""
    act = db.session.get(Case, job.case_id) if job.case_id is not None else None
    if act is None:
        raise JobRefused("the act is gone")
    values = act.readable or {}
    kept = {str(one["number"]) for one in values.get("act_kept") or []}
    facts = {"act": act.number, "number": str(values.get("act_no") or ""), "date": values.get("act_date")}
    organisation_id = act.organisation_id
    rows = [(int(one["case"]), str(one["number"])) for one in values.get("act_rows") or []]
    db.session.rollback()
    left = []
    for case_id, number in rows:
        if number not in kept and (why := _destroy(case_id, number, organisation_id, facts)):
            left.append({"number": number, "why": why})
    return {"kept_rows": left}


def _destroy(case_id: int, number: str, organisation_id: int, facts: Mapping[str, Any]) -> str:
    """Destroy one case; return in Russian why it stays, or an empty text."""
    if db.session.scalar(select(DestroyedCase.id).where(DestroyedCase.number == number)) is not None:
        return ""
    found = list_due(organisation_id, case_ids=frozenset({case_id}))
    if [one.number for one in found] != [number]:
        return "срок хранения не истёк или дела нет"
    shas: set[str] = set()

    def remember(family: tuple[int, ...]) -> None:
        shas.update(_remember(family, facts))

    try:
        destroy_case(case_id, by=SYSTEM, facts=facts, before=remember)
    except Conflict as refused:
        why = refused.facts.get("why")
        return str(why[0]) if isinstance(why, tuple) else "дело занято"
    _remove_contents(shas)
    return ""


def _remember(family: tuple[int, ...], facts: Mapping[str, Any]) -> set[str]:
    """Write what is left of each case, and return the contents that hung on them."""
    files = db.session.execute(
        select(StoredFile.case_id, StoredFile.sha256).where(StoredFile.case_id.in_(family))
    ).all()
    archives = db.session.scalars(select(Dossier.sha256).where(Dossier.case_id.in_(family)))
    query = select(Case, Process.name).join(Process, Process.id == Case.process_id).where(Case.id.in_(family))
    for case, process_name in db.session.execute(query):
        item = items_in_force(case.organisation_id).get(case.process_id)
        closed = (case.closed_at or now()).astimezone(_zone(case.organisation_id)).date()
        db.session.add(
            DestroyedCase(
                number=case.number, process_name=process_name, organisation_id=case.organisation_id,
                index=item.index if item is not None else "", closed_on=closed,
                act_case_number=str(facts["act"]), act_number=str(facts["number"]), destroyed_at=now(),
                files=sum(one.case_id == case.id for one in files), entries=case.audit_number,
                audit_hash=case.audit_hash,
            )
        )  # fmt: skip
    return {one.sha256 for one in files} | {sha256 for sha256 in archives if sha256}


def _zone(organisation_id: int) -> ZoneInfo:
    return ZoneInfo(timezone_of(organisation_id))


def _remove_contents(shas: set[str]) -> None:
    """Take away contents that no row names any more; a young one stays for `tidy`, its row may be on its way."""
    gone = shas - named_hashes()
    db.session.rollback()
    for sha256 in gone:
        path = path_of(sha256)
        with suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > YOUNG:
                path.unlink()
