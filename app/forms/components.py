"""Reads one form-js component each: types strict, names safe, nothing that a server form could not honour."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from app.forms.choices import option_of
from app.forms.findings import FormProblem
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

NAME = re.compile(r"[^\W\d_]\w{0,99}\Z")
REFUSED_NAMES = frozenset({"typename", "csrf_token"})
MAX_OPTIONS = 2_000
INTERVALS = (1, 5, 10, 15, 30, 60)
INPUTS = frozenset(
    {
        Kind.TEXTFIELD,
        Kind.TEXTAREA,
        Kind.NUMBER,
        Kind.DATETIME,
        Kind.SELECT,
        Kind.RADIO,
        Kind.CHECKLIST,
        Kind.TAGLIST,
        Kind.CHECKBOX,
        Kind.FILEPICKER,
    }
)


class Refusal(Exception):
    """One component cannot be used."""

    def __init__(self, problem: FormProblem) -> None:
        super().__init__(problem.en)
        self.problem = problem


@dataclass
class Context:
    """What is gathered while a schema is read."""

    problems: list[FormProblem] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    count: int = 0

    def note(self, code: str, ru: str, en: str, where: str = "") -> None:
        """Keep a problem of the form as a whole."""
        self.problems.append(FormProblem(code=code, ru=ru, en=en, property=where))

    def once(self, code: str, ru: str, en: str) -> None:
        """Keep a problem unless it is known already."""
        if all(problem.code != code for problem in self.problems):
            self.note(code, ru, en)


class Raw:
    """Strict access to the properties of one component; every wrong type names component and property."""

    def __init__(self, data: Mapping[str, Any], id: str) -> None:
        self.data = data
        self.id = id

    def refuse(self, code: str, ru: str, en: str, where: str = "") -> Refusal:
        """The exception that says why this component cannot be used."""
        key = self.data.get("key") or self.data.get("path")
        shown = key if isinstance(key, str) and key else self.id
        return Refusal(FormProblem(code=code, ru=ru, en=en, component_id=self.id, key=shown[:200], property=where))

    def _wrong(self, name: str) -> Refusal:
        return self.refuse(
            "wrong-type", f"Свойство «{name}» записано не так", f"The property “{name}” has a wrong type", name
        )

    def at(self, name: str) -> Any:
        """A property by its dotted name, None when absent."""
        here: Any = self.data
        for part in name.split("."):
            if here is None:
                return None
            if not isinstance(here, dict):
                raise self._wrong(name)
            here = here.get(part)
        return here

    def text(self, name: str) -> str:
        """A text, empty when absent."""
        value = self.at(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self._wrong(name)
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        """A real true or false."""
        value = self.at(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise self._wrong(name)
        return value

    def whole(self, name: str, low: int, high: int) -> int | None:
        """A whole number between the bounds."""
        value = self.at(name)
        if value is None:
            return None
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise self._wrong(name)
        return value

    def setting(self, name: str, low: int, high: int) -> int | None:
        """A whole number from the component's own `properties`, which form-js keeps as text."""
        value = self.properties.get(name)
        if value is None or value == "":
            return None
        if not value.isascii() or not value.isdigit() or not low <= int(value[:9]) <= high:
            raise self._wrong(f"properties.{name}")
        return int(value)

    def feel(self, name: str) -> Feel | None:
        """An expression; the leading `=` is dropped."""
        value = self.text(name)
        if not value.strip().removeprefix("=").strip():
            return None
        return Feel(value.strip().removeprefix("=").strip())

    def flag_or_feel(self, name: str) -> bool | Feel:
        """True, false or an expression."""
        value = self.at(name)
        if not isinstance(value, str):
            return self.flag(name)
        if value.strip().startswith("="):
            return self.feel(name) or False
        if value not in ("", "false", "true"):
            raise self._wrong(name)
        return value == "true"

    def number(self, name: str) -> Decimal | None:
        """A finite number, also when written as text."""
        value = self.at(name)
        if value is None or value == "":
            return None
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise self._wrong(name)
        if not re.fullmatch(r"-?[0-9]{1,30}(\.[0-9]{1,30})?(e-?[0-9]{1,2})?", str(value)):
            raise self._wrong(name)
        return Decimal(str(value))

    def number_or_feel(self, name: str) -> Decimal | Feel | None:
        """A number or an expression."""
        value = self.at(name)
        return self.feel(name) if isinstance(value, str) and value.strip().startswith("=") else self.number(name)

    def length(self, name: str) -> int | Feel | None:
        """A length in characters or an expression."""
        value = self.number_or_feel(name)
        if isinstance(value, Decimal):
            if value != value.to_integral_value() or not 0 <= value <= 1_000_000:
                raise self._wrong(name)
            return int(value)
        return value

    @property
    def properties(self) -> Mapping[str, str]:
        """The free properties: short texts only, others are dropped."""
        found = self.at("properties")
        if found is None:
            return {}
        if not isinstance(found, dict):
            raise self._wrong("properties")
        return {
            str(k): str(v)
            for k, v in list(found.items())[:50]
            if isinstance(v, str | int | float) and len(str(v)) <= 2_000
        }

    def path(self, name: str, required: bool) -> tuple[str, ...]:
        """A dotted name whose parts may be variable names."""
        value = self.text(name)
        if not value:
            if required:
                raise self.refuse("no-key", "У поля нет имени (key)", "The component has no key", name)
            return ()
        parts = tuple(value.split("."))
        if len(parts) > 6 or any(not NAME.match(part) or part in REFUSED_NAMES for part in parts):
            raise self.refuse(
                "bad-key",
                f"Имя «{value[:60]}» не подходит: начните с буквы, дальше буквы, цифры и _",
                f"The name “{value[:60]}” does not do: start with a letter, then letters, digits and _",
                name,
            )
        return parts


def read_component(data: Mapping[str, Any], children: tuple[Component, ...], context: Context) -> Component | None:
    """The frozen component. Raises Refusal for one that may not be used."""
    context_id = data.get("id")
    id = context_id if isinstance(context_id, str) and context_id else f"component_{context.count}"
    raw = Raw(data, id[:200])
    if id in context.ids:
        raise raw.refuse(
            "duplicate-id", f"Код «{id[:60]}» встречается дважды", f"The id “{id[:60]}” occurs twice", "id"
        )
    context.ids.add(id)
    type = raw.text("type")
    if type in ("iframe", "button"):
        raise raw.refuse(
            "refused", f"Часть вида {type} в форме недопустима", f"A component of type {type} is not allowed", "type"
        )
    if type not in _READERS:
        raise raw.refuse(
            "unknown", f"Неизвестный вид поля «{type[:60]}»", f"Unknown component type “{type[:60]}”", "type"
        )
    return _READERS[type](raw, _common(raw, Kind(type)), children)


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
