"""Plays every order of tokens on a flow graph, within a bound, and says where they stick, double or go round."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations
from typing import Final

from app.workflow.checks.flow_graph import AND, END, OR, START, STOP, XOR, FlowGraph

MAX_STATES: Final = 100_000
MAX_SECONDS: Final = 1.5
_ALL_SUBSETS: Final = 6


@dataclass(kw_only=True)
class Outcome:
    """What the game showed: names of graph nodes, in the order they were found."""

    stuck: dict[str, None] = field(default_factory=dict)
    doubled: dict[str, None] = field(default_factory=dict)
    circling: dict[str, None] = field(default_factory=dict)
    complete: bool = True
    states: int = 0


def play(graph: FlowGraph, *, max_states: int = MAX_STATES, max_seconds: float = MAX_SECONDS) -> Outcome:
    """Explore every marking reachable from every start; one bit of a marking is one edge that holds a token."""
    return _Game(graph, max_states, max_seconds).run()


class _Game:
    def __init__(self, graph: FlowGraph, max_states: int, max_seconds: float) -> None:
        self._graph = graph
        self._max_states = max_states
        self._until = time.monotonic() + max_seconds
        numbers = {edge: position for position, edge in enumerate(graph.edges)}
        self._target = [graph.edges[edge][1] for edge in graph.edges]
        self._in = {name: [1 << numbers[edge] for edge in edges] for name, edges in graph.inc.items()}
        self._out = {name: [1 << numbers[edge] for edge in edges] for name, edges in graph.out.items()}
        self._in_all = {name: sum(bits) for name, bits in self._in.items()}
        self._out_all = {name: sum(bits) for name, bits in self._out.items()}
        self._subsets = {name: self._subsets_of(bits) for name, bits in self._out.items() if graph.kinds[name] == OR}
        self._reach: dict[str, list[int]] = {}
        self._later_doubled: dict[str, None] = {}
        self.outcome = Outcome()

    @staticmethod
    def _subsets_of(bits: list[int]) -> list[int]:
        """Return the choices of an inclusive split; a very wide one is tried alone, in pairs and as a whole."""
        sizes = range(1, len(bits) + 1) if len(bits) <= _ALL_SUBSETS else (1, 2, len(bits))
        return [sum(chosen) for size in sizes for chosen in combinations(bits, size)]

    def run(self) -> Outcome:
        starts = [self._out_all[name] for name, kind in self._graph.kinds.items() if kind == START]
        # The initial markings; a set bit is a token on that edge.
        seen = set(starts)
        waiting = list(seen)
        before: dict[int, list[int]] = {}
        good: list[int] = []
        while waiting:
            marking = waiting.pop()
            if marking == 0:
                good.append(marking)
                continue
            moved = False
            for following in self._moves(marking):
                moved = True
                if following < 0:
                    good.append(marking)
                    continue
                before.setdefault(following, []).append(marking)
                if following not in seen:
                    seen.add(following)
                    waiting.append(following)
            if not moved:
                good.append(marking)
                self._note_stuck(marking)
            if len(seen) > self._max_states or time.monotonic() > self._until:
                self.outcome.complete = False
                break
        self.outcome.states = len(seen)
        if self.outcome.complete:
            self._note_circling(seen, before, good)
        if not self.outcome.doubled:
            self.outcome.doubled = self._later_doubled
        return self.outcome

    def _moves(self, marking: int) -> Iterator[int]:
        """Return the markings one step further; -1 stands for a step that doubled a token."""
        for name in self._touched(marking):
            kind = self._graph.kinds[name]
            if kind == STOP:
                yield 0
            elif kind == END:
                for bit in self._in[name]:
                    if marking & bit:
                        yield marking & ~bit
            elif kind == XOR:
                for bit in self._in[name]:
                    if marking & bit:
                        for out in self._out[name]:
                            yield self._put(name, marking & ~bit, out)
            elif kind == AND:
                need = self._in_all[name]
                if marking & need == need:
                    yield self._put(name, marking & ~need, self._out_all[name])
            elif self._or_ready(name, marking):
                rest = marking & ~self._in_all[name]
                for out in self._subsets[name]:
                    yield self._put(name, rest, out)

    def _touched(self, marking: int) -> dict[str, None]:
        found: dict[str, None] = {}
        while marking:
            bit = marking & -marking
            found[self._target[bit.bit_length() - 1]] = None
            marking ^= bit
        return found

    def _put(self, name: str, marking: int, out: int) -> int:
        if marking & out:
            # The merge where the second token enters matters, not the steps at which it catches up with the first.
            table = self.outcome.doubled if len(self._in[name]) > 1 else self._later_doubled
            table[name] = None
            return -1
        return marking | out

    def _or_ready(self, name: str, marking: int) -> bool:
        """Say whether an inclusive join may go on: no token elsewhere can still come to one of its empty edges.

        A token that can come to an edge already filled does not count (BPMN 2.0.2, 13.4.3).
        """
        if len(self._in[name]) == 1:
            return True
        own = self._in_all[name]
        filled = marking & own
        empty = own & ~marking
        if not empty:
            return True
        reach = self._reach.get(name)
        if reach is None:
            reach = self._reach[name] = self._reach_of(name)
        others = marking & ~own
        while others:
            bit = others & -others
            others ^= bit
            may = reach[bit.bit_length() - 1]
            if may & empty and not may & filled:
                return False
        return True

    def _reach_of(self, join: str) -> list[int]:
        """Return for each edge which incoming edges of a join a token on it can come to without passing the join."""
        graph = self._graph
        before = {name: {graph.edges[edge][0] for edge in edges} for name, edges in graph.inc.items()}
        near: dict[str, int] = {}
        for edge, bit in zip(graph.inc[join], self._in[join], strict=True):
            waiting = [graph.edges[edge][0]]
            while waiting:
                name = waiting.pop()
                if name == join or near.get(name, 0) & bit:
                    continue
                near[name] = near.get(name, 0) | bit
                waiting += before[name]
        own = self._in_all[join]
        return [1 << at & own if target == join else near.get(target, 0) for at, target in enumerate(self._target)]

    def _note_stuck(self, marking: int) -> None:
        for name in self._touched(marking):
            self.outcome.stuck[name] = None

    def _note_circling(self, seen: set[int], before: dict[int, list[int]], good: list[int]) -> None:
        """Find the markings from which neither an end nor another fault can be reached."""
        reached = set(good)
        waiting = list(reached)
        while waiting:
            for earlier in before.get(waiting.pop(), ()):
                if earlier not in reached:
                    reached.add(earlier)
                    waiting.append(earlier)
        for marking in sorted(seen - reached)[:50]:
            for name in self._touched(marking):
                self.outcome.circling[name] = None
