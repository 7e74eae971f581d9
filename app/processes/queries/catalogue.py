"""The catalogue of processes: what there is, and what a person may start in which post."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, or_, select

from app.access.models import Person
from app.access.policy import Post, Viewer
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.errors import Conflict, NotFound
from app.organisation.models import Organisation, OrganisationKind
from app.processes.models import Process, ProcessVersion
from app.processes.queries.live import live_version

_ANY = frozenset(OrganisationKind)
_SCHOOLS = frozenset({OrganisationKind.SCHOOL, OrganisationKind.CENTRE})
_NEEDED_KINDS = {"school": _SCHOOLS, "centre": _SCHOOLS, "mouo": _SCHOOLS | {OrganisationKind.MOUO}}
_MOST_STARTABLE = 400


@dataclass(frozen=True, kw_only=True)
class ProcessRow:
    """A process of the catalogue with its version in effect (None before the first takes effect)."""

    process_id: int
    key: str
    name: str
    description: str
    family: str
    number_prefix: str
    start_roles: tuple[str, ...]
    version_id: int | None
    version_number: int | None
    published_at: datetime | None
    is_retired: bool
    owner_organisation_id: int | None = None
    owner_name: str = ""
    approver_role: str = ""


@dataclass(frozen=True, kw_only=True)
class Startable:
    """A process that a person may start: in the post (`role` in `post_organisation_id`), for one organisation."""

    process_id: int
    key: str
    name: str
    description: str
    family: str
    version_id: int
    role: str
    post_organisation_id: int
    organisation_id: int
    organisation_name: str


@dataclass(frozen=True, kw_only=True)
class VersionRow:
    """A published version in a list."""

    version_id: int
    process_id: int
    number: int
    note: str
    sha256: str
    published_at: datetime
    published_by_name: str
    effective_from: datetime
    is_current: bool


def list_processes(*, with_retired: bool = False) -> tuple[ProcessRow, ...]:
    """Return the catalogue by family and name."""
    query = _catalogue().order_by(Process.family, Process.name, Process.id, ProcessVersion.number.desc())
    if not with_retired:
        query = query.where(Process.is_retired.is_(False))
    return tuple(_latest_in_effect(db.session.execute(query)))


def get_process(key: str) -> ProcessRow:
    """Return one process by the id of its BPMN process; raises NotFound."""
    found = find_process(key)
    if found is None:
        raise NotFound
    return found


def find_process(key: str) -> ProcessRow | None:
    """Return one process by the id of its BPMN process, or None."""
    query = _catalogue().where(Process.key == key).order_by(ProcessVersion.number.desc())
    return next(_latest_in_effect(db.session.execute(query)), None)


def current_version_id(key: str) -> int:
    """Return the version that new cases get now; raises NotFound for an unknown process, Conflict without a version."""
    process = get_process(key)
    if process.is_retired or process.version_id is None:
        raise Conflict(process=key)
    return process.version_id


def list_versions(key: str) -> tuple[VersionRow, ...]:
    """Return the versions of a process, latest first; raises NotFound."""
    process = get_process(key)
    rows = db.session.execute(
        select(
            ProcessVersion.id,
            ProcessVersion.number,
            ProcessVersion.note,
            ProcessVersion.sha256,
            ProcessVersion.published_at,
            ProcessVersion.effective_from,
            Person.name,
        )
        .outerjoin(Person, Person.id == ProcessVersion.published_by)
        .where(ProcessVersion.process_id == process.process_id)
        .order_by(ProcessVersion.number.desc())
    )
    return tuple(
        VersionRow(
            version_id=row.id,
            process_id=process.process_id,
            number=row.number,
            note=row.note,
            sha256=row.sha256,
            published_at=row.published_at,
            published_by_name=row.name or "",
            effective_from=row.effective_from,
            is_current=row.id == process.version_id,
        )
        for row in rows
    )


def list_startable(viewer: Viewer) -> tuple[Startable, ...]:
    """Return what this person may start, by family, name and organisation: a start role held there or above.

    A school starts for itself; its municipality, when its role is among the start roles, for each school below it.
    """
    posts = viewer.memberships
    processes = [row for row in list_processes() if row.version_id is not None and _posts_for(row, posts)]
    if not processes:
        return ()
    below = _organisations_below(posts)
    found: dict[tuple[str, int], Startable] = {}
    for process in processes:
        kinds = kinds_that_fit(live_version(process.version_id or 0).groups)
        for post in _posts_for(process, posts):
            for organisation_id, name, kind, path in below:
                own = organisation_id == post.organisation_id
                inside = path.startswith(post.organisation_path) and kind is OrganisationKind.SCHOOL
                if kind in kinds and (own or (inside and post.organisation_kind not in _SCHOOLS and kinds != _ANY)):
                    found.setdefault((process.key, organisation_id), _startable(process, post, organisation_id, name))
    return tuple(list(found.values())[:_MOST_STARTABLE])


def kinds_that_fit(groups: Iterable[tuple[str, str]]) -> frozenset[OrganisationKind]:
    """Return the kinds of organisations a case can be of, when its tasks go to these (role, place) groups."""
    fitting = _ANY
    for _, place in groups:
        fitting &= _NEEDED_KINDS.get(place, _ANY)
    return fitting


def _startable(process: ProcessRow, post: Post, organisation_id: int, name: str) -> Startable:
    return Startable(
        process_id=process.process_id,
        key=process.key,
        name=process.name,
        description=process.description,
        family=process.family,
        version_id=process.version_id or 0,
        role=post.role.value,
        post_organisation_id=post.organisation_id,
        organisation_id=organisation_id,
        organisation_name=name,
    )


def _posts_for(process: ProcessRow, posts: Iterable[Post]) -> list[Post]:
    return [post for post in posts if post.role.value in process.start_roles]


def _organisations_below(posts: Iterable[Post]) -> list[tuple[int, str, OrganisationKind, str]]:
    own = [Organisation.id == post.organisation_id for post in posts]
    below = [
        and_(Organisation.path.like(post.organisation_path + "%"), Organisation.kind == OrganisationKind.SCHOOL)
        for post in posts
        if post.organisation_kind not in _SCHOOLS
    ]
    rows = db.session.execute(
        select(Organisation.id, Organisation.short_name, Organisation.kind, Organisation.path)
        .where(or_(*own, *below), Organisation.is_active.is_(True))
        .order_by(Organisation.short_name, Organisation.id)
    )
    return [(row.id, row.short_name, row.kind, row.path) for row in rows]


def _catalogue() -> Select[*tuple[Any, ...]]:
    in_effect = and_(ProcessVersion.process_id == Process.id, ProcessVersion.effective_from <= now())
    return (
        select(
            Process.id,
            Process.key,
            Process.name,
            Process.description,
            Process.family,
            Process.number_prefix,
            Process.start_roles,
            Process.is_retired,
            Process.owner_organisation_id,
            Process.approver_role,
            Process.current_version_id,
            Organisation.short_name.label("owner_name"),
            ProcessVersion.id.label("version_id"),
            ProcessVersion.number,
            ProcessVersion.published_at,
        )
        .outerjoin(ProcessVersion, in_effect)
        .outerjoin(Organisation, Organisation.id == Process.owner_organisation_id)
    )


def _latest_in_effect(rows: Iterable[Any]) -> Iterator[ProcessRow]:
    """Return each process once: with the first of its rows, which is that of its latest version in effect."""
    seen: set[int] = set()
    for row in rows:
        if row.id in seen:
            continue
        seen.add(row.id)
        described = _described(row)
        yield ProcessRow(
            process_id=row.id,
            key=row.key,
            name=described[0],
            description=described[1],
            family=described[2],
            number_prefix=row.number_prefix,
            start_roles=described[3],
            version_id=row.version_id,
            version_number=row.number,
            published_at=row.published_at,
            is_retired=row.is_retired,
            owner_organisation_id=row.owner_organisation_id,
            owner_name=row.owner_name or "",
            approver_role=row.approver_role,
        )


def _described(row: Any) -> tuple[str, str, str, tuple[str, ...]]:
    """Return name, description, family and start roles as the version in effect says them.

    The row of a process says what its latest version says, which may still wait for its day.
    """
    if row.version_id is None or row.current_version_id in (None, row.version_id):
        return row.name, row.description, row.family, tuple(row.start_roles)
    spec = live_version(row.version_id).process
    roles = spec.properties.get("soglas:start-roles", "").replace(",", " ").split()
    return spec.name or row.key, spec.documentation, spec.properties.get("soglas:family", ""), tuple(roles)
