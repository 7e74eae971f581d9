"""The form of a start event, and the small forms of withdrawal and cancelling."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import get_locale, get_timezone
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.access.policy import Viewer
from app.cases.models import StartDraft
from app.cases.queries.family_tree import ChildChoice
from app.engine.commands.cancel_case import CANCEL, KEEP
from app.forms import SchemaForm, build_form
from app.foundation import clock
from app.foundation.database import db
from app.organisation.queries import reading_in
from app.processes.queries import Live, settings_for
from app.processes.queries.settings import settings_variable

OWN_CONTROLS = frozenset({"csrf_token", "_organisation", "_action", "_tab"})
MOST_REASON = 4_000


@dataclass(kw_only=True)
class StartForm:
    """What a person gives at a start: `fields` (None when it asks nothing), from which page, and when it was kept."""

    fields: SchemaForm | None
    tab: str = ""
    saved_at: datetime | None = None

    def __post_init__(self) -> None:
        if not self.tab:
            self.begin_anew()

    def begin_anew(self) -> None:
        """Let this page count as opened now."""
        self.tab = f"{secrets.token_hex(4)} {clock.now().isoformat()}"

    def draft(self) -> dict[str, Any]:
        """Return everything as typed, to be kept and shown again."""
        form = self.fields.draft() if self.fields is not None else None
        return {"form": form, "tab": self.tab.partition(" ")[0]}

    @property
    def opened_at(self) -> datetime | None:
        """Return when the page was opened; None when it does not say so."""
        try:
            found = datetime.fromisoformat(self.tab.partition(" ")[2])
        except ValueError:
            return None
        return found if found.tzinfo is not None else None


def shown_start(viewer: Viewer, live: Live, *, organisation_id: int) -> StartForm:
    """Return the start as its page shows it first, with the draft that this person has kept."""
    kept = db.session.get(StartDraft, (viewer.person_id, live.process_key, organisation_id))
    draft = kept.raw.get("form") if kept is not None else None
    fields = start_form(live, organisation_id=organisation_id, draft=draft if isinstance(draft, Mapping) else None)
    return StartForm(fields=fields, saved_at=kept.saved_at if kept is not None and fields is not None else None)


def posted_start(live: Live, *, posted: MultiDict[str, str], organisation_id: int) -> StartForm:
    """Return the start with what was posted."""
    fields = start_form(live, posted=posted, organisation_id=organisation_id)
    return StartForm(fields=fields, tab=posted.get("_tab", "")[:60])


def start_form(
    live: Live,
    *,
    posted: MultiDict[str, str] | None = None,
    organisation_id: int | None = None,
    own: frozenset[str] = OWN_CONTROLS,
    draft: Mapping[str, Any] | None = None,
) -> SchemaForm | None:
    """Return the form of the start event with the settings of the organisation, None when the process asks nothing.

    `own` are the names that the page around it posts.
    """
    schema = live.forms.get(live.start_form_id) if live.start_form_id else None
    if schema is None:
        return None
    settings = settings_for(live, organisation_id) if organisation_id is not None else live.settings
    reading = reading_in(organisation_id) if organisation_id is not None else {}
    return build_form(
        schema,
        values={},
        context={"settings": settings_variable(settings), **reading.get("context", {})},
        posted=posted,
        draft=draft,
        locale=str(get_locale() or "ru"),
        now=clock.now(),
        zone=get_timezone(),
        ignore=own,
        functions=reading.get("functions"),
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
