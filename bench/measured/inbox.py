"""The inbox page over HTTP, for a person who alone has few, and very many, open tasks before them."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

from bench.figures import Measured, against
from bench.measured import Bench
from bench.scale import grow
from bench.stage import OFFICER, Browser, Installation, browser_of, installation
from bench.timing import Times, race, timed

PAGES = {"inbox": "/tasks", "queue": "/tasks/queue"}


class Look:
    """One request for a page a turn."""

    def __init__(self, browser: Browser, path: str) -> None:
        self._browser, self._path = browser, path

    def turn(self, times: Times) -> None:
        """Ask for the page and take all of it."""
        request = self._browser.ready_get(self._path)
        with timed(times):
            status = self._browser.send(request)
        assert status.startswith("200"), status


def measure(bench: Bench) -> Measured:
    """Fill two installations differently and ask for their pages in turns."""
    sizes, times = bench.sizes, {}
    racers: dict[str, Any] = {}
    with ExitStack() as stack:
        for count in (sizes.few_tasks, sizes.many_tasks):
            bench.say(f"filling an installation with {count:,} open tasks of one officer")
            made = stack.enter_context(installation(bench.server, bench.folder))
            grow(made, count, pattern=waiting_case(made))
            browser = browser_of(made, OFFICER)
            racers |= {f"{name}, {count:,}": Look(browser, path) for name, path in PAGES.items()}
        times = race(racers, rounds=sizes.page_rounds)
    few, many = f"{sizes.few_tasks:,}", f"{sizes.many_tasks:,}"
    figures = [
        against(
            name,
            f"{name} page with {many} open tasks / with {few}",
            times[f"{name}, {many}"],
            times[f"{name}, {few}"],
            words=f"the same page with {few} open tasks",
            limit=1.3 if sizes.judged else None,
            note="rows copied in bulk from one real case; all are candidates of the one who looks",
        )
        for name in PAGES
    ]
    return Measured(figures=figures, times=times)


def waiting_case(made: Installation) -> int:
    """Open a case with little data that waits for the officer, with a timer set."""
    case_id = made.start()
    item = {"sku": "1", "title": "Ноутбук", "qty": 1, "price": 100, "place": ""}
    made.fill(case_id, {"subject": "Закупка", "vendor": "Поставщик", "why": "Нужно", "items": [item]})
    return case_id
