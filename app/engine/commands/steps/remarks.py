"""Remarks in a decision and answers to them: who must say what, asked under the lock of the case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from sqlalchemy import func, select

from app.audit.models import Actor
from app.engine.commands.steps.locked import LockedCase, TaskRow
from app.engine.models import Remark, RemarkState
from app.engine.models.values import to_column
from app.forms.schema import Computed
from app.foundation.database import db
from app.foundation.errors import InvalidInput
from app.workflow.elements import Outcome, TaskKind, UserTaskSpec

LONGEST: Final = 4000
MOST: Final = 100


@dataclass(frozen=True, kw_only=True)
class RemarkGiven:
    """A new remark: what it is about (`key` and `file_id` empty: the whole), the words seen, what has to change."""

    text: str
    key: str = ""
    file_id: str = ""
    label: str = ""
    was: str = ""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What the step that made a remark says of the answer: it is closed, or kept with more words."""

    remark_id: int
    closes: bool
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What the author says to a remark: taken into account, or declined for a reason."""

    remark_id: int
    accepted: bool
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class RemarkWork:
    """Everything about remarks that is sent with a task; `locks` opens only the marked fields to the author."""

    given: Sequence[RemarkGiven] = field(default_factory=tuple)
    verdicts: Sequence[Verdict] = field(default_factory=tuple)
    replies: Sequence[Reply] = field(default_factory=tuple)
    locks: bool = False

    @property
    def is_empty(self) -> bool:
        """Say whether nothing was sent."""
        return not (self.given or self.verdicts or self.replies)


def work_to_json(work: RemarkWork) -> dict[str, Any]:
    """Return the work as plain JSON, for a task that is tried again later."""
    return asdict(work)


def work_from_json(kept: Mapping[str, Any] | None) -> RemarkWork:
    """Return the work kept by `work_to_json`."""
    if not kept:
        return RemarkWork()
    return RemarkWork(
        given=tuple(RemarkGiven(**one) for one in kept["given"]),
        verdicts=tuple(Verdict(**one) for one in kept["verdicts"]),
        replies=tuple(Reply(**one) for one in kept["replies"]),
        locks=bool(kept["locks"]),
    )


@dataclass(frozen=True, kw_only=True)
class Worked:
    """What became of the remarks: for the record, and as the words of a decision that has no comment of its own."""

    facts: Mapping[str, Any]
    words: str


NOTHING: Final = Worked(facts={}, words="")


def work_on_remarks(
    case: LockedCase,
    task: TaskRow,
    spec: UserTaskSpec,
    work: RemarkWork,
    *,
    outcome: str,
    answers: Mapping[str, Any],
    actor: Actor,
) -> Worked:
    """Write remarks, verdicts and answers down; raises InvalidInput by `remarks`, `remark-ID` or the name of a field.

    Whoever approves without remarks closes their own first; whoever fills in answers every open one that is theirs to
    answer, and changes marked fields only when the one who returned wanted it so.
    """
    if not case.remarks_left and work.is_empty:
        return NOTHING
    standing = _standing(case.id)
    if TaskKind(spec.kind).decides:
        return _decide(case, task, spec, work, outcome, standing, actor)
    if work.given or work.verdicts:
        raise InvalidInput(problems={"remarks": "not asked"})
    return _answer(case, task, work, answers, standing, actor)


def asks(remark: Remark, writable: Iterable[str], sent_outcome: str) -> bool:
    """Say whether an open remark is for a filling task whose form writes these names, to which `sent_outcome` led."""
    if remark.state is not RemarkState.OPEN:
        return False
    return remark.key.partition(".")[0] in set(writable) if remark.key else sent_outcome == Outcome.RETURN


def open_keys(remarks: Iterable[Remark]) -> frozenset[str] | None:
    """Return the fields that the author may change, None when nothing is locked."""
    listed = list(remarks)
    if not any(remark.locks for remark in listed) or not all(remark.key for remark in listed):
        return None
    return frozenset(remark.key for remark in listed)


def _standing(case_id: int) -> dict[int, Remark]:
    query = select(Remark).where(Remark.case_id == case_id, Remark.state != RemarkState.CLOSED).order_by(Remark.number)
    return {remark.id: remark for remark in db.session.scalars(query)}


def _decide(
    case: LockedCase,
    task: TaskRow,
    spec: UserTaskSpec,
    work: RemarkWork,
    outcome: str,
    standing: Mapping[int, Remark],
    actor: Actor,
) -> Worked:
    if work.replies:
        raise InvalidInput(problems={"remarks": "not asked"})
    own = {one.id: one for one in standing.values() if one.element_id == task["element_id"]}
    closed: list[int] = []
    kept: list[int] = []
    for verdict in work.verdicts:
        remark = own.get(verdict.remark_id)
        if remark is None:
            raise InvalidInput(problems={f"remark-{verdict.remark_id}": "not yours"})
        text = _checked(verdict.text, f"remark-{remark.id}")
        _say(case, remark, "closed" if verdict.closes else "kept", text, actor)
        remark.state = RemarkState.CLOSED if verdict.closes else RemarkState.OPEN
        remark.locks = work.locks
        (closed if verdict.closes else kept).append(remark.number)
    made = _make(case, task, work, actor)
    left = [one for one in own.values() if one.state is not RemarkState.CLOSED]
    if outcome == Outcome.APPROVE and (left or made):
        raise InvalidInput(problems={"remarks": "close first"})
    case.remarks_left += len(made) - len(closed)
    facts = {"made": [one.number for one in made], "closed": closed, "kept": kept}
    words = "\n".join(f"{one.number}. {one.label}: {one.talk[-1]['text']}" for one in [*left, *made])
    return Worked(facts={name: found for name, found in facts.items() if found}, words=words)


def _make(case: LockedCase, task: TaskRow, work: RemarkWork, actor: Actor) -> list[Remark]:
    if len(work.given) > MOST:
        raise InvalidInput(problems={"remarks": "too many"})
    last = db.session.scalar(select(func.max(Remark.number)).where(Remark.case_id == case.id)) or 0 if work.given else 0
    made = []
    for number, given in enumerate(work.given, start=last + 1):
        text = _checked(given.text, "remarks")
        if not text:
            raise InvalidInput(problems={"remarks": "empty"})
        remark = Remark(
            case_id=case.id,
            number=number,
            element_id=task["element_id"],
            element_name=task["name"],
            task_id=task["id"],
            round=task["round"],
            key=given.key[:200],
            file_id=given.file_id[:40],
            label=given.label[:400],
            was=given.was[:LONGEST],
            locks=work.locks,
            state=RemarkState.OPEN,
            talk=[],
            made_at=case.at,
            changed_at=case.at,
        )
        _say(case, remark, "said", text, actor)
        made.append(remark)
    db.session.add_all(made)
    return made


def _answer(
    case: LockedCase,
    task: TaskRow,
    work: RemarkWork,
    answers: Mapping[str, Any],
    standing: Mapping[int, Remark],
    actor: Actor,
) -> Worked:
    writable = case.live.writable_names(task["form_id"])
    asked = {one.id: one for one in standing.values() if asks(one, writable, task["opened_by_outcome"])}
    replies = {reply.remark_id: reply for reply in work.replies}
    problems = {f"remark-{remark_id}": "not asked" for remark_id in set(replies) - set(asked)}
    for remark in asked.values():
        reply = replies.get(remark.id)
        if reply is None or not (reply.accepted or reply.text.strip()):
            problems[f"remark-{remark.id}"] = "required"
    if problems:
        raise InvalidInput(problems=problems)
    _refuse_locked(case, task, answers, open_keys(asked.values()) if asked else None)
    for remark in asked.values():
        reply = replies[remark.id]
        text = _checked(reply.text, f"remark-{remark.id}")
        _say(case, remark, "accepted" if reply.accepted else "declined", text, actor)
        remark.state = RemarkState.ANSWERED
    numbers = [remark.number for remark in asked.values()]
    return Worked(facts={"answered": numbers} if numbers else {}, words="")


def _refuse_locked(case: LockedCase, task: TaskRow, answers: Mapping[str, Any], keys: frozenset[str] | None) -> None:
    """Raise InvalidInput for a change of a field that was not marked."""
    if keys is None:
        return
    heads = {key.partition(".")[0] for key in keys}
    schema = case.live.forms.get(task["form_id"])
    computed = {one.path[0] for one, __ in schema.walk() if isinstance(one, Computed) and one.path} if schema else set()
    known = case.workflow.variables
    changed = sorted(
        name
        for name, value in answers.items()
        if name not in heads | computed and to_column(value) != to_column(known.get(name))
    )
    if changed:
        raise InvalidInput(problems=dict.fromkeys(changed, "locked"))


def _checked(text: str, name: str) -> str:
    found = text.replace("\r\n", "\n").strip()
    if len(found) > LONGEST:
        raise InvalidInput(problems={name: "too long"})
    return found


def _say(case: LockedCase, remark: Remark, kind: str, text: str, actor: Actor) -> None:
    said = {
        "kind": kind,
        "text": text,
        "who": actor.name,
        "instead": actor.on_behalf_of,
        "at": case.at.isoformat(),
        "round": case.round,
    }
    remark.talk = [*remark.talk, said]
    remark.changed_at = case.at
