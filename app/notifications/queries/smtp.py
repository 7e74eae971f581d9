"""The address of the mail server: `smtp://user:password@host:port?starttls=1`, or `smtps://…`."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit


class SmtpUrlRefused(ValueError):
    """The address of the mail server is not understood; the text says what is expected."""


@dataclass(frozen=True, kw_only=True)
class SmtpServer:
    """Where mail is handed over."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    tls: bool = False
    starttls: bool = False


def read_smtp_url(text: str) -> SmtpServer:
    """Return the server in an address; raises SmtpUrlRefused."""
    parts = urlsplit(text)
    if parts.scheme not in {"smtp", "smtps", "smtp+starttls"} or not parts.hostname:
        raise SmtpUrlRefused("SOGLAS_SMTP_URL: smtp://user:password@host:port?starttls=1 or smtps://… is expected")
    tls = parts.scheme == "smtps"
    try:
        port = parts.port or (465 if tls else 25)
    except ValueError as error:
        raise SmtpUrlRefused(f"SOGLAS_SMTP_URL: {error}") from error
    wanted = parse_qs(parts.query).get("starttls", ["0"])[0]
    return SmtpServer(
        host=parts.hostname,
        port=port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls=tls,
        starttls=parts.scheme == "smtp+starttls" or wanted not in {"0", "no", "false", ""},
    )
