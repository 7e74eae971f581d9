"""The settings of a process as they hold for an organisation on a day.

The nearest organisation up the tree that has a value wins, then the diagram. A case reads its settings whenever it
moves on (see `engine/commands/steps/settings_in_force.py`), so what was worked out before a change keeps its value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import select

from app.foundation.clock import now, today
from app.foundation.database import db
from app.organisation.queries import current_tree, timezone_of
from app.organisation.queries.tree import watch
from app.processes.models import ProcessSetting
from app.processes.queries.live import Live
from app.processes.queries.setting_kinds import is_of_kind
from app.workflow.settings import Setting, setting_value

_KEPT: Final = "soglas_process_settings"
CHANGED: Final = "[SET]"
"""How the source of a setting begins whose value was changed for an organisation."""
watch(ProcessSetting)


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change of a setting, as it was recorded; `value` None took a change back."""

    id: int
    process_id: int
    name: str
    organisation_id: int
    value: str | None
    effective_from: date
    note: str
    changed_by_name: str
    changed_at: datetime


@dataclass(frozen=True, kw_only=True)
class InForce:
    """A setting for one organisation: as the diagram has it, the value that holds, and the change that made it so."""

    setting: Setting
    value: Any
    change: Change | None


def settings_for(live: Live, organisation_id: int, *, at: datetime | None = None) -> Mapping[str, Setting]:
    """Return the settings of a version as they hold for an organisation at a moment (now), each with its source."""
    if not has_changes(live):
        return live.settings
    return {one.setting.name: _as_setting(one) for one in list_in_force(live, organisation_id, at=at)}


def has_changes(live: Live) -> bool:
    """Say whether any setting of the process was ever changed."""
    return live.process_id in _changes()


def list_in_force(live: Live, organisation_id: int, *, at: datetime | None = None) -> tuple[InForce, ...]:
    """Return every setting of a version as it holds for an organisation, in the order of the diagram."""
    moment = at or now()
    day = _day(organisation_id, moment)
    mine = _changes().get(live.process_id, {})
    above = [node.id for node in current_tree().upwards(organisation_id)]
    return tuple(
        _in_force(setting, mine.get(setting.name, {}), above, day, moment) for setting in live.settings.values()
    )


def list_changes(live: Live, name: str, organisation_ids: Iterable[int]) -> tuple[Change, ...]:
    """Return the history of a setting in these organisations, latest first."""
    by_place = _changes().get(live.process_id, {}).get(name, {})
    found = [change for place in set(organisation_ids) for change in by_place.get(place, ())]
    return tuple(sorted(found, key=lambda change: change.id, reverse=True))


def list_coming(live: Live, organisation_id: int) -> Mapping[str, Change]:
    """Return the changes of this organisation and those above it that hold only later, the next one of each setting."""
    day = today(timezone_of(organisation_id))
    above = {node.id for node in current_tree().upwards(organisation_id)}
    found: dict[str, Change] = {}
    for name, places in _changes().get(live.process_id, {}).items():
        coming = [one for place in above for one in places.get(place, ()) if one.effective_from > day]
        if coming:
            found[name] = min(coming, key=lambda one: (one.effective_from, one.id))
    return found


def _in_force(
    setting: Setting, places: Mapping[int, Sequence[Change]], above: Sequence[int], day: date, moment: datetime
) -> InForce:
    for place in above:
        change = _latest(places.get(place, ()), day, moment)
        if change is None or change.value is None:
            continue
        value = change.value if isinstance(setting.value, str) else setting_value(change.value)
        if is_of_kind(setting, value):
            return InForce(setting=setting, value=value, change=change)
    return InForce(setting=setting, value=setting.value, change=None)


def _latest(changes: Sequence[Change], day: date, moment: datetime) -> Change | None:
    known = [one for one in changes if one.effective_from <= day and one.changed_at <= moment]
    return max(known, key=lambda one: (one.effective_from, one.id), default=None)


def _as_setting(one: InForce) -> Setting:
    if one.change is None:
        return one.setting
    node = current_tree().node(one.change.organisation_id)
    parts = [CHANGED, f"{node.short_name}, {one.change.effective_from:%d.%m.%Y}", one.change.note]
    source = ". ".join([" ".join(parts[:2]), *parts[2:]]).rstrip(". ")
    return replace(one.setting, value=one.value, source=source)


def _day(organisation_id: int, moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(timezone_of(organisation_id))).date()


Changes = Mapping[int, Mapping[str, Mapping[int, tuple[Change, ...]]]]


def _changes() -> Changes:
    """Return every change by process, setting and organisation, read again when the stamp of the tree differs."""
    stamp = current_tree().stamp
    kept: tuple[str, Changes] | None = current_app.extensions.get(_KEPT)
    if kept is None or kept[0] != stamp or not stamp:
        kept = (stamp, _read())
        current_app.extensions[_KEPT] = kept
    return kept[1]


def _read() -> Changes:
    names = tuple(Change.__dataclass_fields__)
    rows = db.session.execute(select(*(getattr(ProcessSetting, name) for name in names)).order_by(ProcessSetting.id))
    found: dict[int, dict[str, dict[int, tuple[Change, ...]]]] = {}
    for row in rows:
        change = Change(**row._mapping)
        places = found.setdefault(change.process_id, {}).setdefault(change.name, {})
        places[change.organisation_id] = (*places.get(change.organisation_id, ()), change)
    return found
