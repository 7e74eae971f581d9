"""The summary of remarks of a case (сводка замечаний): every one that was made, in any round, with its answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.documents.queries.case_content import choice_words
from app.engine.queries.record import AnsweredTask, read_answers
from app.engine.queries.remark_words import said_words
from app.engine.queries.remarks import RemarkRow, read_remarks
from app.processes.queries import Live
from app.workflow.user_tasks import TaskKind

LIST: Final = "remarks"
"""The list of a form in which deciders write remarks and authors the answers."""


@dataclass(kw_only=True)
class _Made:
    """A remark in a list of a form, on its way to an answer."""

    who: str
    round: int
    row: Mapping[str, Any]


def remarks_summary(case_id: int, live: Live) -> list[dict[str, str]]:
    """Return the rows of the summary: those written in forms, then those written beside them."""
    words = choice_words(live)
    found = [*_in_forms(read_answers(case_id), words), *(_beside(one) for one in read_remarks(case_id))]
    return [{name: str(value or "") for name, value in one.items()} for one in found]


def _in_forms(done: Sequence[AnsweredTask], words: Mapping[str, Mapping[str, str]]) -> Iterator[dict[str, Any]]:
    """Pair what deciders wrote with what the next author answered; a list that nobody answered stands without."""
    waiting: list[_Made] = []
    for task in done:
        rows = [row for row in (task.answers or {}).get(LIST) or [] if isinstance(row, Mapping) and row.get("text")]
        if TaskKind(task.kind).decides:
            yield from (_line(one, {}, words) for one in waiting if rows)
            if rows:
                waiting = [_Made(who=task.completed_by_name, round=task.round, row=row) for row in rows]
        elif rows:
            for row in rows:
                made = next((one for one in waiting if _same(one.row, row)), None)
                waiting = [one for one in waiting if one is not made]
                yield _line(made or _Made(who="", round=task.round, row=row), row, words)
            yield from (_line(one, {}, words) for one in waiting)
            waiting = []
    yield from (_line(one, {}, words) for one in waiting)


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return (one.get("place"), one.get("text")) == (other.get("place"), other.get("text"))


def _line(made: _Made, answered: Mapping[str, Any], words: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    state = str(answered.get("state") or "")
    return {
        "who": f"{made.who}, круг {made.round}" if made.who else "",
        "place": made.row.get("place"),
        "text": made.row.get("text"),
        "basis": made.row.get("basis") or answered.get("basis"),
        "state": words.get(f"{LIST}.state", {}).get(state, state) or "без ответа",
        "answer": answered.get("answer"),
    }


def _beside(remark: RemarkRow) -> dict[str, Any]:
    """Return a remark that was written beside the form, with everything that was said to it since."""
    made, *since = remark.talk
    replies = [one for one in since if one.kind in ("accepted", "declined")]
    return {
        "who": f"{made.who}, круг {made.round}",
        "place": remark.label,
        "text": "\n".join([made.text, *(one.text for one in since if one.kind == "kept" and one.text)]),
        "basis": "",
        "state": said_words(since[-1]) if since else "без ответа",
        "answer": "\n".join(one.text or said_words(one) for one in replies),
    }
