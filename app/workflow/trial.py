"""Tries a diagram out: runs a scenario on a movable clock, without database, mail or roles (`soglas try`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from app.feel import Function
from app.feel.values import to_json
from app.workflow.checks import Surroundings, check_package
from app.workflow.definition import Definition, DefinitionRefused, compile_definition
from app.workflow.directory import ListedDirectory, directory_functions
from app.workflow.faults import ExecutionFailed, NotWaiting, WorkflowError
from app.workflow.findings import Finding, SourceRefused, Words, errors_of
from app.workflow.functions import dialect_functions
from app.workflow.package import Package
from app.workflow.rules import RULES
from app.workflow.scenario import Scenario, ScenarioWrong, Step, at_step, read_scenario, unreadable_time, wrong
from app.workflow.scenario_values import typed_values
from app.workflow.settings import read_settings, settings_variable
from app.workflow.timing import TimerRefused, message_expires, parse_duration, parse_moment
from app.workflow.tree import Thrown
from app.workflow.workflow import CaseState, OpenTask, Workflow

EXIT_STATUS: Final[Mapping[str, int]] = {"completed": 0, "waiting": 0, "cancelled": 0, "failed": 1, "refused": 2}
"""What `soglas try` exits with, by the state of the answer."""

MAX_FIRINGS: Final = 10_000


def run_trial(
    package: Package,
    scenario: Any,
    process_id: str | None = None,
    *,
    functions: Mapping[str, Function] | None = None,
) -> dict[str, Any]:
    """Return what a scenario does: state, path, open tasks, timers, variables, error and findings; never raises.

    `path` holds the elements in the order they completed, also those of a step that failed; `open`, `timers` and
    `variables` are then those before that step, because nothing of it is kept.
    """
    trial = Trial(package, scenario, process_id, functions)
    try:
        trial.run()
    except WorkflowError as problem:
        trial.fail(problem)
    return trial.answer()


class Trial:
    """One scenario on its way."""

    def __init__(
        self,
        package: Package,
        scenario: Any,
        process_id: str | None,
        functions: Mapping[str, Function] | None,
    ) -> None:
        self.package = package
        self.given = scenario
        self.scenario = Scenario()
        self.process_id = process_id
        self.functions = dialect_functions() if functions is None else functions
        self.findings: list[Finding] = []
        self.refused = False
        self.path: list[str] = []
        self.notes: list[dict[str, str]] = []
        self.problem: WorkflowError | None = None
        self.definition: Definition
        self.workflow: Workflow | None = None
        self.kept: bytes | None = None
        self.messages: list[tuple[Thrown, datetime]] = []
        self.position = 0
        self.now = datetime.now(UTC)

    # --- the scenario ---------------------------------------------------------------------------------------------

    def run(self) -> None:
        """Check, compile, start, do every step; raises WorkflowError."""
        self.scenario = read_scenario(self.given)
        self.now = self.scenario.at or self.now
        if self.scenario.organisations:
            self.functions = {
                **self.functions,
                **directory_functions(ListedDirectory(rows=self.scenario.organisations)),
            }
        for remark in self.scenario.strange:
            self._remark("", remark)
        if not (self._compile() and self._start()):
            return
        while self.position < len(self.scenario.steps):
            step = self.scenario.steps[self.position]
            self.position += 1
            try:
                self._do(step)
            except ScenarioWrong as problem:
                raise at_step(step.number, problem) from None

    def _compile(self) -> bool:
        """Return whether the package may run; what was found is kept in any case."""
        chosen = self.process_id or self.scenario.process_id or None
        try:
            self.findings = list(self._check())
            if errors_of(self.findings):
                self.refused = True
                return False
            self.definition = compile_definition(self.package, chosen, inline=True)
        except (SourceRefused, DefinitionRefused) as refusal:
            self.findings = [*self.findings, *refusal.findings]
            self.refused = True
            return False
        return True

    def _check(self) -> Iterator[Finding]:
        around = Surroundings(functions=tuple(self.functions))
        yield from check_package(self.package, known_names=self.scenario.names(), around=around, lenient=True)

    def _start(self) -> bool:
        """Return whether the case began; it is not clear where when there are several plain start events."""
        variables = {**self._settings(), **self.scenario.variables}
        main = self.definition.spec.main
        element = self.scenario.element
        if element is not None and element not in self.definition.start_events:
            raise wrong(f"начального события «{element}» нет", f'there is no start event "{element}"')
        for event in main.all_starts:
            variables = self._typed(event.node.form_id, variables)
        if element is None and not main.starts:
            element, variables = self._start_by_event(variables)
        try:
            self.workflow = Workflow.start(
                self.definition, variables=variables, at=self.now, element=element, functions=self.functions
            )
        except ExecutionFailed as problem:
            if problem.cause != "start":
                raise
            self.refused = True
            detail = Words(ru=problem.ru, en=problem.en)
            self.findings.append(RULES["several-start-events"].broken(element=problem.element_id, detail=detail))
            return False
        self._after_step()
        return True

    def _settings(self) -> dict[str, Any]:
        """Return the settings of the diagram at their defaults, for a scenario that names none."""
        found = settings_variable(read_settings(self.package.processes[self.definition.process_id].properties))
        return {"settings": found} if found else {}

    def _start_by_event(self, variables: dict[str, Any]) -> tuple[str | None, dict[str, Any]]:
        """A process that only an event starts: the first step may be that event; else the event just happened."""
        first = self.scenario.steps[0] if self.scenario.steps else None
        for start in self.definition.spec.main.all_starts:
            for event in start.node.events:
                if first is not None and (event.kind, event.name) == (first.kind, first.value):
                    self.position = 1
                    return start.bpmn_id, {**variables, **first.variables}
        return None, variables

    # --- steps ----------------------------------------------------------------------------------------------------

    def _do(self, step: Step) -> None:
        workflow = self._running()
        if step.kind == "complete":
            task = self._task(step)
            workflow.complete(task.id, self._typed(task.node.form_id, dict(step.variables)), at=self.now)
        elif step.kind == "fail":
            workflow.fail_task(self._task(step).id, step.error_code, variables=step.variables, at=self.now)
        elif step.kind == "escalate":
            workflow.escalate_task(self._task(step).id, step.error_code, at=self.now)
        elif step.kind == "message":
            self._message(workflow, step)
        elif step.kind == "signal":
            self._signal(workflow, step)
        else:
            self._advance(workflow, step)
            return
        self._after_step()

    def _running(self) -> Workflow:
        assert self.workflow is not None  # noqa: S101 - steps run after the start
        return self.workflow

    def _task(self, step: Step) -> OpenTask:
        """Return the open task of an element, of the instance asked for; raises ScenarioWrong."""
        workflow, element = self._running(), step.value
        if element not in {node.bpmn_id for node in self.definition.spec.nodes}:
            raise wrong(f"элемента «{element}» нет в схеме", f'there is no element "{element}" in the diagram')
        for task in workflow.open_tasks():
            if task.element_id == element and step.instance in (None, task.instance_index):
                return task
        shown = ", ".join(task.element_id for task in workflow.open_tasks()) or "—"
        raise wrong(
            f"задача «{element}» не открыта (открыты: {shown})", f'the task "{element}" is not open (open: {shown})'
        )

    def _message(self, workflow: Workflow, step: Step) -> None:
        try:
            workflow.deliver_message(step.value, step.correlation_key, step.variables, at=self.now)
        except NotWaiting as problem:
            named = {event.name for node in self.definition.spec.nodes for event in node.node.events}
            if step.value not in named and not any(text.startswith("=") for text in named):
                raise wrong(
                    f"сообщения «{step.value}» нет в схеме", f'there is no message "{step.value}" in the diagram'
                ) from None
            self._remark("", Words(ru=problem.ru, en=problem.en))

    def _signal(self, workflow: Workflow, step: Step) -> None:
        if step.value not in workflow.signals():
            self._remark(
                "",
                Words(
                    ru=f"Сигнала «{step.value}» никто не ждёт", en=f'Nobody is waiting for the signal "{step.value}"'
                ),
            )
        workflow.signal(step.value, step.variables, at=self.now)

    def _advance(self, workflow: Workflow, step: Step) -> None:
        """Move the clock, stopping at each timer on the way."""
        try:
            relative = step.kind == "advance"
            target = parse_duration(step.value).after(self.now) if relative else parse_moment(step.value)
        except TimerRefused as problem:
            raise unreadable_time(step.value, problem) from None
        if target < self.now:
            raise wrong("часы не идут назад", "the clock does not go back")
        self._fire_until(target)
        self.now = target

    def _fire_until(self, target: datetime) -> None:
        for _ in range(MAX_FIRINGS):
            workflow = self._running()
            due = workflow.next_due()
            if workflow.state != CaseState.WAITING or due is None or due > target:
                return
            self.now = max(self.now, due)
            workflow.fire_due(self.now)
            self._note()
            self._do_jobs()
        raise wrong(f"таймеры сработали больше {MAX_FIRINGS} раз", f"timers fired more than {MAX_FIRINGS} times")

    def _after_step(self) -> None:
        """Note what happened; work outside is done at once, and timers already due fire."""
        self._note()
        self._do_jobs()
        self._fire_until(self.now)

    def _do_jobs(self) -> None:
        """Complete jobs by themselves, but for the one that the next step completes or fails."""
        following = self.scenario.steps[self.position : self.position + 1]
        named = {step.value for step in following if step.kind in {"complete", "fail"}}
        for _ in range(MAX_FIRINGS):
            workflow = self._running()
            jobs = [task for task in workflow.open_tasks() if task.kind == "job" and task.element_id not in named]
            if not jobs:
                return
            done = Words(ru="Внешняя работа считается выполненной сразу", en="Work outside counts as done at once")
            self._remark(jobs[0].element_id, done)
            workflow.complete(jobs[0].id, {}, at=self.now)
            self._note()
        raise wrong("внешняя работа повторяется без конца", "work outside repeats for ever")

    def _note(self) -> None:
        """Keep what the last step did and go on from the stored state, as a case of the installation does."""
        workflow = self._running()
        trail = workflow.trail
        self.path.extend(step.element_id for step in trail.completed)
        for thrown in trail.messages:
            name = thrown.name
            self.messages.append((thrown, message_expires(thrown.keep, self.now)))
            self._remark(
                "",
                Words(
                    ru=f"Сообщение «{name}» ушло из процесса: в нём самом его никто не ждёт",
                    en=f'The message "{name}" left the process: nobody inside it waits for it',
                ),
            )
        self.kept = workflow.dump()
        self._restore(self.kept)
        self._take_kept_message()

    def _take_kept_message(self) -> None:
        """Give a message that was thrown earlier to whoever waits for it now, as an installation does."""
        for message in list(self.messages):
            thrown, until = message
            workflow = self._running()
            fits = [wait for wait in workflow.messages() if wait.name == thrown.name]
            if until > self.now and any(wait.correlation_key in (None, thrown.key) for wait in fits):
                self.messages.remove(message)
                workflow.deliver_message(thrown.name, thrown.key, thrown.variables, at=self.now)
                self._note()
                return

    def _restore(self, state: bytes) -> None:
        self.workflow = Workflow.load(self.definition, state, functions=self.functions)

    def _remark(self, element: str, words: Words) -> None:
        note = {"element": element, "ru": words.ru, "en": words.en}
        if note not in self.notes:
            self.notes.append(note)

    def _typed(self, form_id: str, variables: dict[str, Any]) -> dict[str, Any]:
        """Return the values with dates and times where the form says so; other texts stay texts."""
        return typed_values(self.package.forms.get(form_id, {}), variables)

    # --- the answer -----------------------------------------------------------------------------------------------

    def fail(self, problem: WorkflowError) -> None:
        """Keep what went wrong and how far the step came; the case is again what it was before the step."""
        self.problem = problem
        self.path.extend(problem.path)
        self.workflow = None
        if self.kept is not None:
            self._restore(self.kept)

    def answer(self) -> dict[str, Any]:
        """Return the answer as plain JSON values."""
        workflow = self.workflow
        answer: dict[str, Any] = {
            "state": self._state(),
            "path": self.path,
            "open": [{"element": task.element_id} for task in workflow.open_tasks()] if workflow else [],
            "timers": [
                {"element": timer.element_id, "due_at": timer.due_at.isoformat().replace("+00:00", "Z")}
                for timer in (workflow.timers() if workflow else ())
            ],
            "variables": {key: to_json(value) for key, value in workflow.variables.items()} if workflow else {},
            "error": None,
            "findings": [finding.to_json() for finding in self.findings],
            "notes": self.notes,
        }
        if self.problem is not None:
            element = getattr(self.problem, "element_id", "")
            answer["error"] = f"{self.problem.en} / {self.problem.ru}" + (f" [{element}]" if element else "")
            answer["error_detail"] = {"element": element, "ru": self.problem.ru, "en": self.problem.en}
        return answer

    def _state(self) -> str:
        if self.refused:
            return "refused"
        if self.problem is not None or self.workflow is None:
            return "failed"
        return str(self.workflow.state)
