"""The nodes of fields: label, hint, error, and the attributes of the control."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.forms.describing import shown_value
from app.forms.fields import AnswerField, FilesField, MomentField, OptionsField
from app.forms.nodes import Node, described_by
from app.forms.parts import Part
from app.forms.schema import Input, Kind, MomentInput, NumberInput, Option, Subtype, TextInput

if TYPE_CHECKING:
    from app.forms.form import SchemaForm

CONTROLS = {
    Kind.TEXTFIELD: "text",
    Kind.TEXTAREA: "area",
    Kind.NUMBER: "text",
    Kind.DATETIME: "text",
    Kind.SELECT: "select",
    Kind.RADIO: "boxes",
    Kind.CHECKLIST: "boxes",
    Kind.TAGLIST: "boxes",
    Kind.CHECKBOX: "check",
    Kind.FILEPICKER: "files",
}


def field_node(form: SchemaForm, part: Part, component: Input, span: int, in_table: bool) -> Node:
    """The node of one field; in a table its hint stands under the heading of the column instead."""
    made = part.made
    own_id = form.id_of(part)
    readonly = part.readonly or part.locked
    hint = "" if in_table else _hint(form, part, component, made)
    error = str(made.errors[0]) if made.errors else ""
    return Node(
        kind="field",
        id=own_id,
        span=span,
        name=part.name,
        label=form.words(component.label, part.scope) or component.key,
        hint=hint,
        error=error,
        control=CONTROLS[component.kind],
        field=made,
        attributes=_attributes(component, made),
        described_by=described_by(own_id, hint, error),
        required=made.rules.required,
        optional=not made.rules.required and not readonly and component.kind is not Kind.CHECKBOX,
        readonly=readonly,
        focused=bool(form.focus) and form.focus == own_id,
        numeric=isinstance(component, NumberInput),
        width=_width(component),
        prefix=_words(form, part, component, "prefix"),
        suffix=_words(form, part, component, "suffix"),
        text=value_words(form, part),
        files=tuple(made.shown()) if isinstance(made, FilesField) else (),
    )


def value_words(form: SchemaForm, part: Part) -> str:
    """What the field holds, in words; of a read-only field what is stored."""
    made = part.made
    kept = (part.readonly or part.locked) and part.has_stored
    options: tuple[Option, ...] = tuple(made.options.values()) if isinstance(made, OptionsField) else ()
    value = part.initial if kept else made.value
    return shown_value(part.component, value, form.locale, options, form.setting.zone)


def _words(form: SchemaForm, part: Part, component: Input, name: str) -> str:
    return form.words(getattr(component, name, ""), part.scope)


def _hint(form: SchemaForm, part: Part, component: Input, made: AnswerField) -> str:
    own = form.words(component.description, part.scope)
    if own or not isinstance(made, MomentField) or part.readonly or part.locked:
        return own
    return made.say("for_example", example=made.example)


def _attributes(component: Input, made: AnswerField) -> dict[str, str]:
    found: dict[str, str] = {}
    if isinstance(component, NumberInput):
        # The numeric keyboard of some phones has no minus sign.
        whole = component.digits == 0 and component.minimum is not None
        found = {"inputmode": "numeric" if whole else "decimal", "autocomplete": "off"}
    elif isinstance(component, MomentInput):
        found = {"inputmode": "numeric" if component.subtype is Subtype.DATE else "text", "autocomplete": "off"}
    elif isinstance(component, TextInput):
        found = _text_attributes(component)
    elif isinstance(made, FilesField):
        found = {"accept": made.accept} if made.accept else {}
        if made.rules.multiple:
            found["multiple"] = "multiple"
    if made.errors:
        found["aria-invalid"] = "true"
    if made.rules.required and CONTROLS[component.kind] in ("text", "area", "select"):
        found["aria-required"] = "true"
    if wanted := component.properties.get("autocomplete"):
        found["autocomplete"] = wanted
    return found


def _text_attributes(component: TextInput) -> dict[str, str]:
    if component.kind is Kind.TEXTAREA:
        return {"rows": "4"}
    kinds: dict[str, dict[str, Any]] = {
        "email": {"type": "email", "inputmode": "email"},
        "phone": {"type": "tel", "inputmode": "tel"},
    }
    return {**kinds.get(component.check, {}), "autocomplete": "off"}


def _width(component: Input) -> str:
    wanted = component.properties.get("width", "")
    if wanted in ("s", "m", "l"):
        return "" if wanted == "l" else wanted
    if isinstance(component, MomentInput):
        return "m" if component.subtype is Subtype.DATETIME else "s"
    return "s" if isinstance(component, NumberInput) else ""
