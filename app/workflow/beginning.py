"""Where a case begins: its plain start event, the one that was asked for, or whatever no flow leads to."""

from __future__ import annotations

from typing import Any

from app.workflow.faults import ExecutionFailed


def chosen_starts(main: Any, element: str | None) -> list[Any]:
    """Return the specs at which the tokens of a new case begin; raises ExecutionFailed (cause `start`)."""
    if element is not None:
        chosen = [start for start in main.all_starts if start.bpmn_id == element]
        if not chosen:
            raise ExecutionFailed(
                element_id=element,
                element_name="",
                ru=f"Начального события «{element}» нет",
                en=f'There is no start event "{element}"',
                cause="start",
            )
        return chosen
    if main.starts:
        plain = [start for start in main.starts if start in main.all_starts]
        if len(plain) > 1:
            raise _ambiguous(plain[1])
        return list(main.starts)
    if len(main.all_starts) > 1:
        raise _ambiguous(main.all_starts[1])
    return list(main.all_starts)


def _ambiguous(start: Any) -> ExecutionFailed:
    return ExecutionFailed(
        element_id=start.bpmn_id,
        element_name=start.bpmn_name,
        ru=f"Начальных событий несколько; неясно, с какого начать («{start.bpmn_id}» — одно из них)",
        en=f'There are several start events; it is not clear where to begin ("{start.bpmn_id}" is one of them)',
        cause="start",
    )
