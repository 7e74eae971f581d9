"""Joins in loops against a token oracle with random orders; a state stored at every step equals one never stored."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from app.workflow import CaseState, Definition, Workflow, compile_definition
from tests.workflow.diagrams import package

AT = datetime(2027, 1, 31, 9, tzinfo=UTC)
ROUNDS = 6

# Three parallel branches (one split again, one two tasks long), a reminder that nobody joins, then optional branches.
NESTED = """
start s -> t0
user t0 -> p1
and p1 -> a f d
user a -> j1
task f -> p2
and p2 -> b c
user b -> j2
user c -> c2
user c2 -> j2
and j2 -> j1
user d -> ed
end ed
and j1 -> o1
or o1 -> x y{=modulo(k, 2) = 0}
user x -> o2
user y -> o2
or o2 -> g
xor g -> t0{=k < limit} e{default}
end e
"""


def definition(text: str) -> Definition:
    return compile_definition(package(text))


class Oracle:
    """Says by hand-written rules which tasks are open after each completion."""

    def __init__(self) -> None:
        self.open: Counter[str] = Counter(["t0"])
        self.round = 0
        self.done: set[str] = set()

    def complete(self, task: str) -> dict[str, int]:
        self.open -= Counter([task])
        values = {"limit": ROUNDS}
        if task == "t0":
            self.round += 1
            self.done = set()
            self.open += Counter(["a", "b", "c", "d"])
            values["k"] = self.round
        elif task == "c":
            self.open += Counter(["c2"])
        elif task in {"a", "b", "c2"}:
            self.done.add(task)
            if self.done == {"a", "b", "c2"}:
                self.open += Counter(["x", "y"] if self.round % 2 == 0 else ["x"])
        elif task in {"x", "y"} and not self.open["x"] and not self.open["y"] and self.round < ROUNDS:
            self.open += Counter(["t0"])
        return values


@pytest.mark.parametrize("seed", range(100))
@pytest.mark.parametrize("stored", [True, False], ids=["stored at every step", "never stored"])
def test_joins_in_a_rework_loop_open_exactly_the_tasks_of_the_oracle(seed: int, stored: bool) -> None:
    chance = random.Random(seed)
    case = Workflow.start(DEFINITION, variables={"limit": ROUNDS}, at=AT)
    oracle = Oracle()
    while oracle.open:
        assert Counter(task.element_id for task in case.open_tasks()) == oracle.open
        # What hangs over from an old round (the reminder d) may be done at any time.
        chosen = chance.choice(sorted(oracle.open.elements()))
        task = next(task for task in case.open_tasks() if task.element_id == chosen)
        case.complete(task.id, oracle.complete(chosen), at=AT)
        if stored:
            case = Workflow.load(DEFINITION, case.dump())
    assert case.open_tasks() == ()
    assert case.state == CaseState.COMPLETED


EVERYTHING = """
start s -> m
xor m -> p
and p -> box v w
sub box 'in==1:local' -> xm
  start i -> a
  user a -> b
  boundary late on=a non cycle=R2/PT1H -> note
  task note -> x
  user b -> x
  end x
  esp h
    start hs non signal=Ping -> ha
    user ha -> hx
    end hx
user v 'each=person in people' 'collect=votes=vote' sequential -> j
catch w message=Go 'key=="k"' -> j
boundary out on=box duration=P3D -> xm
xor xm -> j
and j -> d
user d -> g
xor g -> m{=again = true} e{default}
end e
"""


@pytest.mark.parametrize("seed", range(60))
def test_storing_at_every_step_changes_nothing(seed: int) -> None:
    """The same random choices on two cases, one dumped and loaded at every step, give the same in everything."""
    chance = random.Random(seed)
    both = [Workflow.start(MANY, variables={"people": ["ann", "ben"], "again": False}, at=AT) for _ in range(2)]
    now = AT
    for _ in range(60):
        both[1] = Workflow.load(MANY, both[1].dump())
        shapes = [shape(case) for case in both]
        assert shapes[0] == shapes[1]
        if both[0].state == CaseState.COMPLETED:
            break
        kind = chance.choice(["complete"] * 6 + ["time", "signal", "message"])
        now += timedelta(minutes=chance.choice([1, 90]))
        pick = chance.random()
        again = chance.random() < 0.6
        for case in both:
            act(case, kind, pick, again=again, now=now)


def act(case: Workflow, kind: str, pick: float, *, again: bool, now: datetime) -> None:
    tasks = case.open_tasks()
    if kind == "time" or not tasks:
        case.fire_due(now)
    elif kind == "signal":
        case.signal("Ping", at=now)
    elif kind == "message" and case.messages():
        case.deliver_message("Go", "k", {"note": pick}, at=now)
    else:
        case.complete(tasks[int(pick * len(tasks))].id, {"vote": pick, "again": again}, at=now)


def shape(case: Workflow) -> object:
    return (
        case.state,
        sorted((task.element_id, task.instance_index or 0, repr(dict(task.variables))) for task in case.open_tasks()),
        sorted((timer.element_id, timer.due_at) for timer in case.timers()),
        [(wait.name, wait.correlation_key) for wait in case.messages()],
        dict(case.variables),
        case.ended_at,
    )


DEFINITION = definition(NESTED)
MANY = definition(EVERYTHING)


def test_a_thousand_rejections_leave_the_case_as_it_was() -> None:
    text = (
        "start s -> fill\nuser fill -> p\nand p -> a b\nuser a -> j\nuser b -> j\nand j -> g\n"
        "boundary late on=a non duration=P10D -> chase\nuser chase -> z\nend z\n"
        'xor g -> fill{=outcome = "return"} e{default}\nend e'
    )
    process = definition(text)
    case = Workflow.start(process, at=AT)
    sizes = []
    for number in range(1000):
        for element in ("fill", "b", "a"):
            task = next(task for task in case.open_tasks() if task.element_id == element)
            case.complete(task.id, {"outcome": "return", "number": number % 10}, at=AT)
            case = Workflow.load(process, case.dump())
        sizes.append(len(case.dump()))
    assert [task.element_id for task in case.open_tasks()] == ["fill"]
    assert max(sizes) - min(sizes) < 16
    assert max(sizes) < 300
    for element in ("fill", "a", "b"):
        task = next(task for task in case.open_tasks() if task.element_id == element)
        case.complete(task.id, {"outcome": "approve"}, at=AT)
    assert case.state == CaseState.COMPLETED
