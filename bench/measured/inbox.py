"""The inbox page over HTTP in installations with few, and very many, open tasks; half of them of the one who looks."""

from __future__ import annotations

from typing import Any

from bench.crowds import ALONE, ONE_OF_TWO
from bench.figures import Measured, against
from bench.measured import Bench
from bench.stage import Browser, browser_of
from bench.timing import Times, race, timed

PAGES = {"inbox": ("/tasks", ALONE), "queue": ("/tasks/queue", ONE_OF_TWO)}


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
    """Ask for the pages of both installations in turns."""
    sizes = bench.sizes
    racers: dict[str, Any] = {}
    for count in (sizes.few_tasks, sizes.many_tasks):
        bench.say(f"an installation with {count:,} open tasks")
        made = bench.crowds.of(count)
        for name, (path, login) in PAGES.items():
            browser = browser_of(made, login)
            assert browser.get(path).count('href="/tasks/') >= 30, f"{path} is empty"
            racers[f"{name}, {count:,}"] = Look(browser, path)
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
            note="rows copied in bulk from one real case, not made by commands; half of them are of the one who looks",
        )
        for name in PAGES
    ]
    return Measured(figures=figures, times=times)
