"""Installations in which few, or very many, cases wait: filled once, and looked at by all that is measured there."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import text

from app.access.models import Role
from app.foundation.database import db
from bench.scale import grow
from bench.stage import Installation, installation
from tests.cast import make_person

ALONE, ONE_OF_TWO = "north.officer", "north.head"
"""The one officer has half of the tasks before them; the other half is in the queue of two heads."""


class Crowds:
    """Makes an installation of a size when it is first asked for; all are dropped when the stack closes."""

    def __init__(self, stack: ExitStack, server: str | None, folder: Path) -> None:
        self._stack, self._server, self._folder = stack, server, folder
        self._made: dict[int, Installation] = {}

    def of(self, count: int) -> Installation:
        """Return the installation with this many waiting cases."""
        if count not in self._made:
            made = self._stack.enter_context(installation(self._server, self._folder))
            self._made[count] = made
            make_person("north.head-2", "Второй начальник комитета", (Role.MOUO_HEAD, "north"))
            grow(made, count, pattern=_waiting_case(made))
            with db.engine.begin() as connection:
                connection.execute(text("UPDATE job SET state = 'done'"))  # nothing may be due
            db.session.rollback()
        return self._made[count]


def _waiting_case(made: Installation) -> int:
    """Open a case with little data that waits for the officer, with a timer set."""
    case_id = made.start()
    item = {"sku": "1", "title": "Ноутбук", "qty": 1, "price": 100, "place": ""}
    made.fill(case_id, {"subject": "Закупка", "vendor": "Поставщик", "why": "Нужно", "items": [item]})
    return case_id
