"""Sign a file: simply, by the account with its password asked again, or by a detached signature kept beside."""

from __future__ import annotations

import secrets
from typing import Any

from flask_babel import gettext as _

from app.access.commands.sign_in import confirm_password
from app.access.policy import Viewer
from app.audit.commands import record
from app.documents.commands.content import Received, keep, received
from app.documents.commands.scanning import require_clean
from app.documents.commands.store_file import STREAM, Upload
from app.documents.models import FileSignature, SigningConsent, StoredFile
from app.documents.policy import FileNotTaken, tidy_name
from app.documents.policy.paper_rights import require_papers
from app.documents.policy.signing import CONSENT_SHA256, EXTENSIONS, SIGNATURE_TYPE
from app.documents.queries import get_file_visible_to
from app.engine.commands.steps.searching import texts_changed
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.errors import Conflict, InvalidInput, NotFound
from app.foundation.transaction import command
from app.paper.certificates import MOST_BYTES, Certificate, NotReadable, read_signature


def sign_simply(
    file_id: str, *, shown_sha256: str, password: str, agrees: bool, address: str, signed_by: Viewer
) -> FileSignature:
    """Sign exactly the bytes that were shown.

    Raises NotFound, Conflict when the file is not what was shown, InvalidInput (no agreement yet), and what
    `confirm_password` raises: WrongCredentials, TooManyAttempts.
    """
    file = get_file_visible_to(signed_by, file_id)
    if file.submitted_at is None:
        raise NotFound
    require_papers(signed_by, file.case_id)
    if file.sha256 != shown_sha256:
        raise Conflict
    if not agrees and db.session.get(SigningConsent, signed_by.person_id) is None:
        raise InvalidInput(problems={"agrees": str(_("Agree to the use of the simple electronic signature"))})
    confirm_password(signed_by.person_id, password, address=address)
    return _sign(file_id, shown_sha256, signed_by)


@command
def _sign(file_id: str, shown_sha256: str, viewer: Viewer) -> FileSignature:
    file = get_file_visible_to(viewer, file_id)
    require_papers(viewer, file.case_id)
    if file.sha256 != shown_sha256:
        raise Conflict
    consent = db.session.get(SigningConsent, viewer.person_id)
    if consent is None:
        db.session.add(SigningConsent(person_id=viewer.person_id, text_sha256=CONSENT_SHA256, given_at=now()))
        record(STREAM, "signing agreed", viewer.actor(), {"text": CONSENT_SHA256})
    return _add(file, viewer, method="simple", confirmed_by="password", is_verified=True)


def add_detached(file_id: str, upload: Upload, *, added_by: Viewer) -> FileSignature:
    """Keep a detached signature beside a file, with what can be read of its certificate. Raises FileNotTaken."""
    require_papers(added_by, get_file_visible_to(added_by, file_id).case_id)
    name = tidy_name(upload.filename)
    if name.rpartition(".")[2].lower() not in EXTENSIONS:
        raise FileNotTaken("Приложите файл подписи .sig или .p7s", "Attach a file of the kind .sig or .p7s")
    with received(upload.stream) as content:
        if content.size > MOST_BYTES:
            raise FileNotTaken("Это слишком большой файл для подписи", "The file is too large for a signature")
        require_clean(content.path)
        try:
            read: Certificate | None = read_signature(content.path.read_bytes())
        except NotReadable:
            read = None
        keep(content)
        return _add_detached(file_id, name, content, read, added_by)


@command
def _add_detached(
    file_id: str, name: str, content: Received, read: Certificate | None, viewer: Viewer
) -> FileSignature:
    file = get_file_visible_to(viewer, file_id)
    require_papers(viewer, file.case_id)
    kept = StoredFile(
        id=secrets.token_hex(12),
        case_id=file.case_id,
        uploaded_by=viewer.person_id,
        uploaded_by_name=viewer.name,
        name=name,
        media_type=SIGNATURE_TYPE,
        size=content.size,
        sha256=content.sha256,
        created_at=now(),
        submitted_at=now(),
    )
    db.session.add(kept)
    db.session.flush()
    if file.case_id is not None:
        texts_changed(file.case_id)
    facts: dict[str, Any] = {}
    if read is not None:
        facts = {
            "subject": read.subject,
            "issuer": read.issuer,
            "serial": read.serial,
            "from": read.valid_from.isoformat(),
            "until": read.valid_until.isoformat(),
            "algorithm": read.algorithm,
        }
    return _add(file, viewer, method="detached", signature_file_id=kept.id, certificate=facts)


def _add(file: StoredFile, viewer: Viewer, *, method: str, **more: Any) -> FileSignature:
    acting = viewer.acting
    row = FileSignature(
        file_id=file.id,
        sha256=file.sha256,
        method=method,
        person_id=viewer.person_id,
        person_name=viewer.name,
        post=acting.title if acting is not None else "",
        organisation_name=acting.organisation_name if acting is not None else "",
        session_id=viewer.session_id,
        signed_at=now(),
        **{"certificate": {}, **more},
    )
    db.session.add(row)
    db.session.flush()
    facts = {"file": file.id, "sha256": file.sha256, "method": method, "signature": row.id, "session": row.session_id}
    record(STREAM, "file signed", viewer.actor(), facts)
    return row
