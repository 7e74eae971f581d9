"""Sheets of workbooks that can be read and printed as they are: rows as high as their words, a page as wide."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any, Final

_LINE: Final = 15.0
"""The height of one line of the usual font, in points."""
_MOST: Final = 400.0
"""No program shows a higher row."""


def fit_row(sheet: Any, row: int, values: Sequence[Any], widths: Sequence[float]) -> None:
    """Make a row as high as its wrapped words need: not every program does so by itself."""
    lines = max((_lines(str(value or ""), width) for value, width in zip(values, widths, strict=False)), default=1)
    sheet.row_dimensions[row].height = min(lines * _LINE, _MOST)


def _lines(text: str, width: float) -> int:
    """Count the lines of a text in a column of so many signs, broken between words."""
    return sum(ceil(max(len(part), 1) * 1.15 / width) for part in text.splitlines()) or 1


def print_wide(sheet: Any, head_row: int = 0) -> None:
    """Print a sheet across, all its columns on one page, with the row of headings on every page."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = "9"  # A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.print_options.gridLines = True
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    if head_row:
        sheet.print_title_rows = f"{head_row}:{head_row}"
