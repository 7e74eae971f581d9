"""What a document of a case is made of: its values, the words for stored codes, the labels of fields, who signs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select

from app.audit.models import Actor
from app.engine.models import Case
from app.forms.schema import ChoiceInput, Component, Computed, Input, full_key
from app.foundation.database import db
from app.organisation.queries import current_tree
from app.paper.content import Content
from app.processes.queries import Live, live_version


def case_content(case_id: int, *, more: Mapping[str, Any] | None = None, signer: Mapping[str, str]) -> Content:
    """Return the content of a case as its documents print it; `more` are values that go before those of the case."""
    row = db.session.execute(
        select(Case.number, Case.title, Case.version_id, Case.organisation_id, Case.places, Case.readable).where(
            Case.id == case_id
        )
    ).one()
    live = live_version(row.version_id)
    places = {place: _organisation(target) for place, target in row.places.items()}
    facts = {**places, "number": row.number, "title": row.title, "organisation": _organisation(row.organisation_id)}
    facts.setdefault("school", facts["organisation"])
    values = {**(row.readable or {}), **(more or {}), "case": facts, "signer": dict(signer)}
    return Content(values=values, labels=choice_words(live), titles=_titles(live))


def signer_words(actor: Actor, role_words: str) -> dict[str, str]:
    """Return how the one who acts is printed."""
    nodes = current_tree().nodes
    node = nodes.get(actor.organisation_id) if actor.organisation_id is not None else None
    return {"name": actor.name, "post": role_words, "organisation": node.name if node is not None else ""}


def choice_words(live: Live) -> dict[str, dict[str, str]]:
    """Return the words of the options of every choice, by name; the same code keeps the first word said for it."""
    found: dict[str, dict[str, str]] = {}
    for component, name in _components(live):
        if isinstance(component, ChoiceInput):
            words = found.setdefault(name, {})
            for option in component.options:
                words.setdefault(str(option.value), str(option.label))
    return found


def _organisation(organisation_id: int) -> dict[str, str]:
    node = current_tree().nodes.get(organisation_id)
    return {"name": node.name, "short_name": node.short_name} if node is not None else {}


def _components(live: Live) -> Iterator[tuple[Component, str]]:
    for schema in live.forms.values():
        for component, inside in schema.walk():
            if isinstance(component, Input | Computed):
                yield component, full_key(component, inside)


def _titles(live: Live) -> dict[str, str]:
    found: dict[str, str] = {}
    for component, name in _components(live):
        if component.label:
            found.setdefault(name, component.label)
    return found
