"""The dossier of a case: contents, answers, sheet, documents, timeline, hashes in one archive or PDF, made by a job."""

from __future__ import annotations

import hashlib
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import IO, Any

from sqlalchemy import select, update

from app.access.models import Person
from app.access.policy import Viewer
from app.access.policy.viewer import posts_of
from app.audit.commands import record
from app.documents.commands.bind_dossier import bound_dossier
from app.documents.commands.content import keep, path_of, received
from app.documents.commands.produce import make_document
from app.documents.commands.store_file import STREAM
from app.documents.models import Dossier, StoredFile
from app.documents.policy import tidy_name
from app.documents.queries import list_files_of_case
from app.documents.queries.agreement_paper import sheet_values
from app.documents.queries.case_content import case_content
from app.documents.queries.dossier_texts import answers_page, contents_text, course_page
from app.engine.commands.run_jobs import TakenJob
from app.engine.commands.steps.jobs import add_job
from app.engine.handlers import JobRefused
from app.engine.queries import get_case_visible_to
from app.foundation.clock import now, today
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.i18n import words_on_paper
from app.foundation.transaction import command
from app.organisation.queries import timezone_of
from app.paper.plain import as_text

JOB = "dossier"
ZIP, ONE_PDF = "zip", "pdf"
_TEXTS = 4


@command
def ask_for_dossier(case_id: int, *, asked_by: Viewer, form: str = ZIP) -> int:
    """Let the dossier be made in the background (`form`: ZIP or ONE_PDF) and return its id; raises NotFound."""
    case = get_case_visible_to(asked_by, case_id)
    row = Dossier(case_id=case.case_id, form=form, asked_by=asked_by.person_id, asked_at=now())
    db.session.add(row)
    db.session.flush()
    add_job(JOB, {"dossier": row.id, "name": "Досье дела"}, case_id=case.case_id)
    record(STREAM, "dossier asked", asked_by.actor(), {"case": case.case_id, "dossier": row.id})
    return row.id


def make_dossier(job: TakenJob) -> Mapping[str, Any] | None:
    """Make the archive with the eyes of the one who asked, as they see the case now."""
    row = db.session.get(Dossier, int(job.payload["dossier"]))
    if row is None or row.ready_at is not None:
        return None
    dossier_id, case_id = row.id, row.case_id
    try:
        viewer = _viewer(row.asked_by, case_id)
        case = get_case_visible_to(viewer, case_id)
    except NotFound:
        raise JobRefused("the person does not see the case any more") from None
    form, files = row.form, list_files_of_case(viewer, case_id)
    total = len(files) + _TEXTS
    with tempfile.TemporaryFile() as stream, words_on_paper(timezone_of(case.organisation_id)):
        if form == ONE_PDF:
            stream.write(bound_dossier(viewer, case_id, files, lambda done: _progress(dossier_id, done, total)))
        else:
            _write_archive(stream, viewer, case_id, files, lambda done: _progress(dossier_id, done, total))
        stream.seek(0)
        with received(stream) as content:
            keep(content)
            _finish(dossier_id, content.sha256, content.size)
    return None


def _write_archive(
    stream: IO[bytes], viewer: Viewer, case_id: int, files: Sequence[StoredFile], progress: Callable[[int], None]
) -> None:
    sums = []
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for done, (name, data) in enumerate(_pieces(viewer, case_id, files), start=1):
            archive.writestr(name, data)
            sums.append(f"{hashlib.sha256(data).hexdigest()}  {name}")
            progress(done)
        archive.writestr("SHA256SUMS.txt", "\n".join(sums) + "\n")


def _pieces(viewer: Viewer, case_id: int, files: Sequence[StoredFile]) -> Iterator[tuple[str, bytes]]:
    names = [f"Документы/{place:03d} {tidy_name(file.name)}" for place, file in enumerate(files, start=1)]
    yield "1 Содержание.txt", contents_text(viewer, case_id, list(zip(names, files, strict=True))).encode()
    sheet = make_document("agreement-sheet", case_content(case_id, more=sheet_values(case_id), signer={}))
    yield "2 Лист согласования.docx", sheet.filled.docx
    yield "3 Ответы.txt", as_text(answers_page(viewer, case_id)).encode()
    yield "4 Ход дела.txt", as_text(course_page(viewer, case_id)).encode()
    for name, file in zip(names, files, strict=True):
        path = path_of(file.sha256)
        if path.is_file():
            yield name, path.read_bytes()
        else:
            yield f"{name}.нет.txt", f"Содержимое файла утрачено. SHA-256: {file.sha256}\n".encode()


def _viewer(person_id: int, case_id: int) -> Viewer:
    person = db.session.scalar(select(Person).where(Person.id == person_id, Person.is_active))
    if person is None:
        raise NotFound
    from app.engine.models import Case

    organisation_id = db.session.scalars(select(Case.organisation_id).where(Case.id == case_id)).one()
    posts = posts_of(person.id, today(timezone_of(organisation_id)))
    return Viewer(person_id=person.id, name=person.name, login=person.login, memberships=posts)


@command
def _progress(dossier_id: int, done: int, total: int) -> None:
    db.session.execute(update(Dossier).where(Dossier.id == dossier_id).values(done=done, total=total))


@command
def _finish(dossier_id: int, sha256: str, size: int) -> None:
    values = {"sha256": sha256, "size": size, "ready_at": now()}
    db.session.execute(update(Dossier).where(Dossier.id == dossier_id).values(**values))
