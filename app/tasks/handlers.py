"""What the worker does for orders of many tasks: some at a time, each in its own transaction, in the person's name."""

from __future__ import annotations

from typing import Final

from flask import current_app
from flask_babel import force_locale

from app.access.models import Person
from app.access.policy import Viewer
from app.access.policy.viewer import posts_of, stand_ins_of
from app.engine.commands.run_jobs import TakenJob
from app.engine.handlers import NotNow, register_job_handler
from app.foundation.clock import now, today
from app.foundation.database import db
from app.tasks.commands import note_results
from app.tasks.commands.ordering import BULK
from app.tasks.models import BulkOrder
from app.tasks.queries.several import chosen_of, do_all, gone_words

AT_A_TIME: Final = 20


def install_orders() -> None:
    """Let the worker do what was ordered for many tasks."""
    register_job_handler(BULK, carry_on)


def carry_on(job: TakenJob) -> None:
    """Do the next tasks of an order; taken again after a kill it goes on with those that have no result yet.

    A task that was done just before the kill is found done and told as such: nothing is done twice.
    Raises NotNow while tasks wait.
    """
    order = db.session.get_one(BulkOrder, int(job.payload["order"]))
    waiting = [str(one["id"]) for one in order.items if str(one["id"]) not in order.results][:AT_A_TIME]
    person = db.session.get_one(Person, order.person_id)
    viewer, locale = _viewer(person, job), person.locale if person.locale in {"ru", "en"} else "ru"
    action, target = order.action, order.target_id
    db.session.rollback()
    with force_locale(locale):
        results = {task_id: gone_words() for task_id in waiting}
        for task_id in waiting:
            for ended in do_all(viewer, action, chosen_of(viewer, [task_id], {}), person_id=target):
                results[task_id] = ended.problem
            db.session.rollback()
    if not note_results(order.id, results):
        raise NotNow("more tasks wait", now())


def _viewer(person: Person, job: TakenJob) -> Viewer:
    """Return the person with today's posts, acting in the post that gave the order."""
    day = today(current_app.config["SOGLAS"].timezone)
    posts = posts_of(person.id, day) if person.is_active else ()
    given = (job.payload["actor"]["role"], job.payload["actor"]["organisation_id"])
    acting = next((post for post in posts if (post.role.value, post.organisation_id) == given), None)
    return Viewer(
        person_id=person.id,
        name=person.name,
        memberships=posts,
        acting=acting or (posts[0] if posts else None),
        stands_in=stand_ins_of(person.id, day) if person.is_active else (),
    )
