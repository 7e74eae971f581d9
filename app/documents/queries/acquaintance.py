"""The sheet of acquaintance: who has read a document, who has not, and what the sender noted; from the events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import undefer

from app.access.policy import Viewer
from app.documents.models import StoredFile
from app.engine.models import Case, TaskState, UserTask
from app.engine.queries import get_case_visible_to
from app.engine.queries.visibility import CASE, sees_case
from app.foundation import words
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.i18n import words_on_paper
from app.organisation.queries import timezone_of
from app.processes.models import Process

PROCESS: Final = "acquaintance"
READ: Final = "read_document"
DECIDE: Final = "decide_unread"
PAPER: Final = "mark_paper"
COPY_FIELD: Final = "document_files"


@dataclass(frozen=True, kw_only=True)
class Reader:
    """A line of the sheet. `mark` is `read`, `signed` (on paper), `absent`, `refused` or `waiting`.

    `on` is the day; `instead` names who confirmed for the reader, with the basis; `person_id` is None without an
    account.
    """

    number: int
    name: str
    post: str
    organisation: str
    mark: str
    on: date | None
    instead: str = ""
    note: str = ""
    is_late: bool = False
    person_id: int | None = None

    @property
    def is_done(self) -> bool:
        """Tell whether the reader is acquainted."""
        return self.mark in ("read", "signed")


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The sheet of one case."""

    title: str
    number: str
    dated: date | None
    due_on: date | None
    note: str
    readers: tuple[Reader, ...]

    @property
    def done(self) -> int:
        """Return how many are acquainted."""
        return sum(one.is_done for one in self.readers)

    @property
    def waiting(self) -> tuple[Reader, ...]:
        """Return those who are still asked."""
        return tuple(one for one in self.readers if one.mark == "waiting")


def sheet_of(viewer: Viewer, case_id: int) -> Sheet | None:
    """Return the sheet of a case that the person sees, None for a case of another process; raises NotFound."""
    case = get_case_visible_to(viewer, case_id)
    return read_sheet(case.case_id) if case.process_key == PROCESS else None


def read_sheet(case_id: int) -> Sheet:
    """Return the sheet of a case of acquaintance, whoever asks."""
    row = db.session.execute(select(Case.readable, Case.organisation_id).where(Case.id == case_id)).one()
    values: Mapping[str, Any] = row.readable or {}
    query = select(UserTask).where(UserTask.case_id == case_id).options(undefer(UserTask.answers))
    tasks = list(db.session.scalars(query.order_by(UserTask.id).execution_options(populate_existing=True)))
    people = values.get("readers") or []
    zone = timezone_of(row.organisation_id)
    readers = [_reader(number, one, tasks, zone) for number, one in enumerate(people, start=1)]
    readers += _on_paper(len(readers), values.get("paper_readers") or [], tasks)
    return Sheet(
        title=str(values.get("document_title") or ""),
        number=str(values.get("document_no") or ""),
        dated=values.get("document_date"),
        due_on=values.get("due_on"),
        note=str(values.get("note") or ""),
        readers=tuple(readers),
    )


def _reader(number: int, one: Mapping[str, Any], tasks: Sequence[UserTask], zone: str) -> Reader:
    own = [task for task in tasks if task.instance == number]
    read = next((task for task in own if task.element_id == READ and task.state is TaskState.COMPLETED), None)
    decided = [task for task in own if task.element_id == DECIDE and task.state is TaskState.COMPLETED]
    facts: dict[str, Any] = {
        "number": number,
        "name": str(one.get("name") or ""),
        "post": str(one.get("post") or ""),
        "organisation": str(one.get("organisation") or ""),
        "person_id": int(one["person"]),
    }
    if read is not None and read.completed_at is not None:
        instead = f"{read.completed_by_name}: {read.completed_basis}" if read.completed_for_id else ""
        question = str((read.answers or {}).get("read_question") or "")
        on = read.completed_at.astimezone(ZoneInfo(zone)).date()
        return Reader(mark="read", on=on, instead=instead, note=question, **facts)
    last: Mapping[str, Any] = decided[-1].answers or {} if decided else {}
    note = str(last.get("unread_note") or "")
    if last and last.get("unread_decision") != "more":
        mark = "signed" if last["unread_decision"] == "paper" else str(last["unread_decision"])
        return Reader(mark=mark, on=last.get("unread_on"), note=note, **facts)
    until = max((task.due_at for task in own if task.element_id == READ and task.due_at), default=None)
    return Reader(mark="waiting", on=None, note=note, is_late=until is not None and until < now(), **facts)


def _on_paper(before: int, asked: Sequence[Mapping[str, Any]], tasks: Sequence[UserTask]) -> Iterator[Reader]:
    done = next((task for task in tasks if task.element_id == PAPER and task.state is TaskState.COMPLETED), None)
    rows = (done.answers or {}).get("paper_sheet") or [] if done is not None else asked
    for number, one in enumerate(rows, start=before + 1):
        yield Reader(
            number=number,
            name=str(one.get("name") or ""),
            post=str(one.get("post") or ""),
            organisation="",
            mark=str(one.get("mark") or "waiting"),
            on=one.get("signed_on"),
        )


MARKS: Final = {
    "read": "ознакомлен, подтверждено учётной записью",
    "signed": "ознакомлен, подпись на бумаге",
    "absent": "не ознакомлен, отсутствует",
    "refused": "отказался, составлен акт",
    "waiting": "ещё не ознакомлен",
}


def sheet_values(case_id: int) -> dict[str, Any]:
    """Return the values of the template `acquaintance-list`."""
    sheet = read_sheet(case_id)
    return {
        "readers_sheet": [
            {
                "name": one.name,
                "post": ", ".join(part for part in (one.post, one.organisation) if part),
                "mark": MARKS[one.mark],
                "on": f"{one.on:%d.%m.%Y}" if one.on is not None else "",
                "note": "; ".join(part for part in (one.instead, one.note) if part),
            }
            for one in sheet.readers
        ],
        "readers_done": sheet.done,
        "readers_total": len(sheet.readers),
        "made_at": _made_at(case_id),
        "document_print": ", ".join(db.session.scalars(_shown_files(case_id))),
    }


def _made_at(case_id: int) -> str:
    place = db.session.scalars(select(Case.organisation_id).where(Case.id == case_id)).one()
    with words_on_paper(timezone_of(place)):
        return words.stamp_of_paper()


def _shown_files(case_id: int) -> Any:
    query = select(StoredFile.sha256).where(StoredFile.case_id == case_id, StoredFile.copy_of_id.is_not(None))
    return query.order_by(StoredFile.created_at, StoredFile.id)


@dataclass(frozen=True, kw_only=True)
class Acquaintance:
    """A case of acquaintance with a file, as the page of the file names it."""

    number: str
    title: str
    is_closed: bool


def acquaintances_of(viewer: Viewer, file_ids: Sequence[str]) -> tuple[Acquaintance, ...]:
    """Return the cases of acquaintance with any of these files that the person sees, the latest first."""
    query = (
        select(CASE.c.number, CASE.c.title, CASE.c.status)
        .join(StoredFile, StoredFile.case_id == CASE.c.id)
        .join(Process, Process.id == CASE.c.process_id)
        .where(StoredFile.copy_of_id.in_(file_ids), Process.key == PROCESS, sees_case(viewer))
        .order_by(CASE.c.id.desc())
        .distinct()
    )
    rows = db.session.execute(query.add_columns(CASE.c.id))
    return tuple(Acquaintance(number=row.number, title=row.title, is_closed=row.status.is_closed) for row in rows)
