"""What happens in the directory, for the rooms above; announced inside the command's transaction."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class AbsenceSet:
    """A person will be away; `substitutes` are the ids of those who do their tasks, `by_person_id` wrote it down."""

    absence_id: int
    person_id: int
    substitutes: tuple[int, ...]
    by_person_id: int | None


@dataclass(frozen=True, kw_only=True)
class OrganisationChanged:
    """These organisations have another name or another place in the tree."""

    organisation_ids: tuple[int, ...]
