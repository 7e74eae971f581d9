"""What was moved: the same things in another order, told by the fewest that left their place."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

from app.workflow.differences.model import Change, Difference, Thing
from app.workflow.elements import ProcessSpec
from app.workflow.outline import outline_process


def moved_items(old: Sequence[str], new: Sequence[str]) -> tuple[str, ...]:
    """Return the fewest things of both sequences that must be moved to bring the old order into the new one."""
    place = {item: position for position, item in enumerate(old)}
    common = [item for item in new if item in place]
    ends: list[int] = []  # the last thing of the best run of each length
    runs: list[tuple[int, int]] = []  # for each thing its place and the thing before it in its run
    last: list[int] = []
    for at, item in enumerate(common):
        length = bisect_left(ends, place[item])
        ends[length : length + 1] = [place[item]]
        last[length : length + 1] = [at]
        runs.append((at, last[length - 1] if length else -1))
    kept, at = set(), last[-1] if last else -1
    while at >= 0:
        kept.add(common[at])
        at = runs[at][1]
    return tuple(item for item in common if item not in kept)


def moved_steps(old: ProcessSpec, new: ProcessSpec) -> Iterator[Difference]:
    """Yield the steps of people that follow other steps than before, of those that both readings have.

    A step beside which something came or went has not moved, nor has one that was only drawn elsewhere.
    """
    common = old.user_tasks.keys() & new.user_tasks.keys()
    before, after = _led_by(old, common), _led_by(new, common)
    for step_id in moved_items(list(before), list(after)):
        if before[step_id] != after[step_id]:
            yield Difference(
                change=Change.MOVED, thing=Thing.STEP, subject=new.by_id[step_id].label, element_id=step_id,
                was=_labels(old, before[step_id]), now=_labels(new, after[step_id]),
            )  # fmt: skip


def _led_by(process: ProcessSpec, common: set[str]) -> Mapping[str, tuple[str, ...]]:
    """Return, in reading order, the common steps that lead to each common step, whatever others lie between."""
    steps = outline_process(process).user_tasks
    follows = {step.element_id: [one.element_id for one in step.next if not one.back] for step in steps}
    found: dict[str, list[str]] = {step.element_id: [] for step in steps if step.element_id in common}
    for step in steps:
        if step.element_id not in common:
            continue
        seen, waiting = set(), list(follows[step.element_id])
        while waiting:
            one = waiting.pop()
            if one in seen:
                continue
            seen.add(one)
            if one in found:
                found[one].append(step.element_id)
            else:
                waiting += follows.get(one, [])
    return {step_id: tuple(sorted(led)) for step_id, led in found.items()}


def _labels(process: ProcessSpec, steps: Sequence[str]) -> str:
    return "\n".join(process.by_id[one].label for one in steps)
