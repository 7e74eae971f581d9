"""Turn a notice into letters: at once for those who want it so, a line of the next digest for all others."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from email.utils import parseaddr
from typing import Any

from flask import current_app
from sqlalchemy import insert, select

from app.engine.commands.run_jobs import TakenJob
from app.engine.commands.steps.jobs import job_row
from app.engine.models import Job
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.transaction import command
from app.notifications.models import HeldNotice, MailSetting
from app.notifications.policy.kinds import FOLLOWED, SHOWN_BY_TASKS, at_once, kind_of
from app.notifications.queries.letters import Letter, letters_of
from config import Config

MAIL = "mail"


def expand_notice(job: TakenJob) -> None:
    """Write to each person who hears of a notice, in their language, at once or with the digest; twice is once."""
    letters = letters_of(job.payload, job.case_id)
    db.session.rollback()
    if letters:
        write_letters(job, letters)


@command
def write_letters(job: TakenJob, letters: list[Letter]) -> None:
    """Write the letters of a job as mail jobs, or hold them for the digest; a job done twice writes them once."""
    keys = {letter.person_id: f"notice:{job.id}:{letter.person_id}" for letter in letters}
    known = set(db.session.scalars(select(Job.key).where(Job.key.in_(keys.values()))))
    known |= set(db.session.scalars(select(HeldNotice.key).where(HeldNotice.key.in_(keys.values()))))
    settings = settings_of(keys)
    mail, held = [], []
    for letter in letters:
        key, chosen, kind = keys[letter.person_id], settings.get(letter.person_id), kind_of(letter.event)
        if key in known:
            continue
        if kind in at_once(chosen.immediate if chosen else None):
            payload = {**letter.payload(), "kind": kind, "followed": job.case_id if kind == FOLLOWED else None}
            mail.append(mail_row(payload, key=key, case_id=job.case_id))
        elif kind not in SHOWN_BY_TASKS and (chosen is None or chosen.digest != "off"):
            held.append(_held(job, letter, key))
    if mail:
        db.session.execute(insert(Job.__table__), mail)  # type: ignore[arg-type]  # the mapper made it a Table
    if held:
        db.session.execute(insert(HeldNotice.__table__), held)  # type: ignore[arg-type]


def settings_of(people: Collection[int]) -> Mapping[int, MailSetting]:
    """Return what these people have chosen, by id; who chose nothing may be missing."""
    rows = db.session.scalars(select(MailSetting).where(MailSetting.person_id.in_(people)))
    return {row.person_id: row for row in rows}


def mail_row(payload: Mapping[str, Any], *, key: str, case_id: int | None = None) -> dict[str, Any]:
    """Return the row of a mail job with a Message-ID of its own."""
    row = job_row(MAIL, {**payload, "message_id": _message_id()}, key=key, case_id=case_id)
    return {**row, "attempts": 0, "locked_by": "", "last_error": ""}


def _held(job: TakenJob, letter: Letter, key: str) -> dict[str, Any]:
    return {
        "person_id": letter.person_id,
        "case_id": job.case_id,
        "task_id": job.payload.get("task_id"),
        "event": letter.event[:20],
        "key": key,
        "words": letter.words.subject[:500],
        "link": letter.words.link[:500],
        "held_at": now(),
    }


def _message_id() -> str:
    config: Config = current_app.config["SOGLAS"]
    address = parseaddr(config.mail_from)[1] or config.mail_from
    return f"<{secrets.token_hex(16)}@{address.rpartition('@')[2] or 'localhost'}>"
