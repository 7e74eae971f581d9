"""Which DOCX files may be templates: nothing that loads, runs or links, and only names that can be looked up."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import Any, Final

from docx import Document
from docx.oxml.ns import qn

from app.paper.content import FILTERS, PLACEHOLDER

_BRACES: Final = re.compile(r"\{\{.*?\}\}|\{\{|\}\}|\{%")
_FIELDS: Final = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES"})
_BAD_PARTS: Final = ("vbaproject", "/activex/", "/embeddings/", "afchunk", "attachedtoolbars")


class TemplateRefused(ValueError):
    """The file cannot be a template; `ru` and `en` say why."""

    def __init__(self, ru: str, en: str) -> None:
        super().__init__(en)
        self.ru = ru
        self.en = en


def check_template(data: bytes) -> None:
    """Raise TemplateRefused for macros, embedded things, links to outside, fields that do something, unclear braces.

    The archive itself has been checked before (`foundation.archive_limits`).
    """
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for name in archive.namelist():
            if any(bad in name.lower() for bad in _BAD_PARTS):
                raise TemplateRefused(
                    "В шаблоне есть макросы или вложенные объекты: удалите их",
                    "The template holds macros or embedded objects: remove them",
                )
            if name.endswith(".rels") and b'TargetMode="External"' in archive.read(name):
                raise TemplateRefused(
                    "В шаблоне есть ссылки на внешние файлы или страницы: удалите их",
                    "The template links to files or pages outside: remove the links",
                )
    try:
        document = Document(BytesIO(data))
    except Exception as error:  # whatever the reader stumbles over, it is no document we can fill
        raise TemplateRefused("Файл не открывается как документ DOCX", "The file cannot be opened as DOCX") from error
    roots = [document.element.body, *(part._element for section in document.sections for part in _edges(section))]
    for root in roots:
        _check_fields(root)
        for paragraph in root.iter(qn("w:p")):
            _check_words("".join(node.text or "" for node in paragraph.iter(qn("w:t"))))


def _edges(section: Any) -> list[Any]:
    names = ("header", "footer", "first_page_header", "first_page_footer")
    parts = [getattr(section, name) for name in names]
    return [part for part in parts if not part.is_linked_to_previous]


def _check_fields(root: Any) -> None:
    texts = [node.text or "" for node in root.iter(qn("w:instrText"))]
    texts += [node.get(qn("w:instr")) or "" for node in root.iter(qn("w:fldSimple"))]
    for text in texts:
        word = (text.split() or [""])[0].upper()
        if word and word not in _FIELDS:
            raise TemplateRefused(
                f"Поле Word «{word[:40]}» нельзя: замените его текстом",
                f'The Word field "{word[:40]}" is not allowed: replace it by text',
            )


def _check_words(text: str) -> None:
    for found in _BRACES.finditer(text):
        match = PLACEHOLDER.fullmatch(found.group())
        if match is None or (match.group(3) and match.group(3) not in FILTERS):
            raise TemplateRefused(
                f"Не понятно «{found.group()[:60]}»: пишите {{{{имя}}}} или {{{{имя|дата}}}}",
                f'"{found.group()[:60]}" is unclear: write {{{{name}}}} or {{{{name|дата}}}}',
            )
