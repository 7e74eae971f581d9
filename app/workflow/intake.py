"""What other programs write otherwise and mean the same, and what only their engines could run."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Final

from lxml import etree

from app.workflow.checks.capabilities import FOREIGN_ENGINES
from app.workflow.source import MODEL, inspect_bpmn

_OWN_SPACE: Final = "http://bpmn.io/schema/bpmn"
_BPMN_FILE: Final = "http://www.omg.org/spec/BPMN/20100524/MODEL"
_MOST: Final = 200
_ENCODINGS: Final = re.compile(r"iso-?8859-?\d{1,2}|latin-?1|(windows|cp)-?125[0-8]|cp-?866|koi8-[ru]", re.IGNORECASE)
_DECLARED: Final = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")


def take_in(data: bytes) -> tuple[bytes, tuple[str, ...]]:
    """Return a diagram as we can read it, and what was left out of it; a diagram that needs nothing stays as it is."""
    data = _in_utf8(data)
    root, _ = inspect_bpmn(data)
    if root is None:
        return data, ()
    root = deepcopy(root)
    left_out = [*_without_data_types(root), *_without_other_engines(root)]
    if not left_out and root.get("targetNamespace") is not None:
        return data, ()
    if root.get("targetNamespace") is None:
        root.set("targetNamespace", _OWN_SPACE)
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True)), tuple(dict.fromkeys(left_out))[:_MOST]


def _without_data_types(root: etree._Element) -> list[str]:
    """Take out the schemas of data types that lie beside a diagram, and return their names."""
    left_out = []
    for one in list(root.iter(f"{{{MODEL}}}import")):
        if one.get("importType", "") != _BPMN_FILE:
            left_out.append((one.get("location") or one.get("namespace") or "import")[:200])
            root.remove(one)
    return left_out


def _without_other_engines(root: etree._Element) -> list[str]:
    """Take out what only another engine could run, for nobody can take it out in our editor; return it by element."""
    left_out = []
    for element in list(root.iter("*")):
        engine = FOREIGN_ENGINES.get(str(etree.QName(element).namespace))
        owner = next((one for one in element.iterancestors() if one.get("id")), root)
        if engine is not None:
            holder = element.getparent()
            if holder is not None:
                holder.remove(element)
                left_out.append(_named(owner, element.tag, engine))
            continue
        for key in [one for one in element.attrib if str(one).startswith("{")] if element is not root else ():
            engine = FOREIGN_ENGINES.get(str(etree.QName(key).namespace))
            if engine is not None:
                del element.attrib[key]
                left_out.append(_named(element if element.get("id") else owner, key, engine))
    return left_out


def _named(owner: etree._Element, name: str | bytes, engine: str) -> str:
    called = " ".join((owner.get("name") or owner.get("id") or "").split())[:80]
    return f"{called}: {etree.QName(name).localname} ({engine})"


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
