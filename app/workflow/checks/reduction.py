"""Folds the well-structured parts of a flow graph away, so that only what may be wrong is played with tokens.

Each rule keeps every fault there is: a step between two others, a choice whose branches meet again in a choice, a
parallel split whose branches all meet in one parallel join, a loop of a choice onto itself.
"""

from __future__ import annotations

from collections import deque

from app.workflow.checks.flow_graph import AND, END, OR, START, STOP, XOR, FlowGraph

_FOLDABLE = (XOR, AND, OR)


def reduce(graph: FlowGraph) -> FlowGraph:
    """Return an equivalent smaller graph; the given one stays as it is."""
    work = _Reduction(graph.copy())
    work.run()
    return work.graph


class _Reduction:
    def __init__(self, graph: FlowGraph) -> None:
        self.graph = graph
        self._queue = deque(graph.kinds)
        self._queued = set(graph.kinds)

    def run(self) -> None:
        while self._queue:
            name = self._queue.popleft()
            self._queued.discard(name)
            if name not in self.graph.kinds or self.graph.kinds[name] in (START, END, STOP):
                continue
            if (
                self._end_here(name)
                or self._drop_loop(name)
                or self._drop_twins(name)
                or self._drop_step(name)
                or self._fuse(name)
            ):
                self._again(name)

    def _again(self, *names: str) -> None:
        for name in names:
            if name in self.graph.kinds and name not in self._queued:
                self._queued.add(name)
                self._queue.append(name)

    def _remove_edge(self, edge: int) -> None:
        source, target = self.graph.edges.pop(edge)
        self.graph.out[source].remove(edge)
        self.graph.inc[target].remove(edge)
        self._again(source, target)

    def _remove_node(self, name: str) -> None:
        for table in (self.graph.kinds, self.graph.joins, self.graph.splits, self.graph.out, self.graph.inc):
            table.pop(name)

    def _move_target(self, edge: int, target: str) -> None:
        source, old = self.graph.edges[edge]
        self.graph.inc[old].remove(edge)
        self.graph.edges[edge] = (source, target)
        self.graph.inc[target].append(edge)
        self._again(source, target)

    def _move_source(self, edge: int, source: str) -> None:
        old, target = self.graph.edges[edge]
        self.graph.out[old].remove(edge)
        self.graph.edges[edge] = (source, target)
        self.graph.out[source].append(edge)
        self._again(source, target)

    def _end_here(self, name: str) -> bool:
        """What only ends can follow is an end itself, unless tokens meet there."""
        ways = self.graph.out[name]
        if not ways or any(self.graph.kinds[self.graph.edges[edge][1]] != END for edge in ways):
            return False
        if len(self.graph.inc[name]) > 1:
            return False
        for edge in list(ways):
            self._remove_edge(edge)
        self.graph.kinds[name] = END
        self._again(*(self.graph.edges[edge][0] for edge in self.graph.inc[name]))
        return True

    def _drop_loop(self, name: str) -> bool:
        """A choice that leads straight back to itself changes nothing, as long as there is another way out."""
        if self.graph.kinds[name] != XOR:
            return False
        loops = [edge for edge in self.graph.out[name] if self.graph.edges[edge][1] == name]
        if not loops or len(loops) == len(self.graph.out[name]) or len(loops) == len(self.graph.inc[name]):
            return False
        for edge in loops:
            self._remove_edge(edge)
        return True

    def _drop_twins(self, name: str) -> bool:
        """Several edges between the same two nodes of one kind are one edge."""
        first: dict[str, int] = {}
        twins = []
        for edge in self.graph.out[name]:
            target = self.graph.edges[edge][1]
            if target != name and self.graph.kinds[target] == self.graph.kinds[name] and target in first:
                twins.append(edge)
            first.setdefault(target, edge)
        for edge in twins:
            self._remove_edge(edge)
        return bool(twins)

    def _drop_step(self, name: str) -> bool:
        """A node with one way in and one way out is only a step."""
        if len(self.graph.inc[name]) != 1 or len(self.graph.out[name]) != 1:
            return False
        before, after = self.graph.inc[name][0], self.graph.out[name][0]
        if before == after:
            return False
        self._move_target(before, self.graph.edges[after][1])
        self._remove_edge(after)
        self._remove_node(name)
        return True

    def _fuse(self, name: str) -> bool:
        """Two joins, or two splits, of the same kind in a row are one."""
        graph = self.graph
        for edge in list(graph.out[name]):
            target = graph.edges[edge][1]
            if target == name or graph.kinds[target] != graph.kinds[name] or graph.kinds[name] not in _FOLDABLE:
                continue
            only_join = len(graph.out[name]) == 1 and (graph.kinds[name] != OR or len(graph.out[target]) == 1)
            only_split = len(graph.inc[target]) == 1 and (graph.kinds[name] != OR or len(graph.inc[name]) == 1)
            if only_join:
                self._merge_join(name, target, edge)
                return True
            if only_split:
                self._merge_split(name, target, edge)
                return True
        return False

    def _merge_join(self, name: str, target: str, edge: int) -> None:
        if len(self.graph.inc[target]) == 1:
            self.graph.joins[target] = self.graph.joins[name]
        self._remove_edge(edge)
        for incoming in list(self.graph.inc[name]):
            self._move_target(incoming, target)
        self._remove_node(name)
        self._again(target)

    def _merge_split(self, name: str, target: str, edge: int) -> None:
        if len(self.graph.out[name]) == 1:
            self.graph.splits[name] = self.graph.splits[target]
        self._remove_edge(edge)
        for outgoing in list(self.graph.out[target]):
            self._move_source(outgoing, name)
        self._remove_node(target)
        self._again(name)
