"""A command is one transaction: all of it or nothing, with its events inside."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.access.models import Person
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.events import subscribe
from app.foundation.transaction import NestedCommand, announce, command


class Hired:
    """A person was hired."""


def add_person(login: str) -> None:
    db.session.add(Person(login=login, name=login, created_at=now()))
    db.session.flush()


def people() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Person)) or 0


def test_a_command_keeps_what_it_did(app: Flask) -> None:
    command(add_person)("first")
    assert people() == 1


def test_an_error_leaves_nothing_behind(app: Flask) -> None:
    @command
    def fail() -> None:
        add_person("first")
        raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        fail()
    assert people() == 0


def test_handlers_run_inside_the_transaction(app: Flask) -> None:
    def refuse(_: Hired) -> None:
        raise ValueError("refused by a handler")

    subscribe(Hired, refuse)

    @command
    def hire() -> None:
        add_person("first")
        announce(Hired())

    with pytest.raises(ValueError, match="handler"):
        hire()
    assert people() == 0


def test_a_command_inside_a_command_is_refused(app: Flask) -> None:
    @command
    def outer() -> None:
        command(add_person)("inner")

    with pytest.raises(NestedCommand):
        outer()
    assert people() == 0
