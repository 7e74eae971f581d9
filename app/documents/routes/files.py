"""Give a file to somebody who may have it: always as a download, never as a page of ours."""

from __future__ import annotations

import logging

from flask import Response, send_file

from app.access.policy import current_viewer, signed_in
from app.documents.commands.content import path_of
from app.documents.models import StoredFile
from app.documents.queries import get_file_visible_to
from app.documents.routes import blueprint
from app.foundation.errors import NotFound

log = logging.getLogger("soglas.documents")


@blueprint.get("/documents/<file_id>")
@signed_in
def download(file_id: str) -> Response:
    """Give the file, with headers that let no browser run or show it as ours."""
    viewer = current_viewer()
    file = get_file_visible_to(viewer, file_id)
    log.info("file %s given to person %s", file.id, viewer.person_id)
    return send_stored(file)


def send_stored(file: StoredFile) -> Response:
    """Give a file to somebody who may have it; raises NotFound when its content is missing."""
    path = path_of(file.sha256)
    if not path.is_file():
        log.error("the content of file %s is missing", file.id)
        raise NotFound(file=file.id)
    answer = send_file(
        path,
        mimetype=file.media_type,
        as_attachment=True,
        download_name=file.name,
        etag=False,
        conditional=True,
        max_age=0,
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
