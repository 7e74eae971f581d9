"""Differences of forms: fields that came, went or are asked differently."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from app.workflow.differences.model import Aspect, Change, Difference, Thing
from app.workflow.differences.order import moved_items

_MOST_DEPTH = 20
_Fields = Mapping[str, Mapping[str, Any]]


def compare_forms(old: Mapping[str, Mapping[str, Any]], new: Mapping[str, Mapping[str, Any]]) -> Iterator[Difference]:
    """Yield the differences of the forms of two packages; `within` is the id of the form."""
    for form_id in dict.fromkeys([*new, *old]):
        if form_id not in old or form_id not in new:
            change = Change.ADDED if form_id not in old else Change.REMOVED
            schema = new[form_id] if form_id in new else old[form_id]
            labels = [_label(field, key) for key, field in _fields(schema).items() if _is_asked(field)]
            yield Difference(change=change, thing=Thing.FORM, subject=form_id, now="; ".join(labels))
        else:
            yield from _compare_form(form_id, old[form_id], new[form_id])


def _compare_form(form_id: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    before, after = _fields(old), _fields(new)
    before = {_new_place(key, field, before, after): field for key, field in before.items()}
    for key, field in after.items():
        if key not in before:
            yield _field(Change.ADDED, form_id, key, field)
        else:
            yield from _compare_field(form_id, key, before[key], field)
    for key, field in before.items():
        if key not in after:
            yield _field(Change.REMOVED, form_id, key, field)
    yield from _moved_fields(form_id, old, new)
    if _text(old.get("title")) != _text(new.get("title")):
        yield Difference(
            change=Change.CHANGED, thing=Thing.FORM, aspect=Aspect.NAME, subject=form_id, was=_text(old.get("title")),
            now=_text(new.get("title")),
        )  # fmt: skip


def _new_place(key: str, field: Mapping[str, Any], old: _Fields, new: _Fields) -> str:
    """Return the key under which a field is found now: its own, or that of the group into which it was put."""
    if key in new or not _is_asked(field):
        return key
    own = _own_name(field)
    places = [one for one, other in new.items() if one not in old and _is_asked(other) and _own_name(other) == own]
    return places[0] if len(places) == 1 and new[places[0]].get("type") == field.get("type") else key


def _moved_fields(form_id: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    """Yield the fields that stand in another group, or in another order among those that stayed."""
    before, after = _fields(old), _fields(new)
    stands = {_new_place(key, field, before, after): key for key, field in before.items()}
    for key, field in after.items():
        if key in stands and stands[key] != key:
            found = _moved(form_id, key, field, was=_group(before, stands[key]), now=_group(after, key))
            yield replace(found, detail="group")
    order_before = [now for now, was in stands.items() if now == was and now in after]
    for key in moved_items(order_before, [one for one in after if stands.get(one) == one]):
        yield _moved(form_id, key, after[key], was=_stands_after(before, key), now=_stands_after(after, key))


def _moved(form_id: str, key: str, field: Mapping[str, Any], *, was: str, now: str) -> Difference:
    return Difference(
        change=Change.MOVED, thing=Thing.FIELD, subject=_label(field, key), within=form_id, was=was, now=now
    )


def _group(fields: _Fields, key: str) -> str:
    """Return what the group is called that holds a field, or an empty text at the top."""
    holder = key.rpartition(".")[0]
    return _label(fields[holder], holder) if holder in fields else ""


def _stands_after(fields: _Fields, key: str) -> str:
    """Return what the thing before a field is called, or an empty text for the first one."""
    holder = key.rpartition(".")[0]
    beside = [one for one in fields if one.rpartition(".")[0] == holder]
    position = beside.index(key)
    return _label(fields[beside[position - 1]], beside[position - 1]) if position else ""


def _field(change: Change, form_id: str, key: str, field: Mapping[str, Any]) -> Difference:
    return Difference(
        change=change, thing=Thing.FIELD, subject=_label(field, key), within=form_id, detail=_text(field.get("type"))
    )


def _compare_field(form_id: str, key: str, was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Difference]:
    before, after = _aspects(was), _aspects(now)
    for aspect in dict.fromkeys([*before, *after]):
        if before.get(aspect, "") != after.get(aspect, ""):
            yield Difference(
                change=Change.CHANGED, thing=Thing.FIELD, aspect=aspect, subject=_label(now, key), within=form_id,
                was=before.get(aspect, ""), now=after.get(aspect, ""),
            )  # fmt: skip


def _aspects(field: Mapping[str, Any]) -> dict[Aspect, str]:
    checks = field.get("validate") if isinstance(field.get("validate"), Mapping) else {}
    conditional = field.get("conditional") if isinstance(field.get("conditional"), Mapping) else {}
    assert isinstance(checks, Mapping)  # noqa: S101 - said two lines above, for the type checker
    assert isinstance(conditional, Mapping)  # noqa: S101
    limits = {key: value for key, value in checks.items() if key != "required"}
    known = {
        "label", "dateLabel", "timeLabel", "type", "validate", "conditional", "values", "valuesKey", "valuesExpression",
        "readonly", "disabled", "description", "text", "key", "path", "id", "layout", "components", "subtype",
    }  # fmt: skip
    rest = {key: value for key, value in field.items() if key not in known}
    return {
        Aspect.NAME: _label(field, ""),
        Aspect.TYPE: f"{_text(field.get('type'))} {_text(field.get('subtype'))}".strip(),
        Aspect.TEXT: _text(field.get("description")) or _text(field.get("text")),
        Aspect.REQUIRED: _text(checks.get("required", False)),
        Aspect.LIMITS: _flat(limits),
        Aspect.HIDDEN: _text(conditional.get("hide")),
        Aspect.READ_ONLY: _text(field.get("readonly", field.get("disabled", False))),
        Aspect.OPTIONS: _options(field),
        Aspect.CONTENT: _flat(rest),
    }


def _options(field: Mapping[str, Any]) -> str:
    values = field.get("values")
    if isinstance(values, list):
        return "; ".join(_text(one.get("label")) for one in values if isinstance(one, Mapping))
    return _text(field.get("valuesKey")) or _text(field.get("valuesExpression"))


def _fields(schema: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return dict(_walk(schema, "", 0))


def _walk(holder: Mapping[str, Any], path: str, depth: int) -> Iterator[tuple[str, Mapping[str, Any]]]:
    children = holder.get("components")
    if depth > _MOST_DEPTH or not isinstance(children, list):
        return
    for child in children:
        if not isinstance(child, Mapping):
            continue
        own = _own_name(child)
        key = f"{path}.{own}" if path else own
        yield key, child
        yield from _walk(child, key, depth + 1)


def _own_name(field: Mapping[str, Any]) -> str:
    return _text(field.get("key")) or _text(field.get("path")) or _text(field.get("id"))


def _label(field: Mapping[str, Any], key: str) -> str:
    names = ("label", "dateLabel", "timeLabel", "title")
    return next((_text(field[name]) for name in names if _text(field.get(name))), key)


def _is_asked(field: Mapping[str, Any]) -> bool:
    return bool(field.get("key") or field.get("path"))


def _text(value: Any) -> str:
    if value is None or value is False:
        return ""
    return "true" if value is True else str(value)


def _flat(values: Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True) if values else ""
