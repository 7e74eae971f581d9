"""Reads one form-js component each: types strict, names safe, nothing that a server form could not honour."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from app.forms.choices import option_of
from app.forms.raw import Context, Raw
from app.forms.safety import image_problem, markup_problem, pattern_problem
from app.forms.schema import (
    CheckBox,
    ChoiceInput,
    Column,
    Component,
    Computed,
    Feel,
    FileInput,
    Group,
    Kind,
    MomentInput,
    NumberInput,
    Option,
    Rows,
    Shown,
    Subtype,
    TextInput,
    ZoneMode,
)

MAX_OPTIONS = 2_000
INTERVALS = (1, 5, 10, 15, 30, 60)


def read_component(data: Mapping[str, Any], children: tuple[Component, ...], context: Context) -> Component | None:
    """The frozen component. Raises Refusal for one that may not be used."""
    given = data.get("id")
    own_id = given if isinstance(given, str) and given else f"component_{context.count}"
    raw = Raw(data, own_id[:200])
    if own_id in context.ids:
        raise raw.refuse(
            "duplicate-id", f"Код «{own_id[:60]}» встречается дважды", f"The id “{own_id[:60]}” occurs twice", "id"
        )
    context.ids.add(own_id)
    kind = raw.text("type")
    if kind in ("iframe", "button"):
        raise raw.refuse(
            "refused", f"Часть вида {kind} в форме недопустима", f"A component of type {kind} is not allowed", "type"
        )
    if kind not in _READERS:
        raise raw.refuse(
            "unknown", f"Неизвестный вид поля «{kind[:60]}»", f"Unknown component type “{kind[:60]}”", "type"
        )
    return _READERS[kind](raw, _common(raw, Kind(kind)), children)


def _common(raw: Raw, kind: Kind) -> dict[str, Any]:
    columns = raw.whole("layout.columns", 1, 16)
    return {
        "kind": kind,
        "id": raw.id,
        "label": raw.text("label"),
        "description": raw.text("description"),
        "hide": raw.feel("conditional.hide"),
        "row": raw.text("layout.row"),
        "columns": columns,
        "properties": MappingProxyType(dict(raw.properties)),
    }


def _input(raw: Raw, common: dict[str, Any]) -> dict[str, Any]:
    default = raw.at("defaultValue")
    if default is None:  # form-js takes a literal only: an expression rides in the properties
        default = raw.properties.get("default")
    if isinstance(default, str) and default.startswith("="):
        default = Feel(default[1:].strip())
    return {
        **common,
        "path": raw.path("key", required=True),
        "required": raw.flag_or_feel("validate.required"),
        "readonly": raw.flag_or_feel("readonly"),
        "disabled": raw.flag("disabled"),
        "default": default,
    }


def _text(raw: Raw, common: dict[str, Any], children: tuple[Component, ...]) -> Component:
    check = raw.text("validate.validationType")
    if check not in ("", "custom", "email", "phone"):
        raise raw.refuse(
            "wrong-type", "Неизвестная проверка текста", "Unknown validation type", "validate.validationType"
        )
    pattern = raw.text("validate.pattern")
    if pattern and (found := pattern_problem(pattern)):
        raise raw.refuse("pattern", *found, "validate.pattern")
    return TextInput(
        **_input(raw, common),
        check="" if check == "custom" else check,
        pattern=pattern,
        pattern_message=raw.text("validate.patternErrorMessage"),
        min_length=raw.length("validate.minLength"),
        max_length=raw.length("validate.maxLength"),
        prefix=raw.text("appearance.prefixAdorner"),
        suffix=raw.text("appearance.suffixAdorner"),
    )


def _number(raw: Raw, common: dict[str, Any], children: tuple[Component, ...]) -> Component:
    increment = raw.number("increment")
    if increment is not None and increment <= 0:
        raise raw.refuse(
            "wrong-type", "Шаг должен быть больше нуля", "The increment must be greater than zero", "increment"
        )
    return NumberInput(
        **_input(raw, common),
        digits=raw.whole("decimalDigits", 0, 20),
        minimum=raw.number_or_feel("validate.min"),
        maximum=raw.number_or_feel("validate.max"),
        increment=increment,
        as_text=raw.flag("serializeToString"),
        prefix=raw.text("appearance.prefixAdorner"),
        suffix=raw.text("appearance.suffixAdorner"),
    )


def _moment(raw: Raw, common: dict[str, Any], children: tuple[Component, ...]) -> Component:
    try:
        subtype = Subtype(raw.text("subtype") or "date")
        mode = ZoneMode(raw.text("timeSerializingFormat") or "no_timezone")
    except ValueError:
        raise raw.refuse(
            "wrong-type", "Неизвестный вид даты или времени", "Unknown kind of date or time", "subtype"
        ) from None
    settings = _input(raw, common)
    titles = (raw.text("dateLabel"), raw.text("timeLabel")) if subtype is not Subtype.TIME else (raw.text("timeLabel"),)
    settings["label"] = settings["label"] or next((title for title in titles if title), "")
    interval = raw.whole("timeInterval", 1, 60) or 1
    return MomentInput(
        **settings,
        subtype=subtype,
        zone_mode=mode,
        interval=interval if interval in INTERVALS else 15,
        no_past=raw.flag("disallowPassedDates"),
    )


def _choice(raw: Raw, common: dict[str, Any], children: tuple[Component, ...]) -> Component:
    key, expression = raw.text("valuesKey"), raw.feel("valuesExpression")
    settings = _input(raw, common)
    options = _options(raw) if not key and expression is None else ()
    keyed = raw.path("valuesKey", required=False) if key else ()
    return ChoiceInput(**settings, options=options, options_key=keyed, options_feel=expression)


def _options(raw: Raw) -> tuple[Option, ...]:
    listed = raw.at("values")
    if not isinstance(listed, list):
        raise raw.refuse("no-options", "У поля нет вариантов ответа", "The component has no options", "values")
    options = [option_of(item) for item in listed[: MAX_OPTIONS + 1]]
    if len(options) > MAX_OPTIONS or None in options:
        raise raw.refuse("bad-options", "Вариант ответа записан не так", "An option is written wrongly", "values")
    return tuple(option for option in options if option is not None)


def _check_box(raw: Raw, common: dict[str, Any], children: tuple[Component, ...]) -> Component:
    return CheckBox(**_input(raw, common))


def _files(raw: Raw, common: dict[str, Any], children: tuple[Component, ...]) -> Component:
    accept = tuple(part.strip().lower() for part in raw.text("accept").split(",") if part.strip())
    if any(not re.fullmatch(r"\.[\w.+-]{1,20}|[\w.+-]+/([\w.+-]+|\*)", part) for part in accept):
        raise raw.refuse(
            "accept", "Виды файлов пишутся так: .pdf,.docx", "Write the kinds of files as .pdf,.docx", "accept"
        )
    return FileInput(
        **{**_input(raw, common), "default": None},
        accept=accept,
        multiple=raw.flag_or_feel("multiple"),
        max_files=raw.setting("maxFiles", 1, 200) or 50,
    )


def _computed(raw: Raw, common: dict[str, Any], children: tuple[Component, ...]) -> Component:
    expression = raw.feel("expression")
    if expression is None:
        raise raw.refuse("no-expression", "Нет выражения", "There is no expression", "expression")
    properties = raw.properties
    return Computed(
        **{**common, "label": common["label"] or properties.get("label", "")},
        path=raw.path("key", required=True),
        expression=expression,
        digits=raw.setting("decimalDigits", 0, 20),
        suffix=properties.get("suffix", ""),
        column=properties.get("column", ""),
    )


def _group(raw: Raw, common: dict[str, Any], children: tuple[Component, ...]) -> Component:
    path = raw.path("path", required=False)
    if raw.flag("isRepeating") and path:
        return _rows(raw, common, children)
    placed = tuple(_under(path, child) for child in children)
    return Group(**common, path=path, components=placed, outline=raw.flag("showOutline"))


def _under(path: tuple[str, ...], child: Component) -> Component:
    """The child with its path seen from where the group stands."""
    if isinstance(child, Group):
        return replace(
            child, path=(*path, *child.path), components=tuple(_under(path, inner) for inner in child.components)
        )
    return replace(child, path=(*path, *child.path)) if child.path else child


def _rows(raw: Raw, common: dict[str, Any], children: tuple[Component, ...]) -> Component:
    ceiling = raw.setting("maxRows", 1, 500) or 200
    return Rows(
        **{**common, "kind": Kind.ROWS},
        path=raw.path("path", required=True),
        components=children,
        default_rows=min(
            raw.whole("defaultRepetitions", 0, 100) or 0 if raw.at("defaultRepetitions") is not None else 1, ceiling
        ),
        may_change=raw.flag("allowAddRemove", default=True),
        min_rows=raw.setting("minRows", 0, ceiling) or 0,
        max_rows=ceiling,
    )


def _shown(raw: Raw, common: dict[str, Any], children: tuple[Component, ...]) -> Component:
    kind = common["kind"]
    text = raw.text("content" if kind is Kind.HTML else "text")
    if kind in (Kind.HTML, Kind.TEXT) and (found := markup_problem(text)):
        raise raw.refuse("markup", *found, "content" if kind is Kind.HTML else "text")
    return Shown(**common, text=text, height=raw.whole("height", 0, 10_000) or 0)


def _image(raw: Raw, common: dict[str, Any], children: tuple[Component, ...]) -> Component:
    source, expression = raw.text("source"), None
    if source.startswith("="):
        expression = raw.feel("source")
    elif source and "{{" not in source and (found := image_problem(source)):
        raise raw.refuse("image", *found, "source")
    return Shown(**{**common, "description": raw.text("alt")}, source=expression or source)


def _table(raw: Raw, common: dict[str, Any], children: tuple[Component, ...]) -> Component:
    listed = raw.at("columns") or []
    if not isinstance(listed, list) or not all(
        isinstance(item, dict) and isinstance(item.get("key"), str) and isinstance(item.get("label", ""), str)
        for item in listed
    ):
        raise raw.refuse(
            "columns", "Столбцы таблицы записаны не так", "The columns of the table are written wrongly", "columns"
        )
    return Shown(
        **common,
        source=raw.feel("dataSource") or "",
        table=tuple(Column(key=item["key"], label=item.get("label") or item["key"]) for item in listed[:50]),
        table_feel=raw.feel("columnsExpression"),
        page_size=raw.whole("rowCount", 0, 10_000) or 0,
    )


def _documents(raw: Raw, common: dict[str, Any], children: tuple[Component, ...]) -> Component:
    return Shown(**{**common, "label": common["label"] or raw.text("title")}, source=raw.feel("dataSource") or "")


_Reader = Callable[[Raw, dict[str, Any], tuple[Component, ...]], Component]
_READERS: dict[str, _Reader] = {
    "textfield": _text,
    "textarea": _text,
    "number": _number,
    "datetime": _moment,
    "select": _choice,
    "radio": _choice,
    "checklist": _choice,
    "taglist": _choice,
    "checkbox": _check_box,
    "filepicker": _files,
    "expression": _computed,
    "group": _group,
    "dynamiclist": _rows,
    "text": _shown,
    "html": _shown,
    "separator": _shown,
    "spacer": _shown,
    "image": _image,
    "table": _table,
    "documentPreview": _documents,
}
