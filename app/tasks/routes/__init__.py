"""Pages of tasks: the inbox, the queue, what was done, and the page of one task."""

from flask import Blueprint, Flask
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.access.policy import current_viewer
from app.engine.queries.remark_words import said_words
from app.foundation.page_frame import Count, Section, add_section
from app.tasks.handlers import install_orders
from app.tasks.queries.counts import counts_of_page
from app.tasks.queries.inbox_views import offer_inbox_views

tasks = Blueprint("tasks", __name__, template_folder="../templates")


def install_tasks(app: Flask) -> None:
    """Add the pages of this room and its section of the bar."""
    from app.tasks.routes import (  # noqa: F401  # they add their routes
        delegating,
        extending,
        handing_over,
        inbox,
        one_task,
        several,
        snoozing,
        table,
        taking,
        why,
    )

    app.register_blueprint(tasks)
    install_orders()
    offer_inbox_views()
    app.jinja_env.globals.update(said_words=said_words)
    add_section(app, Section(key="tasks", label=_l("My tasks"), endpoint="tasks.inbox", order=10, count=_count))


def _count() -> Count:
    counts = counts_of_page(current_viewer())
    words = ngettext("%(num)d task", "%(num)d tasks", counts.mine)
    return Count(number=counts.mine, words=str(words), late=counts.overdue > 0)
