"""What comes from outside in a try-out: how a case begins, and the values that a message brings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import gettext as _

from app.feel import FeelError, evaluate
from app.feel.values import to_json
from app.workflow.elements import Node, ProcessSpec

MOST_VALUES: Final = 50
_LINE: Final = re.compile(r"(?P<name>[^\W\d]\w*)\s*[=:]\s*(?P<value>.*)")
_GIVEN: Final = frozenset({"case", "initiator", "settings"})


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """A start event in words; `is_event` when something outside begins the case, not a person."""

    element_id: str
    words: str
    form_id: str
    is_event: bool

    @property
    def pair(self) -> tuple[str, str]:
        """Return it as a choice of a field."""
        return self.element_id, self.words


def beginnings_of(spec: ProcessSpec | None) -> tuple[Beginning, ...]:
    """Return how a case may begin: by a person first, then by messages, signals and timers."""
    nodes = [node for node in spec.scope.nodes if node.type == "startEvent"] if spec is not None else []
    found = [
        Beginning(element_id=node.node_id, words=_words(node), form_id=node.form_id, is_event=bool(node.events))
        for node in nodes
    ]
    return tuple(sorted(found, key=lambda one: (one.is_event, not one.form_id)))


def _words(node: Node) -> str:
    kind = node.events[0].kind if node.events else ""
    names = {"label": node.label, "name": node.events[0].name if node.events else ""}
    if kind == "message":
        return str(_("“%(label)s”: the message “%(name)s” comes", **names))
    if kind == "signal":
        return str(_("“%(label)s”: the signal “%(name)s” comes", **names))
    if kind == "timer":
        return str(_("“%(label)s”: by the clock", **names))
    return str(_("“%(label)s”: a person opens the case", **names))


def read_values(text: str) -> tuple[dict[str, Any], str]:
    """Return the values of lines like `amount = 5`, and what is wrong with the first line that is none."""
    values: dict[str, Any] = {}
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_VALUES:
        return {}, str(_("At most %(number)d values", number=MOST_VALUES))
    for line in lines:
        found = _LINE.fullmatch(line)
        if found is None:
            return {}, str(_("“%(line)s” is no value: write a name, a sign of equality and the value", line=line[:60]))
        if found["name"] in _GIVEN:
            return {}, str(_("The name “%(name)s” is given by the system: choose another", name=found["name"]))
        values[found["name"]] = _value(found["value"])
    return values, ""


def _value(text: str) -> Any:
    """Return a number, a date, a list, true or false as FEEL reads them; everything else is a text."""
    try:
        value = to_json(evaluate(text, {}))
    except FeelError:
        return text
    return text if value is None and text != "null" else value
