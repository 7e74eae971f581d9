"""The differences between a workbook and the directory: what is shown first, and what is then carried out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field

from app.access.policy import Viewer
from app.audit.models import Actor
from app.organisation.commands.workbook import Problem
from app.organisation.queries.tree import Tree

Run = Callable[[Actor], None]


@dataclass(frozen=True, kw_only=True)
class Detail:
    """One value that would change; `was` is empty for something new."""

    label: str
    was: str
    now: str


@dataclass(frozen=True, kw_only=True)
class Change:
    """One difference. `sign` is + for new, ~ for changed, - for removed."""

    sign: str
    what: str
    subject: str
    details: tuple[Detail, ...] = ()
    run: Run = field(repr=False, compare=False)

    @property
    def words(self) -> str:
        """Return the difference as one line."""
        parts = [f"{d.label}: {d.was} → {d.now}" if d.was else f"{d.label}: {d.now}" for d in self.details]
        return f"{self.what} {self.subject}" + (f" ({'; '.join(parts)})" if parts else "")


@dataclass(frozen=True, kw_only=True)
class Plan:
    """All differences of one file against the directory as it is now. `hash` names exactly this plan."""

    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]
    file_hash: str

    @property
    def hash(self) -> str:
        """Return the SHA-256 over the file and every difference."""
        said = [self.file_hash, [[c.sign, c.what, c.subject, c.words] for c in self.changes]]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


@dataclass(kw_only=True)
class Planning:
    """What a plan is worked out from, and what has been found so far.

    `ids` gives the id of an organisation by code; new ones are added while the plan is carried out. `parents` gives
    the code of the parent as it will be, for every organisation.
    """

    tree: Tree
    viewer: Viewer | None
    problems: list[Problem]
    changes: list[Change] = field(default_factory=list)
    ids: dict[str, int] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)

    def known(self, code: str) -> bool:
        """Tell whether an organisation with this code is there or will be."""
        return code in self.parents

    def nearest_existing(self, code: str) -> int | None:
        """Return the id of the organisation, or of the nearest one above it that is there already."""
        seen: set[str] = set()
        while code and code not in seen:
            seen.add(code)
            if code in self.tree.by_code:
                return self.tree.by_code[code]
            code = self.parents.get(code, "")
        return None
