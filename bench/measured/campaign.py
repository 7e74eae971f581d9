"""The matrix of a campaign over many organisations, against the inbox page of the same installation."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from app.campaigns.commands import Wanted, start_campaign
from app.engine.handlers import run_everything_due
from app.foundation.clock import today
from bench.crowds import ALONE
from bench.figures import Measured, against
from bench.measured import Bench
from bench.measured.inbox import PAGES, Look
from bench.stage import browser_of
from bench.timing import race
from tests.campaigns.crowd import make_schools
from tests.cast import ZONE
from tests.engine.stage import publish_approval

RUNNER = "south.officer"


def measure(bench: Bench) -> Measured:
    """Start a campaign, let the worker open its cases, and ask for both pages in turns."""
    sizes, made = bench.sizes, bench.crowds.of(bench.sizes.few_tasks)
    bench.say(f"a campaign over {sizes.organisations:,} organisations")
    with made.app.app_context():  # another crowd may have been entered last
        publish_approval()
        make_schools(made.cast, sizes.organisations - 1)
        deadline = today(ZONE) + timedelta(days=30)
        wanted = Wanted(process_key="P", name="Заявки", how="schools", deadline=deadline)
        campaign_id = start_campaign(wanted, started_by=made.actor(RUNNER))
        run_everything_due()
    matrix, inbox = browser_of(made, RUNNER), browser_of(made, ALONE)
    path = f"/campaigns/{campaign_id}"
    page = matrix.get(path)
    assert f'<dd class="">{sizes.organisations}</dd>' in page, "the matrix does not hold every organisation"
    racers: dict[str, Any] = {"matrix": Look(matrix, path), "inbox": Look(inbox, PAGES["inbox"][0])}
    times = race(racers, rounds=sizes.page_rounds)
    figure = against(
        "campaign",
        f"matrix of a campaign, {sizes.organisations:,} organisations / inbox page",
        times["matrix"],
        times["inbox"],
        words=f"the inbox page with {sizes.few_tasks:,} open tasks",
        limit=2.0 if sizes.judged else None,
        note="the page shows 50 organisations and counts all of them; the cases are opened by the worker's own job",
    )
    return Measured(figures=[figure], times=times)
