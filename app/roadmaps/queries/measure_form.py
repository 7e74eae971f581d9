"""The form of a measure in the editor: what stands in it, what can be chosen, and the dates that come of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from app.access.models import Role
from app.access.policy import role_name
from app.foundation.words import day_year
from app.organisation.models import OrganisationKind
from app.organisation.policy.kind_names import kind_name as organisation_kind
from app.organisation.queries import working_calendar_of
from app.roadmaps.models import OwnPlan
from app.roadmaps.policy.measure_form import LEVELS, POSTS, Known
from app.roadmaps.policy.own_content import find_row
from app.roadmaps.policy.own_indicators import own_indicators
from app.roadmaps.policy.schedule import read_schedule
from app.roadmaps.policy.schedule_form import AS_IT_WAS, BY_WORDS, WEEKDAYS, chosen_how
from app.roadmaps.queries.families import family_keys, family_title
from app.roadmaps.queries.indicator_library import all_indicators
from app.roadmaps.queries.own_plan_words import kind_words
from app.roadmaps.queries.own_plans import frame_of
from app.workflow.calendar import NoCalendar

_SHOWN = 24
_FIELDS = (
    *("number", "title", "section", "controller", "level", "printed", "how", "start", "end", "source", "day"),
    *("weekday", "lead", "evidence", "expected_result", "audience", "family", "pair"),
)
Pairs = list[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class MeasureForm:
    """What the template draws; `values` are the fields by name, `rev` what the row was when it was shown."""

    plan: OwnPlan
    measure_id: str
    rev: int
    values: Mapping[str, Any]
    sections: Pairs
    posts: Pairs
    levels: Pairs
    families: Pairs
    hows: Pairs
    weekdays: Pairs
    indicators: Pairs
    pairs: Pairs
    days: tuple[str, ...]
    more_days: int


def known_of(content: Mapping[str, Any], measure_id: str) -> Known:
    """Return what the form may name."""
    return Known(
        sections={int(section["id"]) for section in content["sections"]},
        families=family_keys(),
        indicators={one.id for one in (*own_indicators(content), *all_indicators())},
        measures={row["id"]: row for row in content["measures"] if row["id"] != measure_id},
    )


def values_of(plan: OwnPlan, measure_id: str, section: str = "") -> dict[str, Any]:
    """Return the fields of a measure as the form shows them, those of an empty one without `measure_id`."""
    row = find_row(plan.content, measure_id) or {"section": section}
    schedule, printed = row.get("schedule"), str(row.get("deadline_printed") or "")
    controller = row.get("controller") or {}
    how = chosen_how(schedule, printed, frame_of(plan.content))
    return {
        **dict.fromkeys(_FIELDS, ""),
        "number": row.get("number") or "",
        "title": row.get("content") or row.get("title") or "",
        "section": row["section"],
        "executors": [(one["name"], f"{one['role']}@{one['place']}") for one in row.get("executors") or ()],
        "controller": f"{controller['role']}@{controller['place']}" if controller.get("role") else "",
        "level": controller.get("level") or "",
        "printed": printed,
        "how": how,
        "start": (schedule or {}).get("start") or "",
        "end": (schedule or {}).get("end") or "",
        "source": (schedule or {}).get("source") or "",
        "evidence": "\n".join(row.get("evidence") or ()),
        "expected_result": row.get("expected_result") or "",
        "audience": row.get("audience") or "",
        "family": row.get("family") or "",
        "indicators": list(row.get("indicators") or ()),
        "milestones": [(one["date"], one["text"]) for one in row.get("milestones") or ()],
        "pair": _pair(row.get("pair")),
    }


def _pair(value: Any) -> str:
    return value if isinstance(value, str) else next(iter(value or ()), "")


def posted_values(posted: Mapping[str, list[str]]) -> dict[str, Any]:
    """Return the fields as they were posted, so that nothing typed is lost."""
    values: dict[str, Any] = dict.fromkeys(_FIELDS, "")
    values |= {name: (given or [""])[0] for name, given in posted.items()}
    values["executors"] = list(zip(posted.get("executor_name", []), posted.get("executor_post", []), strict=False))
    values["milestones"] = list(zip(posted.get("milestone_date", []), posted.get("milestone_text", []), strict=False))
    values["indicators"] = posted.get("indicators", [])
    return values


def measure_form(
    plan: OwnPlan, measure_id: str, values: Mapping[str, Any], schedule: Mapping[str, Any] | None, rev: int
) -> MeasureForm:
    """Return the form with the dates of `schedule`."""
    content = plan.content
    days = read_schedule(schedule).due_dates() if schedule else []
    return MeasureForm(
        plan=plan,
        measure_id=measure_id,
        rev=rev,
        values=values,
        sections=[(str(one["id"]), one["title"][:120]) for one in content["sections"]],
        posts=post_choices(),
        levels=[("", _("none")), *((level, level) for level in LEVELS)],
        families=family_choices(),
        hows=[
            (BY_WORDS, _("As the words say")),
            *([(AS_IT_WAS, _("As it is now"))] if (find_row(content, measure_id) or {}).get("schedule") else []),
            *kind_words(),
        ],
        weekdays=[("", _("not chosen")), *zip(WEEKDAYS, _weekday_names(), strict=True)],
        indicators=[(one.id, one.name[:160]) for one in (*own_indicators(plan.content), *all_indicators())],
        pairs=[
            ("", _("none")),
            *(
                (row["id"], f"{row.get('number') or ''} {(row.get('content') or row['title'])[:90]}".strip())
                for row in content["measures"]
                if row["id"] != measure_id
            ),
        ],
        days=tuple(_day(plan, day) for day in days[:_SHOWN]),
        more_days=max(len(days) - _SHOWN, 0),
    )


def post_choices() -> Pairs:
    """Return the posts that carry measures out or check them."""
    return [("", _("not chosen")), *((f"{role}@{place}", _post(role, place)) for role, place in POSTS)]


def family_choices() -> Pairs:
    """Return the kinds of work."""
    return [("", _("not chosen")), *((key, family_title(key)) for key in family_keys())]


def _post(role: str, place: str) -> str:
    return f"{role_name(Role(role))} ({organisation_kind(OrganisationKind(place))})"


def _weekday_names() -> list[str]:
    return [_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday")]


def _day(plan: OwnPlan, day: date) -> str:
    """Return a due date, with the safe day beside a legal one on which nobody works."""
    try:
        safe = working_calendar_of(plan.organisation_id).previous_working_day(day)
    except NoCalendar:
        safe = day
    if safe == day:
        return day_year(day)
    return str(_("%(day)s, safe day %(safe)s", day=day_year(day), safe=day_year(safe)))
