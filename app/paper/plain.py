"""Plain pages of a dossier: headings, lines and tables, as text and as HTML. What is put in stays text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

MOST_COLUMNS: Final = 7


@dataclass(frozen=True, kw_only=True)
class Heading:
    """A heading between lines."""

    text: str


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of text."""

    text: str


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A table; one too wide for a sheet is read row by row."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]

    @property
    def is_wide(self) -> bool:
        """Tell whether it does not fit on a sheet."""
        return len(self.columns) > MOST_COLUMNS

    def told(self) -> list[str]:
        """Return each row as a line that names the columns which hold something."""
        return [
            f"{number}. " + "; ".join(f"{name}: {cell}" for name, cell in zip(self.columns, row, strict=True) if cell)
            for number, row in enumerate(self.rows, start=1)
        ]


Block = Heading | Line | Grid


def as_text(blocks: Iterable[Block]) -> str:
    """Return the page as plain text."""
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Heading):
            lines += ["", block.text.upper()]
        elif isinstance(block, Line):
            lines.append(block.text)
        elif block.is_wide:
            lines += [f"  {line}" for line in block.told()]
        else:
            lines += ["  " + " | ".join(row) for row in (block.columns, *block.rows)]
    return "\n".join(lines).lstrip("\n") + "\n"


def as_html(blocks: Iterable[Block]) -> str:
    """Return the page as HTML of ours, everything escaped."""
    return "".join(_html(block) for block in blocks)


def _html(block: Block) -> str:
    if isinstance(block, Heading):
        return f"<h2>{escape(block.text)}</h2>"
    if isinstance(block, Line):
        return f"<p>{escape(block.text)}</p>"
    if block.is_wide:
        return "".join(f'<p class="row">{escape(line)}</p>' for line in block.told())
    head = "".join(f"<th>{escape(name)}</th>" for name in block.columns)
    rows = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in block.rows)
    return f'<table class="grid"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
