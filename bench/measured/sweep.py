"""What the worker asks each second, when very many cases wait and nothing is due: one statement over indexes."""

from __future__ import annotations

from sqlalchemy import event

from app.engine.handlers.sweep import list_due
from app.foundation.database import db
from bench.figures import Figure, Measured, against
from bench.measured import Bench
from bench.measured.statements import listening
from bench.stage import Installation
from bench.timing import Contestant, Times, race, timed


class Sweep:
    """One sweep of an installation a turn; nothing is due."""

    def __init__(self, made: Installation) -> None:
        self._made = made

    def turn(self, times: Times) -> None:
        """Ask what is due."""
        with self._made.app.app_context():
            list_due()  # opens the connection
            with timed(times):
                found = list_due()
        assert found == []


def measure(bench: Bench) -> Measured:
    """Ask at few and at many waiting cases in turns; count and explain the statement."""
    sizes = bench.sizes
    few, many = f"{sizes.few_tasks:,}", f"{sizes.many_tasks:,}"
    crowd = bench.crowds.of(sizes.many_tasks)
    racers: dict[str, Contestant] = {few: Sweep(bench.crowds.of(sizes.few_tasks)), many: Sweep(crowd)}
    times = race(racers, rounds=sizes.page_rounds)
    with crowd.app.app_context():
        with listening() as said:
            list_due()
        plan = _plan(crowd)
    scans = sum(_is_scan(line) for line in plan)
    figures = [
        Figure(
            key="sweep-statements",
            title=f"statements of a sweep with {many} waiting cases and none due",
            value=len(said) - said.count("COMMIT"),
            unit="statements",
            floor="one statement",
            floor_value="1 statement",
            limit=1,
        ),
        Figure(
            key="sweep-scans",
            title="tables read as a whole by it, as the plan says",
            value=scans,
            unit="tables",
            floor="an index for each of timers, tasks, jobs",
            floor_value="0 tables",
            limit=0,
        ),
        against(
            "sweep",
            f"sweep with {many} waiting cases / with {few}",
            times[many],
            times[few],
            words=f"the same sweep with {few} waiting cases",
        ),
    ]
    return Measured(figures=figures, times={f"sweep, {name}": one for name, one in times.items()}, remarks=plan)


def _plan(made: Installation) -> list[str]:
    """Return what the database says about how it answers."""
    asked: list[tuple[str, object]] = []

    def keep(_c: object, _cursor: object, statement: str, parameters: object, *_rest: object) -> None:
        asked.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", keep)
    try:
        list_due()
    finally:
        event.remove(db.engine, "before_cursor_execute", keep)
    statement, parameters = next(one for one in asked if "UNION" in one[0])
    explain = "EXPLAIN" if made.backend == "postgresql" else "EXPLAIN QUERY PLAN"
    with db.engine.connect() as connection:
        rows = connection.exec_driver_sql(f"{explain} {statement}", parameters).all()  # type: ignore[arg-type]
    return [str(row[-1]).rstrip() for row in rows]


def _is_scan(line: str) -> bool:
    """Say whether this line of a plan reads a whole table: not a sub-query, not through an index."""
    words = line.strip().removeprefix("->").strip()
    if words.startswith("Seq Scan on"):
        return True
    return words.startswith("SCAN") and "INDEX" not in words and words.split()[1] in {"timer", "user_task", "job"}
