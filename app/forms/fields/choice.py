"""Fields with options: one (select, radio) or several (checklist, taglist); made-up answers are refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup
from wtforms.widgets import html_params

from app.forms.choices import token_of
from app.forms.fields.base import OptionsField
from app.forms.schema import Kind


def _attributes(**attributes: Any) -> Markup:
    """Attributes of an element, escaped by WTForms."""
    return Markup(html_params(**attributes))  # noqa: S704


class SelectWidget:
    """A native select with an empty first option."""

    def __call__(self, field: ChoiceField, **attributes: Any) -> Markup:
        """Draw it; `empty` is the word of the empty option."""
        attributes.setdefault("id", field.id)
        options = [Markup('<option value="">{}</option>').format(attributes.pop("empty", "—"))]
        for token, label, chosen in field.shown():
            options.append(Markup("<option {}>{}</option>").format(_attributes(value=token, selected=chosen), label))
        inner = Markup("").join(options)
        return Markup("<select {}>{}</select>").format(_attributes(name=field.name, **attributes), inner)


class BoxesWidget:
    """Radio buttons or check boxes, one a line."""

    def __call__(self, field: ChoiceField | ManyField, **attributes: Any) -> Markup:
        """Draw them."""
        kind = "radio" if field.component.kind is Kind.RADIO else "checkbox"
        lines = []
        for number, (token, label, chosen) in enumerate(field.shown()):
            own_id = field.id if number == 0 else f"{field.id}-{number}"
            box = _attributes(type=kind, name=field.name, id=own_id, value=token, checked=chosen)
            lines.append(Markup('<li><input {}> <label for="{}">{}</label></li>').format(box, own_id, label))
        return Markup("<ul>{}</ul>").format(Markup("").join(lines))


class ChoiceField(OptionsField):
    """One answer among the options; `data` is the option's value."""

    widget = SelectWidget()
    required_message = "required_select"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.options = {}
        if self.component.kind is Kind.RADIO:
            self.widget = BoxesWidget()  # type: ignore[assignment]

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Find the option of the posted token."""
        text = self.one([item for item in valuelist if item] or [""])
        if not text:
            return
        if text not in self.options:
            raise ValueError(self.say("choice"))
        self.data = self.options[text].value

    def required_text(self) -> str:
        """What to say when nothing is chosen."""
        own = self.component.properties.get("requiredMessage")
        return own or self.say("required_radio" if self.component.kind is Kind.RADIO else "required_select")

    @property
    def value(self) -> Any:
        """The value of the option, None when it is no longer offered."""
        return None if self.process_errors or self.token is None else self.data

    @property
    def is_empty(self) -> bool:
        """Whether nothing that is offered is chosen."""
        return self.token is None

    @property
    def token(self) -> str | None:
        """The token of what is chosen."""
        return None if self.data is None else token_of(self.data, self.options)

    def shown(self) -> list[tuple[str, str, bool]]:
        """Every option as (token, words, chosen)."""
        chosen = self.token
        return [(token, option.label, token == chosen) for token, option in self.options.items()]

    def untyped(self) -> list[str]:
        """The token of the stored value."""
        return [self.token] if self.token else []


class ManyField(OptionsField):
    """Several answers among the options; `data` is the list of their values in the order of the options."""

    widget = BoxesWidget()
    required_message = "required_many"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.options = {}

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Find the options of the posted tokens; the empty one only says that the list was shown."""
        wanted = {item for item in valuelist if item}
        if wanted - self.options.keys():
            raise ValueError(self.say("choice"))
        self.data = [option.value for token, option in self.options.items() if token in wanted]

    def fitting(self, stored: Any) -> Any:
        """A stored list."""
        return list(stored) if isinstance(stored, list | tuple) else []

    @property
    def chosen(self) -> set[str]:
        """The tokens of what is ticked and still offered."""
        return {token for item in self.data or [] if (token := token_of(item, self.options)) is not None}

    @property
    def is_empty(self) -> bool:
        """Whether nothing that is offered is ticked."""
        return not self.chosen

    @property
    def value(self) -> Any:
        """The values ticked, in the order of the options; an empty list when none is."""
        if self.process_errors:
            return None
        chosen = self.chosen
        return [option.value for token, option in self.options.items() if token in chosen]

    def shown(self) -> list[tuple[str, str, bool]]:
        """Every option as (token, words, chosen); what was typed counts, also when it is refused."""
        chosen = {item for item in self.raw if item} if self.raw is not None else self.chosen
        return [(token, option.label, token in chosen) for token, option in self.options.items()]

    def untyped(self) -> list[str]:
        """The tokens ticked, after the empty one that says the list was shown."""
        chosen = self.chosen
        return ["", *(token for token in self.options if token in chosen)]
