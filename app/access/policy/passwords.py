"""What a password must be, and how its hash is made: argon2id, at most two at a time."""

from __future__ import annotations

import secrets
import threading
from functools import cache
from importlib.resources import files
from itertools import pairwise

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP's pair for argon2id: 19 MiB and two passes cost about 85 ms on a small machine.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Unbounded parallel sign-ins would take 19 MiB each: a cheap way to bring the machine down.
_at_most_two = threading.BoundedSemaphore(2)
MAX_LENGTH = 256
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def hash_password(password: str) -> str:
    """Return the argon2id hash of the password, with its parameters and salt."""
    with _at_most_two:
        return _hasher.hash(password)


def verify_password(stored_hash: str, password: str) -> bool:
    """Tell whether the password fits. Without a stored hash the same work is done and the answer is no."""
    with _at_most_two:
        try:
            _hasher.verify(stored_hash or _nobody(), password[:MAX_LENGTH])
        except (VerificationError, InvalidHashError):
            return False
    return bool(stored_hash)


def needs_rehash(stored_hash: str) -> bool:
    """Tell whether the hash was made with other parameters than those of today."""
    return _hasher.check_needs_rehash(stored_hash)


def is_common(password: str) -> bool:
    """Tell whether the password stands in the list of those that are tried first."""
    return password.casefold() in _common()


def is_monotonous(password: str) -> bool:
    """Tell whether the password uses fewer than five different signs or only walks up or down («123456789012»)."""
    plain = password.casefold()
    steps = {ord(after) - ord(before) for before, after in pairwise(plain)}
    return len(set(plain)) < 5 or steps in ({1}, {-1}, {1, -9}, {-1, 9})


def is_about(password: str, *words: str) -> bool:
    """Tell whether the password is little more than one of `words` (login, name, mail box)."""
    plain = password.casefold()
    return any(word and word.casefold() in plain and len(plain) - len(word) < 4 for word in words)


def make_password() -> str:
    """Return a new random password of about 79 bits that can be read out and typed."""
    groups = ["".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4)]
    return "-".join(groups)


@cache
def _nobody() -> str:
    return _hasher.hash(secrets.token_hex(16))


@cache
def _common() -> frozenset[str]:
    text = files("app.access").joinpath("common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(line.strip().casefold() for line in text.splitlines() if line.strip())
