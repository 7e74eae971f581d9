"""What a zip archive (XLSX, DOCX, ODT) may hold: found out while reading, since its own figures are the sender's."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

MAX_MEMBERS = 2000
MAX_TOTAL = 200 * 1024 * 1024
MAX_RATIO = 100
_SMALL = 1024 * 1024  # a ratio says nothing about a few kilobytes of repeated markup
_CHUNK = 256 * 1024
_MARKUP = (".xml", ".rels", ".rdf")


class ArchiveRefused(ValueError):
    """The archive is broken, too large when unpacked, or holds what may not be in it."""


def check_archive(file: IO[bytes], size: int, *, max_total: int = MAX_TOTAL) -> frozenset[str]:
    """Read every member of the archive of `size` bytes and return their names.

    Raises ArchiveRefused for a broken or encrypted archive, too many members, too much content, or markup with a
    document type (entities). Nothing is ever written under a member's name.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            if len(members) > MAX_MEMBERS:
                raise ArchiveRefused("too many members")
            total = 0
            for member in members:
                for chunk in _chunks(archive, member):
                    total += len(chunk)
                    if total > max_total or (total > _SMALL and total > size * MAX_RATIO):
                        raise ArchiveRefused("too large when unpacked")
            return frozenset(member.filename for member in members)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, RuntimeError) as error:
        raise ArchiveRefused("broken archive") from error


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    if member.flag_bits & 0x1:
        raise ArchiveRefused("encrypted")
    markup = member.filename.lower().endswith(_MARKUP)
    tail = b""
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            # NULs are dropped, so that UTF-16 shows the same letters.
            if markup and b"<!doctype" in (tail + chunk).replace(b"\x00", b"").lower():
                raise ArchiveRefused("document type in markup")
            tail = chunk[-20:]
            yield chunk
