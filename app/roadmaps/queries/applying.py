"""Whether a plan may begin somewhere in a year, and what it would come to, with nothing written down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select

from app.access.models import Role
from app.access.policy import Viewer, role_name
from app.foundation.clock import today
from app.foundation.database import db
from app.foundation.errors import Conflict, InvalidInput
from app.organisation.policy import appointing_posts
from app.organisation.queries import current_tree, held_posts, timezone_of
from app.roadmaps.models import Roadmap
from app.roadmaps.policy.applying import Lack, Laid, Load, duties_of, findings_of, lay_out, loads_of
from app.roadmaps.policy.placing import Post
from app.roadmaps.policy.plan_file import Measure, Plan
from app.roadmaps.policy.shifting import shift_years
from app.roadmaps.queries.applying_words import People, Warned, schedule_words, title_of, warnings_of
from app.roadmaps.queries.roadmap_page import short_number

FURTHEST_YEARS: Final = 30
_FIRST_SHOWN: Final = 5


def shift_to_apply(plan: Plan, organisation_id: int, year: int) -> int:
    """Return by how many years the dates of the plan move.

    Raises InvalidInput for a year too far away, Conflict when the plan runs there for that year already.
    """
    shift = year - plan.base_year
    if abs(shift) > FURTHEST_YEARS:
        raise InvalidInput(problems={"year": "too far"})
    same = select(Roadmap.id).where(
        Roadmap.plan == plan.id, Roadmap.organisation_id == organisation_id, Roadmap.year == year
    )
    if db.session.scalar(same) is not None:
        raise Conflict(plan=plan.id, organisation_id=organisation_id, year=year)
    return shift


@dataclass(frozen=True, kw_only=True)
class RowWords:
    """A row of the plan with one thing to say about it."""

    measure: str
    number: str
    title: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Opening:
    """A row that opens among the first: the day, where, and until when."""

    row: RowWords
    opens: date
    due: date
    places: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PostLine:
    """A post that the plan needs: what it does, how many people hold it, whether rows wait for somebody there."""

    place: str
    load: Load
    people: int
    lacks: bool


@dataclass(frozen=True, kw_only=True)
class RoleLines:
    """The posts of one role, those that lack somebody first."""

    name: str
    lines: tuple[PostLine, ...]

    @property
    def people(self) -> int:
        """Return how many hold the posts."""
        return sum(line.people for line in self.lines)

    @property
    def lacking(self) -> int:
        """Return in how many organisations somebody is missing."""
        return sum(line.lacks for line in self.lines)


@dataclass(frozen=True, kw_only=True)
class ApplyPreview:
    """What applying a plan would come to today."""

    plan: Plan
    organisation_id: int
    place: str
    year: int
    shift: int
    basis: str
    first_day: date
    last_day: date
    total: int
    passed: int
    at_once: int
    """How many cases open as soon as the plan is applied."""
    openings: tuple[Opening, ...]
    undated: tuple[RowWords, ...]
    roles: tuple[RoleLines, ...]
    warnings: tuple[Warned, ...]

    def to_json(self) -> dict[str, object]:
        """Return the numbers as `soglas roadmap apply --dry-run --json` prints them."""
        return {
            "occurrences": self.total,
            "passed": self.passed,
            "at_once": self.at_once,
            "undated": [row.measure for row in self.undated],
        }


def preview_plan(
    plan: Plan, *, organisation_id: int, year: int, basis: str = "", viewer: Viewer | None = None
) -> ApplyPreview:
    """Return what applying the plan would come to; `viewer` is told what they can mend themselves.

    Raises NotFound, InvalidInput and Conflict as applying does.
    """
    tree = current_tree()
    node = tree.node(organisation_id)
    shift = shift_to_apply(plan, organisation_id, year)
    laid = lay_out(tree, organisation_id, plan, shift)
    here = _Days(laid)
    duties = duties_of(laid, here.today_in)
    loads = loads_of(duties)
    held = held_posts(_asked_about(loads, organisation_id), today(timezone_of(organisation_id)))
    findings = findings_of(duties, held)
    nowhere = [one.measure for one in laid if not one.placings]
    lacking = {post for one in findings if one.lack is not Lack.PERHAPS for post in one.posts}
    people = People(held=held, viewer=viewer)
    return ApplyPreview(
        plan=plan,
        organisation_id=organisation_id,
        place=node.name,
        year=year,
        shift=shift,
        basis=basis,
        first_day=shift_years(plan.first, shift),
        last_day=shift_years(plan.last, shift),
        total=sum(len(one.occurrences) * len(one.placings) for one in laid),
        passed=here.passed,
        at_once=here.at_once,
        openings=here.first(_FIRST_SHOWN),
        undated=tuple(_row(one.measure, schedule_words(one.measure)) for one in laid if not one.occurrences),
        roles=tuple(_roles(loads, held, lacking)),
        warnings=warnings_of(plan, findings, nowhere, organisation_id, people),
    )


class _Days:
    """The dates of a plan as they lie around the day of each organisation."""

    def __init__(self, laid: Iterable[Laid]) -> None:
        self.passed = self.at_once = 0
        self._firsts: dict[tuple[date, date, int], tuple[Measure, list[str]]] = {}
        tree = current_tree()
        for one in laid:
            for placing in one.placings:
                here, name = self.today_in(placing.organisation_id), tree.node(placing.organisation_id).short_name
                for occurrence in one.occurrences:
                    if occurrence.due < here:
                        self.passed += 1
                        continue
                    self.at_once += occurrence.opens <= here
                    key = (max(occurrence.opens, here), occurrence.due, one.position)
                    self._firsts.setdefault(key, (one.measure, []))[1].append(name)

    @staticmethod
    def today_in(organisation_id: int) -> date:
        """Return the day of an organisation."""
        return today(timezone_of(organisation_id))

    def first(self, most: int) -> tuple[Opening, ...]:
        """Return what opens first, by the day on which it opens here and its due date."""
        return tuple(
            Opening(row=_row(measure, ""), opens=key[0], due=key[1], places=tuple(names))
            for key, (measure, names) in sorted(self._firsts.items(), key=lambda item: item[0])[:most]
        )


def _row(measure: Measure, words: str) -> RowWords:
    return RowWords(measure=measure.id, number=short_number(measure), title=title_of(measure), words=words)


def _asked_about(posts: Iterable[Post], organisation_id: int) -> set[int]:
    """Return the organisations whose people matter: those of the posts, and whoever may appoint somebody there."""
    tree = current_tree()
    asked = {node.id for node in tree.upwards(organisation_id)}
    for role, place in posts:
        asked |= {place, *(above for _manager, above in appointing_posts(role, place))}
    return asked


def _roles(
    loads: Mapping[Post, Load], held: Mapping[Post, Mapping[int, str]], lacking: set[Post]
) -> Iterable[RoleLines]:
    tree = current_tree()
    by_role: dict[Role, list[tuple[Post, Load]]] = {}
    for post, load in loads.items():
        by_role.setdefault(post[0], []).append((post, load))
    for role, posts in by_role.items():
        lines = [
            PostLine(
                place=tree.node(post[1]).short_name,
                load=load,
                people=len(held.get(post, ())),
                lacks=post in lacking,
            )
            for post, load in posts
        ]
        yield RoleLines(name=role_name(role), lines=tuple(sorted(lines, key=lambda line: (not line.lacks, line.place))))
