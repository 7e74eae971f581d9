"""The orders in force, and whom they ask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time

from sqlalchemy import select

from app.centres.models import Centre, CentreState
from app.foundation.database import db
from app.organisation.models import Organisation, OrganisationKind
from app.organisation.queries import Node, current_tree
from app.quarterly.models import ReportingOrder
from app.quarterly.policy.quarters import Quarter


def orders_in_force() -> Sequence[ReportingOrder]:
    """Return every order that was not ended."""
    query = select(ReportingOrder).where(ReportingOrder.ended_at.is_(None)).order_by(ReportingOrder.id)
    return db.session.scalars(query).all()


def order_over(orders: Sequence[ReportingOrder], node: Node) -> ReportingOrder | None:
    """Return which of the orders an organisation stands under, the nearest one; None when none asks it."""
    by_place = {order.organisation_id: order for order in orders}
    return next((by_place[one] for one in reversed(node.ids) if one in by_place), None)


def centres_below(organisation_id: int) -> Iterator[Node]:
    """Yield the active centres of an organisation, in the order of the tree."""
    for node in current_tree().below(organisation_id):
        if node.kind is OrganisationKind.CENTRE and node.is_active:
            yield node


def municipality_of(node: Node) -> Node | None:
    """Return the municipal authority over a centre."""
    return next((one for one in current_tree().upwards(node.id) if one.kind is OrganisationKind.MOUO), None)


def moment_after(quarter: Quarter) -> datetime:
    """Return when a quarter is over everywhere, near enough to ask what was there before."""
    return datetime.combine(quarter.after.first, time(), tzinfo=UTC)


def centres_asked(organisation_id: int, quarter: Quarter) -> list[tuple[Node, ReportingOrder]]:
    """Return the centres that report on a quarter, with the order that asks.

    A centre that was written down only after the quarter reports on it when it was there as the reporting was
    introduced, or when the registry says that it worked by then.
    """
    orders = orders_in_force()
    asked = [
        (node, order) for node in centres_below(organisation_id) if (order := order_over(orders, node)) is not None
    ]
    asked = [(node, order) for node, order in asked if order.first_period <= quarter.period]
    query = select(Organisation.id, Organisation.created_at).where(
        Organisation.id.in_([node.id for node, _order in asked])
    )
    written = {row.id: row.created_at for row in db.session.execute(query)}
    over = moment_after(quarter)
    late = [node for node, order in asked if written[node.id] >= over and written[node.id] > order.introduced_at]
    out = {node.id for node in late} - _worked_by(late, quarter)
    return [(node, order) for node, order in asked if node.id not in out]


def _worked_by(nodes: Sequence[Node], quarter: Quarter) -> set[int]:
    """Return which of these centres had opened by the end of a quarter, by the registry (of them or their schools)."""
    places = {place: node.id for node in nodes for place in (node.parent_id, node.id) if place is not None}
    if not places:
        return set()
    query = select(Centre.organisation_id).where(
        Centre.organisation_id.in_(places), Centre.state == CentreState.WORKING, Centre.opened_on <= quarter.last
    )
    return {places[place] for place in db.session.scalars(query)}
