"""Context functions: get value, get entries, context, context put, context merge."""

from __future__ import annotations

from app.feel.builtins.registry import builtin
from app.feel.runtime import Run
from app.feel.values.kinds import Value

Fields = dict[str, Value]


@builtin("get value", "m: context, key: string", family="context", null_answers=True,
         ru="Значение поля группы по имени.", en="The value of a field by its name.")  # fmt: skip
def get_value(_: Run, m: Fields, key: str) -> Value:
    """Look a field up."""
    return m.get(key)


@builtin("get value", "m: context, keys: list")
def get_value_deep(_: Run, m: Fields, keys: list[Value]) -> Value:
    """Look a field up through groups in groups."""
    found: Value = m
    for key in keys:
        found = found.get(key) if isinstance(found, dict) and isinstance(key, str) else None
    return found if keys else None


@builtin("get entries", "m: context", family="context",
         ru="Список пар key и value всех полей группы.",
         en="The fields as a list of key and value.")  # fmt: skip
def get_entries(run: Run, m: Fields) -> Value:
    """List the fields."""
    run.allow_items(len(m))
    return [{"key": key, "value": value} for key, value in m.items()]


@builtin("context", "entries: list", family="context",
         ru="Собирает группу полей из списка пар key и value.",
         en="Builds a context from a list of key and value.")  # fmt: skip
def context(run: Run, entries: list[Value]) -> Value:
    """Build a context; null when a key is missing or repeated."""
    run.spend(len(entries))
    built: Fields = {}
    for entry in entries:
        if not isinstance(entry, dict) or "value" not in entry:
            return None
        key = entry.get("key")
        if not isinstance(key, str) or key in built:
            return None
        built[key] = entry["value"]
    return built


@builtin("context put", "context: context, key: string, value: Any", family="context",
         ru="Та же группа с новым значением поля.", en="The context with a field set.")  # fmt: skip
def context_put(run: Run, fields: Fields, key: str, value: Value) -> Value:
    """Set a field in a copy."""
    run.spend(len(fields) // 8 + 1)
    return {**fields, key: value}


@builtin("context put", "context: context, keys: list, value: Any")
def context_put_deep(run: Run, fields: Fields, keys: list[Value], value: Value) -> Value:
    """Set a field inside groups of a copy."""
    run.spend(len(fields) // 8 + len(keys) + 1)
    if not keys or not all(isinstance(key, str) for key in keys) or len(keys) > 40:
        return None
    if len(keys) == 1:
        return {**fields, keys[0]: value}
    inner = fields.get(keys[0])
    if not isinstance(inner, dict):
        return None
    changed = context_put_deep(run, inner, keys[1:], value)
    return None if changed is None else {**fields, keys[0]: changed}


@builtin("context merge", "contexts: list", family="context",
         ru="Объединяет группы; поля последних важнее.",
         en="Joins contexts; later fields win.")  # fmt: skip
def context_merge(run: Run, contexts: list[Value]) -> Value:
    """Join contexts."""
    built: Fields = {}
    for fields in contexts:
        if not isinstance(fields, dict):
            return None
        run.spend(len(fields) // 8 + 1)
        built.update(fields)
    return built
