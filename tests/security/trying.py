"""Tries every payload in every place inside a process with a memory limit, and prints what came of each as JSON lines.

python -m tests.security.trying FOLDER HALF

The folder is where a successful attack would leave its mark; two processes share the places (half 0 and 1).
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from werkzeug.datastructures import MultiDict

from app.feel import Function
from app.feel.types import ANY
from app.forms import SchemaRefused, build_form, describe, parse_schema, problems
from app.workflow import DefinitionRefused, SourceRefused, Workflow, WorkflowError, compile_definition
from app.workflow.checks import Surroundings, check_package
from app.workflow.findings import errors_of
from app.workflow.package import Package
from app.workflow.trial import run_trial
from tests.payloads import WIRE, payloads
from tests.security.places import DIAGRAM, GIVEN
from tests.security.places_of_engines import ENGINES
from tests.security.places_of_tables import FORMS, TABLES

MEMORY: Final = 64 * 1024 * 1024
AT: Final = datetime(2027, 1, 31, 9, tzinfo=UTC)
CASE: Final[Mapping[str, Any]] = {
    "form": {"amount": 5, "title": "т", "start": "2026-01-01", "approved": False, "items": [1, 2]},
    "name": "n",
    "items": [1, 2, 3],
    "big": list(range(300)),
    "approved": False,
    "amount": 5,
}
START: Final = {"at": AT.isoformat(), "variables": CASE}
STEPS: Final = [{"complete": "A"}, {"advance": "P400D"}, {"message": "m"}]
HELPER: Final = {"helper": Function(("text",), lambda text: text)}
AROUND: Final = Surroundings(functions=("helper",), known_names=frozenset(GIVEN))


@dataclass
class Tried:
    """What came of one payload in one place; sizes in bytes, times in seconds of this process."""

    place: str
    payload: str
    must_be_refused: bool
    seconds: float = 0.0
    grown: int = 0
    executed: int = 0
    made_a_mark: bool = False
    refused_by_checks: bool = False
    ran: str = ""
    changed: str = ""
    answer_size: int = 0
    failure: str = ""


def try_package(package: Package, tried: Tried) -> None:
    """Check, compile, try out and run a package: what the pages, the command line and a case do."""
    tried.refused_by_checks = bool(errors_of(check_package(package, around=AROUND, lenient=True)))
    if not tried.refused_by_checks:  # a try-out asks the same checks first and goes no further than they let it
        answer = run_trial(package, {"start": START, "steps": STEPS}, functions=HELPER)
        tried.answer_size = len(json.dumps(answer["variables"]))
    try:
        definition = compile_definition(package)
    except (SourceRefused, DefinitionRefused):
        tried.ran = "refused"
        return
    try:
        run = Workflow.start(definition, variables=CASE, at=AT, functions=HELPER)
        for task in run.open_tasks():
            run.complete(task.id, {}, at=AT)
        run = Workflow.load(definition, run.dump(), functions=HELPER)
        for task in run.open_tasks():
            _ask(run, task)
        run.fire_due(AT + timedelta(days=1))
    except WorkflowError as failed:
        tried.ran = type(failed).__name__
        return
    tried.ran = str(run.state)
    kept = {name: value for name, value in run.variables.items() if name in CASE}
    if kept != CASE:
        tried.changed = "variables of the case"
    tried.answer_size = max(tried.answer_size, len(json.dumps(dict(run.variables), default=str)))


def _ask(run: Workflow, task: Any) -> None:
    """Ask for the texts that the engine works out when it opens a task."""
    spec = task.spec
    if spec is None:
        return
    texts = [spec.assignee, spec.priority, spec.follow_up, *spec.candidate_users, *spec.candidate_groups]
    texts += [group.place for group in spec.groups]
    for text in texts:
        if text.startswith("="):
            try:
                run.evaluate(text, task.id)
            except WorkflowError:
                continue


def try_form(schema: dict[str, Any], tried: Tried) -> None:
    """Read, check, show, fill in and describe a form."""
    try:
        found = problems(schema, types=dict.fromkeys(GIVEN, ANY), functions=("helper",))
        tried.refused_by_checks = any(problem.severity == "error" for problem in found)
        parsed = parse_schema(schema)
    except SchemaRefused:
        tried.refused_by_checks, tried.ran = True, "refused"
        return
    for posted in (None, MultiDict({"typed": "1", "rows": "0", "rows-0-a": "1"})):
        form = build_form(parsed, values=CASE, context=CASE, posted=posted, now=AT, functions=HELPER)
        form.layout()
        form.validate()
        tried.answer_size = max(tried.answer_size, len(json.dumps(form.values(), default=str)))
    describe(parsed, CASE, "ru")
    tried.ran = "shown"


PLACES: Final[Mapping[str, Callable[[str, Tried], None]]] = {
    **{
        f"{kind}: {name}": lambda text, tried, place=place: try_package(place(text), tried)
        for kind, group in (("diagram", DIAGRAM), ("engine", ENGINES), ("table", TABLES))
        for name, place in group.items()
    },
    **{f"form: {name}": lambda text, tried, place=place: try_form(place(text), tried) for name, place in FORMS.items()},
}


def results(mark: Path, half: int) -> Iterator[Tried]:
    """Yield the result of each payload in every second place."""
    before = json.dumps(CASE)
    corpus = payloads(mark)
    for name, attempt in list(PLACES.items())[half::2]:
        for payload in corpus:
            tried = Tried(place=name, payload=payload.id, must_be_refused=payload.must_be_refused)
            begun, peak = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            with WIRE.set() as executed:
                try:
                    attempt(payload.text, tried)
                except Exception as failure:
                    tried.failure = f"{type(failure).__name__}: {failure}"[:300]
            tried.seconds = time.process_time() - begun
            tried.grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak) * 1024
            tried.executed = len(executed)
            tried.made_a_mark = mark.exists()
            if json.dumps(CASE) != before:
                tried.changed = "the data that was handed in"
            yield tried


def warm_up() -> None:
    """Do everything once with an honest text, so that what is loaded once is not counted."""
    for attempt in PLACES.values():
        for text in ("1", "amount > 1", "amount >"):
            attempt(text, Tried(place="", payload="", must_be_refused=False))


def address_space() -> int:
    """Return the size of this process in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


def main(folder: Path, half: int) -> None:
    """Warm up, shut the memory, try everything."""
    warm_up()
    limit = address_space() + MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    for tried in results(folder / "mark", half):
        sys.stdout.write(json.dumps(asdict(tried)) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
