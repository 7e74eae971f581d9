"""How a lower room speaks upward: frozen events, announced inside a command's transaction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

Event = TypeVar("Event")
_handlers: dict[type, list[Callable[[Any], None]]] = {}


def subscribe(kind: type[Event], handler: Callable[[Event], None]) -> None:
    """Let `handler` run, inside the transaction, for each event of exactly this `kind`; twice is once."""
    handlers = _handlers.setdefault(kind, [])
    if handler not in handlers:
        handlers.append(handler)


def publish(happened: object) -> None:
    """Run the handlers of the event in the order they subscribed; an error in one rolls the command back."""
    for handler in _handlers.get(type(happened), ()):
        handler(happened)
