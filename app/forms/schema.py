"""The frozen tree that a form-js schema becomes: what the rest of the package reads instead of JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """The component types of form-js that a published form may use."""

    TEXTFIELD = "textfield"
    TEXTAREA = "textarea"
    NUMBER = "number"
    DATETIME = "datetime"
    SELECT = "select"
    RADIO = "radio"
    CHECKLIST = "checklist"
    TAGLIST = "taglist"
    CHECKBOX = "checkbox"
    FILEPICKER = "filepicker"
    EXPRESSION = "expression"
    GROUP = "group"
    ROWS = "dynamiclist"
    TEXT = "text"
    HTML = "html"
    IMAGE = "image"
    TABLE = "table"
    SEPARATOR = "separator"
    SPACER = "spacer"
    DOCUMENTS = "documentPreview"


class Subtype(StrEnum):
    """What a datetime component asks for."""

    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"


class ZoneMode(StrEnum):
    """How a time is kept (form-js `timeSerializingFormat`): as on the clock, with its offset, or in UTC."""

    NONE = "no_timezone"
    OFFSET = "utc_offset"
    UTC = "utc_normalized"


@dataclass(frozen=True, slots=True)
class Feel:
    """A FEEL expression, without its leading `=`."""

    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Option:
    """One choice: the value that is kept (any plain value, also a context) and the words people see."""

    value: Any
    label: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One column of a read-only table."""

    key: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Component:
    """What every component has. `path` is where its value lives, seen from the nearest row or from the root."""

    kind: Kind
    id: str
    path: tuple[str, ...] = ()
    label: str = ""
    description: str = ""
    hide: Feel | None = None
    row: str = ""
    columns: int | None = None
    properties: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def key(self) -> str:
        """The path as people write it, with dots."""
        return ".".join(self.path)


@dataclass(frozen=True, kw_only=True)
class Input(Component):
    """A component that a person fills in."""

    required: bool | Feel = False
    readonly: bool | Feel = False
    disabled: bool = False
    default: Any = field(default=None, hash=False)


@dataclass(frozen=True, kw_only=True)
class TextInput(Input):
    """One line or several lines of text; lengths in characters after trimming."""

    check: str = ""
    pattern: str = ""
    pattern_message: str = ""
    min_length: int | Feel | None = None
    max_length: int | Feel | None = None
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, kw_only=True)
class NumberInput(Input):
    """A decimal number; `digits` is the greatest number of decimal places (None: any)."""

    digits: int | None = None
    minimum: Decimal | Feel | None = None
    maximum: Decimal | Feel | None = None
    increment: Decimal | None = None
    as_text: bool = False
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, kw_only=True)
class MomentInput(Input):
    """A date, a time of day or both; `interval` in minutes."""

    subtype: Subtype = Subtype.DATE
    zone_mode: ZoneMode = ZoneMode.NONE
    interval: int = 1
    no_past: bool = False


@dataclass(frozen=True, kw_only=True)
class ChoiceInput(Input):
    """One or several of some options, which come from the schema, from data or from an expression."""

    options: tuple[Option, ...] = field(default=(), hash=False)
    options_key: tuple[str, ...] = ()
    options_feel: Feel | None = None

    @property
    def many(self) -> bool:
        """Whether several options may be chosen."""
        return self.kind in (Kind.CHECKLIST, Kind.TAGLIST)


@dataclass(frozen=True, kw_only=True)
class CheckBox(Input):
    """A yes or no."""


@dataclass(frozen=True, kw_only=True)
class FileInput(Input):
    """Stored documents, kept as a list of their ids; `accept` holds endings (`.pdf`) and media types (`image/*`)."""

    accept: tuple[str, ...] = ()
    multiple: bool | Feel = False
    max_files: int = 50


@dataclass(frozen=True, kw_only=True)
class Computed(Component):
    """A value worked out on the server; shown when it has a label, under a list's column when it names one."""

    expression: Feel
    digits: int | None = None
    suffix: str = ""
    column: str = ""


@dataclass(frozen=True, kw_only=True)
class Group(Component):
    """Components under one title; their values lie under `path` when it has one."""

    components: tuple[Component, ...] = ()
    outline: bool = False


@dataclass(frozen=True, kw_only=True)
class Rows(Component):
    """Repeated rows of components: a list of contexts."""

    components: tuple[Component, ...] = ()
    default_rows: int = 1
    may_change: bool = True
    min_rows: int = 0
    max_rows: int = 200


@dataclass(frozen=True, kw_only=True)
class Shown(Component):
    """Something only to be looked at: Markdown, HTML, an image, a table, a line, a space, documents."""

    text: str = ""
    source: str | Feel = ""
    table: tuple[Column, ...] = ()
    table_feel: Feel | None = None
    page_size: int = 0
    height: int = 0


@dataclass(frozen=True, kw_only=True)
class FormSchema:
    """A whole form. `digest` is the SHA-256 of its content, the key of every cache."""

    id: str
    digest: str
    components: tuple[Component, ...]
    size: int

    def walk(self) -> Iterator[tuple[Component, tuple[Rows, ...]]]:
        """Every component in reading order, with the lists that it stands in, outermost first."""
        yield from _walk(self.components, ())


def _walk(components: tuple[Component, ...], inside: tuple[Rows, ...]) -> Iterator[tuple[Component, tuple[Rows, ...]]]:
    for component in components:
        yield component, inside
        if isinstance(component, Group):
            yield from _walk(component.components, inside)
        elif isinstance(component, Rows):
            yield from _walk(component.components, (*inside, component))


def full_key(component: Component, inside: tuple[Rows, ...]) -> str:
    """The key from the root, through the lists it stands in: `staff.rate`."""
    return ".".join(part for rows in (*inside, component) for part in rows.path)


def direct_children(components: tuple[Component, ...]) -> Iterator[Component]:
    """The components of one scope: groups are looked into, lists are not."""
    for component in components:
        yield component
        if isinstance(component, Group):
            yield from direct_children(component.components)
