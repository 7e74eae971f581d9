"""The form of a start event, and the small forms of withdrawal and cancelling."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask_babel import get_locale, get_timezone
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.cases.queries.family_tree import ChildChoice
from app.engine.commands.cancel_case import CANCEL, KEEP
from app.forms import SchemaForm, build_form
from app.foundation import clock
from app.processes.queries import Live, settings_for
from app.processes.queries.settings import settings_variable

OWN_CONTROLS = frozenset({"csrf_token", "_organisation", "_action"})
MOST_REASON = 4_000


def start_form(
    live: Live,
    *,
    posted: MultiDict[str, str] | None = None,
    organisation_id: int | None = None,
    own: frozenset[str] = OWN_CONTROLS,
) -> SchemaForm | None:
    """Return the form of the start event with the settings of the organisation, None when the process asks nothing.

    `own` are the names that the page around it posts.
    """
    schema = live.forms.get(live.start_form_id) if live.start_form_id else None
    if schema is None:
        return None
    settings = settings_for(live, organisation_id) if organisation_id is not None else live.settings
    return build_form(
        schema,
        values={},
        context={"settings": settings_variable(settings)},
        posted=posted,
        locale=str(get_locale() or "ru"),
        now=clock.now(),
        zone=get_timezone(),
        ignore=own,
    )


@dataclass(kw_only=True)
class ReasonForm:
    """Why a case is withdrawn or cancelled."""

    reason: str = ""
    problem: str = ""
    children: dict[int, str] = field(default_factory=dict)
    undecided: tuple[int, ...] = ()

    @classmethod
    def posted(cls, values: MultiDict[str, str]) -> ReasonForm:
        """Return the form with what was posted; `child-12` says what becomes of the child case 12."""
        named = {key.removeprefix("child-"): value for key, value in values.items() if key.startswith("child-")}
        children = {int(key): value for key, value in named.items() if key.isdecimal() and len(key) < 10}
        return cls(reason=values.get("reason", "").replace("\r\n", "\n").strip(), children=children)

    def validate_children(self, choices: tuple[ChildChoice, ...]) -> bool:
        """Ask for a decision about each running child; only one that may be seen can be cancelled too."""
        allowed = {one.child_id: (CANCEL, KEEP) if one.may_cancel else (KEEP,) for one in choices}
        self.undecided = tuple(child for child, words in allowed.items() if self.children.get(child) not in words)
        return not self.undecided

    def validate(self) -> bool:
        """Ask for a reason of a readable length."""
        if not self.reason:
            self.problem = str(_("Write the reason: it stays in the history of the case"))
        elif len(self.reason) > MOST_REASON:
            self.problem = str(_("At most %(number)s characters", number=MOST_REASON))
        return not self.problem

    def problems(self) -> list[tuple[str, Any]]:
        """Return the summary over the form."""
        found = [(f"child-{child}", str(_("Say what becomes of each child case"))) for child in self.undecided[:1]]
        return [*found, ("reason", self.problem)] if self.problem else found
