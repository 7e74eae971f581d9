"""The list of plans: those that are carried out where the person sees, and those that could be applied."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import ngettext
from sqlalchemy import select

from app.access.policy import Viewer
from app.foundation.database import db
from app.foundation.words import local_today
from app.organisation.models import OrganisationKind
from app.organisation.queries import current_tree
from app.roadmaps.models import MeasureOccurrence, Roadmap
from app.roadmaps.policy.plan_file import Plan
from app.roadmaps.queries.library import shipped_plans
from app.roadmaps.queries.plans import plan_of_version
from app.roadmaps.queries.rights import MANAGES, may_manage
from app.roadmaps.queries.row_counts import Counts, counts_of
from app.roadmaps.queries.seeing import sees_roadmap, sees_row

_MOST = 60
_CARRIERS = frozenset({OrganisationKind.REGION, OrganisationKind.MOUO, OrganisationKind.SCHOOL})


@dataclass(frozen=True, kw_only=True)
class RoadmapLine:
    """A plan that is carried out, with how far it is for this person."""

    roadmap: Roadmap
    plan: Plan
    place: str
    counts: Counts


def list_roadmaps(viewer: Viewer) -> tuple[RoadmapLine, ...]:
    """Return the plans the person sees, the latest year first, at most sixty."""
    query = (
        select(Roadmap).where(sees_roadmap(viewer)).order_by(Roadmap.year.desc(), Roadmap.plan, Roadmap.id).limit(_MOST)
    )
    tree, today = current_tree(), local_today()
    return tuple(
        RoadmapLine(
            roadmap=roadmap,
            plan=plan_of_version(roadmap.version_id),
            place=tree.node(roadmap.organisation_id).short_name,
            counts=counts_of([MeasureOccurrence.roadmap_id == roadmap.id, sees_row(viewer)], today),
        )
        for roadmap in db.session.scalars(query)
    )


def plans_to_apply() -> list[tuple[str, str]]:
    """Return the plans that ship with the product, each with how many rows it has."""
    rows = ((plan, len(plan.measures)) for plan in shipped_plans())
    return [(plan.id, f"{plan.short}: {ngettext('%(num)d row', '%(num)d rows', count)}") for plan, count in rows]


def organisations_to_apply(viewer: Viewer) -> list[tuple[int, str]]:
    """Return where the person may apply a plan: organisations that carry plans, in or below their posts."""
    posts = viewer.posts_with(*MANAGES)
    nodes = [
        node
        for node in current_tree().nodes.values()
        if node.is_active
        and node.kind in _CARRIERS
        and any(node.path.startswith(post.organisation_path) for post in posts)
        and may_manage(viewer, node.id)
    ]
    return [(node.id, node.name) for node in sorted(nodes, key=lambda node: (len(node.ids), node.name))]
