"""Deadlocks, doubled steps, endless loops and lost elements are found; honest diagrams are left alone."""

import time

import pytest

from app.workflow.checks import Finding, check_package
from tests.workflow.drawing import drawing, drawn, package, zeebe


def found(text: str, *, groups: tuple[str, ...] = ("soundness",)) -> list[Finding]:
    return check_package(drawn(text), groups=groups)


def rules(text: str) -> set[tuple[str, str]]:
    return {(finding.rule, finding.element) for finding in found(text)}


def split_and_join(split: str, join: str) -> str:
    return (
        f"start S\n{split} X Развилка\nuser A a\nuser B b\n{join} J Слияние\nend E\nS > X\nX > A > J\nX > B > J\nJ > E"
    )


@pytest.mark.parametrize(
    ("split", "join", "rule"),
    [
        ("xor", "and", "deadlock"),
        ("or", "and", "deadlock"),
        ("and", "xor", "lack-of-synchronisation"),
        ("or", "xor", "lack-of-synchronisation"),
    ],
)
def test_join_that_does_not_match_its_split(split: str, join: str, rule: str) -> None:
    finding = found(split_and_join(split, join))[0]
    assert (finding.rule, finding.element, finding.element_name, finding.severity) == (rule, "J", "Слияние", "error")
    assert "слияние не соответствует разделению" in finding.ru
    assert "«Развилка»" in finding.ru
    assert "does not match its split" in finding.en
    assert finding.remedy_ru
    assert finding.remedy_en
    assert finding.line


@pytest.mark.parametrize(
    ("split", "join"), [("xor", "xor"), ("and", "and"), ("or", "or"), ("xor", "or"), ("and", "or")]
)
def test_matching_split_and_join(split: str, join: str) -> None:
    assert rules(split_and_join(split, join)) == set()


BAD = {
    "event gateway into a parallel join": (
        "start S\nevent X\ncatch-timer A P1D\ncatch-message B Msg\nand J\nend E\nS > X\nX > A > J\nX > B > J\nJ > E",
        {("deadlock", "J")},
    ),
    "a branch that ends before the join": (
        "start S\nand F\nuser A a\nuser B b\nxor X\nand J\nend E\nend D\n"
        "S > F\nF > A > J\nF > B > X\nX > J\nX > D\nJ > E",
        {("deadlock", "J")},
    ),
    "parallel tasks into one task": (
        "start S\nand F\nuser A a\nuser B b\nuser C c\nend E\nS > F\nF > A > C\nF > B > C\nC > E",
        {("lack-of-synchronisation", "C")},
    ),
    "two flows out of a task meet again": (
        "start S\nuser A a\nuser B b\nuser C c\nxor J\nend E\nS > A\nA > B > J\nA > C > J\nJ > E",
        {("lack-of-synchronisation", "J")},
    ),
    "a timer beside a task joins the main way": (
        "start S\nuser A a\ntimer T beside A P1D\nuser B b\nxor J\nend E\nS > A > J > E\nT > B > J",
        {("lack-of-synchronisation", "J")},
    ),
    "an interrupting timer into a parallel join": (
        "start S\nuser A a\ntimer T on A P1D\nuser B b\nand J\nend E\nS > A > J > E\nT > B > J",
        {("deadlock", "J")},
    ),
    "a parallel branch returns before the split": (
        "start S\nxor M\nand F\nuser A a\nuser B b\nend E\nS > M > F\nF > A > M\nF > B > E",
        {("lack-of-synchronisation", "M")},
    ),
    "no way out of a circle": (
        "start S\nuser A a\nuser B b\nS > A > B > A",
        {("livelock", "A"), ("no-way-to-end", "A")},
    ),
    "a way that leads nowhere": (
        "start S\nuser A a\nxor X\nuser B b\nend E\nS > A > X\nX > B\nX > E",
        {("no-way-to-end", "B")},
    ),
    "nothing leads to a task": (
        "start S\nuser A a\nuser B b\nuser C c\nend E\nS > A > E\nB > C > E",
        {("unreachable-element", "B"), ("unreachable-element", "C")},
    ),
    "a circle of gateways": (
        "start S\nxor X\nxor Y\nend E\nS > X > Y\nY > X\nY > E",
        {("cycle-without-wait", "X")},
    ),
    "a circle of scripts": (
        "start S\nscript A\nxor Y\nend E\nS > A > Y\nY > A\nY > E",
        {("cycle-without-wait", "A")},
    ),
    "a circle of tasks that wait for nobody": (
        "start S\nmanual A a\ntask B b\nxor Y\nend E\nS > A > B > Y\nY > A\nY > E",
        {("cycle-without-wait", "A")},
    ),
    "a circle of jobs": (
        "start S\nservice A a\nxor Y\nend E\nS > A > Y\nY > A\nY > E",
        {("cycle-only-jobs", "A")},
    ),
    "a fault inside a sub-process": (
        "start S\nsub U {\nstart I\nxor X\nuser A a\nuser B b\nand J\nend O\nI > X\nX > A > J\nX > B > J\nJ > O\n}\n"
        "end E\nS > U > E",
        {("deadlock", "J")},
    ),
    "a fault beside a task": (
        "start S\nuser A a\ntimer T beside A P1D\nand F\nuser B b\nuser C c\nxor J\nend E\nend D\n"
        "S > A > E\nT > F\nF > B > J\nF > C > J\nJ > D",
        {("lack-of-synchronisation", "J")},
    ),
    "a fault in an event sub-process": (
        "start S\nuser A a\nend E\nS > A > E\nhandler H {\nstart-timer I P1D\nxor X\nuser B b\nuser C c\nand J\nend O\n"
        "I > X\nX > B > J\nX > C > J\nJ > O\n}",
        {("deadlock", "J")},
    ),
    "a circle closed by a link": (
        "start S\nxor M\nthrow-link L back\ncatch-link K back\nxor X\nend E\nS > M > X\nX > L\nX > E\nK > M",
        {("cycle-without-wait", "M")},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), BAD.values(), ids=BAD)
def test_faulty_diagram(text: str, expected: set[tuple[str, str]]) -> None:
    assert rules(text) == expected


GOOD = {
    "rework": "start S\nuser A a\nuser B b\nxor X\nend E\nS > A > B > X\nX > A\nX > E",
    "rework beside a parallel branch": (
        "start S\nand F\nuser A a\nxor X\nuser B b\nand J\nend E\nS > F\nF > A > X\nX > A\nX > J\nF > B > J\nJ > E"
    ),
    "parallel work inside a rework loop": (
        "start S\nxor M\nand F\nuser A a\nuser B b\nand J\nxor X\nend E\n"
        "S > M > F\nF > A > J\nF > B > J\nJ > X\nX > M\nX > E"
    ),
    "inclusive choice inside a rework loop": (
        "start S\nxor M\nor F\nuser A a\nuser B b\nor J\nxor X\nend E\n"
        "S > M > F\nF > A > J\nF > B > J\nJ > X\nX > M\nX > E"
    ),
    "reminder beside a task in a loop": (
        "start S\nuser A a\ncycle T beside A R3/P1D\nsend N\nend D\nxor X\nend E\nS > A > X\nX > A\nX > E\nT > N > D"
    ),
    "two reminders that share their steps": (
        "start S\nuser A a\ntimer T beside A P1D\ntimer R beside A P2D\nsend N\nend D\nend E\n"
        "S > A > E\nT > N > D\nR > N"
    ),
    "optional branch closed by an inclusive join": (
        "start S\nuser A a\ntimer T beside A P1D\nuser B b\nor J\nend E\nS > A > J > E\nT > B > J"
    ),
    "several ends": "start S\nuser A a\nxor X\nend E\nend D\nend C\nS > A > X\nX > E\nX > D\nX > C",
    "parallel branches with ends of their own": (
        "start S\nand F\nuser A a\nuser B b\nend E\nend D\nS > F\nF > A > E\nF > B > D"
    ),
    "parallel branches into one end": "start S\nand F\nuser A a\nuser B b\nend E\nS > F\nF > A > E\nF > B > E",
    "one branch ends everything": (
        "start S\nand F\nuser A a\nuser B b\nxor X\nand J\nend E\nend-terminate D\n"
        "S > F\nF > A > J\nF > B > X\nX > J\nX > D\nJ > E"
    ),
    "event gateway": (
        "start S\nevent X\ncatch-timer A P1D\ncatch-message B Msg\nxor J\nend E\nS > X\nX > A > J\nX > B > J\nJ > E"
    ),
    "sub-process with a boundary error": (
        "start S\nsub U {\nstart I\nuser A a\nxor X\nend O\nend-error F Err\nI > A > X\nX > O\nX > F\n}\n"
        "error B on U Err\nuser C c\nxor J\nend E\nS > U > J > E\nB > C > J"
    ),
    "event sub-process": (
        "start S\nuser A a\nend E\nS > A > E\nhandler H {\nstart-message I Msg\nuser B b\nend O\nI > B > O\n}"
    ),
    "implicit split of a task": (
        "start S\nuser A a\nuser B b\nuser C c\nand J\nend E\nS > A\nA > B > J\nA > C > J\nJ > E"
    ),
    "conditional flows out of a task": (
        'start S\nuser A a\nuser B b\nuser C c\nor J\nend E\nS > A\nA > B if =outcome = "x"\nA > C if =outcome = "y"\n'
        "B > J\nC > J\nJ > E"
    ),
    "links": "start S\nuser A a\nthrow-link L on\ncatch-link K on\nend E\nS > A > L\nK > E",
    "nothing but tasks": "task A a\ntask B b\nA > B",
    "several starts": "start S\nstart-message T Msg\nxor M\nuser A a\nend E\nS > M\nT > M > A > E",
    "wait inside a called sub-process closes the loop": (
        "start S\nsub U {\nstart I\nuser A a\nend O\nI > A > O\n}\nxor X\nend E\nS > U > X\nX > U\nX > E"
    ),
    "timer on the loop": "start S\nservice A a\nxor X\ncatch-timer T PT1H\nend E\nS > A > X\nX > T > A\nX > E",
}


@pytest.mark.parametrize("text", GOOD.values(), ids=GOOD)
def test_honest_diagram_raises_no_alarm(text: str) -> None:
    shown = [(finding.rule, finding.element) for finding in found(text, groups=("support", "soundness"))]
    assert shown in ([], [("error-not-caught", "F")])


def test_multi_instance_counts_as_one_token() -> None:
    over = zeebe('<zeebe:loopCharacteristics inputCollection="=experts" inputElement="expert"/>')
    loop = f"<bpmn:multiInstanceLoopCharacteristics>{over}</bpmn:multiInstanceLoopCharacteristics>"
    files = drawn("start S\nuser A a\nend E\nS > A > E", inside={"A": loop})
    assert check_package(files, groups=["support", "soundness"]) == []


def test_processes_that_call_each_other_are_found() -> None:
    def calling(process: str, other: str) -> bytes:
        inside = {"C": zeebe(f'<zeebe:calledElement processId="{other}"/>')}
        return drawing("start S\nuser A a\ncall C\nend E\nS > A > C > E", process=process, inside=inside, roots="")

    circle = check_package(package(calling("P", "Q"), calling("Q", "P")), groups=["soundness"])
    assert [(finding.rule, finding.element) for finding in circle] == [("call-cycle", "C")] * 2
    assert [finding.rule for finding in check_package(package(calling("P", "P")), groups=["soundness"])] == [
        "call-cycle"
    ]
    leaf = drawing("start S\nend E\nS > E", process="Q", roots="")
    assert check_package(package(calling("P", "Q"), leaf), groups=["soundness"]) == []


def pairs(count: int) -> str:
    lines, before = ["start S", "end E"], "S"
    for n in range(count):
        lines += [f"and F{n}", f"user A{n} a", f"user B{n} b", f"and J{n}", f"{before} > F{n}"]
        lines += [f"F{n} > A{n} > J{n}", f"F{n} > B{n} > J{n}"]
        before = f"J{n}"
    return "\n".join([*lines, f"{before} > E"])


def wide(count: int) -> str:
    lines = ["start S", "end E", "and F", "and J", "S > F", "J > E"]
    for n in range(count):
        lines += [f"xor M{n}", f"user A{n} a", f"user B{n} b", f"xor X{n}", f"F > M{n} > A{n} > B{n} > X{n}"]
        lines += [f"X{n} > M{n}", f"X{n} > J"]
    return "\n".join(lines)


@pytest.mark.parametrize("text", [pairs(14), pairs(80), wide(20)], ids=["14 pairs", "80 pairs", "20 loops at once"])
def test_large_honest_diagrams_are_proven_quickly(text: str) -> None:
    began = time.process_time()
    assert rules(text) == set()
    assert time.process_time() - began < 1


def tangle(count: int) -> str:
    """Parallel branches that pass tokens to and fro: nothing can be folded away."""
    lines = ["start S", "end E", "and F", "S > F"]
    for n in range(count):
        lines += [f"xor X{n}", f"user U{n} u", f"xor Y{n}", f"F > X{n} > U{n} > Y{n}", f"Y{n} > E"]
        lines += [f"Y{n} > X{(n + 1) % count}"]
    return "\n".join(lines)


def test_tangled_diagram_is_answered_within_the_bound() -> None:
    began = time.process_time()
    assert found(tangle(40))
    assert time.process_time() - began < 5


def test_process_that_is_too_large_is_not_played() -> None:
    names = [f"A{n}" for n in range(450)]
    text = "start S\nend E\n" + "\n".join(f"task {name} x" for name in names) + "\nS > " + " > ".join(names) + " > E"
    began = time.process_time()
    shown = {finding.rule for finding in found(text, groups=("support", "soundness"))}
    assert shown == {"too-many-elements", "soundness-not-proven"}
    assert time.process_time() - began < 1


def many_gateways() -> str:
    lines = ["start S", "end E", "S > G0", "G389 > E"]
    for n in range(390):
        lines.append(f"{('or', 'and', 'xor')[n % 3]} G{n}")
        lines += [f"G{n} > G{(n * 7 + step * 13 + 1) % 390}" for step in range(10)]
    return "\n".join(lines)


def many_inclusive_joins() -> str:
    lines = ["start S", "end E", "and F", "or J", "S > F", "J > E"]
    for n in range(60):
        lines += [f"xor X{n}", f"user U{n} u", f"xor Y{n}", f"F > X{n} > U{n} > Y{n}", f"Y{n} > J"]
        lines += [f"Y{n} > X{(n + 1) % 60}"]
    return "\n".join(lines)


@pytest.mark.parametrize("text", [many_gateways(), many_inclusive_joins()], ids=["gateways", "inclusive joins"])
def test_hostile_diagram_is_answered_within_the_bound(text: str) -> None:
    files = drawn(text)
    began = time.process_time()
    assert check_package(files)
    assert time.process_time() - began < 5
