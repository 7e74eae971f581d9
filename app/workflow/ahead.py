"""What may still come in a case, the way it usually goes first: reckoned from the outline, nothing is run."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from app.workflow.elements import Outcome
from app.workflow.outline import NextStep, ProcessOutline

_BAD = frozenset({Outcome.RETURN, Outcome.REJECT})


def steps_ahead(outline: ProcessOutline, now: Collection[str]) -> tuple[str, ...]:
    """Return the elements that a case standing at `now` can still come to without going back.

    First come those of the usual way (what happens when everybody agrees), in the order in which they are reached, then
    the others in reading order. What can only come again after rework, or not at all, is left out.
    """
    usual = _walk(outline, now, usual_only=True)
    possible = set(_walk(outline, now, usual_only=False))
    rest = [element.element_id for element in outline.elements if element.element_id in possible - set(usual)]
    return (*usual, *rest)


def hands_on_to(outline: ProcessOutline, element_id: str) -> frozenset[str]:
    """Return the filling tasks whose work comes to this step next: nobody fills anything in between."""
    filling = {element.element_id for element in outline.user_tasks if element.task and not element.task.kind.decides}
    return frozenset(one for one in filling if _comes_to(outline, one, element_id, filling))


def _comes_to(outline: ProcessOutline, start: str, target: str, filling: Collection[str]) -> bool:
    seen, waiting = {start}, [start]
    while waiting:
        element = outline.element(waiting.pop())
        for step in element.next if element is not None else ():
            if step.element_id == target:
                return True
            if step.element_id not in seen and step.element_id not in filling:
                seen.add(step.element_id)
                waiting.append(step.element_id)
    return False


def _walk(outline: ProcessOutline, now: Collection[str], *, usual_only: bool) -> list[str]:
    found: dict[str, None] = {}
    seen, waiting = set(now), list(now)
    while waiting:
        element = outline.element(waiting.pop(0))
        steps = [step for step in (element.next if element is not None else ()) if not step.back]
        for step in _usual(steps) if usual_only else steps:
            if step.element_id not in seen:
                seen.add(step.element_id)
                found[step.element_id] = None
                waiting.append(step.element_id)
    return list(found)


def _usual(steps: Iterable[NextStep]) -> list[NextStep]:
    """Return the step that usually follows, with those that begin beside it at the same time."""
    ranked = sorted(steps, key=_rank)
    if not ranked or _rank(ranked[0])[0]:
        return []
    first = ranked[0]
    return [first, *(step for step in ranked[1:] if first.together and step.together and not _rank(step)[0])]


def _rank(step: NextStep) -> tuple[bool, bool, bool, int]:
    """Order steps: no refused way, an agreed one before what is left over, work before an end, few conditions."""
    refused = any(branch.outcomes and set(branch.outcomes) <= _BAD for branch in step.branches)
    agreed = any(Outcome.APPROVE in branch.outcomes for branch in step.branches)
    conditions = sum(not branch.is_default and not branch.outcomes for branch in step.branches)
    return refused or bool(step.event), not agreed, step.type == "endEvent", conditions
