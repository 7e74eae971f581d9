"""Many documents as one PDF: a contents page, bookmarks, a number on each sheet.

Somebody else's PDF is opened in a child process only, with limits of time and memory, and without what acts in it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import Final

from app.paper.binding_child import sizes_of
from app.paper.pdf import NoPdf, print_page
from app.paper.plain import Block, as_html

SECONDS: Final = 60.0
MOST_SHEETS: Final = 2_000
_STYLE: Final = """
@page { size: A4; margin: 20mm 15mm 20mm 25mm } body { font: 11pt/1.35 "Liberation Serif", "Tinos", "DejaVu Serif", serif }
h1 { font-size: 15pt; margin: 0 0 8pt } h2 { font-size: 11.5pt; margin: 10pt 0 2pt; break-after: avoid } p { margin: 0 0 2pt; overflow-wrap: anywhere }
p.row { margin-left: 5mm; text-indent: -5mm; font-size: 10pt } tr { break-inside: avoid } table.grid { margin: 2pt 0 6pt; font-size: 9.5pt }
.grid th, .grid td { border: .5pt solid #777; padding: 2pt 3pt; text-align: left; overflow-wrap: break-word; hyphens: auto }
table { width: 100%; border-collapse: collapse } td { padding: 3pt 4pt; border-bottom: .5pt solid #999; vertical-align: top; overflow-wrap: anywhere }
td.sheet { width: 18mm; text-align: right } small { color: #444 } img { max-width: 100%; max-height: 245mm }
"""  # noqa: E501


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A part of the book: its title, its PDF (None when it cannot be bound in) and a note under the title.

    `is_ours` says that the PDF was printed here from a page of ours: its sizes are read without a child process.
    """

    title: str
    data: bytes | None = None
    note: str = ""
    is_ours: bool = False


def text_piece(title: str, blocks: Iterable[Block]) -> Piece:
    """Return a piece from plain text and tables. Raises NoPdf."""
    page = _page(f"<h1>{escape(title)}</h1>{as_html(blocks)}")
    return Piece(title=title, data=print_page(page), is_ours=True)


def picture_piece(title: str, media_type: str, encoded: str) -> Piece:
    """Return a sheet with a picture, given in base64. Raises NoPdf."""
    image = f'<img src="data:{media_type};base64,{encoded}" alt="">'
    return Piece(title=title, data=print_page(_page(f"<p>{escape(title)}</p>{image}")), is_ours=True)


def _page(body: str, style: str = _STYLE) -> str:
    head = f'<head><meta charset="utf-8"><style>{style}</style></head>'
    return f'<!doctype html><html lang="ru">{head}<body>{body}</body></html>'


def bind(title: str, facts: Sequence[str], pieces: Sequence[Piece]) -> bytes:
    """Return one PDF of all pieces; one that cannot be opened stands in the contents with the reason. Raises NoPdf."""
    with tempfile.TemporaryDirectory(prefix="soglas-binding-") as name:
        folder = Path(name)
        ready, sizes = _open_all(folder, pieces)
        contents = _contents(title, facts, ready, sizes, first=2)
        (folder / "contents.pdf").write_bytes(contents)
        front = sizes_of(folder / "contents.pdf")
        if len(front) > 1:
            (folder / "contents.pdf").write_bytes(_contents(title, facts, ready, sizes, first=len(front) + 1))
        every = [*front, *(sheet for one in sizes for sheet in one)]
        (folder / "numbers.pdf").write_bytes(_numbers(every))
        parts = [{"file": "contents.pdf", "title": "Содержание"}]
        parts += [
            {"file": f"{place}.pdf", "title": piece.title}
            for place, piece in enumerate(ready)
            if piece.data is not None
        ]
        (folder / "parts.json").write_text(json.dumps({"title": title, "parts": parts}), encoding="utf-8")
        _child("bind", folder)
        return (folder / "bound.pdf").read_bytes()


def _open_all(folder: Path, pieces: Sequence[Piece]) -> tuple[list[Piece], list[list[tuple[float, float]]]]:
    """Write each piece into the folder and return the pieces with the sizes of their sheets."""
    ready: list[Piece] = []
    sizes: list[list[tuple[float, float]]] = []
    for place, piece in enumerate(pieces):
        sheets: list[tuple[float, float]] | None = []
        if piece.data is not None:
            path = folder / f"{place}.pdf"
            path.write_bytes(piece.data)
            sheets = sizes_of(path) if piece.is_ours else _sheets_of(path)
            if sheets is None:
                piece = replace(piece, data=None, note="файл нельзя вложить: откройте его в деле")
            elif sum(map(len, sizes)) + len(sheets) > MOST_SHEETS:
                piece, sheets = replace(piece, data=None, note="слишком много листов: откройте файл в деле"), []
        ready.append(piece)
        sizes.append(sheets or [])
    return ready, sizes


def _sheets_of(path: Path) -> list[tuple[float, float]] | None:
    """Return width and height of each sheet of a foreign file in points, None for one that cannot be opened."""
    try:
        answer = _child("sheets", path)
        return [(float(width), float(height)) for width, height in json.loads(answer)]
    except (NoPdf, ValueError):
        return None


def _contents(
    title: str, facts: Sequence[str], pieces: Sequence[Piece], sizes: Sequence[Sequence[object]], *, first: int
) -> bytes:
    rows, sheet = [], first
    for piece, own in zip(pieces, sizes, strict=True):
        note = f"<br><small>{escape(piece.note)}</small>" if piece.note else ""
        where = str(sheet) if piece.data is not None else "—"
        rows.append(f'<tr><td>{escape(piece.title)}{note}</td><td class="sheet">{where}</td></tr>')
        sheet += len(own)
    about = "".join(f"<p>{escape(fact)}</p>" for fact in facts)
    return print_page(_page(f"<h1>{escape(title)}</h1>{about}<h2>Содержание</h2><table>{''.join(rows)}</table>"))


def _numbers(sizes: Sequence[tuple[float, float]]) -> bytes:
    """Return sheets that hold nothing but «Лист 3 из 40», each as large as the one it is laid over."""
    total = len(sizes)
    kinds = {size: f"s{place}" for place, size in enumerate(dict.fromkeys(sizes))}
    pages = "".join(
        f"@page {name} {{ size: {width:.1f}pt {height:.1f}pt; margin: 0 }} .{name} {{ page: {name} }}"
        for (width, height), name in kinds.items()
    )
    style = (
        f'{pages} p {{ position: absolute; right: 20pt; bottom: 10pt; margin: 0; font: 8pt "DejaVu Sans", sans-serif }}'
    )
    style += " section { position: relative; break-after: page } section:last-child { break-after: auto }"
    body = "".join(
        f'<section class="{kinds[size]}" style="height: {size[1] - 1:.0f}pt"><p>Лист {one} из {total}</p></section>'
        for one, size in enumerate(sizes, start=1)
    )
    return print_page(_page(body, style))


def _child(what: str, path: Path) -> str:
    """Let a child process do the reading; raises NoPdf when it fails, takes too long or too much memory."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "app.paper.binding_child", what, str(path)],
            check=True,
            capture_output=True,
            timeout=SECONDS,
            text=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise NoPdf(f"{what}: {type(error).__name__}") from error
    return done.stdout
