"""What makes the texts of cases change without a change of the cases."""

from __future__ import annotations

from app.discussions.events import CommentChanged, CommentWritten
from app.engine.commands.steps.searching import texts_changed, texts_of_organisations_changed
from app.foundation.events import subscribe
from app.organisation.events import OrganisationChanged


def follow_changes() -> None:
    """Hear of organisations and of what is said about cases."""
    subscribe(OrganisationChanged, read_cases_again)
    subscribe(CommentWritten, read_case_again)
    subscribe(CommentChanged, read_case_again)


def read_cases_again(changed: OrganisationChanged) -> None:
    """Read the cases of organisations that got another name or place: their texts name it, their readers follow it."""
    texts_of_organisations_changed(changed.organisation_ids)


def read_case_again(said: CommentWritten | CommentChanged) -> None:
    """Read a case about which something was said."""
    texts_changed(said.case_id)
