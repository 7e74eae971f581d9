"""A package as one zip with hashes, and what an uploaded file (such a zip, or a plain diagram) holds."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, Final

from app.foundation.archive_limits import ArchiveRefused, check_archive
from app.workflow.foreign import with_embedded_forms
from app.workflow.intake import take_in
from app.workflow.package import Package, SourceFile
from app.workflow.source import MAX_BYTES

FORMAT: Final = "soglas-package-1"
MANIFEST: Final = "manifest.json"
MAX_UPLOAD: Final = 20 * 1024 * 1024
MAX_UNPACKED: Final = 60 * 1024 * 1024
_FOLDERS: Final = {"diagrams": ".bpmn", "forms": ".json", "tables": ".dmn", "scenarios": ".json"}


class UploadRefused(ValueError):
    """The file is neither a diagram nor a package; the text says why, as a word of ours."""


@dataclass(frozen=True, kw_only=True)
class Member:
    """One file of an uploaded package; `is_intact` is False when its hash is not the one that was written down."""

    path: str
    size: int
    sha256: str
    is_intact: bool


@dataclass(frozen=True, kw_only=True)
class Uploaded:
    """What was read from a file; nothing is kept yet."""

    package: Package
    process_key: str = ""
    members: tuple[Member, ...] = ()
    scenarios: Mapping[str, Any] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()


def write_archive(
    package: Package, process_key: str, *, scenarios: Mapping[str, Any] | None = None, facts: Mapping[str, Any]
) -> bytes:
    """Return a package as a zip; the same package gives the same bytes, whenever it is written."""
    files = {f"diagrams/{_safe(file.name)}": file.data for file in package.diagrams}
    files |= {f"tables/{_safe(file.name)}": file.data for file in package.decisions}
    files |= {f"forms/{_safe(key)}.json": _json(package.forms[key]) for key in sorted(package.forms)}
    files |= {f"scenarios/{_safe(name)}.json": _json(one) for name, one in sorted((scenarios or {}).items())}
    manifest = {
        "format": FORMAT,
        "process": process_key,
        **facts,
        "files": {path: hashlib.sha256(data).hexdigest() for path, data in files.items()},
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in {MANIFEST: _json(manifest), **files}.items():
            entry = zipfile.ZipInfo(path, date_time=(2026, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return stream.getvalue()


def read_upload(name: str, data: bytes) -> Uploaded:
    """Return what an uploaded file holds; raises UploadRefused. A diagram that cannot be read is still a diagram."""
    if len(data) > MAX_UPLOAD:
        raise UploadRefused("too large")
    if data[:4] == b"PK\x03\x04":
        return _read_archive(data)
    short = PurePosixPath(name.replace("\\", "/")).name or "diagram.bpmn"
    if b"<" not in data[:4096].replace(b"\x00", b""):
        raise UploadRefused("no diagram")
    if len(data) > MAX_BYTES:
        raise UploadRefused("too large")
    read, left_out = take_in(data)
    package = Package(diagrams=(SourceFile(name=_as_bpmn(short), data=read),))
    return Uploaded(package=with_embedded_forms(package), left_out=left_out)


def _read_archive(data: bytes) -> Uploaded:
    try:
        check_archive(io.BytesIO(data), len(data), max_total=MAX_UNPACKED)
    except ArchiveRefused:
        raise UploadRefused("broken archive") from None
    files: dict[str, bytes] = {}
    left_out: list[str] = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in archive.infolist():
            if not entry.is_dir():
                content = archive.read(entry)
                if entry.filename in files or not _is_known(entry.filename) or len(content) > MAX_BYTES:
                    left_out.append(entry.filename)
                else:
                    files[entry.filename] = content
    manifest = _manifest(files.pop(MANIFEST, b"{}"))
    hashes = manifest.get("files")
    known = hashes if isinstance(hashes, dict) else {}
    package, scenarios = _package(files, left_out)
    if not package.diagrams:
        raise UploadRefused("no diagram")
    key = manifest.get("process")
    return Uploaded(
        package=with_embedded_forms(package),
        process_key=key if isinstance(key, str) else "",
        members=tuple(_member(path, content, known) for path, content in sorted(files.items())),
        scenarios=scenarios,
        left_out=tuple(left_out[:50]),
    )


def _package(files: Mapping[str, bytes], left_out: list[str]) -> tuple[Package, dict[str, Any]]:
    diagrams: list[SourceFile] = []
    tables: list[SourceFile] = []
    forms: dict[str, dict[str, Any]] = {}
    scenarios: dict[str, Any] = {}
    for path, content in files.items():
        place = PurePosixPath(path)
        if place.suffix == ".bpmn":
            read_in, missing = take_in(content)
            diagrams.append(SourceFile(name=place.name, data=read_in))
            left_out.extend(missing)
        elif place.suffix == ".dmn":
            tables.append(SourceFile(name=place.name, data=content))
        else:
            read = _object(content)
            if read is None:
                left_out.append(path)
            elif place.parent.name == "scenarios":
                scenarios[place.stem[:200]] = read
            else:
                identifier = read.get("id")
                forms[identifier if isinstance(identifier, str) and identifier else place.stem] = read
    return Package(diagrams=tuple(diagrams), forms=forms, decisions=tuple(tables)), scenarios


def _member(path: str, content: bytes, known: Mapping[str, Any]) -> Member:
    digest = hashlib.sha256(content).hexdigest()
    return Member(path=path, size=len(content), sha256=digest, is_intact=known.get(path) == digest)


def _is_known(path: str) -> bool:
    place = PurePosixPath(path)
    if path == MANIFEST:
        return True
    if place.is_absolute() or ".." in place.parts or len(path) > 300:
        return False
    return place.suffix in {*_FOLDERS.values(), ".form"} and not place.name.startswith(".")


def _manifest(data: bytes) -> Mapping[str, Any]:
    return _object(data) or {}


def _object(data: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _safe(name: str) -> str:
    return "".join(sign if sign.isalnum() or sign in "-_. " else "_" for sign in name)[:150] or "part"


def _as_bpmn(name: str) -> str:
    return name[:150] if name.lower().endswith(".bpmn") else f"{name[:140]}.bpmn"


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True).encode()
