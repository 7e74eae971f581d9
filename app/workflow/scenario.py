"""Reads the scenario of a try-out: where a case starts, then its steps, all of it checked before anything runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from app.workflow.faults import WorkflowError
from app.workflow.findings import Words
from app.workflow.timing import TimerRefused, parse_duration, parse_moment

_KINDS: Final = ("complete", "fail", "escalate", "advance", "advance_to", "message", "signal")
_START_KEYS: Final = frozenset({"process", "element", "variables", "at"})
_STEP_KEYS: Final[Mapping[str, frozenset[str]]] = {
    "complete": frozenset({"variables", "instance"}),
    "fail": frozenset({"variables", "instance", "error_code"}),
    "escalate": frozenset({"instance", "error_code"}),
    "advance": frozenset(),
    "advance_to": frozenset(),
    "message": frozenset({"variables", "correlation_key"}),
    "signal": frozenset({"variables"}),
}


class ScenarioWrong(WorkflowError):
    """The scenario cannot be read, or a step of it cannot be done."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step; `value` is the element, the time or the name that its kind asks for."""

    number: int
    kind: str
    value: str
    variables: Mapping[str, Any] = field(default_factory=dict)
    instance: int | None = None
    correlation_key: Any = None
    error_code: str = ""


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """A whole scenario.

    `organisations` is the directory that expressions ask («organisations below»), see `ListedDirectory`; `strange`
    names the keys that mean nothing, place by place.
    """

    process_id: str = ""
    element: str | None = None
    at: datetime | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()
    organisations: tuple[Mapping[str, Any], ...] = ()
    strange: tuple[Words, ...] = ()

    def names(self) -> set[str]:
        """Return the names of all variables that the start and the steps bring."""
        return {*self.variables, *(name for step in self.steps for name in step.variables)}


def wrong(ru: str, en: str) -> ScenarioWrong:
    """Return the error in both languages, each beginning with a capital letter."""
    return ScenarioWrong(ru=ru[:1].upper() + ru[1:], en=en[:1].upper() + en[1:])


def at_step(number: int, problem: ScenarioWrong) -> ScenarioWrong:
    """Return the error with the number of its step in front."""
    ru, en = (text[:1].lower() + text[1:] for text in (problem.ru, problem.en))
    return wrong(f"шаг {number}: {ru}", f"step {number}: {en}")


def read_scenario(given: Any) -> Scenario:
    """Return the scenario in plain JSON values; raises ScenarioWrong."""
    start = given.get("start", {}) if isinstance(given, Mapping) else None
    steps = given.get("steps") if isinstance(given, Mapping) else None
    steps = [] if steps is None else steps
    if not isinstance(start, Mapping) or not isinstance(steps, list):
        raise wrong("сценарий — это объект с «start» и списком «steps»", 'a scenario holds "start" and a list "steps"')
    at = _text(start, "at", "start")
    return Scenario(
        process_id=_text(start, "process", "start") or "",
        element=_text(start, "element", "start"),
        at=None if at is None else _moment(at),
        variables=_variables(start),
        steps=tuple(_step(number, step) for number, step in enumerate(steps, 1)),
        organisations=_organisations(given),
        strange=tuple(_strange(given, start, steps)),
    )


def _step(number: int, step: Any) -> Step:
    place = f"step {number}"
    kinds = [kind for kind in _KINDS if isinstance(step, Mapping) and kind in step]
    if len(kinds) != 1:
        known = ", ".join(_KINDS)
        raise wrong(f"шаг {number}: нужно одно из {known}", f"{place}: it needs one of {known}")
    kind = kinds[0]
    value = _text(step, kind, place)
    if not value:
        raise wrong(f"шаг {number}: «{kind}» не задано", f'{place}: "{kind}" is empty')
    if kind == "advance":
        _readable(value)
    elif kind == "advance_to":
        _moment(value)
    instance = step.get("instance")
    if instance is not None and (isinstance(instance, bool) or not isinstance(instance, int)):
        raise wrong(f"шаг {number}: «instance» — это номер", f'{place}: "instance" is a number')
    key = step.get("correlation_key")
    if isinstance(key, list | Mapping | bool):
        raise wrong(
            f"шаг {number}: «correlation_key» — это текст или число",
            f'{place}: "correlation_key" is a text or a number',
        )
    return Step(
        number=number,
        kind=kind,
        value=value,
        variables=_variables(step),
        instance=instance,
        correlation_key=key,
        error_code=_text(step, "error_code", place) or "",
    )


def _text(holder: Mapping[str, Any], key: str, place: str) -> str | None:
    value = holder.get(key)
    if value is not None and not isinstance(value, str):
        raise wrong(f"«{key}» ({place}) — это текст", f'"{key}" ({place}) is a text')
    return value


def _variables(holder: Mapping[str, Any]) -> Mapping[str, Any]:
    variables = holder.get("variables")
    if variables is None:
        return {}
    if not isinstance(variables, Mapping):
        raise wrong("«variables» — это объект", '"variables" is an object')
    return variables


def _organisations(given: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    rows = given.get("organisations")
    rows = [] if rows is None else rows
    if not isinstance(rows, list) or not all(_is_organisation(row) for row in rows):
        raise wrong(
            "«organisations» — это список организаций с текстами code, name, short_name, kind, above"
            " и логинами по должностям в roles",
            '"organisations" is a list of organisations with texts code, name, short_name, kind, above'
            " and the logins of each role in roles",
        )
    return tuple(rows)


def _is_organisation(row: Any) -> bool:
    if not isinstance(row, Mapping) or not row.get("code"):
        return False
    roles = row.get("roles", {})
    if not isinstance(roles, Mapping) or not all(isinstance(logins, list) for logins in roles.values()):
        return False
    return all(isinstance(row.get(key, ""), str) for key in ("code", "name", "short_name", "kind", "above"))


def _moment(text: str) -> datetime:
    try:
        return parse_moment(text)
    except TimerRefused as problem:
        raise unreadable_time(text, problem) from None


def _readable(text: str) -> None:
    try:
        parse_duration(text)
    except TimerRefused as problem:
        raise unreadable_time(text, problem) from None


def unreadable_time(text: str, problem: TimerRefused) -> ScenarioWrong:
    """Return the error for a time that cannot be read or lies beyond the calendar."""
    return wrong(f"время «{text}» не читается: {problem}", f'the time "{text}" cannot be read: {problem}')


def _strange(given: Mapping[str, Any], start: Mapping[str, Any], steps: list[Any]) -> Iterator[Words]:
    """Return a remark for each key that means nothing: most often it is a slip of the pen."""
    for key in sorted(given.keys() - {"start", "steps", "organisations"}):
        yield _meaningless(key, "сценарий", "scenario")
    for key in sorted(start.keys() - _START_KEYS):
        yield _meaningless(key, "start", "start")
    for number, step in enumerate(steps, 1):
        kind = next(kind for kind in _KINDS if kind in step)
        for key in sorted(step.keys() - _STEP_KEYS[kind] - {kind}):
            yield _meaningless(key, f"шаг {number}", f"step {number}")


def _meaningless(key: str, ru: str, en: str) -> Words:
    return Words(ru=f"«{key}» ({ru}) ничего не значит и пропущено", en=f'"{key}" ({en}) means nothing and is left out')
