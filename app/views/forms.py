"""The form of a view: its name, its filter, what its rows show, who sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.foundation.errors import InvalidInput
from app.views.commands import MOST_NAME, MOST_VIEWS, ViewWanted
from app.views.models import SavedView
from app.views.queries import ViewPage


@dataclass(kw_only=True)
class ViewForm:
    """What a person gives; `problems` are by field."""

    asked: dict[str, str]
    columns: tuple[str, ...]
    name: str = ""
    shared_with: str = ""
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def new(cls, page: ViewPage, args: Mapping[str, str]) -> ViewForm:
        """Return the empty form for the filter of an address."""
        return cls(asked=page.clean(args), columns=tuple(page.columns))

    @classmethod
    def of(cls, view: SavedView, page: ViewPage, args: Mapping[str, str]) -> ViewForm:
        """Return a view to be changed; a filter in the address takes the place of its own."""
        asked = args if page.names & args.keys() else view.asked
        shared = f"{view.organisation_id}:{view.role}".rstrip(":") if view.organisation_id else ""
        return cls(asked=page.clean(asked), columns=tuple(view.columns), name=view.name, shared_with=shared)

    @classmethod
    def posted(cls, page: ViewPage, values: MultiDict[str, str]) -> ViewForm:
        """Return the form with what was posted."""
        return cls(
            asked=page.clean(values),
            columns=tuple(values.getlist("column")),
            name=values.get("name", "").strip(),
            shared_with=values.get("shared_with", "")[:60],
        )

    def wanted(self) -> ViewWanted:
        """Return what the command takes; an organisation that cannot be one is refused there."""
        number, _colon, role = self.shared_with.partition(":")
        organisation = int(number) if number.isdecimal() and len(number) < 10 else 0
        return ViewWanted(
            name=self.name,
            asked=self.asked,
            columns=self.columns,
            organisation_id=organisation if self.shared_with else None,
            role=role,
        )

    def refuse(self, refused: InvalidInput) -> None:
        """Say what the command refused."""
        words = {
            "empty": _("Name: write what the view is called"),
            "long": _("Name: at most %(number)s characters", number=MOST_NAME),
            "many": _("You have %(number)s views already; remove one that you do not need", number=MOST_VIEWS),
            "not of the office": _("Who sees it: only people of the office share a view, and only within it"),
        }
        problems = refused.facts.get("problems")
        if isinstance(problems, dict):
            self.problems = {name: str(words[why]) for name, why in problems.items()}
