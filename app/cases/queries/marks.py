"""What the diagram of a case shows: the path taken, where it is now, and a short word at each step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from app.engine.queries import TaskView, list_completed_elements
from app.engine.queries.explain import RouteStep
from app.foundation import words
from app.processes.queries import Live


@dataclass(frozen=True, kw_only=True)
class Marks:
    """Element and flow ids by mark, and the words on the badges."""

    done: tuple[str, ...]
    now: tuple[str, ...]
    stop: tuple[str, ...]
    words: dict[str, str]
    label: str


def marks_of(
    case_id: int, live: Live, route: Sequence[RouteStep], open_tasks: Sequence[TaskView], stopped: Sequence[str]
) -> Marks:
    """Return the marks of a case on the diagram of its version."""
    completed = list_completed_elements(case_id)
    calls = [step.element_id for step in route if step.state == "now" and step.element_id in live.own_calls]
    now = tuple(dict.fromkeys([*(task.element_id for task in open_tasks), *calls]))
    flows = live.outline.taken_flows(completed, now)
    done = tuple(dict.fromkeys((*completed, *flows)))
    badges = {**_done_words(route), **dict.fromkeys(calls, str(_("child case"))), **_open_words(open_tasks)}
    return Marks(
        done=tuple(one for one in done if one not in now),
        now=tuple(one for one in now if one not in stopped),
        stop=tuple(dict.fromkeys(stopped)),
        words=badges,
        label=_label(route),
    )


def _done_words(route: Sequence[RouteStep]) -> dict[str, str]:
    found: dict[str, str] = {}
    for step in route:
        if step.completed_at is None:
            continue
        day = words.day_month(words.local(step.completed_at).date())
        rounds = _("%(day)s, round %(number)d", day=day, number=step.round) if step.round > 1 else day
        found[step.element_id] = str(rounds)
    return found


def _open_words(open_tasks: Sequence[TaskView]) -> dict[str, str]:
    found: dict[str, str] = {}
    for task in open_tasks:
        until = _("until %(day)s", day=words.day_month(task.legal_date)) if task.legal_date else _("now here")
        found.setdefault(task.element_id, str(until))
    return found


def _label(route: Sequence[RouteStep]) -> str:
    done = ", ".join(dict.fromkeys(step.name for step in route if step.state in {"done", "returned"}))
    now = ", ".join(dict.fromkeys(step.name for step in route if step.state == "now"))
    parts = [str(_("Diagram of the process."))]
    if done:
        parts.append(str(_("Done: %(steps)s.", steps=done)))
    if now:
        parts.append(str(_("Now: %(steps)s.", steps=now)))
    parts.append(str(_("The same in words stands in the list “Route in words”.")))
    return " ".join(parts)
