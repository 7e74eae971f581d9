"""Differences in organisations and their relations."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _
from sqlalchemy import select

from app.audit.models import Actor
from app.foundation.database import db
from app.organisation.commands.import_plan import Change, Detail, Planning
from app.organisation.commands.organisations import (
    alter_organisation,
    insert_organisation,
    relocate_organisation,
    switch_organisation,
)
from app.organisation.commands.relations import delete_relation, insert_relation
from app.organisation.commands.workbook_rows import RELATION_COLUMNS, OrganisationRow
from app.organisation.models import OrganisationRelation, Place
from app.organisation.policy import may_manage_organisation
from app.organisation.policy.kind_names import kind_name, place_name
from app.organisation.queries.organisations import get_organisation
from app.organisation.queries.tree import Node


def plan_organisations(planning: Planning, rows: list[OrganisationRow]) -> None:
    """Add the differences of these rows, parents before children."""
    tree = planning.tree
    planning.ids.update(tree.by_code)
    for node in tree.nodes.values():
        parent = tree.nodes.get(node.parent_id) if node.parent_id is not None else None
        planning.parents[node.code.casefold()] = parent.code.casefold() if parent else ""
    unique = _without_doubles(planning, rows)
    for code, row in unique.items():
        if row.parent is not None or code not in planning.parents:
            planning.parents[code] = row.parent or ""
    for row in _parents_first(planning, unique):
        if _is_allowed(planning, row):
            _plan_one(planning, row)
    for row in unique.values():
        _plan_relations(planning, row)


def _without_doubles(planning: Planning, rows: list[OrganisationRow]) -> dict[str, OrganisationRow]:
    unique: dict[str, OrganisationRow] = {}
    for row in rows:
        if row.code.casefold() in unique:
            planning.problems.append(row.row.problem("Код", _("This code stands in the sheet twice")))
        else:
            unique[row.code.casefold()] = row
    return unique


def _parents_first(planning: Planning, rows: dict[str, OrganisationRow]) -> list[OrganisationRow]:
    ordered: dict[str, OrganisationRow] = {}
    for code, row in rows.items():
        chain: list[str] = []
        step = code
        while step and step not in chain:
            chain.append(step)
            step = planning.parents.get(step, "")
        if step:
            planning.problems.append(row.row.problem("Код вышестоящей", _("The organisation would stand below itself")))
            continue
        ordered.update({one: rows[one] for one in reversed(chain) if one in rows and one not in ordered})
    return list(ordered.values())


def _is_allowed(planning: Planning, row: OrganisationRow) -> bool:
    parent = planning.parents[row.code.casefold()]
    if parent and not planning.known(parent):
        words = _("There is no organisation with the code %(code)s", code=parent)
        planning.problems.append(row.row.problem("Код вышестоящей", words))
        return False
    if planning.viewer is None:
        return True
    places = [planning.nearest_existing(row.code.casefold())]
    if row.code.casefold() not in planning.tree.by_code or row.parent is not None:
        places.append(planning.nearest_existing(parent))
    present = planning.tree.by_code.get(row.code.casefold())
    unmoved = present is not None and _code_of_parent(planning, present) == parent
    checked = places[:1] if unmoved else places
    if all(place is not None and may_manage_organisation(planning.viewer, place) for place in checked):
        return True
    planning.problems.append(row.row.problem("Код", _("This organisation is outside those you manage")))
    return False


def _code_of_parent(planning: Planning, organisation_id: int) -> str:
    parent_id = planning.tree.nodes[organisation_id].parent_id
    return planning.tree.nodes[parent_id].code.casefold() if parent_id is not None else ""


def _plan_one(planning: Planning, row: OrganisationRow) -> None:
    present = planning.tree.by_code.get(row.code.casefold())
    if present is None:
        planning.changes.append(_creation(planning, row))
    else:
        planning.changes += _changes(planning, row, planning.tree.nodes[present])


def _creation(planning: Planning, row: OrganisationRow) -> Change:
    parent = planning.parents[row.code.casefold()]

    def run(actor: Actor) -> None:
        made = insert_organisation(
            kind=row.kind,
            code=row.code,
            name=row.name,
            short_name=row.short_name or "",
            parent_id=planning.ids[parent] if parent else None,
            timezone=row.timezone or "",
            created_by=actor,
        )
        planning.ids[row.code.casefold()] = made.id
        if row.is_active is False:
            switch_organisation(made, False, actor)

    details = [
        Detail(label=_("Name"), was="", now=row.name),
        Detail(label=_("Kind"), was="", now=kind_name(row.kind)),
        Detail(label=_("Above it"), was="", now=parent or _("nothing")),
    ]
    return Change(sign="+", what=_("New organisation"), subject=row.code, details=tuple(details), run=run)


def _changes(planning: Planning, row: OrganisationRow, node: Node) -> Iterator[Change]:
    wanted = {"name": row.name, "short_name": row.short_name, "timezone": row.timezone, "kind": row.kind}
    values = {f: v for f, v in wanted.items() if v is not None and v != getattr(node, f)}
    labels = {
        "name": _("Name"),
        "short_name": _("Short name"),
        "timezone": _("Time zone"),
        "kind": _("Kind"),
    }
    if values:
        details = tuple(Detail(label=labels[f], was=_shown(getattr(node, f)), now=_shown(v)) for f, v in values.items())
        yield Change(
            sign="~",
            what=_("Organisation"),
            subject=node.code,
            details=details,
            run=lambda actor: _do(alter_organisation(get_organisation(node.id), actor, **values)),
        )
    parent = planning.parents[row.code.casefold()]
    if parent != (was := _code_of_parent(planning, node.id)):
        yield Change(
            sign="~",
            what=_("Organisation"),
            subject=node.code,
            details=(Detail(label=_("Above it"), was=was or _("nothing"), now=parent or _("nothing")),),
            run=lambda actor: _do(
                relocate_organisation(get_organisation(node.id), planning.ids[parent] if parent else None, actor)
            ),
        )
    if row.is_active is not None and row.is_active != node.is_active:
        active = row.is_active
        yield Change(
            sign="~",
            what=_("Organisation"),
            subject=node.code,
            details=(Detail(label=_("Works"), was=_yes(not active), now=_yes(active)),),
            run=lambda actor: _do(switch_organisation(get_organisation(node.id), active, actor)),
        )


def _do(_changed: bool) -> None:
    """Drop the answer of a composed change: the plan knew it."""


def _yes(value: bool) -> str:
    return str(_("yes") if value else _("no"))


def _shown(value: object) -> str:
    text = str(value)
    return text or str(_("nothing"))


def _plan_relations(planning: Planning, row: OrganisationRow) -> None:
    present = planning.tree.by_code.get(row.code.casefold())
    relations = planning.tree.relations.get(present, ()) if present is not None else ()
    for place, codes in row.relations.items():
        unknown = [code for code in codes if not planning.known(code)]
        if unknown or row.code.casefold() in codes:
            column = {p: c for c, p in RELATION_COLUMNS.items()}[place]
            words = _("There is no organisation with the code %(code)s", code=", ".join(unknown) or row.code)
            planning.problems.append(row.row.problem(column, words))
            continue
        was = {planning.tree.nodes[target].code.casefold() for kind, target in relations if kind is place}
        planning.changes += [_relation(planning, row, place, code, sign="+") for code in codes if code not in was]
        planning.changes += [_relation(planning, row, place, code, sign="-") for code in sorted(was - set(codes))]


def _relation(planning: Planning, row: OrganisationRow, place: Place, code: str, *, sign: str) -> Change:
    def run(actor: Actor) -> None:
        own, target = planning.ids[row.code.casefold()], planning.ids[code]
        if sign == "+":
            insert_relation(own, place, target, actor)
            return
        found = db.session.scalars(
            select(OrganisationRelation).where(
                OrganisationRelation.organisation_id == own,
                OrganisationRelation.place == place,
                OrganisationRelation.target_id == target,
            )
        ).one()
        delete_relation(found, actor)

    detail = Detail(label=place_name(place), was="" if sign == "+" else code, now=code if sign == "+" else _("nothing"))
    return Change(sign=sign, what=_("Relation of"), subject=row.code, details=(detail,), run=run)
