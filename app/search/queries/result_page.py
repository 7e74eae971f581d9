"""The page of results: each case with its state and where the question was met; and straight ways by a number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select

from app.access.policy import Viewer
from app.cases.queries.status_words import state_of
from app.documents.queries.journals import find_entries_by_number
from app.engine.queries.cases import CaseRow, list_cases_by_id
from app.engine.queries.visibility import CASE, sees_case
from app.foundation.database import db
from app.foundation.drawn import StateWords
from app.search.models import SearchText
from app.search.policy.words import Wanted, wanted_of
from app.search.queries.excerpts import Excerpt, Part, excerpts_of, marked
from app.search.queries.matching import find_cases

LONGEST_QUESTION = 100
_SHOWN_IN_THE_HEAD = frozenset({"title", "number"})


@dataclass(frozen=True, kw_only=True)
class Where:
    """Where the question was met, in words, with the text."""

    label: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One found case."""

    row: CaseRow
    href: str
    state: StateWords
    title: tuple[Part, ...]
    number: tuple[Part, ...]
    organisation: tuple[Part, ...]
    where: tuple[Where, ...]


@dataclass(frozen=True, kw_only=True)
class EntryHit:
    """A line of a journal with exactly the number that was typed."""

    href: str
    words: str


@dataclass(frozen=True, kw_only=True)
class ResultPage:
    """What the template draws; `jump` is where an exact number leads."""

    question: str
    hits: tuple[Hit, ...]
    entries: tuple[EntryHit, ...]
    more: str
    is_first: bool
    jump: str = ""


def result_page(viewer: Viewer, args: Mapping[str, str]) -> ResultPage:
    """Return one page of what this person may see of what a question finds."""
    question = " ".join(args.get("q", "").split())[:LONGEST_QUESTION]
    text = args.get("after", "")
    after = int(text) if text.isdecimal() and len(text) < 10 else None
    number = _number_of(viewer, question) if question and after is None else ""
    if number:
        jump = url_for("cases.show_case", number=number)
        return ResultPage(question=question, hits=(), entries=(), more="", is_first=True, jump=jump)
    entries = _entries(viewer, question) if question and after is None else ()
    wanted = wanted_of(question)
    matches = find_cases(viewer, wanted, after=after)
    hits = _hits(viewer, matches.case_ids, wanted)
    return ResultPage(
        question=question,
        hits=hits,
        entries=entries,
        more=url_for("search.find", q=question, after=matches.next) if matches.next is not None else "",
        is_first=after is None,
        jump=entries[0].href if len(entries) == 1 and not hits else "",
    )


def _number_of(viewer: Viewer, question: str) -> str:
    """Return the number of the case that was typed exactly, whatever the size of its letters; empty for none."""
    typed = {question, question.upper(), question.replace(" ", "").upper()}
    query = select(CASE.c.number).where(CASE.c.number.in_(sorted(typed)), sees_case(viewer)).limit(1)
    return db.session.scalar(query) or ""


def _entries(viewer: Viewer, question: str) -> tuple[EntryHit, ...]:
    return tuple(
        EntryHit(
            href=url_for("documents.show_journal", journal_id=one.journal_id, year=one.year, q=one.number),
            words=str(_("No. %(number)s, %(journal)s", number=one.number, journal=one.journal)),
        )
        for one in find_entries_by_number(viewer, question)
    )


def _hits(viewer: Viewer, case_ids: tuple[int, ...], wanted: tuple[Wanted, ...]) -> tuple[Hit, ...]:
    if not case_ids:
        return ()
    query = select(SearchText.case_id, SearchText.texts).where(SearchText.case_id.in_(case_ids))
    texts = {row.case_id: row.texts for row in db.session.execute(query)}
    rows = sorted(list_cases_by_id(viewer, case_ids), key=lambda row: -row.case_id)
    return tuple(_hit(row, excerpts_of(texts.get(row.case_id, ()), wanted), wanted) for row in rows)


def _hit(row: CaseRow, excerpts: tuple[Excerpt, ...], wanted: tuple[Wanted, ...]) -> Hit:
    return Hit(
        row=row,
        href=url_for("cases.show_case", number=row.number),
        state=state_of(row),
        title=marked(row.title, wanted),
        number=marked(row.number, wanted),
        organisation=marked(row.organisation_name, wanted),
        where=tuple(
            Where(label=_label(one), parts=one.parts) for one in excerpts if one.kind not in _SHOWN_IN_THE_HEAD
        ),
    )


def _label(one: Excerpt) -> str:
    """Return where an excerpt stands: «Поле «Предмет закупки»»."""
    if one.kind == "organisation":
        return str(_("Organisation"))
    if one.kind == "answer":
        return str(_("Field “%(name)s”", name=one.label))
    if one.kind == "file":
        return str(_("File: %(kind)s", kind=one.label)) if one.label else str(_("File name"))
    if one.kind == "decision":
        return str(_("Comment to “%(name)s”", name=one.label))
    if one.kind == "remark":
        return str(_("Remark on “%(name)s”", name=one.label)) if one.label else str(_("Remark on the whole"))
    if one.kind == "comment":
        return str(_("Said by: %(who)s", who=one.label))
    return str(_("Who opened the case")) if one.kind == "person" else one.label
