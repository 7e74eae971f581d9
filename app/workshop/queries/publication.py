"""What a publication would change, in words, against the version that new cases get now."""

from __future__ import annotations

from dataclasses import dataclass

from app.processes.queries import find_process, list_versions, live_version
from app.processes.queries.change_words import ChangeWords, words_of_changes
from app.workflow.differences import Change, changed_elements, compare_packages
from app.workflow.findings import SourceRefused
from app.workflow.package import Package
from app.workshop.queries.draft_page import find_spec, form_titles


@dataclass(frozen=True, kw_only=True)
class Changes:
    """The difference of two packages: in words, and the shapes to colour on either diagram."""

    words: tuple[ChangeWords, ...]
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    old_number: int | None = None
    old_version_id: int | None = None


def changes_of_draft(package: Package, key: str) -> Changes | None:
    """Return what a draft changes against the latest version; None for a new process or an unreadable draft."""
    process = find_process(key)
    if process is None:
        return None
    latest = list_versions(key)[0]
    return changes_between(live_version(latest.version_id).package, package, key, latest.number, latest.version_id)


def changes_between(
    old: Package, new: Package, key: str, old_number: int | None = None, old_version_id: int | None = None
) -> Changes | None:
    """Return the difference of two packages, or None when one of them cannot be read."""
    try:
        found = compare_packages(old, new, key)
    except SourceRefused:
        return None
    titles = {**form_titles(old), **form_titles(new)}
    return Changes(
        words=words_of_changes(found, spec=find_spec(new, key), titles=titles),
        added=changed_elements(found, Change.ADDED),
        changed=(*changed_elements(found, Change.CHANGED), *changed_elements(found, Change.MOVED)),
        removed=changed_elements(found, Change.REMOVED),
        old_number=old_number,
        old_version_id=old_version_id,
    )
