"""What other programs write otherwise and mean the same: old encodings, no name space, schemas of data types."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Final

from lxml import etree

from app.workflow.source import MODEL, inspect_bpmn

_OWN_SPACE: Final = "http://bpmn.io/schema/bpmn"
_BPMN_FILE: Final = "http://www.omg.org/spec/BPMN/20100524/MODEL"
_ENCODINGS: Final = re.compile(r"iso-?8859-?\d{1,2}|latin-?1|(windows|cp)-?125[0-8]|cp-?866|koi8-[ru]", re.IGNORECASE)
_DECLARED: Final = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")


def take_in(data: bytes) -> tuple[bytes, tuple[str, ...]]:
    """Return a diagram as we can read it, and what was left out of it; a diagram that needs nothing stays as it is."""
    data = _in_utf8(data)
    root, _ = inspect_bpmn(data)
    if root is None:
        return data, ()
    imports = [one for one in root.iter(f"{{{MODEL}}}import") if one.get("importType", "") != _BPMN_FILE]
    if not imports and root.get("targetNamespace") is not None:
        return data, ()
    root = deepcopy(root)
    left_out = []
    for one in list(root.iter(f"{{{MODEL}}}import")):
        if one.get("importType", "") != _BPMN_FILE:
            left_out.append((one.get("location") or one.get("namespace") or "import")[:200])
            root.remove(one)
    if root.get("targetNamespace") is None:
        root.set("targetNamespace", _OWN_SPACE)
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True)), tuple(left_out)


def _in_utf8(data: bytes) -> bytes:
    """Return a diagram that says it is in an 8-bit encoding in UTF-8; many say so and are in UTF-8 already."""
    declared = _DECLARED.match(data.lstrip()[:400])
    if declared is None or not _ENCODINGS.fullmatch(declared[1].decode("ascii")):
        return data
    text = _decoded(data, declared[1].decode("ascii"))
    return data if text is None else text.replace(declared[1].decode("ascii"), "UTF-8", 1).encode("utf-8")


def _decoded(data: bytes, encoding: str) -> str | None:
    for one in ("utf-8-sig", encoding):
        try:
            return data.decode(one)
        except (UnicodeDecodeError, LookupError):
            continue
    return None
