"""A plan over very many organisations: its page against that of a small one, and what opening a row costs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from app.audit.models import SYSTEM
from app.engine.commands import start_case
from app.engine.commands.start_case import CampaignStart
from app.foundation.clock import today
from app.foundation.database import db
from app.organisation.commands import create_organisation
from app.organisation.models import OrganisationKind
from app.organisation.queries import current_tree
from app.processes.commands import publish_version
from app.roadmaps.commands import apply_plan
from app.roadmaps.commands.opening import open_occurrence
from app.roadmaps.models import MeasureOccurrence as Row
from app.roadmaps.queries.library import find_shipped_plan
from app.roadmaps.queries.plans import get_roadmap, measure_of, plan_of_version
from app.roadmaps.queries.variables import case_variables
from bench.figures import Measured, against
from bench.measured import Bench
from bench.measured.inbox import Look
from bench.stage import Installation, browser_of
from bench.timing import Times, race, timed
from tests.campaigns.crowd import make_schools
from tests.cast import ZONE
from tests.processes.stories import package_of

PLAN, GENERAL, RUNNER, DISTRICT = "tochka-rosta-tz", "measure-execution", "region.officer", "large-district"
_AT_ONCE = 3


class Opening:
    """Opens the next rows of a plan a turn, as the worker does."""

    def __init__(self, ids: Iterator[int]) -> None:
        self._ids = ids

    def turn(self, times: Times) -> None:
        """Open a few rows."""
        wanted = [next(self._ids) for _ in range(_AT_ONCE)]
        with timed(times, _AT_ONCE):
            opened = [open_occurrence(row_id) for row_id in wanted]
        assert all(one.case_id for one in opened), opened


class CaseAlone:
    """Starts cases of the same process with the same values a turn, without any plan."""

    def __init__(self, organisation_id: int, variables: dict[str, Any]) -> None:
        self._organisation_id, self._variables = organisation_id, variables

    def turn(self, times: Times) -> None:
        """Start a few cases."""
        with timed(times, _AT_ONCE):
            for _ in range(_AT_ONCE):
                start_case(
                    process_key=GENERAL,
                    organisation_id=self._organisation_id,
                    started_by=SYSTEM,
                    title="Мероприятие",
                    variables=self._variables,
                    campaign=CampaignStart(origin="bench"),
                )


def measure(bench: Bench) -> Measured:
    """Apply the plan to a district of two schools and to one of very many; open rows; ask for both pages in turns."""
    sizes, made = bench.sizes, bench.crowds.of(bench.sizes.few_tasks)
    bench.say(f"a plan of a hundred measures over {sizes.organisations:,} organisations")
    with made.app.app_context():
        publish_version(package_of(GENERAL), published_by=SYSTEM)
        _make_district(made, sizes.organisations)
        small, large = _applied(made, "north"), _applied(made, DISTRICT)
        rows = db.session.scalar(select(func.count()).where(Row.roadmap_id == large)) or 0
        ids = list(db.session.scalars(select(Row.id).where(Row.roadmap_id == large).order_by(Row.id)))
        alone = CaseAlone(*_first_row(large, ids[0]))
        db.session.rollback()
        opening = race({"opening": Opening(iter(ids)), "alone": alone}, rounds=sizes.page_rounds)
    browser = browser_of(made, RUNNER)
    for roadmap in (small, large):
        assert browser.get(f"/roadmaps/{roadmap}").count("/measures/") >= 90, "the page does not show the plan"
    pages: dict[str, Any] = {
        "page, many": Look(browser, f"/roadmaps/{large}"),
        "page, few": Look(browser, f"/roadmaps/{small}"),
    }
    times = race(pages, rounds=sizes.page_rounds)
    figures = [
        against(
            "roadmap-page",
            f"page of a plan with {rows:,} due dates / the same plan for two schools",
            times["page, many"],
            times["page, few"],
            words="the page of the same plan applied to a district of two schools",
            limit=2.0 if sizes.judged else None,
            note="the page shows the hundred measures of the plan; the database counts the rows of each",
        ),
        against(
            "roadmap-opening",
            "opening a row of a plan / starting its case alone",
            opening["opening"],
            opening["alone"],
            words="a case of the same process started with the same values",
            limit=2.0 if sizes.judged else None,
            work=True,
            note="own work; the row is read, its people are found in the tree, its case is bound to it in one commit",
        ),
    ]
    return Measured(figures=figures, times={**times, **opening})


def _make_district(made: Installation, schools: int) -> None:
    """Make a municipality of schools without centres: the rows of a centre go to the schools themselves."""
    region = made.cast.id("region")
    made.cast.organisations[DISTRICT] = create_organisation(
        kind=OrganisationKind.MOUO,
        code=DISTRICT,
        name="Большой район",
        short_name="Большой район",
        parent_id=region,
        timezone="",
        created_by=SYSTEM,
    )
    make_schools(made.cast, schools, parent=DISTRICT)


def _applied(made: Installation, code: str) -> int:
    plan = find_shipped_plan(PLAN)
    assert plan is not None
    year = (today(ZONE) + timedelta(days=366)).year
    return apply_plan(plan, organisation_id=made.cast.id(code), year=year, applied_by=SYSTEM).roadmap_id


def _first_row(roadmap_id: int, row_id: int) -> tuple[int, dict[str, Any]]:
    """Return the organisation of a row and what its case begins with."""
    row, roadmap = db.session.get_one(Row, row_id), get_roadmap(roadmap_id)
    plan = plan_of_version(roadmap.version_id)
    return row.organisation_id, case_variables(current_tree(), roadmap, plan, measure_of(plan, row.measure), row)
