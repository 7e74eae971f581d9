"""What the worker asks each second, when very many cases wait and nothing is due: one statement over indexes."""

from __future__ import annotations

from sqlalchemy import event, text

from app.engine.handlers.sweep import list_due
from app.foundation.database import db
from bench.figures import Figure, Measured, against
from bench.measured import Bench
from bench.measured.inbox import waiting_case
from bench.measured.statements import listening
from bench.scale import grow
from bench.stage import Installation, installation
from bench.timing import Times, timed


def measure(bench: Bench) -> Measured:
    """Ask at few and at many waiting cases; count and explain the statement."""
    sizes = bench.sizes
    times: dict[str, Times] = {}
    with installation(bench.server, bench.folder) as made:
        pattern = waiting_case(made)
        _let_it_wait(made)
        for count in (sizes.few_tasks, sizes.many_tasks):
            bench.say(f"sweeping with {count:,} waiting cases")
            grow(made, count, pattern=pattern)
            times[f"{count:,}"] = _sweep(sizes.page_rounds)
        with listening() as said:
            list_due()
        plan = _plan(made)
    few, many = f"{sizes.few_tasks:,}", f"{sizes.many_tasks:,}"
    scans = sum(_is_scan(line) for line in plan)
    words = f"the same sweep with {few} waiting cases"
    figures = [
        Figure(
            key="sweep-statements", title=f"statements of a sweep with {many} waiting cases and none due",
            value=len([line for line in said if line != "COMMIT"]), unit="statements", floor="one statement",
            floor_value="1 statement", limit=1,
        ),
        Figure(
            key="sweep-scans", title="tables read as a whole by it, as the plan says", value=scans, unit="tables",
            floor="an index for each of timers, tasks, jobs", floor_value="0 tables", limit=0,
        ),
        against("sweep", f"sweep with {many} waiting cases / with {few}", times[many], times[few], words=words),
    ]  # fmt: skip
    return Measured(figures=figures, times={f"sweep, {name}": one for name, one in times.items()}, remarks=plan)


def _let_it_wait(made: Installation) -> None:
    """Nothing may be due: the notices of the pattern are done."""
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE job SET state = 'done'"))


def _sweep(rounds: int) -> Times:
    times = Times()
    for number in range(rounds + 2):
        with timed(times if number > 1 else Times()):
            found = list_due()
        assert found == []
    return times


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
