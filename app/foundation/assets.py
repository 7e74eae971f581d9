"""Addresses of built scripts and styles, read from the manifest that Vite writes."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import current_app, url_for
from markupsafe import Markup

DIST = "dist"


class AssetsMissing(RuntimeError):
    """The pages were not built: run `make install`."""


def asset_tags(entry: str, nonce: str = "") -> Markup:
    """Return the link and script tags of one entry (`site`, `viewer`, …), with the modules it preloads."""
    manifest = _manifest(Path(current_app.static_folder or "") / DIST / "manifest.json")
    key = next((name for name, item in manifest.items() if item.get("isEntry") and item.get("name") == entry), None)
    if key is None:
        raise AssetsMissing(entry)
    styles, preloads = _collect(manifest, key)
    tags = [Markup('<link rel="stylesheet" href="{}">').format(_address(style)) for style in styles]
    tags += [Markup('<link rel="modulepreload" href="{}">').format(_address(file)) for file in preloads]
    tags.append(
        Markup('<script type="module" src="{}" nonce="{}"></script>').format(_address(manifest[key]["file"]), nonce)
    )
    return Markup("\n").join(tags)


def _address(file: str) -> str:
    return url_for("static", filename=f"{DIST}/{file}")


@lru_cache(maxsize=4)
def _manifest(path: Path) -> dict[str, Any]:
    if not path.exists():
        raise AssetsMissing(str(path))
    manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return manifest


def _collect(manifest: dict[str, Any], entry: str) -> tuple[list[str], list[str]]:
    styles: list[str] = []
    preloads: list[str] = []
    waiting, seen = [entry], set()
    while waiting:
        key = waiting.pop(0)
        if key in seen:
            continue
        seen.add(key)
        item = manifest[key]
        styles += [style for style in item.get("css", ()) if style not in styles]
        if key != entry:
            preloads.append(item["file"])
        waiting += item.get("imports", ())
    return styles, preloads
