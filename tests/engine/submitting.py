"""A process that submits in a loop until it is killed, and one above it that starts it again each time.

The output says what was acknowledged: `pid <id>` for each new child, then `<task id> <mark>` for each answer.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from flask import Flask

from app.access.models import Person
from app.audit.models import Actor
from app.engine.commands import complete_task
from app.engine.models import TaskState, UserTask
from app.foundation.database import db
from tests.conftest import make_app


def say(text: str) -> None:
    """Write one line at once, whole."""
    os.write(1, f"{text}\n".encode())


def submit_for_ever(app: Flask, case_id: int, admin: int, officer: int, child: int) -> None:
    """Fill in and return, again and again, and say each acknowledged answer."""
    with app.app_context():
        names = {person.id: person.name for person in db.session.query(Person)}
        number = 0
        while True:
            number += 1
            task = db.session.query(UserTask).filter_by(case_id=case_id, state=TaskState.OPEN).one()
            mark = f"k{child}-{number}"
            if task.element_id == "Fill":
                by = Actor(person_id=admin, name=names[admin])
                complete_task(task.id, task.ver, {"subject": mark}, completed_by=by)
            else:
                by = Actor(person_id=officer, name=names[officer])
                complete_task(task.id, task.ver, {}, outcome="return", comment=mark, completed_by=by)
            say(f"{task.id} {mark}")


def main(var: str, url: str, case_id: int, admin: int, officer: int, children: int) -> None:
    """Start one child after the other; each lives until somebody kills it."""
    app = make_app(Path(var), url)
    for child in range(children):
        pid = os.fork()
        if pid == 0:
            say(f"pid {os.getpid()}")
            submit_for_ever(app, case_id, admin, officer, child)
        os.waitpid(pid, 0)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:7]))
