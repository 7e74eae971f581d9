"""What the pages of terms and rules show: settings as they hold for an organisation, their history, whom they touch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.access.policy import Viewer
from app.engine.models import Case, CaseStatus, TaskState, UserTask
from app.foundation import words
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.organisation.models import Organisation, Place
from app.organisation.policy.kind_names import place_name
from app.organisation.policy.scope import scope_of
from app.organisation.queries import Node, current_tree
from app.processes.queries import InForce, Live, list_changes, list_coming, list_in_force
from app.processes.queries.setting_kinds import SettingKind, choices_of, kind_of
from app.rules.policy import may_change_settings
from app.workflow.settings import Setting

COUNT_AT_MOST: Final = 1000
MOST_PLACES: Final = 300


@dataclass(frozen=True, kw_only=True)
class RuleRow:
    """One setting in the table. `origin` is `printed`, `default` or `changed`; `coming` says what holds later."""

    name: str
    title: str
    value: str
    printed: str
    origin: str
    where: str
    since: date | None
    coming: str


@dataclass(frozen=True, kw_only=True)
class HistoryRow:
    """One change in the history of a setting."""

    value: str
    where: str
    effective_from: date
    note: str
    who: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class RulePage:
    """What the page of one setting draws. `can_revert` says that this very organisation has a value of its own."""

    row: RuleRow
    setting: Setting
    kind: SettingKind
    choices: tuple[tuple[str, str], ...]
    typed: str
    history: tuple[HistoryRow, ...]
    can_revert: bool
    may_change: bool
    cases: int
    tasks: int


def list_rules(live: Live, organisation_id: int) -> tuple[RuleRow, ...]:
    """Return the settings of a process for an organisation."""
    coming = list_coming(live, organisation_id)
    return tuple(_row(one, coming.get(one.setting.name)) for one in list_in_force(live, organisation_id))


def rule_page(viewer: Viewer, live: Live, name: str, organisation_id: int) -> RulePage:
    """Return the page of one setting; raises NotFound for a setting that the version in force does not have."""
    one = next((one for one in list_in_force(live, organisation_id) if one.setting.name == name), None)
    if one is None:
        raise NotFound(setting=name)
    above = [node.id for node in current_tree().upwards(organisation_id)]
    changes = list_changes(live, name, above)
    own = [change for change in changes if change.organisation_id == organisation_id]
    cases, tasks = _touched(live, organisation_id)
    kind = kind_of(one.setting)
    return RulePage(
        row=_row(one, list_coming(live, organisation_id).get(name)),
        setting=one.setting,
        kind=kind,
        choices=tuple((choice, _choice_words(choice)) for choice in choices_of(one.setting))
        if _is_chosen(kind)
        else (),
        typed=_typed(kind, one.value),
        history=tuple(_history(one.setting, change) for change in changes),
        can_revert=bool(own) and own[0].value is not None,
        may_change=may_change_settings(viewer, organisation_id),
        cases=cases,
        tasks=tasks,
    )


def chosen_place(viewer: Viewer, text: str) -> Node:
    """Return the organisation of the address, by default that of the acting post; raises NotFound for an unseen one."""
    scope, tree = scope_of(viewer), current_tree()
    if text.isdecimal() and len(text) <= 9:
        node = tree.nodes.get(int(text))
        if node is None or not scope.contains(node.id, node.path):
            raise NotFound(organisation=text)
        return node
    if text:
        raise NotFound(organisation=text)
    post = viewer.acting or next(iter(viewer.memberships), None)
    if post is None:
        raise NotFound
    return tree.node(post.organisation_id)


def list_places(viewer: Viewer, chosen: Node) -> tuple[tuple[int, str], ...]:
    """Return the organisations the person may look at, indented by depth: MOST_PLACES, and the chosen one."""
    scope, tree = scope_of(viewer), current_tree()
    own = {post.organisation_id for post in viewer.memberships}
    found = [
        node for node in _ordered(tree.children, tree.nodes) if scope.contains(node.id, node.path) or node.id in own
    ]
    shown = [node for node in found if node.is_active][:MOST_PLACES]
    if chosen.id not in {node.id for node in shown}:
        shown.append(chosen)
    least = min(len(node.ids) for node in shown)
    return tuple((node.id, "\N{NO-BREAK SPACE}" * 3 * (len(node.ids) - least) + node.short_name) for node in shown)


def _ordered(children: Any, nodes: Any) -> Iterator[Node]:
    stack = list(reversed(children.get(None, ())))
    while stack:
        node = nodes[stack.pop()]
        yield node
        stack.extend(reversed(children.get(node.id, ())))


def _touched(live: Live, organisation_id: int) -> tuple[int, int]:
    """Return how many running cases, and open tasks in them, belong to the organisation and below, at most so many."""
    path = current_tree().node(organisation_id).path
    below = select(Organisation.id).where(Organisation.path.like(f"{path}%"))
    running = (Case.process_id == live.process_id, Case.status == CaseStatus.RUNNING, Case.organisation_id.in_(below))
    cases = select(Case.id).where(*running).limit(COUNT_AT_MOST).subquery()
    tasks = (
        select(UserTask.id)
        .join(Case, Case.id == UserTask.case_id)
        .where(*running, UserTask.state == TaskState.OPEN)
        .limit(COUNT_AT_MOST)
        .subquery()
    )
    counts = db.session.execute(
        select(
            select(func.count()).select_from(cases).scalar_subquery(),
            select(func.count()).select_from(tasks).scalar_subquery(),
        )
    ).one()
    return int(counts[0]), int(counts[1])


def _row(one: InForce, coming: Any) -> RuleRow:
    setting, change = one.setting, one.change
    printed = setting.source.startswith("[DOC]")
    title = setting.source.removeprefix("[DOC]").removeprefix("[DEF]").strip() or setting.name
    tree = current_tree()
    later = ""
    if coming is not None:
        value = value_words(setting, coming.value) if coming.value is not None else _("the value from above")
        later = str(_("from %(day)s: %(value)s", day=words.day_year(coming.effective_from), value=value))
    return RuleRow(
        name=setting.name,
        title=words.sentence(title),
        value=value_words(setting, one.value),
        printed=value_words(setting, setting.value),
        origin="changed" if change is not None else "printed" if printed else "default",
        where=tree.node(change.organisation_id).short_name if change is not None else "",
        since=change.effective_from if change is not None else None,
        coming=later,
    )


def _history(setting: Setting, change: Any) -> HistoryRow:
    return HistoryRow(
        value=value_words(setting, change.value) if change.value is not None else str(_("taken back")),
        where=current_tree().node(change.organisation_id).short_name,
        effective_from=change.effective_from,
        note=change.note,
        who=change.changed_by_name or str(_("System")),
        at=change.changed_at,
    )


def value_words(setting: Setting, value: Any) -> str:
    """Return a value with its unit as people read it: «15 августа», «5 рабочих дней», «70 %»."""
    kind = kind_of(setting)
    text = str(value)
    match kind:
        case SettingKind.MONTH_DAY:
            month, _dash, day = text.partition("-")
            return words.day_month(
                date(words.local_today().year, int(month), min(int(day), 28 if month == "02" else 31))
            )
        case SettingKind.DATE:
            return words.day_year(date.fromisoformat(text))
        case SettingKind.WORKING_DAYS:
            return words.working_days(int(Decimal(text)))
        case SettingKind.YES_NO | SettingKind.CHOICE:
            return _choice_words(text.lower() if kind is SettingKind.YES_NO else text)
        case SettingKind.TEXT:
            return text
        case _:
            shown = words.number(Decimal(text))
            return f"{shown} %" if setting.unit.strip() == "%" else f"{shown} {setting.unit}".strip()


def _choice_words(choice: str) -> str:
    if choice in set(Place):
        return place_name(choice)
    return {"true": str(_("yes")), "false": str(_("no"))}.get(choice, choice)


def _is_chosen(kind: SettingKind) -> bool:
    return kind in {SettingKind.CHOICE, SettingKind.YES_NO}


def _typed(kind: SettingKind, value: Any) -> str:
    """Return the value as it would be typed again: a day as «31.08»."""
    text = str(value)
    if kind is SettingKind.MONTH_DAY:
        month, _dash, day = text.partition("-")
        return f"{day}.{month}"
    if kind is SettingKind.DATE:
        return f"{date.fromisoformat(text):%d.%m.%Y}"
    return text.lower() if kind is SettingKind.YES_NO else text
