"""The stage of links: a request whose partner answers, with a small form and a file."""

from __future__ import annotations

from copy import deepcopy

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.audit.models import SYSTEM
from app.processes.commands import publish_version
from app.processes.queries.live import forget_versions
from app.workflow.package import Package
from tests.cast import Cast, make_cast
from tests.checked_client import CheckedClient
from tests.engine.stage import make_package, person_task, start

PARTNER = {
    "type": "default",
    "id": "partner",
    "schemaVersion": 19,
    "components": [
        {
            "type": "radio", "key": "answer", "id": "p1", "label": "Ответ",
            "values": [{"label": "Согласны", "value": "accept"}, {"label": "Протокол", "value": "protocol"}],
            "validate": {"required": True},
        },
        {"type": "textfield", "key": "answer_no", "id": "p2", "label": "Входящий №", "validate": {"required": True}},
        {
            "type": "dynamiclist", "path": "protocol", "id": "p3", "label": "Протокол разногласий",
            "conditional": {"hide": '=answer != "protocol"'},
            "components": [{"type": "textfield", "key": "theirs", "id": "p4", "label": "Редакция партнёра"}],
        },
        {"type": "filepicker", "key": "letter", "id": "p5", "label": "Письмо"},
    ],
}  # fmt: skip
TEXT = """
    start S
    user Fill Заполнить
    user Answer Ответ партнёра
    user Read Прочитать
    end Done
    S > Fill > Answer > Read > Done
"""
LINK = {
    "link": "=subject",
    "link-days": "10",
    "link-values": '={"answer_no": "по ссылке"}',
    "link-files": "=[]",
    "link-words": "Просим ответить.",
}


@pytest.fixture
def cast(app: Flask) -> Cast:
    """The people, with the request published."""
    forget_versions()
    cast = make_cast()
    task = person_task("school_admin@school", form="partner", kind="fill", **LINK)
    fill = person_task("school_admin@school", form="request", kind="fill")
    package = make_package(TEXT, {"Fill": fill, "Answer": task, "Read": fill})
    forms = {**package.forms, "partner": deepcopy(PARTNER)}
    publish_version(Package(diagrams=package.diagrams, forms=forms), published_by=SYSTEM)
    return cast


@pytest.fixture
def task_id(cast: Cast) -> int:
    """The task that a partner may answer by a link."""
    from tests.engine.stage import do, only_task

    case_id = start(cast).case_id
    do(cast, "north-1.admin", case_id, subject="partner@example.org")
    return only_task(case_id).id


@pytest.fixture
def outside(app: Flask) -> FlaskClient:
    """The browser of somebody without an account."""
    app.test_client_class = CheckedClient
    client = app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "ru"
    return client
