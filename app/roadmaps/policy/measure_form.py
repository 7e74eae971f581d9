"""The form of a measure: from what was posted to the row of a plan, with what is wrong by field. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from app.roadmaps.policy.phrase_dates import Frame
from app.roadmaps.policy.schedule_form import BY_WORDS, Wanted, build_schedule

POSTS: Final[tuple[tuple[str, str], ...]] = (
    ("centre_head", "centre"),
    ("school_admin", "school"),
    ("school_director", "school"),
    ("working_group_member", "school"),
    ("mouo_officer", "mouo"),
    ("mouo_head", "mouo"),
    ("mouo_expert", "mouo"),
    ("finance_officer", "finance"),
    ("regional_officer", "region"),
    ("regional_coordinator", "coordinator"),
    ("institute_methodist", "institute"),
    ("partner_rep", "partner"),
)
"""Who can carry a measure out or check it: a role with the place in the tree where it is held."""
LEVELS: Final = ("АП", "РП")
MOST_ROWS: Final = 12
_TEXTS: Final[Mapping[str, int]] = {"number": 40, "title": 4000, "expected_result": 4000, "audience": 1000}


@dataclass(frozen=True, kw_only=True)
class Known:
    """What a form may name: the sections, families, indicators and other measures of the plan."""

    sections: Collection[int]
    families: Collection[str]
    indicators: Collection[str]
    measures: Mapping[str, Mapping[str, Any]]


def read_measure(
    posted: Mapping[str, list[str]], frame: Frame, known: Known, *, was: Mapping[str, Any] | None
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the changed fields of the row, and problems by field; a schedule with a problem is not among them."""
    text = {name: _one(posted, name) for name in posted}
    problems: dict[str, str] = {}
    row: dict[str, Any] = {name: text.get(name, "")[:most] for name, most in _TEXTS.items()}
    row["number"] = row["number"] or None
    if not row["title"]:
        problems["title"] = "required"
    section = text.get("section", "")
    if section.isdecimal() and int(section) in known.sections:
        row["section"] = int(section)
    else:
        problems["section"] = "required"
    row["family"] = text.get("family", "")
    if row["family"] not in known.families:
        problems["family"] = "required"
    row |= _people(posted, text, problems)
    row["evidence"] = [line[:600] for line in _lines(posted, "evidence")][:MOST_ROWS]
    if not row["evidence"]:
        problems["evidence"] = "required"
    row["evidence_source"] = "printed"
    row["indicators"] = [one for one in posted.get("indicators", ()) if one in known.indicators]
    row["milestones"] = _milestones(posted, problems)
    pair = text.get("pair", "")
    row["pair"] = pair if pair in known.measures else None
    row |= _schedule(text, frame, known, pair, was, problems)
    return row, problems


def _one(posted: Mapping[str, list[str]], name: str) -> str:
    values = posted.get(name) or [""]
    return " ".join(values[0].split())


def _lines(posted: Mapping[str, list[str]], name: str) -> list[str]:
    text = (posted.get(name) or [""])[0]
    return [plain for line in text.splitlines() if (plain := " ".join(line.split()))]


def read_post(text: str) -> tuple[str, str] | None:
    """Return role and place of «role@place», None when nobody carries measures out in it."""
    role, _, place = text.partition("@")
    return (role, place) if (role, place) in POSTS else None


def _people(posted: Mapping[str, list[str]], text: Mapping[str, str], problems: dict[str, str]) -> dict[str, Any]:
    executors = []
    names, posts = posted.get("executor_name", []), posted.get("executor_post", [])
    for name, post in list(zip(names, posts, strict=False))[:MOST_ROWS]:
        plain = " ".join(name.split())[:300]
        found = read_post(post)
        if plain or found:
            role, place = found or ("", "")
            executors.append({"name": plain, "role": role, "place": place})
    if not executors or not executors[0]["role"]:
        problems["executors"] = "required"
    elif any(not one["name"] for one in executors):
        problems["executors"] = "name"
    controller = read_post(text.get("controller", ""))
    if controller is None:
        problems["controller"] = "required"
    level = text.get("level", "")
    role, place = controller or ("", "")
    return {
        "executors": executors,
        "side": executors[0]["place"] if executors else "",
        "controller": {"role": role, "place": place, "level": level if level in LEVELS else None},
    }


def _milestones(posted: Mapping[str, list[str]], problems: dict[str, str]) -> list[dict[str, str]]:
    found = []
    days, words = posted.get("milestone_date", []), posted.get("milestone_text", [])
    for day, text in list(zip(days, words, strict=False))[:MOST_ROWS]:
        plain = " ".join(text.split())[:1000]
        if not day and not plain:
            continue
        try:
            date.fromisoformat(day)
        except ValueError:
            problems["milestones"] = "date"
        if not plain:
            problems["milestones"] = "text"
        found.append({"date": day, "text": plain})
    return found


def wanted_schedule(text: Mapping[str, str]) -> Wanted:
    """Return what the form asks of the schedule."""
    return Wanted(
        how=text.get("how", "") or BY_WORDS,
        printed=text.get("printed", "")[:400],
        start=text.get("start", ""),
        end=text.get("end", ""),
        day=text.get("day", ""),
        weekday=text.get("weekday", ""),
        lead=text.get("lead", ""),
        source=text.get("source", ""),
    )


def _schedule(
    text: Mapping[str, str],
    frame: Frame,
    known: Known,
    pair: str,
    was: Mapping[str, Any] | None,
    problems: dict[str, str],
) -> dict[str, Any]:
    wanted = wanted_schedule(text)
    other = (known.measures.get(pair) or {}).get("schedule")
    schedule, wrong = build_schedule(wanted, frame, was=(was or {}).get("schedule"), other=other)
    problems |= wrong
    if not wanted.printed:
        problems["printed"] = "required"
    return {"deadline_printed": wanted.printed, **({"schedule": schedule} if schedule is not None else {})}
