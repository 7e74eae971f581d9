"""What a simulated stretch of time led to, and the report of it in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class Report:
    """Counts of one plan over its days; `not_run` names everything that did not run, with the reason."""

    plan: str
    measures: int = 0
    occurrences: int = 0
    opened: int = 0
    states: Counter[str] = field(default_factory=Counter)
    tasks: int = 0
    reminders: int = 0
    overdue: int = 0
    returned: int = 0
    facts: int = 0
    proposed: int = 0
    indicators: dict[str, str] = field(default_factory=dict)
    incidents: int = 0
    not_run: list[str] = field(default_factory=list)
    families: Counter[str] = field(default_factory=Counter)
    own_cases: Counter[str] = field(default_factory=Counter)
    seconds: float = 0
    work: float = 0

    def lines(self) -> Iterator[str]:
        """Yield the report in words."""
        yield f"{self.plan}: {self.measures} measures, {self.occurrences} due dates, {self.opened} opened; " + _counts(
            self.states
        )
        told = f"reminders {self.reminders}, told of overdue {self.overdue}"
        yield f"  tasks {self.tasks}, returned {self.returned}, {told}"
        yield f"  open incidents {self.incidents}; {self.seconds:.0f} s, of these {self.work:.0f} s of own work"
        yield f"  processes: {_counts(self.families)}"
        if self.own_cases:
            yield f"  cases that measures opened: {_counts(self.own_cases)}"
        computed = {name: value for name, value in self.indicators.items() if value}
        told = f"facts {self.facts}, proposed by cases {self.proposed}"
        yield f"  {told}; indicators with a value: {len(computed)} of {len(self.indicators)}"
        yield from (f"    {name}: {value}" for name, value in computed.items())
        yield f"  did not run: {len(self.not_run) or 'nothing'}"
        yield from (f"    {line}" for line in self.not_run)


def _counts(counter: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counter.most_common())
