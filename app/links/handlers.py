"""What the room does by itself: the letter with a link, and closing links when their task is done."""

from __future__ import annotations

from dataclasses import replace

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from app.engine.commands.run_jobs import TakenJob
from app.engine.events import UserTaskCompleted
from app.engine.handlers import register_job_handler
from app.engine.queries.tasks import get_task_by_link
from app.foundation import clock, words
from app.foundation.database import db
from app.foundation.events import subscribe
from app.links.commands.answering import close_links
from app.links.commands.issuing import MAIL
from app.links.models import TaskLink
from app.links.policy import hash_of, state_of, token_of
from app.links.queries import link_address
from app.notifications.commands import deliver_mail


def listen_to_links() -> None:
    """Let the worker send the letters of links, and links hear of completed tasks."""
    register_job_handler(MAIL, send_letter)
    subscribe(UserTaskCompleted, close_links)


def send_letter(job: TakenJob) -> None:
    """Send the letter with the link; a link that is over meanwhile is not sent. The secret is made only here."""
    link = db.session.get(TaskLink, int(job.payload["link"]), populate_existing=True)
    if link is None or state_of(link, clock.now()) != "open" or hash_of(token_of(link.seed)) != link.token_hash:
        return
    with force_locale("ru"):
        payload = _letter(link)
    db.session.rollback()
    deliver_mail(replace(job, payload=payload))


def _letter(link: TaskLink) -> dict[str, object]:
    task = get_task_by_link(link.task_id)
    until = words.day_year(words.local(link.expires_at).date())
    address = link_address(token_of(link.seed))
    lines = [
        str(_("%(organisation)s asks for your answer: %(task)s.", organisation=task.organisation_name, task=task.name)),
        task.case_title,
        str(_("The link is good once, until %(day)s. You need no account. Do not pass it on.", day=until)),
    ]
    footer = str(_("Sent by %(who)s through Soglas. If this is not for you, do not open the link.", who=_sender(link)))
    sender: str = current_app.config["SOGLAS"].mail_from
    domain = sender.rpartition("@")[2].rstrip("> ") or "localhost"
    return {
        "to": link.address,
        "to_name": "",
        "subject": str(_("Your answer is asked for: %(title)s", title=task.case_title)),
        "lines": lines,
        "link": address,
        "link_words": str(_("Read and answer")),
        "footer": footer,
        "locale": "ru",
        "text": "\n\n".join([*lines, address, footer]),
        "message_id": f"<link-{link.id}-{link.token_hash[:16]}@{domain}>",
    }


def _sender(link: TaskLink) -> str:
    return link.issued_by_name
