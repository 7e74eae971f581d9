"""Random block-structured processes: whatever people and clocks do, the case ends, and storing it changes nothing."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from app.workflow import CaseState, Workflow, compile_definition
from tests.workflow.diagrams import package

AT = datetime(2027, 1, 31, 9, tzinfo=UTC)


class Drawer:
    """Draws a process of nested blocks; every block has one way in and one way out."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.count = 0

    def name(self, kind: str) -> str:
        self.count += 1
        return f"{kind}{self.count}"

    def block(self, target: str, depth: int, indent: str) -> tuple[str, list[str]]:
        """Return the first element and the lines of a block that leads to `target`."""
        kinds = [self.task, self.timer, self.message]
        if depth:
            kinds += [self.sequence, self.parallel, self.inclusive, self.exclusive, self.rework, self.sub_process]
            kinds += [self.repeated, self.watched, self.raised]
        return self.chance.choice(kinds)(target, depth - 1, indent)

    def task(self, target: str, depth: int, indent: str) -> tuple[str, list[str]]:
        name = self.name("t")
        kind = self.chance.choice(["user", "user", "task", "service"])
        return name, [f"{indent}{kind} {name} -> {target}"]

    def timer(self, target: str, depth: int, indent: str) -> tuple[str, list[str]]:
        name = self.name("c")
        return name, [f"{indent}catch {name} duration=PT{self.chance.randint(1, 9)}H -> {target}"]

    def message(self, target: str, depth: int, indent: str) -> tuple[str, list[str]]:
        name = self.name("m")
        return name, [f"{indent}receive {name} message={name} -> {target}"]

    def sequence(self, target: str, depth: int, indent: str) -> tuple[str, list[str]]:
        second, lines = self.block(target, depth, indent)
        first, more = self.block(second, depth, indent)
        return first, more + lines

    def split(self, target: str, depth: int, indent: str, kind: str, conditions: list[str]) -> tuple[str, list[str]]:
        split, join = self.name("g"), self.name("j")
        lines, targets = [f"{indent}{kind} {join} -> {target}"], []
        for condition in conditions:
            first, more = self.block(join, depth, indent)
            lines += more
            targets.append(first + condition)
        return split, [f"{indent}{kind} {split} -> {' '.join(targets)}", *lines]

    def parallel(self, target: str, depth: int, indent: str) -> tuple[str, list[str]]:
        return self.split(target, depth, indent, "and", [""] * self.chance.randint(2, 3))

    def inclusive(self, target: str, depth: int, indent: str) -> tuple[str, list[str]]:
        return self.split(target, depth, indent, "or", ["{=r > 0.3}", "{=r > 0.6}", "{default}"])

    def exclusive(self, target: str, depth: int, indent: str) -> tuple[str, list[str]]:
        return self.split(target, depth, indent, "xor", ["{=r > 0.5}", "{default}"])

    def rework(self, target: str, depth: int, indent: str) -> tuple[str, list[str]]:
        merge, decide = self.name("x"), self.name("x")
        person = self.name("t")
        first, lines = self.block(person, depth, indent)
        choice = f"{indent}xor {decide} -> {merge}{{=again and r > 0.5}} {target}{{default}}"
        return merge, [f"{indent}xor {merge} -> {first}", *lines, f"{indent}user {person} -> {decide}", choice]

    def inside(self, depth: int, indent: str) -> list[str]:
        start, end = self.name("s"), self.name("e")
        first, lines = self.block(end, depth, f"{indent}  ")
        return [f"{indent}  start {start} -> {first}", *lines, f"{indent}  end {end}"]

    def sub_process(self, target: str, depth: int, indent: str) -> tuple[str, list[str]]:
        name = self.name("b")
        handler, start, end = self.name("h"), self.name("s"), self.name("e")
        lines = [f"{indent}sub {name} -> {target}", *self.inside(depth, indent)]
        if self.chance.random() < 0.5:
            interrupting = self.chance.choice(["", "non "])
            lines += [
                f"{indent}  esp {handler}",
                f"{indent}    start {start} {interrupting}signal=Ping -> {end}",
                f"{indent}    end {end}",
            ]
        return name, lines

    def repeated(self, target: str, depth: int, indent: str) -> tuple[str, list[str]]:
        name = self.name("b")
        order = self.chance.choice(["", "sequential "])
        until = self.chance.choice(["", "'until==numberOfCompletedInstances >= 1' "])
        head = f"{indent}sub {name} times=2 {order}{until}-> {target}"
        return name, [head, *self.inside(depth, indent)]

    def watched(self, target: str, depth: int, indent: str) -> tuple[str, list[str]]:
        """A sub-process with a boundary event that leads to the same place, or beside the flow to an end."""
        name, event, join, end = self.name("b"), self.name("y"), self.name("x"), self.name("e")
        trigger = self.chance.choice(["duration=PT5H", "signal=Ping", "'when==r > 0.7'", "cycle=R2/PT3H"])
        if "cycle" in trigger or self.chance.random() < 0.5:
            tail = [f"{indent}boundary {event} on={name} non {trigger} -> {end}", f"{indent}end {end}"]
        else:
            tail = [f"{indent}boundary {event} on={name} {trigger} -> {join}"]
        return name, [
            f"{indent}sub {name} -> {join}",
            *self.inside(depth, indent),
            *tail,
            f"{indent}xor {join} -> {target}",
        ]

    def raised(self, target: str, depth: int, indent: str) -> tuple[str, list[str]]:
        """A sub-process that may raise an error from one of two branches."""
        name, event, join = self.name("b"), self.name("y"), self.name("x")
        start, gate, good, bad = self.name("s"), self.name("g"), self.name("e"), self.name("e")
        first, lines = self.block(gate, depth, f"{indent}  ")
        return name, [
            f"{indent}sub {name} -> {join}",
            f"{indent}  start {start} -> {first}",
            *lines,
            f"{indent}  xor {gate} -> {bad}{{=r > 0.5}} {good}{{default}}",
            f"{indent}  end {good}",
            f"{indent}  end {bad} error=E1",
            f"{indent}boundary {event} on={name} error=E1 -> {join}",
            f"{indent}xor {join} -> {target}",
        ]

    def process(self) -> str:
        first, lines = self.block("done", 4, "")
        return "\n".join([f"start begin -> {first}", *lines, "end done"])


@pytest.mark.parametrize("seed", range(150))
def test_a_random_process_always_ends_and_storing_it_changes_nothing(seed: int) -> None:
    definition = compile_definition(package(Drawer(seed).process()))
    chance = random.Random(seed)
    variables = {"r": chance.random() / 2, "again": True}
    both = [Workflow.start(definition, variables=variables, at=AT) for _ in range(2)]
    now = AT
    for step in range(600):
        both[1] = Workflow.load(definition, both[1].dump())
        assert _shape(both[0]) == _shape(both[1])
        if both[0].state == CaseState.COMPLETED:
            assert both[0].ended_at
            assert (both[0].open_tasks(), both[0].timers(), both[0].messages()) == ((), (), ())
            return
        now += timedelta(hours=1)
        pick, value, kind = chance.random(), chance.random(), chance.choice("tttmmcs")
        for case in both:
            _act(case, kind, pick, {"r": value, "again": step < 200}, now)
    raise AssertionError("the case did not end")


def _act(case: Workflow, kind: str, pick: float, values: dict[str, object], now: datetime) -> None:
    tasks, messages = case.open_tasks(), case.messages()
    if kind == "t" and tasks:
        case.complete(tasks[int(pick * len(tasks))].id, values, at=now)
    elif kind == "m" and messages:
        wait = messages[int(pick * len(messages))]
        case.deliver_message(wait.name, wait.correlation_key, values, at=now)
    elif kind == "s":
        case.signal("Ping", values, at=now)
    else:
        case.fire_due(now)


def _shape(case: Workflow) -> object:
    return (
        case.state,
        sorted(task.element_id for task in case.open_tasks()),
        sorted((timer.element_id, timer.due_at) for timer in case.timers()),
        sorted(wait.name for wait in case.messages()),
        dict(case.variables),
        case.ended_at,
    )
