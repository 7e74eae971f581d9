"""What the demonstration consists of, and whom it offers at the door."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.access.models import Person
from app.access.policy.demonstration import DemoPerson
from app.demo.models import Place, Story, Worker
from app.foundation.database import db
from app.organisation.models import OrganisationKind

DATA = Path(__file__).parent / "data"


@cache
def read_data(name: str) -> Any:
    """Return the content of a data file of the demonstration; cases and answers of centres have a file of their own."""
    content = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    further = json.loads((DATA / "centres.json").read_text(encoding="utf-8")).get(name)
    if further is None:
        return content
    return {**content, **further} if isinstance(content, dict) else [*content, *further]


def list_places() -> list[Place]:
    """Return all organisations, each after the one above it."""
    region: Mapping[str, Any] = read_data("region")
    places = [_place(entry) for entry in region["organisations"]]
    for entry in region["schools"]:
        school = _place({**entry, "kind": "school"})
        centre = {"code": f"{school.code}-centre", "kind": "centre", "parent": school.code}
        title = {"name": f"Центр «Точка роста», {school.short}", "short": f"Центр {school.short}"}
        places += [school, _place({**centre, **title})]
    return places


def _place(entry: Mapping[str, Any]) -> Place:
    return Place(
        code=entry["code"],
        kind=OrganisationKind(entry["kind"]),
        parent=entry.get("parent"),
        name=entry["name"],
        short=entry["short"],
    )


def list_workers() -> list[Worker]:
    """Return all people: the posts of their kind of organisation, with the organisation after the post."""
    posts = read_data("region")["posts"]
    return [
        Worker(
            login=f"{place.code}.{post['word']}",
            name=f"{post['post']}, {place.short}",
            role=post["role"],
            place=place.code,
        )
        for place in list_places()
        for post in posts.get(place.kind.value, ())
    ]


def list_stories() -> Iterator[Story]:
    """Return the cases in the order of the file."""
    for entry in read_data("cases"):
        yield Story(
            process=entry["process"],
            school=entry["school"],
            days_ago=entry.get("days_ago", 0),
            working_days_ago=entry.get("working_days_ago", -1),
            due_after=entry.get("due_after", -1),
            pace=entry.get("pace", 1),
            start=entry.get("start", {}),
            decisions={element: tuple(taken) for element, taken in entry.get("decisions", {}).items()},
            answers=entry.get("answers", {}),
            stops=frozenset(entry.get("stops", ())),
            ends=entry.get("ends", ""),
        )


def demo_people() -> Sequence[DemoPerson]:
    """Return the cards of the sign-in page, those whose account is there."""
    cards = read_data("region")["cards"]
    there = set(db.session.scalars(select(Person.login).where(Person.login.in_([card["login"] for card in cards]))))
    return [
        DemoPerson(login=card["login"], title=card["title"], place=card["place"], does=card["does"])
        for card in cards
        if card["login"] in there
    ]
