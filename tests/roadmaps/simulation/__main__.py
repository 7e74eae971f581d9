"""Run both plans whole, side by side, each in a database of its own; the exit code is 1 when something did not run."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from app.demo.commands.people import make_people
from app.foundation import clock
from app.foundation.database import db
from app.organisation.queries import current_tree
from tests.conftest import make_app
from tests.roadmaps.simulation.report import Report
from tests.roadmaps.simulation.year import Year, publish_processes, spare_post_and_printer


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """A plan and the days that pass."""

    plan: str
    year: int
    first: date
    last: date


STRETCHES = (
    Stretch(plan="tochka-rosta-tz", year=2020, first=date(2020, 1, 1), last=date(2021, 1, 25)),
    Stretch(plan="spb-network-roadmap", year=2021, first=date(2021, 1, 1), last=date(2025, 1, 25)),
)


def simulate(stretch: Stretch) -> Report:
    """Let the days of a plan pass in a database that no disk has to be waited for."""
    started, used = time.perf_counter(), time.process_time()
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as folder:
        app = make_app(Path(folder), f"sqlite:///{folder}/simulated.db")
        with app.app_context():
            db.create_all()
            spare_post_and_printer()
            with clock.travel(datetime(stretch.first.year, stretch.first.month, 1, 0, 30, tzinfo=UTC)):
                make_people("a password of the simulation")
                publish_processes()
                simulated = Year(stretch.plan, current_tree().by_code["kray"], stretch.year)
                simulated.begin()
            simulated.live(stretch.first, stretch.last)
            report = simulated.end()
            db.session.remove()
            db.engine.dispose()
    report.seconds, report.work = time.perf_counter() - started, time.process_time() - used
    return report


def main() -> int:
    """Print the report of each plan (those named on the command line, else both)."""
    chosen = [one for one in STRETCHES if not sys.argv[1:] or one.plan in sys.argv[1:]]
    failed = False
    with ProcessPoolExecutor(max_workers=max(1, len(chosen))) as processes:
        for report in processes.map(simulate, chosen):
            print("\n".join(report.lines()), flush=True)
            failed = failed or bool(report.not_run)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
