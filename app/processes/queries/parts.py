"""A package as bytes: what a version stores, and the SHA-256 over every part of it."""

from __future__ import annotations

import hashlib
import json

from app.workflow.codec import pack as pack_plain
from app.workflow.codec import unpack as unpack_plain
from app.workflow.package import Package, SourceFile


def pack(package: Package) -> bytes:
    """Return the package as bytes; `unpack` gives the same package back."""
    parts = {
        "diagrams": [[file.name, file.data] for file in package.diagrams],
        "decisions": [[file.name, file.data] for file in package.decisions],
        "forms": [[key, _json(package.forms[key])] for key in sorted(package.forms)],
    }
    return pack_plain(parts)


def unpack(data: bytes) -> Package:
    """Return the package that `pack` made into bytes."""
    parts = unpack_plain(data)
    return Package(
        diagrams=tuple(SourceFile(name=name, data=content) for name, content in parts["diagrams"]),
        decisions=tuple(SourceFile(name=name, data=content) for name, content in parts["decisions"]),
        forms={key: json.loads(schema) for key, schema in parts["forms"]},
    )


def fingerprint(package: Package, process_id: str) -> str:
    """Return the SHA-256 (hex) over the process and all parts, in an order that does not depend on how they came."""
    digest = hashlib.sha256()
    entries = [("process", process_id, b"")]
    entries += [("diagram", file.name, file.data) for file in package.diagrams]
    entries += [("decision", file.name, file.data) for file in package.decisions]
    entries += [("form", key, _json(schema)) for key, schema in package.forms.items()]
    for kind, name, data in sorted(entries):
        for part in (kind.encode(), name.encode(), data):
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
    return digest.hexdigest()


def _json(schema: object) -> bytes:
    return json.dumps(schema, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
