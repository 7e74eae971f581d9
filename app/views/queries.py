"""The lists that have views, the view a list is shown in, and the list of views."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import and_, case, select

from app.access.models import Person
from app.access.policy import Viewer
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.views.models import DefaultView, SavedView
from app.views.policy import shared_words, visible_views

LINKS_ABOVE: Final = 8
"""How many views stand above a list; the others are on the page of all views."""
PER_PAGE: Final = 30


@dataclass(frozen=True, kw_only=True)
class ViewPage:
    """A list that has views. `clean` is the reader of its address: it returns what it understands, under `names`.

    `words` says a filter in words, as labels and values; what the reader may not see is not named.
    """

    key: str
    title: Any
    endpoint: str
    columns: Mapping[str, Any]
    names: frozenset[str]
    clean: Callable[[Mapping[str, str]], dict[str, Any]]
    words: Callable[[Viewer, Mapping[str, str]], list[tuple[str, str]]]


_pages: dict[str, ViewPage] = {}


def register_view_page(page: ViewPage) -> None:
    """Let a room say that one of its lists has views."""
    _pages[page.key] = page


def get_view_page(key: str) -> ViewPage:
    """Return a list that has views; raises NotFound."""
    if key not in _pages:
        raise NotFound
    return _pages[key]


@dataclass(frozen=True, kw_only=True)
class ViewLink:
    """A view above a list; `number` is that of components/tabs.html, which views have not."""

    href: str
    word: str
    current: bool
    number: str = ""


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """How a list is shown: `args` is the address it reads, `carried` what its own links must keep."""

    args: Mapping[str, str]
    columns: frozenset[str]
    links: tuple[ViewLink, ...] = ()
    current: int = 0
    carried: Mapping[str, str] = field(default_factory=dict)
    save_href: str = ""
    edit_href: str = ""
    all_href: str = ""
    clear_href: str = ""


def choose_view(viewer: Viewer, key: str, args: Mapping[str, str]) -> Chosen:
    """Return how the list is shown to the person; one statement.

    `view` in the address names the view, `0` none; without it an address that filters nothing opens the default one.
    A filter in the address wins over that of the view. Raises NotFound for a view the person may not see.
    """
    page, text = get_view_page(key), args.get("view", "")
    wanted = int(text) if text.isdecimal() and len(text) < 10 else 0
    rows = _near_views(viewer, key, wanted)
    current = next((row for row, _default in rows if row.id == wanted), None)
    if wanted and current is None:
        raise NotFound
    default = next((row for row, is_default in rows if is_default), None)
    is_bare = not page.names & args.keys()
    if not text and is_bare:
        current = default
    asked: dict[str, Any] = page.clean(current.asked if current is not None and is_bare else args)
    number = current.id if current is not None else 0
    is_own = current is not None and current.person_id == viewer.person_id
    carried = {"q": "", "view": str(number)} if number or default is not None else {}
    everything = url_for(page.endpoint, view=0) if default is not None else url_for(page.endpoint)
    return Chosen(
        args={**asked, **{name: args[name] for name in ("after", "last") if name in args}},
        columns=frozenset(current.columns if current is not None else page.columns),
        links=_links(page, rows, number, everything),
        current=number,
        carried=carried,
        save_href=url_for("views.ask_view", page=key, **asked),
        edit_href=url_for("views.show_view", view_id=number, **{"q": "", **asked}) if is_own else "",
        all_href=url_for("views.list_views", page=key) if rows else "",
        clear_href=everything,
    )


def _near_views(viewer: Viewer, key: str, wanted: int) -> list[tuple[SavedView, bool]]:
    """Return the views that stand above a list: the one asked for and the default one are always among them."""
    is_default = DefaultView.view_id.is_not(None)
    query = (
        select(SavedView, is_default)
        .outerjoin(DefaultView, _is_default_of(viewer))
        .where(visible_views(viewer), SavedView.page == key)
        .order_by(
            case((SavedView.id == wanted, 0), (is_default, 1), (SavedView.person_id == viewer.person_id, 2), else_=3),
            SavedView.name,
            SavedView.id,
        )
        .limit(LINKS_ABOVE)
    )
    return [(row, bool(default)) for row, default in db.session.execute(query)]


def _is_default_of(viewer: Viewer) -> Any:
    return and_(DefaultView.view_id == SavedView.id, DefaultView.person_id == viewer.person_id)


def _links(page: ViewPage, rows: list[tuple[SavedView, bool]], number: int, everything: str) -> tuple[ViewLink, ...]:
    if not rows:
        return ()
    named = sorted((row for row, _default in rows), key=lambda row: (row.name.casefold(), row.id))
    links = [ViewLink(href=view_href(page, row.id), word=row.name, current=row.id == number) for row in named]
    return (ViewLink(href=everything, word=str(_("Without a view")), current=not number), *links)


def view_href(page: ViewPage, view_id: int) -> str:
    """Return the address of a list in one of its views."""
    return url_for(page.endpoint, view=view_id)


def get_view(viewer: Viewer, view_id: int) -> SavedView:
    """Return a view the person may see; raises NotFound."""
    row = db.session.scalar(select(SavedView).where(SavedView.id == view_id, visible_views(viewer)))
    if row is None:
        raise NotFound
    return row


@dataclass(frozen=True, kw_only=True)
class ViewLine:
    """A view in the list of all: whose it is, with whom it is shared, and whether the list opens with it."""

    view: SavedView
    href: str
    owner: str
    is_own: bool
    shared: str
    is_default: bool


@dataclass(frozen=True, kw_only=True)
class ViewsPage:
    """What the page of all views of a list draws."""

    page: ViewPage
    href: str
    lines: tuple[ViewLine, ...]
    more: str


def views_page(viewer: Viewer, key: str, after: str) -> ViewsPage:
    """Return one page of the views of a list that the person may see, the latest first."""
    page = get_view_page(key)
    query = (
        select(SavedView, Person.name, DefaultView.view_id.is_not(None))
        .join(Person, Person.id == SavedView.person_id)
        .outerjoin(DefaultView, _is_default_of(viewer))
        .where(visible_views(viewer), SavedView.page == key)
        .order_by(SavedView.id.desc())
        .limit(PER_PAGE + 1)
    )
    if after.isdecimal() and len(after) < 10:
        query = query.where(SavedView.id < int(after))
    rows = db.session.execute(query).all()
    lines = tuple(
        ViewLine(
            view=row,
            href=view_href(page, row.id),
            owner=name,
            is_own=row.person_id == viewer.person_id,
            shared=shared_words(row),
            is_default=bool(default),
        )
        for row, name, default in rows[:PER_PAGE]
    )
    more = url_for("views.list_views", page=key, after=lines[-1].view.id) if len(rows) > PER_PAGE else ""
    return ViewsPage(page=page, href=url_for(page.endpoint), lines=lines, more=more)
