"""Upload a new version of a template: checked, kept under its hash, used from then on."""

from __future__ import annotations

from flask_babel import get_locale
from sqlalchemy import func, select

from app.access.policy import Viewer
from app.audit.commands import record
from app.documents.commands.content import Received, keep, received
from app.documents.commands.scanning import require_clean
from app.documents.commands.store_file import STREAM, Upload
from app.documents.models import TemplateVersion
from app.documents.policy import DOCX, FileNotTaken, recognise, tidy_name
from app.documents.policy.template_rights import require_template_owner
from app.documents.queries.templates import get_template
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.transaction import command
from app.paper.checking import TemplateRefused, check_template


def upload_template(key: str, upload: Upload, *, note: str, uploaded_by: Viewer) -> TemplateVersion:
    """Keep an uploaded DOCX as the next version. Raises NotFound, NotAllowed, FileNotTaken."""
    require_template_owner(uploaded_by)
    get_template(key)
    name = tidy_name(upload.filename)
    with received(upload.stream) as content:
        with content.path.open("rb") as file:
            if recognise(name, file, content.size) != DOCX:
                raise FileNotTaken("Приложите файл DOCX", "Attach a DOCX file")
        require_clean(content.path)
        try:
            check_template(content.path.read_bytes())
        except TemplateRefused as refused:
            raise FileNotTaken(refused.ru, refused.en) from refused
        keep(content)
        return _add_version(key, name, content, note, uploaded_by)


@command
def _add_version(key: str, name: str, content: Received, note: str, viewer: Viewer) -> TemplateVersion:
    last = db.session.scalar(select(func.max(TemplateVersion.number)).where(TemplateVersion.key == key)) or 0
    row = TemplateVersion(
        key=key,
        number=last + 1,
        name=name,
        sha256=content.sha256,
        size=content.size,
        note=note[:400],
        uploaded_by=viewer.person_id,
        uploaded_by_name=viewer.name,
        uploaded_at=now(),
    )
    db.session.add(row)
    db.session.flush()
    facts = {"template": key, "version": row.number, "name": name, "sha256": row.sha256, "note": row.note}
    record(STREAM, "template uploaded", viewer.actor(), facts)
    return row


def words_of(refused: FileNotTaken) -> str:
    """Return why a file was not taken in the language of the reader."""
    return refused.ru if str(get_locale() or "ru") == "ru" else refused.en
