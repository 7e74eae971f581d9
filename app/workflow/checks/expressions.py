"""The checks of the group expressions: every text that will be evaluated is read now, with the names it may use."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from app.feel import FeelError, FeelType, Problem, check, parse
from app.feel.types import ANY
from app.workflow.checks.capabilities import GIVEN_NAMES
from app.workflow.checks.context import CheckContext, at_flow, at_node, at_process
from app.workflow.checks.decisions import check_decisions
from app.workflow.checks.flow_graph import reach
from app.workflow.checks.names import known_types, names_set_by
from app.workflow.checks.places import Place, places_of
from app.workflow.checks.python_hint import in_feel, looks_like_python
from app.workflow.elements import FlowSpec, Node, ProcessSpec, Scope
from app.workflow.findings import Finding, Words
from app.workflow.functions import FUNCTION_NAMES

MAX_EXPRESSIONS: Final = 5_000
MAX_SUGGESTIONS: Final = 50
_WORD = re.compile(r"(?<![\w.])[^\W\d]\w*")


def check_expressions(context: CheckContext) -> Iterator[Finding]:
    """Return every finding of the group."""
    yield from check_decisions(context)
    knowledge = Knowledge(known_types(context), (*FUNCTION_NAMES, *context.around.functions))
    for process in context.processes:
        yield from _title(process, knowledge)
        later = _Later(context, process)
        for count, place in enumerate(places_of(process)):
            if count >= MAX_EXPRESSIONS:
                yield at_process("too-many-expressions", process, f"> {MAX_EXPRESSIONS}")
                break
            finding = check_place(process, place, knowledge)
            if finding is not None:
                yield finding
            else:
                yield from later.findings(place)


def _title(process: ProcessSpec, knowledge: Knowledge) -> Iterator[Finding]:
    """Yield what is wrong with the title that cases of the process get."""
    text = process.properties.get("soglas:title", "")
    if not text.startswith("="):
        return
    problems = knowledge.problems(text, ()) if text[1:].strip() else []
    shown = f"«{' '.join(text.split())[:120]}»"
    if not text[1:].strip():
        yield at_process("expression-empty", process, Words(ru="название дела", en="the title of a case"))
    elif problems:
        problem = problems[0]
        told = Words(ru=f"название дела {shown}. {problem.ru}", en=f"the title of a case {shown}. {problem.en}")
        yield at_process(_rule_of(text, problem), process, told)


class Knowledge:
    """The names and functions of a package, asked for one expression at a time.

    Only names that an expression may mean are handed on, so that a thousand fields cost an expression nothing; all of
    them are looked through once it names an unknown one, to say which was meant.
    """

    def __init__(self, types: Mapping[str, FeelType], functions: tuple[str, ...]) -> None:
        self._types = types
        self._functions = functions
        self._suggestions = MAX_SUGGESTIONS
        self._by_word: dict[str, list[str]] = {}
        for name in types:
            first = _WORD.search(name)
            self._by_word.setdefault(first[0] if first else "", []).append(name)

    def problems(self, text: str, extra: Collection[str]) -> list[Problem]:
        """Return what the language finds wrong with an expression."""
        words = {*re.findall(r"[^\W\d]\w*", text), ""}
        meant = {name: self._types[name] for word in words for name in self._by_word.get(word, ())}
        own = dict.fromkeys(extra, ANY)
        found = check(text, {**meant, **own}, functions=self._functions)
        if found and self._suggestions:
            self._suggestions -= 1
            found = check(text, {**self._types, **own}, functions=self._functions)
        return found


def check_place(process: ProcessSpec, place: Place, knowledge: Knowledge) -> Finding | None:
    """Return what is wrong with one expression; the first problem is enough to go on."""
    if not place.text.strip().removeprefix("=").strip():
        return _at("expression-empty", process, place, Words(ru=place.ru, en=place.en))
    try:
        problems = knowledge.problems(place.text, place.extra_names)
    except (RecursionError, ValueError):
        return _at("expression-syntax", process, place, _shown(place, "", ""))
    if place.open_names:
        problems = [problem for problem in problems if problem.code != "unknown-name"]
    if not problems:
        return None
    if looks_like_python(place.text) and not _reads_as_feel(place.text, problems):
        return _python(process, place)
    problem = problems[0]
    return _at(_rule_of(place.text, problem), process, place, _shown(place, problem.ru, problem.en))


def _reads_as_feel(text: str, problems: list[Problem]) -> bool:
    """Say whether a text is FEEL whose only fault is another one than its language."""
    try:
        parse(text)
    except FeelError:
        return False
    strange = re.search(
        r"__|\bTrue\b|\bFalse\b|\bNone\b|\b(?:len|str|int|float|bool|eval|exec|open)\s*\(|\.\s*\w+\s*\(", text
    )
    return strange is None or all(problem.code.startswith("type") for problem in problems)


def _rule_of(text: str, problem: Problem) -> str:
    if problem.code in {"unknown-name", "unknown-member"}:
        return "unknown-name"
    if problem.code == "unknown-function":
        return "unknown-function"
    try:
        parse(text)
    except FeelError:
        return "expression-syntax"
    return "expression-type"


def _python(process: ProcessSpec, place: Place) -> Finding:
    translated = in_feel(place.text)
    remedy = None
    if translated:
        remedy = Words(ru=f"На языке FEEL это пишется так: = {translated}", en=f"FEEL writes this as: = {translated}")
    return _at("python-expression", process, place, _shown(place, "", ""), remedy)


def _at(rule: str, process: ProcessSpec, place: Place, detail: Words, remedy: Words | None = None) -> Finding:
    if isinstance(place.at, FlowSpec):
        return at_flow(rule, process, place.at, detail, remedy=remedy)
    return at_node(rule, process, place.at, detail, remedy=remedy)


def _shown(place: Place, ru: str, en: str) -> Words:
    """Return the place, the expression and what is wrong with it in one sentence."""
    text = " ".join(place.text.split())
    text = text if len(text) <= 120 else text[:119] + "…"
    return Words(
        ru=f"{place.ru} «{text}»" + (f". {ru}" if ru else ""),
        en=f'{place.en} "{text}"' + (f". {en}" if en else ""),
    )


def names_set_later(context: CheckContext, process: ProcessSpec) -> dict[str, tuple[str, ...]]:
    """Return for each element the names that cannot have a value there yet: only later elements give them one."""
    later = _Later(context, process)
    return {node.node_id: later.names(node.node_id) for node in process.all_nodes()}


class _Later:
    """Finds names that are filled in only after the place where they are used, on every path."""

    def __init__(self, context: CheckContext, process: ProcessSpec) -> None:
        self._process = process
        self._scope_of = {node.node_id: scope for scope in process.all_scopes() for node in scope.nodes}
        self._holder = {node.inner.scope_id: node.node_id for node in process.all_nodes() if node.inner is not None}
        self._setters: dict[str, list[str]] = {}
        elsewhere = {
            name
            for other in context.processes
            if other is not process
            for node in other.all_nodes()
            for name in names_set_by(context, node)
        }
        skip = elsewhere | GIVEN_NAMES | context.around.known_names
        for node in process.all_nodes():
            for name in names_set_by(context, node) - skip:
                self._setters.setdefault(name, []).append(node.node_id)
        self._reach: dict[tuple[str, str], set[str]] = {}

    def findings(self, place: Place) -> Iterator[Finding]:
        """Return a warning for each name of the expression that cannot have a value yet."""
        at = place.at.source if isinstance(place.at, FlowSpec) else place.at.node_id
        bare = re.sub(r'"(?:[^"\\]|\\.)*"', '""', place.text)
        if re.search(r"\b(?:for|some|every|function)\b|[{|]", bare):
            return
        for name in sorted(set(_WORD.findall(bare)) & self._setters.keys()):
            setters = self._setters[name]
            if any(self._before(setter, at) for setter in setters):
                continue
            first = self._process.by_id[setters[0]]
            detail = Words(
                ru=f"«{name}» в выражении «{place.text[:80]}» появляется только на шаге «{first.label}»",
                en=f'"{name}" in "{place.text[:80]}" comes only from the step "{first.label}"',
            )
            yield _at("name-set-later", self._process, place, detail)

    def names(self, at: str) -> tuple[str, ...]:
        """Return the names that only elements after this one set."""
        found = self._setters.items()
        return tuple(sorted(name for name, setters in found if not any(self._before(one, at) for one in setters)))

    def _before(self, setter: str, at: str) -> bool:
        """Say whether a setter may run before (or be) an element, comparing them in their common scope."""
        if setter == at:
            return True
        above, below = self._path(setter), self._path(at)
        for one, other in zip(above, below, strict=False):
            if one == other:
                continue
            scope = self._scope_of[one]
            if scope.by_id[one].event_sub_process or scope.by_id[other].event_sub_process:
                return True
            return other in self._reached(scope, one)
        return True

    def _path(self, node_id: str) -> list[str]:
        """Return the elements around an element, the outermost first, and the element itself."""
        path = [node_id]
        while (holder := self._holder.get(self._scope_of[path[0]].scope_id)) is not None:
            path.insert(0, holder)
        return path

    def _reached(self, scope: Scope, node_id: str) -> set[str]:
        key = (scope.scope_id, node_id)
        if key not in self._reach:
            node: Node = scope.by_id[node_id]
            self._reach[key] = reach(scope, [node.node_id]) if node.node_id else set()
        return self._reach[key]
