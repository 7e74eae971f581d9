"""The frame of every page: which sections the bar offers, who is signed in, how the page looks.

Rooms add their lines while the application is wired; the frame knows none of them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, cast

from flask import Flask, current_app, g, request, url_for
from flask_babel import get_locale

log = logging.getLogger("soglas.pages")
_KEY = "soglas_page_frame"
MOST_IN_BAR: Final = 6
"""So many sections stand in the bar on one line at 1280 px; of more the last ones are in the menu «More»."""


@dataclass(frozen=True, kw_only=True)
class Count:
    """The number beside a section: how many, in words for those who listen, and whether something is late."""

    number: int
    words: str
    late: bool = False


@dataclass(frozen=True, kw_only=True)
class Section:
    """A section of the bar. `may` and `count` are asked for each page of a signed-in person.

    `also` names the blueprints of other rooms whose pages belong to it.
    """

    key: str
    label: object
    endpoint: str
    order: int
    may: Callable[[], bool] = lambda: True
    count: Callable[[], Count | None] = lambda: None
    also: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MenuItem:
    """A line of the person's menu: a link, or with `fields` a button that posts them."""

    label: str
    url: str
    post: bool = False
    fields: tuple[tuple[str, str], ...] = ()
    current: bool = False


@dataclass(frozen=True, kw_only=True)
class Account:
    """Who is signed in, as the bar says it: the post, the place, the theme, the menu."""

    post: str
    place: str
    theme: str = "auto"
    menu: Sequence[MenuItem] = ()


@dataclass
class FrameParts:
    """What the rooms have put in."""

    sections: list[Section] = field(default_factory=list)
    account: Callable[[], Account | None] = lambda: None
    help_words: Callable[[], str | None] = lambda: None


@dataclass(frozen=True, kw_only=True)
class SectionLink:
    """A section as a page shows it."""

    key: str
    label: str
    url: str
    current: bool
    count: Count | None


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What `base.html` draws."""

    lang: str
    theme: str
    account: Account | None
    sections: tuple[SectionLink, ...]

    @property
    def first(self) -> tuple[SectionLink, ...]:
        """Return the sections that stand in the bar."""
        return self.sections if len(self.sections) <= MOST_IN_BAR else self.sections[: MOST_IN_BAR - 1]

    @property
    def further(self) -> tuple[SectionLink, ...]:
        """Return the sections that stand in the menu beside them."""
        return self.sections[len(self.first) :]

    @property
    def here_in_further(self) -> SectionLink | None:
        """Return the section of this page when it is in the menu."""
        return next((one for one in self.further if one.current), None)


def install_frame(app: Flask) -> None:
    """Give every template the variable `frame`."""
    app.extensions[_KEY] = FrameParts()

    @app.context_processor
    def provide() -> dict[str, Any]:
        return {"frame": _frame()}


def parts_of(app: Flask) -> FrameParts:
    """Return the parts of the frame, for a room to add to."""
    return cast(FrameParts, app.extensions[_KEY])


def add_section(app: Flask, section: Section) -> None:
    """Add a section to the bar; they stand in the order of `order`."""
    sections = parts_of(app).sections
    sections.append(section)
    sections.sort(key=lambda one: one.order)


def bare_frame() -> None:
    """Draw the rest of this answer without asking rooms or database: something is broken."""
    g.page_frame = _bare()


def _frame() -> Frame:
    if "page_frame" not in g:
        try:
            g.page_frame = _draw(parts_of(current_app))
        except Exception:
            # An error page must come out even when what the frame asks for is what is broken.
            log.exception("the frame of the page could not be made")
            g.page_frame = _bare()
    return cast(Frame, g.page_frame)


def _draw(parts: FrameParts) -> Frame:
    account = parts.account()
    current = _current_section(parts.sections)
    sections = (
        tuple(
            SectionLink(
                key=section.key,
                label=str(section.label),
                url=url_for(section.endpoint),
                current=section.key == current,
                count=section.count(),
            )
            for section in parts.sections
            if section.may()
        )
        if account
        else ()
    )
    return Frame(lang=_lang(), theme=account.theme if account else "auto", account=account, sections=sections)


def _current_section(sections: Sequence[Section]) -> str | None:
    blueprint = request.blueprint
    return next(
        (one.key for one in sections if blueprint and blueprint in (one.endpoint.partition(".")[0], *one.also)), None
    )


def _bare() -> Frame:
    return Frame(lang=_lang(), theme="auto", account=None, sections=())


def _lang() -> str:
    locale = get_locale()
    return locale.language if locale else "ru"
