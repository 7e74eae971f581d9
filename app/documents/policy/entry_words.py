"""What the state of a line of a journal is called."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.documents.models import EntryState

_WORDS = {
    EntryState.RESERVED: _l("reserved"),
    EntryState.REGISTERED: _l("registered"),
    EntryState.ANNULLED: _l("annulled"),
}
TONES = {EntryState.RESERVED: "warn", EntryState.REGISTERED: "go", EntryState.ANNULLED: "calm"}


def state_word(state: EntryState) -> str:
    """Return the word in the language of the reader."""
    return str(_WORDS[state])
