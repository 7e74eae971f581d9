"""The pages of quarterly reports: the quarters, a report, a level, a figure with its sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from app.access.policy import Viewer
from app.documents.models import SigningConsent
from app.documents.policy.signing import CONSENT
from app.engine.models import Case, UserTask
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.words import local_today
from app.organisation.models import OrganisationKind as Kind
from app.organisation.policy.scope import may_see_organisation
from app.organisation.queries import Node, current_tree
from app.quarterly.models import QuarterlyReport, QuarterlySignature, ReportingOrder
from app.quarterly.policy.quarters import Quarter, find_quarter, quarter_of
from app.quarterly.policy.rights import ASKS, may_ask, may_remind
from app.quarterly.queries.content import content_to_sign, print_of
from app.quarterly.queries.level import Level, Standing, Total, level_of, summaries_below
from app.quarterly.queries.orders import centres_below, orders_in_force
from app.quarterly.queries.signatures import find_signature, open_signing_task
from app.quarterly.queries.signed import signed_debtors, signed_totals

_MOST_QUARTERS = 8


@dataclass(frozen=True, kw_only=True)
class QuarterLine:
    """One quarter of an organisation in the list."""

    quarter: Quarter
    level: Level


@dataclass(frozen=True, kw_only=True)
class OrderLine:
    """Who asks for reports, from which quarter on, and whether the person may end it."""

    order: ReportingOrder
    node: Node
    first: str
    may_end: bool


@dataclass(frozen=True, kw_only=True)
class IndexPage:
    """What the first page shows."""

    node: Node
    lines: tuple[QuarterLine, ...]
    orders: tuple[OrderLine, ...]
    askable: tuple[tuple[int, str], ...]
    quarters: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Signing:
    """What a person may sign here and now."""

    sha256: str
    consent: str
    agreed: bool


@dataclass(frozen=True, kw_only=True)
class ReportPage:
    """The report of one centre; `content` is what was accepted or signed, else what is written in the case now."""

    node: Node
    quarter: Quarter
    standing: Standing | None
    content: Mapping[str, Any]
    signature: QuarterlySignature | None
    signing: Signing | None
    task_id: int | None
    up: tuple[tuple[int, str], ...]


@dataclass(frozen=True, kw_only=True)
class LevelPage:
    """What the centres of an authority come to in a quarter; `figures` are the signed ones once signed."""

    level: Level
    figures: tuple[Total, ...]
    signed_debtors: tuple[str, ...]
    summary: Standing | None
    summaries: tuple[Standing, ...]
    signature: QuarterlySignature | None
    signing: Signing | None
    after_signing: int
    may_remind: bool
    up: tuple[tuple[int, str], ...]
    results: str
    debtors_words: str


@dataclass(frozen=True, kw_only=True)
class FigurePage:
    """One figure and the centres it comes from; `is_signed` when it is that of a signed summary."""

    level: Level
    total: Total
    is_signed: bool


def index_page(viewer: Viewer) -> IndexPage:
    """Return the quarters of the person's own organisation, newest first, with the orders they may see."""
    node = _home(viewer)
    tree = current_tree()
    orders = [(one, tree.node(one.organisation_id)) for one in orders_in_force()]
    near = {*node.ids, *(one.id for one in tree.below(node.id))}
    kept = tuple(
        OrderLine(order=order, node=place, first=_title(order.first_period), may_end=may_ask(viewer, place.id))
        for order, place in orders
        if place.id in near
    )
    first = quarter_of(local_today())
    listed = [first, first.before, first.before.before, first.before.before.before]
    return IndexPage(
        node=node,
        lines=tuple(_lines(viewer, node)),
        orders=kept,
        askable=tuple(_askable(viewer, {place.id for _order, place in orders})),
        quarters=tuple((one.period, one.title) for one in listed),
    )


def _title(period: str) -> str:
    quarter = find_quarter(period)
    return quarter.title if quarter is not None else period


def _home(viewer: Viewer) -> Node:
    posts = [viewer.acting] if viewer.acting else list(viewer.memberships[:1])
    if not posts:
        raise NotFound
    node = current_tree().node(posts[0].organisation_id)
    if next(centres_below(node.id), None) is not None:
        return node
    region = next((one for one in current_tree().upwards(node.id) if one.kind is Kind.REGION), node)
    return region if may_see_organisation(viewer, region.id) else node


def seen_level(viewer: Viewer, organisation_id: int, quarter: Quarter) -> Level:
    """Return a level without the centres that the person does not see."""
    level = level_of(organisation_id, quarter)
    seen = tuple(one for one in level.standings if may_see_organisation(viewer, one.node.id))
    return level if len(seen) == len(level.standings) else replace(level, standings=seen)


def _lines(viewer: Viewer, node: Node) -> list[QuarterLine]:
    ids = [one.id for one in current_tree().below(node.id)]
    query = select(QuarterlyReport.period).where(QuarterlyReport.organisation_id.in_(ids)).distinct()
    periods = set(db.session.scalars(query))
    last = quarter_of(local_today()).before
    quarters = {quarter for period in periods if (quarter := find_quarter(period)) is not None} | {last}
    lines = [QuarterLine(quarter=one, level=seen_level(viewer, node.id, one)) for one in sorted(quarters, reverse=True)]
    return [line for line in lines if line.level.standings][:_MOST_QUARTERS]


def _askable(viewer: Viewer, taken: set[int]) -> list[tuple[int, str]]:
    if not viewer.holds(*ASKS):
        return []
    nodes = [
        node
        for node in current_tree().nodes.values()
        if node.kind in (Kind.REGION, Kind.MOUO)
        and node.is_active
        and node.id not in taken
        and may_ask(viewer, node.id)
    ]
    return [(node.id, node.name) for node in sorted(nodes, key=lambda one: (len(one.ids), one.name))]


def reporting_centre(organisation_id: int) -> Node | None:
    """Return the centre whose report an address means: the centre itself, or the only one of a school."""
    node = current_tree().node(organisation_id)
    if node.kind is Kind.CENTRE:
        return node
    centres = list(centres_below(node.id)) if node.kind is Kind.SCHOOL else []
    return centres[0] if len(centres) == 1 else None


def find_case(organisation_id: int, quarter: Quarter) -> int | None:
    """Return the case of a report or a summary, or None."""
    return db.session.scalar(
        select(QuarterlyReport.case_id).where(
            QuarterlyReport.organisation_id == organisation_id, QuarterlyReport.period == quarter.period
        )
    )


def _up(viewer: Viewer, node: Node) -> tuple[tuple[int, str], ...]:
    """Return the nearest authority over an organisation that the person sees; a longer path wraps on a phone."""
    over = [one for one in current_tree().upwards(node.id) if one.id != node.id]
    seen = [one for one in over if one.kind in (Kind.REGION, Kind.MOUO) and may_see_organisation(viewer, one.id)]
    return tuple((one.id, one.short_name) for one in seen[:1])


def report_page(viewer: Viewer, centre: Node, quarter: Quarter) -> ReportPage:
    """Return the report of a centre. Raises NotFound when the person does not see the centre."""
    if not may_see_organisation(viewer, centre.id):
        raise NotFound(organisation=centre.id)
    standing = next((one for one in level_of(centre.id, quarter).standings if one.node.id == centre.id), None)
    case_id = standing.case_id if standing is not None else None
    signature = find_signature(case_id) if case_id and standing and standing.content else None
    content = signature.content if signature is not None else content_to_sign(case_id) if case_id else {}
    return ReportPage(
        node=centre,
        quarter=quarter,
        standing=standing,
        content=content,
        signature=signature,
        signing=_signing(viewer, case_id) if case_id else None,
        task_id=_open_task(case_id) if case_id else None,
        up=_up(viewer, centre),
    )


def _open_task(case_id: int) -> int | None:
    return db.session.scalar(
        select(UserTask.id).where(UserTask.case_id == case_id, UserTask.state == "open").order_by(UserTask.id).limit(1)
    )


def _signing(viewer: Viewer, case_id: int) -> Signing | None:
    """Return what the person signs in this case, or None when it does not wait for their signature."""
    task = open_signing_task(case_id)
    if task is None or viewer.person_id in (task.excluded_initiator_id, task.excluded_previous_id):
        return None
    if not any(post.role == task.role and post.organisation_id == task.organisation_id for post in viewer.memberships):
        return None
    agreed = db.session.get(SigningConsent, viewer.person_id) is not None
    return Signing(sha256=print_of(content_to_sign(case_id)), consent=CONSENT, agreed=agreed)


def level_page(viewer: Viewer, organisation_id: int, quarter: Quarter) -> LevelPage:
    """Return what an authority shows of a quarter; a signed summary shows the numbers that were signed."""
    level = seen_level(viewer, organisation_id, quarter)
    below = summaries_below(organisation_id, quarter)
    summaries = [one for one in below if may_see_organisation(viewer, one.node.id)]
    own = next((one for one in summaries if one.node.id == organisation_id), None)
    signature = find_signature(own.case_id) if own is not None and own.case_id and own.content else None
    values = db.session.scalar(select(Case.readable).where(Case.id == own.case_id)) if own is not None else {}
    signed = set(signature.content.get("reports") or ()) if signature is not None else set()
    accepted = {one.node.id for one in level.standings if one.is_accepted}
    names = (one.short_name for one in signed_debtors(signature.content)) if signature is not None else ()
    return LevelPage(
        level=level,
        figures=signed_totals(signature.content, level) if signature is not None else level.figures,
        signed_debtors=tuple(names),
        summary=own,
        summaries=tuple(one for one in summaries if one.node.id != organisation_id),
        signature=signature,
        signing=_signing(viewer, own.case_id) if own is not None and own.case_id else None,
        after_signing=len(accepted - signed) if signature is not None else 0,
        may_remind=may_remind(viewer, organisation_id),
        up=_up(viewer, level.node),
        results=str((values or {}).get("results") or ""),
        debtors_words=str((values or {}).get("debtors_words") or ""),
    )


def figure_page(viewer: Viewer, organisation_id: int, quarter: Quarter, code: str) -> FigurePage:
    """Return one figure with the centres it comes from. Raises NotFound for a code that no report has."""
    page = level_page(viewer, organisation_id, quarter)
    total = next((one for one in page.figures if one.code == code), None)
    if total is None:
        raise NotFound(figure=code)
    return FigurePage(level=page.level, total=total, is_signed=page.signature is not None)
