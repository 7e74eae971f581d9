"""The preview of an import: which column means what, and every row with what was understood and what is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.access.models import Role
from app.access.policy import role_name
from app.foundation.words import local_today
from app.organisation.queries import current_tree
from app.roadmaps.models import PlanUpload
from app.roadmaps.policy.import_columns import Column, read_columns
from app.roadmaps.policy.import_reading import Defaults, ReadPlan, Understood, read_rows
from app.roadmaps.policy.import_rows import Shape, shapes_of, source_rows
from app.roadmaps.policy.import_tables import Table
from app.roadmaps.policy.measure_form import read_post
from app.roadmaps.policy.phrase_dates import Frame
from app.roadmaps.queries.families import family_keys, family_title
from app.roadmaps.queries.own_plan_words import field_words, kind_name, question_words
from app.roadmaps.queries.own_plans import days_in_words


@dataclass(frozen=True, kw_only=True)
class ReadUpload:
    """What is understood with the choices made so far."""

    shapes: tuple[Shape, ...]
    frame: Frame
    plan: ReadPlan


@dataclass(frozen=True, kw_only=True)
class PreviewLine:
    """One row of the preview."""

    number: str
    title: str
    section: str
    who: str
    printed: str
    kind: str
    days: str
    family: str
    guessed: bool
    questions: tuple[str, ...]
    key: str


@dataclass(frozen=True, kw_only=True)
class PreviewPage:
    """What the template draws."""

    upload: PlanUpload
    place: str
    choices: Mapping[str, Any]
    shapes: tuple[Shape, ...]
    lines: tuple[PreviewLine, ...]
    sections: int
    asked: int
    complete: int


def read_upload(upload: PlanUpload) -> ReadUpload:
    """Return sections and measures of the kept tables."""
    tables = tuple(
        Table(
            headings=tuple((int(one[0]), str(one[1])) for one in table["headings"]),
            rows=tuple(tuple(row) for row in table["rows"]),
        )
        for table in upload.tables
    )
    choices = upload.choices
    shapes = shapes_of(tables, _columns(choices.get("columns") or {}, tables))
    frame = _frame(choices)
    rows = source_rows(tables, shapes)
    return ReadUpload(shapes=shapes, frame=frame, plan=read_rows(rows, frame, _defaults(choices), kinds_of(choices)))


def kinds_of(choices: Mapping[str, Any]) -> dict[str, str]:
    """Return the kinds of work that were chosen for single rows, by the key of the row."""
    return {key: kind for key, kind in (choices.get("kinds") or {}).items() if kind in family_keys()}


def _columns(chosen: Mapping[str, Mapping[str, str]], tables: Sequence[Table]) -> dict[int, Sequence[Column]]:
    found: dict[int, Sequence[Column]] = {}
    for shape in shapes_of(tables):
        given = chosen.get(str(shape.id))
        columns = (
            read_columns({int(key): value for key, value in given.items()}, len(shape.headings)) if given else None
        )
        if columns is not None:
            found[shape.id] = columns
    return found


def _frame(choices: Mapping[str, Any]) -> Frame:
    """Return the life of the plan as said, else the current year."""
    try:
        first, last = (date.fromisoformat(str(choices[name])) for name in ("first", "last"))
    except (KeyError, ValueError):
        year = local_today().year
        first, last = date(year, 1, 1), date(year, 12, 31)
    return Frame(first=min(first, last), last=max(first, last))


def _defaults(choices: Mapping[str, Any]) -> Defaults:
    executor = read_post(str(choices.get("executor", ""))) or ("", "")
    controller = read_post(str(choices.get("controller", ""))) or ("", "")
    family = str(choices.get("family", ""))
    return Defaults(
        executor_role=executor[0],
        executor_place=executor[1],
        controller_role=controller[0],
        controller_place=controller[1],
        evidence=str(choices.get("evidence", "")),
        family=family if family in family_keys() else "",
    )


def preview_page(upload: PlanUpload) -> PreviewPage:
    """Return the page."""
    found = read_upload(upload)
    sections = {section["id"]: section["title"] for section in found.plan.sections}
    lines = tuple(_line(one, sections, found.frame) for one in found.plan.rows)
    asked = sum(bool(line.questions) for line in lines)
    return PreviewPage(
        upload=upload,
        place=current_tree().node(upload.organisation_id).short_name,
        choices=upload.choices,
        shapes=found.shapes,
        lines=lines,
        sections=len(sections),
        asked=asked,
        complete=len(lines) - asked,
    )


def _line(one: Understood, sections: Mapping[int, str], frame: Frame) -> PreviewLine:
    measure, schedule = one.measure, one.measure["schedule"]
    return PreviewLine(
        number=measure["number"] or "",
        title=measure["title"],
        section=sections[measure["section"]],
        who="; ".join(_executor(person) for person in measure.get("executors") or ()),
        printed=measure["deadline_printed"],
        kind=kind_name(schedule["type"]) if schedule else "",
        days=", ".join(days_in_words(schedule, frame)[:4]) if schedule else "",
        family=family_title(measure["family"]) if measure["family"] else "",
        guessed=one.guessed_family,
        questions=tuple(
            question_words(code) if field == "schedule" else field_words(field, code if code == "name" else "required")
            for field, code in one.questions
        ),
        key=one.row.key,
    )


def _executor(person: Mapping[str, str]) -> str:
    if not person["role"] or role_name(Role(person["role"])) == person["name"]:
        return person["name"]
    return f"{person['name']} ({role_name(Role(person['role']))})"
