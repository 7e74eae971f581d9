"""Who reads the registry, and the words of its values."""

from app.centres.policy.reading import READERS, may_read_registry, readable_places, reads_region
from app.centres.policy.words import kind_word, licence_words, state_tone, state_word

__all__ = [
    "READERS",
    "kind_word",
    "licence_words",
    "may_read_registry",
    "readable_places",
    "reads_region",
    "state_tone",
    "state_word",
]
