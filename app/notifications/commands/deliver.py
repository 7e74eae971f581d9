"""Hand mail to the mail server; done by the worker."""

from __future__ import annotations

import logging
import smtplib
import time
from datetime import date, datetime, timedelta
from email.utils import parseaddr
from typing import Final

from flask import current_app

from app.engine.commands.run_jobs import TakenJob
from app.engine.handlers import JobRefused, NotNow
from app.foundation.clock import now, today
from app.notifications.policy.outgoing import MAIL_KINDS
from app.notifications.queries.message import make_message, plain_address
from app.notifications.queries.smtp import SmtpServer, read_smtp_url
from config import Config

log = logging.getLogger("soglas.mail")
TIMEOUT: Final = 15.0
REST: Final = 30.0
LONGEST_WAIT: Final = timedelta(minutes=30)
_down: dict[str, float] = {}
_said: set[str] = set()


def deliver_mail(job: TakenJob) -> None:
    """Hand one letter to the mail server; raises NotNow while there is none or it does not answer, JobRefused for good.

    The Message-ID was given when the letter was written, so a letter that is sent twice is known as one.
    """
    config: Config = current_app.config["SOGLAS"]
    if _is_stale(job, config):
        return
    if not config.smtp_url:
        _say_once("", "no mail server is set (SOGLAS_SMTP_URL): mail waits in the outbox")
        raise NotNow("no mail server is set", _next_hour(), alike=MAIL_KINDS)
    if time.monotonic() < _down.get(config.smtp_url, 0.0):
        raise NotNow("the mail server does not answer", now() + _wait(job))
    message = make_message(job.payload, sender=config.mail_from)
    try:
        server, to = read_smtp_url(config.smtp_url), plain_address(str(job.payload["to"]))
        _send(server, message, _address(config.mail_from), to)
    except smtplib.SMTPRecipientsRefused as refused:
        _judge(next(iter(refused.recipients.values()), (550, b""))[0], str(refused), job)
    except smtplib.SMTPResponseException as answer:
        _judge(answer.smtp_code, str(answer), job)
    except (OSError, smtplib.SMTPException) as error:
        _down[config.smtp_url] = time.monotonic() + REST
        _say_once(str(error), f"the mail server does not answer, mail waits: {error}")
        raise NotNow(f"{type(error).__name__}: {error}", now() + _wait(job)) from error
    _said.clear()


def _next_hour() -> datetime:
    """Return the next full hour: letters that were written apart then wait for one moment, and are put off together."""
    return now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def _is_stale(job: TakenJob, config: Config) -> bool:
    """Say whether this is a digest of another day: yesterday's morning helps nobody, today's says it better."""
    day = job.payload.get("only_on")
    return isinstance(day, str) and date.fromisoformat(day) < today(config.timezone) - timedelta(days=1)


def _judge(code: int, words: str, job: TakenJob) -> None:
    """Wait after a passing refusal (4xx), give up after a lasting one."""
    if 500 <= code < 600:
        raise JobRefused(words)
    raise NotNow(words, now() + _wait(job))


def _wait(job: TakenJob) -> timedelta:
    """Return how long to wait: a third of the age of the letter, between ten seconds and half an hour."""
    return min(LONGEST_WAIT, max(timedelta(seconds=10), (now() - job.created_at) / 3))


def _send(server: SmtpServer, message: bytes, sender: str, to: str) -> None:
    kind = smtplib.SMTP_SSL if server.tls else smtplib.SMTP
    with kind(server.host, server.port, timeout=TIMEOUT) as connection:
        if server.starttls:
            connection.starttls()
        if server.user:
            connection.login(server.user, server.password)
        connection.sendmail(sender, [to], message)


def _address(text: str) -> str:
    return parseaddr(text)[1] or text


def _say_once(key: str, words: str) -> None:
    if key not in _said:
        _said.add(key)
        log.warning(words)
