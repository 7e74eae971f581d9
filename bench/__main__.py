"""`python -m bench [--database URL] [--quick] [--only NAME …]`: measure, print the table, keep the results."""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import report
from bench.crowds import Crowds
from bench.figures import Measured
from bench.machine import commit, describe_machine
from bench.measured import FULL, QUICK, Bench, measures
from bench.stage import find_server, installation

RESULTS = Path(__file__).resolve().parent / "results"


def main(words: list[str] | None = None) -> int:
    """Run the bench; return the exit code: 0 also when targets are missed, they are reported and not enforced."""
    asked = _read(words)
    logging.disable(logging.WARNING)
    server = find_server(asked.database) if asked.backend != "sqlite" else None
    servers: list[str | None] = [None] if asked.backend != "postgresql" else []
    servers += [server] if server else []
    if asked.backend != "sqlite" and server is None:
        _say("no PostgreSQL answers on 127.0.0.1:5432 and no --database is given: SQLite only")
    for one in servers:
        _run(asked, one)
    return 0


def _read(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--database", default="", metavar="URL", help="PostgreSQL server; scratch databases are made")
    parser.add_argument("--backend", choices=("sqlite", "postgresql"), help="measure on this one only")
    parser.add_argument("--quick", action="store_true", help="small sizes, to see that everything runs")
    parser.add_argument("--only", nargs="+", choices=list(measures()), metavar="NAME", help=", ".join(measures()))
    parser.add_argument("--folder", type=Path, help="where scratch SQLite databases lie (its disk is measured)")
    parser.add_argument("--results", type=Path, default=RESULTS, help="where the results are written")
    return parser.parse_args(words)


def _run(asked: argparse.Namespace, server: str | None) -> None:
    folder = asked.folder or Path(tempfile.gettempdir())
    sizes = QUICK if asked.quick else FULL
    machine, started = describe_machine(folder), time.monotonic()
    found: dict[str, Measured] = {}
    with ExitStack() as stack:
        crowds = Crowds(stack, server, folder)
        made = stack.enter_context(installation(server, folder))
        _say(f"== {made.version()}")
        bench = Bench(installation=made, sizes=sizes, crowds=crowds, say=_say)
        facts: dict[str, Any] = {
            "date": f"{datetime.now(UTC):%Y-%m-%d}",
            "commit": commit(),
            "backend": made.backend,
            "database": made.version(),
            "judged": sizes.judged,
            "machine": machine,
        }
        for name, measure in measures().items():
            if asked.only is None or name in asked.only:
                _say(f"-- {name}")
                found[name] = measure(bench)
                print(report.table(found[name].figures), flush=True)
    facts["seconds"] = round(time.monotonic() - started)
    name = f"{facts['date']}-{facts['commit'].rstrip('+')}-{facts['backend']}" + ("-quick" if asked.quick else "")
    for path in report.write(asked.results, name, facts, found):
        _say(f"written: {path}")


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
