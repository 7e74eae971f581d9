"""What would stand still when a plan is applied, in words: why, what to do about it, and who can help."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext as _

from app.access.models import Role
from app.access.policy import Viewer, role_name
from app.foundation.words import day_year, listed, lower_first
from app.organisation.policy import appointing_posts, grantable_roles
from app.organisation.policy.kind_names import place_name
from app.organisation.policy.managing import MANAGERS, may_manage_organisation
from app.organisation.queries import current_tree
from app.roadmaps.policy.applying import Finding, Lack
from app.roadmaps.policy.placing import Post
from app.roadmaps.policy.plan_file import Measure, Plan
from app.roadmaps.queries.own_plan_words import kind_name

_MOST_PLACES: Final = 12
_MOST_HELPERS: Final = 4


@dataclass(frozen=True, kw_only=True)
class People:
    """Who holds which posts today, and who asks (nobody at the console)."""

    held: Mapping[Post, Mapping[int, str]]
    viewer: Viewer | None


@dataclass(frozen=True, kw_only=True)
class Warned:
    """A warning: it does not forbid anything. `own` are the organisations in which the reader may appoint people."""

    kind: str
    is_certain: bool
    title: str
    text: str
    remedy: str
    helpers: tuple[str, ...]
    own: tuple[tuple[int, str], ...]
    posts: tuple[Post, ...]
    measures: tuple[str, ...]
    rows: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        """Return the warning as the console prints it for scripts."""
        tree = current_tree()
        posts = [{"role": role.value, "organisation": tree.node(place).code} for role, place in self.posts]
        words = {"text": self.text, "remedy": self.remedy, "can_help": list(self.helpers)}
        return {"kind": self.kind, "measures": list(self.measures), "posts": posts, **words}


def title_of(measure: Measure) -> str:
    """Return what a row is about."""
    return str(measure.data.get("content") or measure.title)


def schedule_words(measure: Measure) -> str:
    """Return why a row has no date: the words of the plan, and how they are understood."""
    return "; ".join(one for one in (measure.deadline_printed, kind_name(measure.schedule.kind.value)) if one)


def warnings_of(
    plan: Plan, findings: Iterable[Finding], nowhere: Iterable[Measure], organisation_id: int, people: People
) -> tuple[Warned, ...]:
    """Return everything that would stand still, what is certain first."""
    told = [*_nowhere(nowhere, organisation_id, people), *(_warned(plan, one, people) for one in findings)]
    return tuple(sorted(told, key=lambda one: not one.is_certain))


def _warned(plan: Plan, finding: Finding, people: People) -> Warned:
    measures = [one for one in plan.measures if one.id in set(finding.measures)]
    person = _person(finding, people)
    return Warned(
        kind=finding.lack.value,
        is_certain=finding.lack is not Lack.PERHAPS,
        title=_title(finding.lack, len(measures)),
        text=_why(finding.lack, _posts_in_words(finding.posts), person),
        remedy=_remedy(finding),
        helpers=_helpers(finding.posts, people),
        own=_own(finding.posts, people.viewer),
        posts=finding.posts,
        measures=finding.measures,
        rows=tuple(title_of(one) for one in measures),
    )


def _title(lack: Lack, rows: int) -> str:
    titles = {
        Lack.NOBODY_CARRIES: _("Rows that nobody can carry out: %(num)d", num=rows),
        Lack.NOBODY_CHECKS: _("Rows that nobody can check: %(num)d", num=rows),
        Lack.ONE_PERSON: _("Rows that one person would carry out and check: %(num)d", num=rows),
        Lack.PERHAPS: _("Rows whose only controller may carry them out as well: %(num)d", num=rows),
    }
    return str(titles[lack])


def _why(lack: Lack, posts: str, person: str) -> str:
    if lack in (Lack.NOBODY_CARRIES, Lack.NOBODY_CHECKS):
        return str(_("Nobody holds these posts today: %(posts)s.", posts=posts))
    words = {
        Lack.ONE_PERSON: _(
            "%(person)s alone carries these rows out and alone checks: %(posts)s. Nobody checks their own evidence, so"
            " the case would stop at the check.",
            person=person,
            posts=posts,
        ),
        Lack.PERHAPS: _(
            "%(person)s alone checks: %(posts)s, and may carry these rows out, too. Nobody checks their own evidence:"
            " whatever this person carries out would stop at the check.",
            person=person,
            posts=posts,
        ),
    }
    return str(words[lack])


def _remedy(finding: Finding) -> str:
    words = {
        Lack.NOBODY_CARRIES: _("Appoint somebody to one of these posts in each organisation"),
        Lack.NOBODY_CHECKS: _("Appoint somebody to one of these posts in each organisation"),
        Lack.ONE_PERSON: _("Appoint a second person to one of these posts"),
        Lack.PERHAPS: _("Let somebody else carry the rows out, or appoint a second person to one of these posts"),
    }
    if finding.opens is None:
        return str(_("%(what)s; the rows have no date yet.", what=words[finding.lack]))
    day = day_year(finding.opens)
    return str(_("%(what)s; the first of the rows opens on %(day)s.", what=words[finding.lack], day=day))


def _person(finding: Finding, people: People) -> str:
    names = (people.held.get(post, {}).get(finding.person or 0) for post in finding.posts)
    return next((name for name in names if name), "")


def _posts_in_words(posts: Iterable[Post]) -> str:
    """Return «руководитель центра (Центр СОШ № 1, Центр СОШ № 2)», a role only once."""
    tree = current_tree()
    places: dict[Role, list[str]] = {}
    for role, organisation_id in posts:
        places.setdefault(role, []).append(tree.node(organisation_id).short_name)
    return "; ".join(f"{lower_first(role_name(role))} ({_some(names, _MOST_PLACES)})" for role, names in places.items())


def _some(names: list[str], most: int) -> str:
    if len(names) <= most:
        return ", ".join(names)
    return str(_("%(names)s and %(num)d more", names=", ".join(names[:most]), num=len(names) - most))


def _helpers(posts: Iterable[Post], people: People) -> tuple[str, ...]:
    """Return who may appoint people there, the nearest first, without the reader."""
    wanted = dict.fromkeys(helper for role, place in posts for helper in appointing_posts(role, place))
    return _named(wanted, people)


def _named(posts: Iterable[Post], people: People) -> tuple[str, ...]:
    tree = current_tree()
    reader = people.viewer.person_id if people.viewer else None
    found: dict[int, str] = {}
    for role, place in posts:
        for person_id, name in people.held.get((role, place), {}).items():
            if person_id != reader:
                where = f"{lower_first(role_name(role))}, {tree.node(place).short_name}"
                found.setdefault(person_id, f"{name} ({where})")
    return tuple(found.values())[:_MOST_HELPERS]


def _own(posts: Iterable[Post], viewer: Viewer | None) -> tuple[tuple[int, str], ...]:
    if viewer is None:
        return ()
    tree = current_tree()
    places = dict.fromkeys(place for role, place in posts if role in grantable_roles(viewer, place))
    return tuple((place, tree.node(place).short_name) for place in places)[:_MOST_PLACES]


def _nowhere(measures: Iterable[Measure], organisation_id: int, people: People) -> Iterable[Warned]:
    """Yield the rows whose executor stands nowhere in the tree."""
    rows = list(measures)
    if not rows:
        return
    kinds = listed([lower_first(place_name(place)) for place in dict.fromkeys(one.executors[0].place for one in rows)])
    tree = current_tree()
    managers = [(role, node.id) for node in tree.upwards(organisation_id) for role in reversed(MANAGERS)]
    own = people.viewer is not None and may_manage_organisation(people.viewer, organisation_id)
    yield Warned(
        kind="nowhere",
        is_certain=True,
        title=str(_("Rows that no organisation carries out: %(num)d", num=len(rows))),
        text=str(_("Missing here: %(kinds)s. Applying writes no dates for these rows.", kinds=kinds)),
        remedy=str(_("Enter the organisation, or declare who serves this one, before the plan is applied.")),
        helpers=_named(managers, people),
        own=((organisation_id, tree.node(organisation_id).short_name),) if own else (),
        posts=(),
        measures=tuple(one.id for one in rows),
        rows=tuple(title_of(one) for one in rows),
    )
