"""Loading the demonstration: the process library, the people, the cases."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import func, select, update

from app.access.models import Person
from app.audit.models import SYSTEM
from app.demo.commands.assignments import play_assignments
from app.demo.commands.campaigns import play_campaigns
from app.demo.commands.centres import enter_old_centres
from app.demo.commands.own_plan import play_own_plan
from app.demo.commands.people import make_people
from app.demo.commands.playing import play
from app.demo.commands.quarterly import play_quarters
from app.demo.commands.roadmaps import play_roadmaps, wake_roadmaps
from app.demo.models import PASSWORD_FILE
from app.demo.queries import list_stories
from app.engine.models import Job, JobState
from app.foundation import clock
from app.foundation.database import db
from app.foundation.transaction import command
from app.notifications.commands.expand import MAIL
from app.notifications.handlers import NOTICE
from app.processes.commands import publish_version
from app.processes.queries.library import library_packages
from config import Config

LIBRARY = Path(__file__).resolve().parents[3]
BEFORE_ALL = timedelta(days=240)


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """What was made."""

    organisations: int
    people: int
    cases: int
    password: str


def is_empty() -> bool:
    """Tell whether the installation has no people yet."""
    return not db.session.scalar(select(func.count()).select_from(Person))


def load_demonstration(*, cases: int | None = None) -> Loaded:
    """Publish the library, make the people and play the cases (all, or the first `cases`) up to this moment."""
    password, now = demo_password(), clock.now()
    with clock.travel(now - BEFORE_ALL):
        organisations, people = make_people(password)
        for package in library_packages([LIBRARY / "bpmn", LIBRARY / "forms"]):
            publish_version(package, published_by=SYSTEM, note="Поставка Согласа")
    played = play(list(list_stories())[:cases], now=now)
    if cases is None:
        enter_old_centres(now)
        play_campaigns(now=now)
        play_roadmaps(now)
        play_own_plan(now)
        play_assignments(now)
        play_quarters(now)
    drop_mail()
    if cases is None:
        wake_roadmaps()
    return Loaded(organisations=organisations, people=people, cases=played, password=password)


@command
def drop_mail() -> None:
    """Cancel what the played past would still send: it must never leave the house when mail is switched on later.

    Documents of the played cases are made by the worker as soon as it runs.
    """
    db.session.execute(
        update(Job.__table__)  # type: ignore[arg-type]  # a table, as the mapper made it
        .where(Job.state == JobState.WAITING, Job.run_at <= clock.now(), Job.kind.in_([MAIL, NOTICE]))
        .values(state=JobState.CANCELLED, done_at=clock.now())
    )


def demo_password() -> str:
    """Return the password that all people of the demonstration share; made once and kept under `var`."""
    config: Config = current_app.config["SOGLAS"]
    path = config.var_path / PASSWORD_FILE
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"soglas-{secrets.token_hex(4)}\n", encoding="utf-8")
        path.chmod(0o600)
    return path.read_text(encoding="utf-8").strip()
