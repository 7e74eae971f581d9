"""What a reminder of a campaign says to one person."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import format_date, ngettext
from flask_babel import gettext as _
from sqlalchemy import select

from app.campaigns.models import Campaign
from app.engine.models import Case, TaskState, UserTask
from app.foundation.database import db
from app.notifications.queries.words import Words
from app.organisation.queries import current_tree

MOST_LINES = 30


def reminder_words(campaign: Campaign, task_ids: Sequence[int], base_url: str) -> Words | None:
    """Return the letter about these tasks, in the language that is set; None when none of them is open any more."""
    query = (
        select(UserTask.id, UserTask.name, UserTask.legal_date, Case.number, Case.organisation_id)
        .join(Case, Case.id == UserTask.case_id)
        .where(UserTask.id.in_(task_ids), UserTask.state == TaskState.OPEN)
        .order_by(UserTask.burn_at, UserTask.id)
    )
    rows = db.session.execute(query).all()
    if not rows:
        return None
    tree = current_tree()
    lines = [
        str(ngettext("%(num)d task waits for you and is late:", "%(num)d tasks wait for you and are late:", len(rows)))
    ]
    for row in rows[:MOST_LINES]:
        until = format_date(row.legal_date, "d MMMM y") if row.legal_date else ""
        place = tree.node(row.organisation_id).short_name
        told = _("%(task)s. %(organisation)s, case %(number)s", task=row.name, organisation=place, number=row.number)
        lines.append(f"{told}. " + str(_("It was due on %(day)s.", day=until)) if until else f"{told}.")
    if len(rows) > MOST_LINES:
        lines.append(str(ngettext("and %(num)d more", "and %(num)d more", len(rows) - MOST_LINES)))
    day = format_date(campaign.deadline, "d MMMM y")
    lines.append(str(_("The last day for all: %(day)s, inclusive.", day=day)))
    alone = len(rows) == 1
    return Words(
        subject=str(_("Reminder: %(name)s", name=campaign.name)),
        lines=tuple(lines),
        link=f"{base_url}/tasks/{rows[0].id}" if alone else f"{base_url}/tasks",
        link_words=str(_("Open the task") if alone else _("Open my tasks")),
        footer=str(_("Soglas sent this letter by itself; nothing is decided by opening the link.")),
    )
