"""Generated processes: built of blocks they are sound, with one wrong join they are not; folding keeps the verdict."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from app.workflow.checks import check_package
from app.workflow.checks.flow_graph import games
from app.workflow.checks.reduction import reduce
from app.workflow.checks.token_game import Outcome, play
from tests.workflow.drawing import drawing, drawn, package

Block = tuple[str, tuple["Block", ...]]
LEAVES = st.sampled_from(["user", "catch-timer", "service", "beside"])
BLOCKS: st.SearchStrategy[Block] = st.recursive(
    st.tuples(LEAVES, st.just(())),
    lambda inner: st.tuples(
        st.sampled_from(["seq", "xor", "and", "or", "event", "loop", "sub", "boundary"]),
        st.lists(inner, min_size=2, max_size=3).map(tuple),
    ),
    max_leaves=8,
)


class Writer:
    """Writes a block as lines of a drawing, from one node to another."""

    def __init__(self) -> None:
        self.count = 0
        self.nodes: list[str] = []
        self.flows: list[str] = []

    def new(self, kind: str, tail: str = "") -> str:
        self.count += 1
        name = f"N{self.count}"
        self.nodes.append(f"{kind} {name} {tail}".strip())
        return name

    def write(self, block: Block) -> tuple[str, str]:
        """Return the first and the last node of a block."""
        kind, inner = block
        if kind in {"user", "service"}:
            name = self.new(kind, "x")
            return name, name
        if kind == "catch-timer":
            name = self.new(kind, "P1D")
            return name, name
        if kind == "beside":
            return self._beside()
        if kind == "seq":
            parts = [self.write(part) for part in inner]
            for (_, before), (after, _) in pairwise(parts):
                self.flows.append(f"{before} > {after}")
            return parts[0][0], parts[-1][1]
        if kind == "loop":
            return self._loop(inner)
        if kind == "sub":
            return self._sub(inner)
        if kind == "boundary":
            return self._boundary(inner)
        return self._branches(kind, inner)

    def _beside(self) -> tuple[str, str]:
        host = self.new("user", "x")
        event, step, end = self.new("timer", f"beside {host} P1D"), self.new("send"), self.new("end")
        self.flows.append(f"{event} > {step} > {end}")
        return host, host

    def _branches(self, kind: str, inner: tuple[Block, ...]) -> tuple[str, str]:
        split, join = self.new(kind), self.new("xor" if kind == "event" else kind)
        for part in inner:
            first, last = self.write(part)
            before = split
            if kind == "event":
                before = self.new("catch-timer", "P1D")
                self.flows.append(f"{split} > {before}")
            self.flows += [f"{before} > {first}", f"{last} > {join}"]
        return split, join

    def _loop(self, inner: tuple[Block, ...]) -> tuple[str, str]:
        merge, split = self.new("xor"), self.new("xor")
        first, last = self.write(("seq", inner))
        wait = self.new("user", "x")
        self.flows += [f"{merge} > {first}", f"{last} > {split}", f"{split} > {wait} > {merge}"]
        return merge, split

    def _sub(self, inner: tuple[Block, ...]) -> tuple[str, str]:
        inside = Writer()
        inside.count = self.count + 1
        name = f"N{inside.count}"
        first, last = inside.write(("seq", inner))
        start, end = inside.new("start"), inside.new("end")
        inside.flows += [f"{start} > {first}", f"{last} > {end}"]
        self.count = inside.count
        self.nodes += [f"sub {name} {{", *inside.nodes, *inside.flows, "}"]
        return name, name

    def _boundary(self, inner: tuple[Block, ...]) -> tuple[str, str]:
        host = self.new("user", "x")
        event, join = self.new("timer", f"on {host} P2D"), self.new("xor")
        first, last = self.write(("seq", inner))
        self.flows += [f"{event} > {first}", f"{last} > {join}", f"{host} > {join}"]
        return host, join

    def text(self, block: Block) -> str:
        first, last = self.write(block)
        return "\n".join(["start S", "end E", *self.nodes, *self.flows, f"S > {first}", f"{last} > E"])


@settings(max_examples=80, deadline=None)
@given(BLOCKS)
def test_process_built_of_blocks_is_accepted(block: Block) -> None:
    text = Writer().text(block)
    found = check_package(drawn(text), groups=["xml", "support", "soundness", "expressions"])
    assert [(finding.rule, finding.element, text) for finding in found] == []


@settings(max_examples=60, deadline=None)
@given(BLOCKS, st.sampled_from([("xor", "and"), ("and", "xor"), ("or", "and")]))
def test_one_wrong_join_in_a_sound_process_is_found(block: Block, wrong: tuple[str, str]) -> None:
    writer = Writer()
    first, last = writer.write(block)
    split, join = writer.new(wrong[0]), writer.new(wrong[1])
    tasks = [writer.new("user", "x"), writer.new("user", "x")]
    flows = [f"{split} > {task} > {join}" for task in tasks]
    lines = [
        "start S",
        "end E",
        *writer.nodes,
        *writer.flows,
        *flows,
        f"S > {first}",
        f"{last} > {split}",
        f"{join} > E",
    ]
    found = check_package(drawn("\n".join(lines)), groups=["soundness"])
    expected = "lack-of-synchronisation" if wrong[0] == "and" else "deadlock"
    assert (expected, join) in {(finding.rule, finding.element) for finding in found}


@st.composite
def tangles(draw: st.DrawFn) -> str:
    """Draw any graph of gateways and tasks, sound or not."""
    count = draw(st.integers(min_value=2, max_value=7))
    names = [f"G{n}" for n in range(count)]
    lines = ["start S", "end E", "end D", "S > G0"]
    lines += [f"{draw(st.sampled_from(['xor', 'and', 'or', 'user']))} {name}" for name in names]
    for position, name in enumerate(names):
        lines.append(f"{name} > {draw(st.sampled_from([*names[position + 1 :], 'E']))}")
        if draw(st.booleans()):
            lines.append(f"{name} > {draw(st.sampled_from([*names, 'E', 'D']))}")
    return "\n".join(lines)


def is_faulty(outcome: Outcome) -> bool:
    return bool(outcome.stuck or outcome.doubled or outcome.circling)


@settings(max_examples=250, deadline=None)
@given(tangles())
def test_folding_never_hides_or_invents_a_fault(text: str) -> None:
    scope = drawn(text).processes["P"].scope
    for game in games(scope):
        whole, folded = play(game), play(reduce(game))
        if whole.complete and folded.complete:
            assert is_faulty(whole) == is_faulty(folded)


@settings(max_examples=150, deadline=None)
@given(BLOCKS, st.data())
def test_damaged_files_never_raise(block: Block, data: st.DataObject) -> None:
    content = bytearray(drawing(Writer().text(block)))
    for _ in range(data.draw(st.integers(min_value=1, max_value=6))):
        position = data.draw(st.integers(min_value=0, max_value=len(content) - 1))
        cut = data.draw(st.integers(min_value=0, max_value=40))
        content[position : position + cut] = data.draw(st.binary(max_size=12))
    check_package(package(bytes(content)))


@settings(max_examples=120, deadline=None)
@given(BLOCKS, st.data())
def test_diagrams_with_lines_lost_or_moved_never_raise(block: Block, data: st.DataObject) -> None:
    lines = drawing(Writer().text(block)).decode().splitlines()
    body = lines[4:-2]
    keep = data.draw(st.lists(st.sampled_from(body), max_size=len(body))) if body else []
    content = "\n".join([*lines[:4], *keep, *lines[-2:]])
    check_package(package(content.encode()))
