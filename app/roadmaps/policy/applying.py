"""What applying a plan comes to: its dates in each organisation, who is needed, and what would stand still. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.organisation.queries import Tree
from app.roadmaps.policy.placing import Placing, Post, place_measure, posts_of
from app.roadmaps.policy.plan_file import Measure, Plan
from app.roadmaps.policy.schedule import Occurrence


@dataclass(frozen=True, kw_only=True)
class Laid:
    """A measure with where it is carried out and when; `position` is its place in the plan."""

    position: int
    measure: Measure
    placings: tuple[Placing, ...]
    occurrences: tuple[Occurrence, ...]


def lay_out(tree: Tree, root_id: int, plan: Plan, shift: int) -> tuple[Laid, ...]:
    """Return the measures of a plan as they lie in the tree below `root_id`, moved by `shift` years."""
    return tuple(
        Laid(
            position=position,
            measure=measure,
            placings=place_measure(tree, root_id, measure),
            occurrences=tuple(measure.schedule.shifted(shift).occurrences()),
        )
        for position, measure in enumerate(plan.measures)
        if not measure.is_excluded
    )


@dataclass(frozen=True, kw_only=True)
class Duty:
    """A row in one organisation: the posts of which one carries it out and one checks it, and the dates to come."""

    measure: str
    carries: tuple[Post, ...]
    checks: tuple[Post, ...]
    ahead: tuple[Occurrence, ...]

    @property
    def opens(self) -> date | None:
        """Return the day on which its first case opens, None while it has no date."""
        return min((one.opens for one in self.ahead), default=None)


def duties_of(laid: Iterable[Laid], today_in: Callable[[int], date]) -> tuple[Duty, ...]:
    """Return what is still to be done; a row whose dates are all passed asks nobody for anything."""
    found = []
    for one in laid:
        for placing in one.placings:
            today = today_in(placing.organisation_id)
            ahead = tuple(occurrence for occurrence in one.occurrences if occurrence.due >= today)
            if ahead or not one.occurrences:
                carries, checks = posts_of(placing.executors), posts_of(placing.controllers)
                found.append(Duty(measure=one.measure.id, carries=carries, checks=checks, ahead=ahead))
    return tuple(found)


@dataclass(kw_only=True)
class Load:
    """What a post has to do: rows and due dates that it carries out (or another post with it), and that it checks."""

    carried: int = 0
    carried_dates: int = 0
    checked: int = 0
    checked_dates: int = 0


def loads_of(duties: Iterable[Duty]) -> dict[Post, Load]:
    """Return the load of every post that is needed."""
    loads: dict[Post, Load] = {}
    carried: dict[Post, set[str]] = {}
    checked: dict[Post, set[str]] = {}
    for duty in duties:
        for post in duty.carries:
            loads.setdefault(post, Load()).carried_dates += len(duty.ahead)
            carried.setdefault(post, set()).add(duty.measure)
        for post in duty.checks:
            loads.setdefault(post, Load()).checked_dates += len(duty.ahead)
            checked.setdefault(post, set()).add(duty.measure)
    for post, load in loads.items():
        load.carried, load.checked = len(carried.get(post, ())), len(checked.get(post, ()))
    return loads


class Lack(StrEnum):
    """Why rows would stand still."""

    NOBODY_CARRIES = "nobody carries out"
    NOBODY_CHECKS = "nobody checks"
    ONE_PERSON = "one person"
    """The only one who may carry out is the only one who may check: four eyes leave nobody."""
    PERHAPS = "perhaps one person"
    """The only one who may check may also carry out, as others may: then nobody is left to check."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Rows that would stand still for the same reason. `posts` are those in which somebody (else) is missing."""

    lack: Lack
    posts: tuple[Post, ...]
    measures: tuple[str, ...]
    opens: date | None
    """The first day on which one of them opens, None when none has a date."""
    person: int | None = None
    """Who holds the posts of both sides."""


def findings_of(duties: Iterable[Duty], holders: Mapping[Post, Collection[int]]) -> tuple[Finding, ...]:
    """Return what would stand still with these people in the posts, one finding a reason and kind of post."""
    found: dict[tuple[Lack, tuple[str, ...], int | None], list[tuple[Duty, tuple[Post, ...]]]] = {}
    for duty in duties:
        for lack, posts, person in _lacks(duty, holders):
            roles = tuple(role.value for role, _organisation in posts)
            found.setdefault((lack, roles, person), []).append((duty, posts))
    order = list(Lack)
    return tuple(
        Finding(
            lack=lack,
            posts=tuple(dict.fromkeys(post for _duty, posts in pairs for post in posts)),
            measures=tuple(dict.fromkeys(duty.measure for duty, _posts in pairs)),
            opens=min((duty.opens for duty, _posts in pairs if duty.opens is not None), default=None),
            person=person,
        )
        for (lack, _roles, person), pairs in sorted(found.items(), key=lambda item: order.index(item[0][0]))
    )


def _lacks(duty: Duty, holders: Mapping[Post, Collection[int]]) -> Iterable[tuple[Lack, tuple[Post, ...], int | None]]:
    carrying = {person for post in duty.carries for person in holders.get(post, ())}
    checking = {person for post in duty.checks for person in holders.get(post, ())}
    if not carrying:
        yield Lack.NOBODY_CARRIES, duty.carries, None
    if not checking:
        yield Lack.NOBODY_CHECKS, duty.checks, None
    if len(checking) == 1 and checking <= carrying:
        (person,) = checking
        yield Lack.ONE_PERSON if carrying == checking else Lack.PERHAPS, duty.checks, person
