"""Row buttons without script: «добавить», «убрать», and taking an attached file off; nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.forms.building import Raw
from app.forms.drafting import texts_of
from app.forms.fields import FilesField
from app.forms.findings import PressRefused
from app.forms.parts import Part, every
from app.forms.schema import Rows

if TYPE_CHECKING:
    from app.forms.form import SchemaForm

Press = tuple[Raw | None, str | Callable[[], str]]


def apply_press(form: SchemaForm, action: str) -> Press:
    """The texts after the action, and what to focus then. Raises PressRefused."""
    verb, _, rest = action[:500].partition(":")
    name, _, place = rest.partition(":")
    part = next((part for part in every(form.parts) if part.name == name and name), None)
    if part is None or part.hidden or part.locked:
        raise PressRefused(action[:100])
    if verb == "drop" and isinstance(part.field, FilesField) and part.open:
        return _drop(form, part, place)
    if isinstance(part.component, Rows) and part.component.may_change:
        if verb == "add" and not place:
            return _add(form, part, part.component)
        if verb == "remove" and place.isascii() and place.isdigit() and len(place) < 5 and int(place) < len(part.rows):
            return _remove(form, part, int(place))
    raise PressRefused(action[:100])


def _add(form: SchemaForm, part: Part, rows: Rows) -> Press:
    if len(part.rows) >= rows.max_rows:
        return None, _add_button(form, part)
    texts = texts_of(form)
    texts[part.name] = [(texts[part.name][0] + " +").strip()]
    return Raw(texts), lambda: _first_control(form, part.name, len(part.rows))


def _remove(form: SchemaForm, part: Part, number: int) -> Press:
    texts = texts_of(form)
    tokens = texts[part.name][0].split()
    texts[part.name] = [" ".join(tokens[:number] + tokens[number + 1 :])]
    moved = _without_row(texts, part.name, number)
    left = len(part.rows) - 1
    if not left:
        return Raw(moved), _add_button(form, part)
    return Raw(moved), lambda: _first_control(form, part.name, min(number, left - 1))


def _without_row(texts: dict[str, list[str]], name: str, number: int) -> dict[str, list[str]]:
    """The texts with one row taken out and the later ones moved up."""
    prefix = name + "-"
    moved: dict[str, list[str]] = {}
    for key, found in texts.items():
        if not key.startswith(prefix):
            moved[key] = found
            continue
        digits, _, rest = key[len(prefix) :].partition("-")
        index = int(digits)
        if index != number:
            moved[f"{prefix}{index - (index > number)}-{rest}"] = found
    return moved


def _drop(form: SchemaForm, part: Part, file_id: str) -> Press:
    texts = texts_of(form)
    texts[part.name] = [text for text in texts[part.name] if text != file_id or not text]
    return Raw(texts), form.setting.id_prefix + part.name


def _add_button(form: SchemaForm, part: Part) -> str:
    return f"{form.setting.id_prefix}{part.name}-add"


def _first_control(form: SchemaForm, name: str, row: int) -> str:
    """The first control of a row that can be filled in, else the button that adds rows."""
    prefix = f"{name}-{row}-"
    for part in every(form.parts):
        if part.name.startswith(prefix) and part.field is not None and part.open:
            return str(part.field.id)
    return f"{form.setting.id_prefix}{name}-add"
