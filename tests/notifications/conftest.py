"""A mail server of our own, and the cast."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask
from sqlalchemy import insert

from app.foundation.database import db
from app.foundation.transaction import command
from app.notifications.commands import deliver
from app.notifications.models import MailSetting
from app.notifications.policy.kinds import KINDS
from tests.cast import Cast, make_cast


@dataclass
class Sink:
    """A mail server that keeps what it gets; `refuse` is what it answers to recipients instead of taking them."""

    letters: list[EmailMessage] = field(default_factory=list)
    refuse: str = ""

    async def handle_RCPT(  # noqa: N802 - the name that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.refuse:
            return self.refuse
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        letter: Any = message_from_bytes(content, policy=policy.default)
        self.letters.append(letter)
        return "250 taken"

    def to(self, address: str) -> list[EmailMessage]:
        """Return the letters to one address."""
        return [letter for letter in self.letters if address in str(letter["To"])]


@pytest.fixture
def cast(app: Flask) -> Cast:
    """Everybody, in an empty database; they want to hear of everything at once."""
    made = make_cast()
    hear_at_once(*(person.id for person in made.people.values()))
    return made


@pytest.fixture
def calm_cast(app: Flask) -> Cast:
    """Everybody, in an empty database; nobody has chosen anything."""
    return make_cast()


@command
def hear_at_once(*people: int) -> None:
    """Let these people hear of everything at once and get no digest."""
    chosen = {"immediate": list(KINDS), "digest": "off", "digest_time": "08:00", "next_at": None, "last_at": None}
    db.session.execute(insert(MailSetting), [{"person_id": person, **chosen} for person in people])


@pytest.fixture
def sink(app: Flask) -> Iterator[Sink]:
    """A mail server that the application is set to use."""
    found = Sink()
    with serving(found) as url:
        yield from set_smtp(app, url, found)


@contextmanager
def serving(sink: Sink) -> Iterator[str]:
    """Run a mail server in a thread and give its address."""
    port = free_port()
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{port}"
    finally:
        controller.stop()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def set_smtp(app: Flask, url: str, found: Any) -> Iterator[Any]:
    """Let the application use a mail server inside the block."""
    kept = app.config["SOGLAS"]
    app.config["SOGLAS"] = replace(kept, smtp_url=url, base_url="https://soglas.example.org")
    deliver._down.clear()
    deliver._said.clear()
    try:
        yield found
    finally:
        app.config["SOGLAS"] = kept
