"""A letter as a message: plain text and simple HTML of the same words; nothing in it can become a header."""

from __future__ import annotations

import re
from collections.abc import Mapping
from email import policy
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime, formataddr, parseaddr
from typing import Any

from flask import current_app
from flask_babel import force_locale, gettext

from app.engine.handlers import JobRefused
from app.foundation.clock import now
from app.notifications.policy.stopping import stop_token

LONGEST_SUBJECT = 200
_PLAIN_ADDRESS = re.compile(r"([A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64})@([^\s@,;:<>()\[\]\\\"]{1,255})")


def make_message(payload: Mapping[str, Any], *, sender: str) -> bytes:
    """Return the message of a mail job as it goes over the wire; raises JobRefused for an address that is none.

    The headers are made with the older classes of the library: the newer ones lose blanks when they fold a long
    Russian subject (seen with Python 3.11).
    """
    subject = one_line(str(payload["subject"]))[:LONGEST_SUBJECT]
    foot = _foot(payload)
    # Straight from the environment: what pages put into every template needs a request, which a worker has not.
    html = current_app.jinja_env.get_template("notifications/mail.html").render(
        lines=payload["lines"],
        sections=payload.get("sections", ()),
        link=payload["link"],
        link_words=payload["link_words"],
        footer=payload["footer"],
        subject=subject,
        locale=payload["locale"],
        **foot,
    )
    message = MIMEMultipart("alternative")
    message["From"] = _sender(sender)
    message["To"] = _recipient(str(payload.get("to_name", "")), str(payload.get("to", "")))
    message["Subject"] = Header(subject, "utf-8", header_name="Subject").encode()
    message["Date"] = format_datetime(now())
    message["Message-ID"] = one_line(str(payload["message_id"]))
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    text = str(payload["text"])
    if foot["stop"]:
        message["List-Unsubscribe"] = f"<{foot['stop']}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        text += "\n".join(f"{foot[name + '_words']}: {foot[name]}" for name in ("settings", "stop")) + "\n"
    message.attach(MIMEText(text, "plain", "utf-8"))
    message.attach(MIMEText(html, "html", "utf-8"))
    return message.as_bytes(policy=policy.compat32.clone(linesep="\r\n", max_line_length=900))


def _foot(payload: Mapping[str, Any]) -> dict[str, str]:
    """Return how to get fewer letters of this kind; letters with a link for outsiders come once and have none."""
    if not payload.get("kind") or not payload.get("person_id"):
        return {"stop": "", "stop_words": "", "settings": "", "settings_words": ""}
    base = current_app.config["SOGLAS"].base_url.rstrip("/")
    token = stop_token(int(payload["person_id"]), str(payload["kind"]), payload.get("followed"))
    with force_locale(str(payload["locale"])):
        return {
            "stop": f"{base}/mail/stop/{token}",
            "stop_words": gettext("No more letters of this kind"),
            "settings": f"{base}/profile/mail",
            "settings_words": gettext("What Soglas writes to me, and when"),
        }


def one_line(text: str) -> str:
    """Return the text without line breaks and control characters, as a header needs it."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _recipient(name: str, text: str) -> str:
    """Return the address of one person; a list, a name in it or a line break make it none."""
    return formataddr((one_line(name), plain_address(text)), "utf-8")


def plain_address(text: str) -> str:
    """Return an address as the wire wants it, a Russian domain in its ASCII form; raises JobRefused."""
    found = _PLAIN_ADDRESS.fullmatch(text)
    if found is None:
        raise JobRefused(f"{text!r} is no mail address")
    try:
        return f"{found[1]}@{found[2].encode('idna').decode('ascii')}"
    except UnicodeError as error:
        raise JobRefused(f"{text!r} is no mail address: {error}") from error


def _sender(text: str) -> str:
    """Return the address of the installation, which may carry a name: `Soglas <soglas@example.org>`."""
    name, spec = parseaddr(one_line(text))
    return formataddr((name, spec), "utf-8")
