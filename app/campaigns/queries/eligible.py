"""Whom a campaign can reach, and why not: the preview, and the same question again when it starts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.policy import Post, Viewer, role_name
from app.campaigns.policy import campaign_scope
from app.engine.models import Case, CaseStatus
from app.foundation import words
from app.foundation.database import db
from app.organisation.models import OrganisationKind
from app.organisation.queries import Node, current_tree
from app.processes.queries import Live, list_gaps
from app.processes.queries.catalogue import kinds_that_fit

MOST: Final = 2000
HOW: Final = ("centres", "schools", "authorities", "list", "file")


@dataclass(frozen=True, kw_only=True)
class Reached:
    """An organisation in the preview. `reason` says why it gets no case; `warning` which step nobody could do there."""

    node: Node
    reason: str = ""
    warning: str = ""


def reachable(viewer: Viewer, live: Live, post: Post | None = None) -> tuple[Node, ...]:
    """Return the organisations for which the person can start the process in a campaign, by name."""
    scope, tree = campaign_scope(viewer, post), current_tree()
    kinds = kinds_that_fit(live.groups)
    wanted = {OrganisationKind.SCHOOL, OrganisationKind.MOUO} & kinds
    found = [
        node
        for node in tree.nodes.values()
        if node.is_active and node.kind in wanted and scope.contains(node.id, node.path)
    ]
    return tuple(sorted(found, key=lambda node: (node.short_name, node.id)))


def choose(nodes: Sequence[Node], how: str, ids: Iterable[int] = ()) -> tuple[Node, ...]:
    """Return which of the reachable organisations a way of choosing means."""
    if how in {"list", "file"}:
        wanted = set(ids)
        return tuple(node for node in nodes if node.id in wanted)
    if how == "authorities":
        return tuple(node for node in nodes if node.kind is OrganisationKind.MOUO)
    schools = tuple(node for node in nodes if node.kind is OrganisationKind.SCHOOL)
    return tuple(node for node in schools if has_centre(node)) if how == "centres" else schools


def has_centre(node: Node) -> bool:
    """Say whether a school has a centre that works."""
    tree = current_tree()
    children = (tree.nodes[child] for child in tree.children.get(node.id, ()))
    return any(child.kind is OrganisationKind.CENTRE and child.is_active for child in children)


def examine(live: Live, nodes: Sequence[Node]) -> tuple[Reached, ...]:
    """Return who gets a case and who cannot: somebody has to be able to do the first step, and none may be running."""
    ids = [node.id for node in nodes]
    running = running_cases(live.process_id, ids)
    first = live.outline.user_tasks[0].element_id if live.outline.user_tasks else ""
    nobody, lacking = _gaps(live, ids, first)
    return tuple(
        Reached(
            node=node,
            reason=running_words(running[node.id]) if node.id in running else nobody.get(node.id, ""),
            warning=lacking.get(node.id, ""),
        )
        for node in nodes
    )


def running_words(number: str) -> str:
    """Say that a case of the same process is under way already."""
    return str(_("Already under way: case %(number)s", number=number))


def running_cases(process_id: int, organisation_ids: Sequence[int]) -> Mapping[int, str]:
    """Return the number of a running case of the process by organisation."""
    query = select(Case.organisation_id, Case.number).where(
        Case.process_id == process_id, Case.status == CaseStatus.RUNNING, Case.organisation_id.in_(organisation_ids)
    )
    return {row.organisation_id: row.number for row in db.session.execute(query.order_by(Case.id))}


def _gaps(live: Live, ids: Sequence[int], first: str) -> tuple[dict[int, str], dict[int, str]]:
    nobody: dict[int, str] = {}
    lacking: dict[int, list[str]] = {}
    for gap in list_gaps(live.version_id, organisation_ids=ids):
        who = words.lower_first(_role(gap.role))
        place = gap.place_organisation_name
        if gap.element_id == first:
            told = (
                _("Nobody for the first step: %(who)s, %(place)s", who=who, place=place)
                if place
                else _("Nobody for the first step: %(who)s", who=who)
            )
            nobody[gap.organisation_id] = str(told)
        else:
            lacking.setdefault(gap.organisation_id, []).append(who)
    warnings = {
        place: str(_("Later steps have nobody: %(who)s", who=", ".join(dict.fromkeys(whos))))
        for place, whos in lacking.items()
    }
    return nobody, warnings


def _role(role: str) -> str:
    try:
        return role_name(role)
    except ValueError:
        return role
