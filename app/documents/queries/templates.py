"""Templates: the versions of each, the one in use, its content."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app
from sqlalchemy import func, select

from app.documents.commands.content import path_of
from app.documents.models import TemplateVersion
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.paper.blanks import BLANKS, Edition, make_blank
from app.paper.blanks.catalogue import Blank
from config import Config


@dataclass(frozen=True, kw_only=True)
class Template:
    """The version of a template that is in use; `version` is None for the one that ships."""

    blank: Blank
    version: TemplateVersion | None

    @property
    def number(self) -> int:
        """Return the number of the version, 0 for the one that ships."""
        return self.version.number if self.version is not None else 0


def list_templates() -> list[Template]:
    """Return every template with the version in use."""
    latest = select(TemplateVersion.key, func.max(TemplateVersion.number).label("number")).group_by(TemplateVersion.key)
    newest = latest.subquery()
    query = select(TemplateVersion).join(
        newest, (newest.c.key == TemplateVersion.key) & (newest.c.number == TemplateVersion.number)
    )
    found = {row.key: row for row in db.session.scalars(query)}
    return [Template(blank=blank, version=found.get(key)) for key, blank in BLANKS.items()]


def get_template(key: str) -> Template:
    """Return a template with the version in use; raises NotFound."""
    blank = BLANKS.get(key)
    if blank is None:
        raise NotFound(template=key)
    return Template(blank=blank, version=next(iter(list_template_versions(key)), None))


def list_template_versions(key: str) -> list[TemplateVersion]:
    """Return the uploaded versions, the latest first."""
    query = select(TemplateVersion).where(TemplateVersion.key == key)
    return list(db.session.scalars(query.order_by(TemplateVersion.number.desc())))


def template_content(key: str, number: int | None = None) -> tuple[int, bytes]:
    """Return number and DOCX of a version (default: the one in use); raises NotFound."""
    template = get_template(key)
    if number is None:
        number = template.number
    if number == 0:
        return 0, make_blank(key, edition())
    row = db.session.scalar(select(TemplateVersion).where(TemplateVersion.key == key, TemplateVersion.number == number))
    if row is None or not path_of(row.sha256).is_file():
        raise NotFound(template=key, number=number)
    return number, path_of(row.sha256).read_bytes()


def edition() -> Edition:
    """Return the edition of the standard that the settings choose."""
    config: Config = current_app.config["SOGLAS"]
    return Edition(config.gost) if config.gost in set(Edition) else Edition.OF_2025
