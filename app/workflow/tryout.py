"""A try-out that people steer: the same as a scenario, with what is open now and what it sees."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.feel import Function
from app.workflow.elements import UserTaskSpec
from app.workflow.faults import WorkflowError
from app.workflow.findings import Finding
from app.workflow.package import Package
from app.workflow.trial import Trial
from app.workflow.workflow import Workflow


@dataclass(frozen=True, kw_only=True)
class OpenStep:
    """A step that waits for somebody; `variables` are those its form would be filled with."""

    element_id: str
    name: str
    spec: UserTaskSpec | None
    form_id: str
    instance: int | None
    variables: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class OpenWait:
    """A message or a signal that is awaited from outside; `kind` is the word of a step of a scenario."""

    kind: str
    name: str
    element_name: str = ""
    key: str | None = None


@dataclass(frozen=True, kw_only=True)
class TryOut:
    """Where a try-out stands: `answer` as `soglas try` gives it, `now` by its own clock, what is open and awaited."""

    answer: Mapping[str, Any]
    now: datetime
    open: tuple[OpenStep, ...]
    waits: tuple[OpenWait, ...]

    @property
    def state(self) -> str:
        """Return `waiting`, `completed`, `cancelled`, `failed` or `refused`."""
        return str(self.answer["state"])

    @property
    def path(self) -> tuple[str, ...]:
        """Return the elements in the order they completed."""
        return tuple(self.answer["path"])


class _Steered(Trial):
    """The check stands on the page of the draft; what cannot run at all is still refused."""

    def _check(self) -> Iterator[Finding]:
        yield from ()


def try_out(
    package: Package,
    scenario: Mapping[str, Any],
    process_id: str,
    *,
    functions: Mapping[str, Function] | None = None,
) -> TryOut:
    """Return where a scenario has come; never raises for what people draw or answer."""
    trial = _Steered(package, copy.deepcopy(dict(scenario)), process_id, functions)
    try:
        trial.run()
    except WorkflowError as problem:
        trial.fail(problem)
    workflow = trial.workflow
    if workflow is None:
        return TryOut(answer=trial.answer(), now=trial.now, open=(), waits=())
    open_steps = tuple(
        OpenStep(
            element_id=task.element_id,
            name=" ".join(task.name.split()),
            spec=task.spec,
            form_id=task.node.form_id,
            instance=task.instance_index,
            variables=dict(workflow.visible_variables(task.id)),
        )
        for task in workflow.open_tasks()
        if task.kind == "user"
    )
    return TryOut(answer=trial.answer(), now=trial.now, open=open_steps, waits=_waits(workflow))


def _waits(workflow: Workflow) -> tuple[OpenWait, ...]:
    nodes = {spec.bpmn_id: spec.node for spec in workflow.definition.spec.nodes}
    found = [
        OpenWait(
            kind="message",
            name=wait.name,
            element_name=nodes[wait.element_id].label if wait.element_id in nodes else "",
            key=wait.correlation_key,
        )
        for wait in workflow.messages()
    ]
    found += [OpenWait(kind="signal", name=name) for name in workflow.signals()]
    return tuple(dict.fromkeys(found))
