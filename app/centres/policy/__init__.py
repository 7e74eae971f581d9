"""Who reads and keeps the registry, and the words of its values."""

from app.centres.policy.reading import (
    KEEPERS,
    READERS,
    kept_schools,
    may_keep_registry,
    may_read_registry,
    readable_places,
    reads_region,
    schools_to_choose,
)
from app.centres.policy.words import KINDS, LICENCES_BY_HAND, kind_word, licence_words, state_tone, state_word

__all__ = [
    "KEEPERS",
    "KINDS",
    "LICENCES_BY_HAND",
    "READERS",
    "kept_schools",
    "kind_word",
    "licence_words",
    "may_keep_registry",
    "may_read_registry",
    "readable_places",
    "reads_region",
    "schools_to_choose",
    "state_tone",
    "state_word",
]
