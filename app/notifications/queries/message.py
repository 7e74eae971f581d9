"""A letter as a message: plain text and simple HTML of the same words; nothing in it can become a header."""

from __future__ import annotations

from collections.abc import Mapping
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Any

from flask import render_template

from app.engine.handlers import JobRefused
from app.foundation.clock import now

LONGEST_SUBJECT = 200


def make_message(payload: Mapping[str, Any], *, sender: str) -> EmailMessage:
    """Return the message of a mail job; raises JobRefused for an address that is none."""
    message = EmailMessage()
    message["From"] = _address("", sender)
    message["To"] = _address(str(payload.get("to_name", "")), str(payload.get("to", "")))
    message["Subject"] = one_line(str(payload["subject"]))[:LONGEST_SUBJECT]
    message["Date"] = format_datetime(now())
    message["Message-ID"] = one_line(str(payload["message_id"]))
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(str(payload["text"]))
    html = render_template(
        "notifications/mail.html",
        lines=payload["lines"],
        link=payload["link"],
        link_words=payload["link_words"],
        footer=payload["footer"],
        subject=one_line(str(payload["subject"])),
        locale=payload["locale"],
    )
    message.add_alternative(html, subtype="html")
    return message


def one_line(text: str) -> str:
    """Return the text without line breaks and control characters, as a header needs it."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _address(name: str, text: str) -> Address:
    found_name, spec = parseaddr(one_line(text))
    user, at, domain = spec.rpartition("@")
    if not at or not user or not domain or spec != one_line(spec) or any(sign in spec for sign in " ,;<>()"):
        raise JobRefused(f"{text!r} is no mail address")
    try:
        return Address(display_name=one_line(name or found_name), username=user, domain=domain)
    except (ValueError, IndexError) as error:
        raise JobRefused(f"{text!r} is no mail address: {error}") from error
