"""The tree of a case and its child cases in words, for the page of a case and for the page that cancels one."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from app.access.policy import Viewer, role_name
from app.cases.queries.status_words import state_of
from app.engine.models import CallState, CaseStatus
from app.engine.queries import CaseRow, Family, Holder, Relative, find_family, list_running_children
from app.engine.queries.family import MOST_SHOWN
from app.foundation import words
from app.foundation.drawn import TreeNode
from app.foundation.words import lower_first


@dataclass(frozen=True, kw_only=True)
class FamilyTree:
    """The tree as the page draws it; `stopped` are the faults of the cases below the one shown."""

    parent: CaseRow | None
    top: TreeNode
    done: int
    total: int
    progress: str
    stopped: tuple[tuple[str, str, str], ...]
    waits_for: tuple[str, ...]
    all_href: str


@dataclass(frozen=True, kw_only=True)
class ChildChoice:
    """A running child, as the page that cancels its parent asks about it; `may_cancel` is not given for hidden ones."""

    child_id: int
    words: str
    state: str
    may_cancel: bool


def family_tree(viewer: Viewer, case_id: int) -> FamilyTree | None:
    """Return the tree that a case belongs to; None for a case that stands alone."""
    family = find_family(viewer, case_id)
    if family is None:
        return None
    here = next(one for one in family.top.everybody() if one.row.case_id == case_id)
    return _tree(family, here)


def child_choices(viewer: Viewer, case_id: int) -> tuple[ChildChoice, ...]:
    """Return the running children of a case, for whoever cancels it."""
    return tuple(
        ChildChoice(
            child_id=child.child_id,
            words=f"{child.row.number}. {child.row.title}" if child.row else _hidden_words(child.step),
            state=child.row.open_words if child.row else "",
            may_cancel=child.row is not None,
        )
        for child in list_running_children(viewer, case_id)
    )


def _hidden_words(step: str) -> str:
    return str(_("A case of the step “%(step)s” that you may not see", step=step))


def _tree(family: Family, here: Relative) -> FamilyTree:
    below = here.everybody()[1:]
    locale = str(get_locale() or "ru")
    return FamilyTree(
        parent=family.parent,
        top=_node(family.top, here.row.case_id),
        done=here.done,
        total=here.total,
        progress=_progress(here),
        stopped=tuple(
            (one.row.number, _href(one.row), ru if locale == "ru" else en) for one in below for ru, en in one.incidents
        ),
        waits_for=_waits_for(here),
        all_href=url_for("cases.list_cases", parent=here.row.number) if here.total > 1 else "",
    )


def _waits_for(here: Relative) -> tuple[str, ...]:
    """Return what a case waits for, step by step; many cases of one step are only counted."""
    steps: dict[str, list[str]] = {}
    for child in here.children:
        if child.call_state is CallState.OPEN and child.row.status is CaseStatus.RUNNING:
            steps.setdefault(child.step, []).append(child.row.number)
    return tuple(
        str(_("%(step)s: case %(number)s", step=step, number=", ".join(numbers)))
        if len(numbers) < 3
        else f"{step}: " + str(ngettext("%(num)d child case", "%(num)d child cases", len(numbers)))
        for step, numbers in steps.items()
    )


def _node(one: Relative, here: int) -> TreeNode:
    unseen = one.total - len(one.children)
    return TreeNode(
        number=one.row.number,
        title=one.row.title,
        organisation=one.row.organisation_name,
        href=_href(one.row),
        is_here=one.row.case_id == here,
        state=state_of(one.row),
        step=one.step,
        now=tuple(_holder_words(holder) for holder in one.holders),
        note=_note(one),
        progress=_progress(one),
        hidden=str(ngettext("and %(num)d case that you may not see", "and %(num)d cases that you may not see", unseen))
        if 0 < unseen < MOST_SHOWN
        else "",
        children=tuple(_node(child, here) for child in one.children),
    )


def _href(row: CaseRow) -> str:
    return url_for("cases.show_case", number=row.number)


def _progress(one: Relative) -> str:
    return str(_("%(done)d of %(total)d ended", done=one.done, total=one.total)) if one.total else ""


def _note(one: Relative) -> str:
    if one.call_state is CallState.ALONE:
        return str(_("runs on by itself: the parent case does not wait for it"))
    return ""


def _holder_words(holder: Holder) -> str:
    who = holder.assignee_name or ", ".join(
        part for part in (lower_first(role_name(holder.role)) if holder.role else "", holder.organisation_name) if part
    )
    due = words.not_later(holder.legal_date, short=True) if holder.legal_date else ""
    told = ", ".join(part for part in (who, due) if part)
    return f"{holder.task_name}: {told}" if told else holder.task_name
