"""What macros draw that pages of several rooms fill: a state in words, and a node of a tree."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class StateWords:
    """A state as the macro `state` draws it."""

    tone: str
    word: str
    shape: str | None = None


@dataclass(frozen=True, kw_only=True)
class TreeNode:
    """A case of a tree, as `components/tree.html` draws it.

    `now` says who holds it, `note` how it stands to the one above, `progress` and `hidden` what is below it.
    """

    number: str
    title: str
    organisation: str
    href: str
    is_here: bool
    state: StateWords
    step: str
    now: tuple[str, ...]
    note: str
    progress: str
    hidden: str
    children: tuple[TreeNode, ...]
