"""The route of a case as people read it: what was, in the order in which it was done, then now, then what comes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from flask_babel import gettext as _

from app.access.policy import role_name
from app.engine.queries.explain import NextWords, RouteStep
from app.foundation import words

_SHAPES = {"done": "check", "now": "user", "next": "circle", "returned": "back"}
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class RouteLine:
    """A line of «Маршрут словами» as the macro `route` draws it."""

    kind: str
    shape: str
    title: str
    who: str
    when: str


def route_before(steps: Sequence[RouteStep]) -> tuple[RouteLine, ...]:
    """Return what was done, earliest first, and what is now."""
    done = [step for step in steps if step.state in {"done", "returned"}]
    done.sort(key=lambda step: step.completed_at or _NEVER)
    return tuple(route_line(step) for step in (*done, *(step for step in steps if step.state == "now")))


def route_after(steps: Sequence[RouteStep]) -> tuple[RouteLine, ...]:
    """Return what may still come, the usual way first."""
    return tuple(route_line(step) for step in steps if step.state == "next")


def route_line(step: RouteStep) -> RouteLine:
    """Return one step in words."""
    parts = []
    if step.completed_at is not None:
        parts.append(words.day_month(words.local(step.completed_at).date()))
    elif step.legal_date is not None:
        parts.append(words.not_later(step.legal_date, short=True))
    if step.round > 1:
        parts.append(str(_("round %(number)d", number=step.round)))
    return RouteLine(
        kind="stop" if step.state == "returned" else step.state,
        shape=_SHAPES.get(step.state, "circle"),
        title=step.name,
        who=step.who or (role_name(step.role) if step.role else ""),
        when=", ".join(parts),
    )


def usual_next(steps: Sequence[NextWords]) -> NextWords | None:
    """Return where a task leads when all is well: with approval, or without a decision, and not back."""
    good = [step for step in steps if step.outcome in {"", "approve"} and not step.back]
    return next((step for step in good if not step.is_end), good[0] if good else None)
