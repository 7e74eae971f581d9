"""Who gets a file, and with which headers."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import timedelta
from urllib.parse import unquote

import pytest
from flask import Flask

from app.audit.models import SYSTEM
from app.audit.queries import Damage, list_entries, verify_all
from app.documents.cli import documents
from app.documents.commands import hand_in_files, store_file, tidy_files
from app.documents.commands.content import list_contents, path_of
from app.documents.handlers import subscribe_to_tasks
from app.documents.models import StoredFile
from app.documents.queries import list_files_of_case
from app.foundation import clock
from app.foundation.database import db
from app.foundation.transaction import command
from app.processes.commands import publish_version
from tests.cast import Cast, make_cast, sign_in
from tests.documents.payloads import NAMES, PDF
from tests.documents.test_storing import upload
from tests.engine.stage import APPROVAL, APPROVAL_TASKS, REMARKS, REQUEST, do, make_package, only_task, start


@pytest.fixture
def cast(app: Flask) -> Cast:
    for path in list_contents():
        path.unlink()
    subscribe_to_tasks()
    made = make_cast()
    scans = {"type": "filepicker", "key": "scans", "id": "c4", "label": "Сканы", "multiple": True}
    forms = {"request": REQUEST | {"components": [*REQUEST["components"], scans]}, "remarks": REMARKS}  # type: ignore[misc]
    publish_version(replace(make_package(APPROVAL, APPROVAL_TASKS), forms=forms), published_by=SYSTEM)
    return made


def attach(cast: Cast, case_id: int, name: str = "приказ.pdf", data: bytes = PDF) -> StoredFile:
    viewer, task = cast.viewer("north-1.admin"), only_task(case_id)
    return store_file(upload(name, data), viewer=viewer, case_id=case_id, task_id=task.id, field_key="scans")


def get(app: Flask, cast: Cast, login: str, file: StoredFile) -> int:
    return sign_in(app.test_client(), cast.person(login)).get(f"/documents/{file.id}").status_code


def test_until_it_is_handed_in_only_the_uploader_has_it(app: Flask, cast: Cast) -> None:
    file = attach(cast, start(cast).case_id)
    for login, status in (("north-1.admin", 200), ("north-1.director", 404), ("north.officer", 404)):
        assert get(app, cast, login, file) == status, login


def test_handed_in_everybody_of_the_case_has_it_and_no_stranger(app: Flask, cast: Cast) -> None:
    case_id = start(cast).case_id
    file, other = attach(cast, case_id), attach(cast, case_id, name="забыт.pdf")
    do(cast, "north-1.admin", case_id, scans=[file.id])
    expected = {
        "north-1.admin": 200,
        "north-1.director": 200,
        "north.officer": 200,
        "region.officer": 200,
        "north-2.admin": 404,
        "south.officer": 404,
        "south-5.admin": 404,
        "partner.rep": 404,
    }
    assert {login: get(app, cast, login, file) for login in expected} == expected
    assert get(app, cast, "north.officer", other) == 404
    assert [one.id for one in list_files_of_case(cast.viewer("north.officer"), case_id)] == [file.id]
    assert list_files_of_case(cast.viewer("south.officer"), case_id) == []
    assert app.test_client().get(f"/documents/{file.id}").status_code == 303


def test_a_file_of_another_case_or_person_is_not_handed_in_by_naming_it(app: Flask, cast: Cast) -> None:
    first, second = start(cast).case_id, start(cast, "north-2.admin", school="north-2").case_id
    foreign = attach(cast, first)
    do(cast, "north-2.admin", second, scans=[foreign.id])
    assert get(app, cast, "north-2.admin", foreign) == 404
    assert command(hand_in_files)([foreign.id], case_id=second, person_id=cast.person("north-2.admin").id) == 0


def test_a_file_uploaded_before_the_start_becomes_one_of_the_case(app: Flask, cast: Cast) -> None:
    viewer = cast.viewer("north-1.admin")
    file = store_file(upload("a.pdf", PDF), viewer=viewer)
    assert get(app, cast, "north-1.admin", file) == 200
    case_id = start(cast).case_id
    assert command(hand_in_files)([file.id], case_id=case_id, person_id=viewer.person_id) == 1
    assert get(app, cast, "north.officer", file) == 200


def test_the_next_file_of_the_same_name_is_the_next_version(cast: Cast) -> None:
    case_id = start(cast).case_id
    first = attach(cast, case_id)
    do(cast, "north-1.admin", case_id, scans=[first.id])
    second = store_file(
        upload("приказ.pdf", PDF + b"new"), viewer=cast.viewer("north-1.admin"), case_id=case_id, field_key="scans"
    )
    assert (second.version, second.replaces_id) == (2, first.id)


@pytest.mark.parametrize(("given", "kept"), NAMES)
def test_headers_let_no_browser_run_or_show_it(app: Flask, cast: Cast, given: str, kept: str) -> None:
    file = attach(cast, start(cast).case_id, name=given)
    answer = sign_in(app.test_client(), cast.person("north-1.admin")).get(f"/documents/{file.id}")
    headers = answer.headers
    disposition = headers["Content-Disposition"]
    assert disposition.startswith("attachment;")
    assert "\r" not in disposition
    assert "\n" not in disposition
    if "filename*=" in disposition:
        assert unquote(disposition.partition("filename*=UTF-8''")[2]) == kept
    else:
        assert kept.replace('"', '\\"') in disposition
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Content-Type"] == "application/pdf"
    assert "Set-Cookie" not in headers or "a=b" not in headers["Set-Cookie"]
    assert answer.data == PDF


@pytest.mark.parametrize("file_id", ["1", "../../secret", "x" * 24, "%2e%2e%2fsecret", "' or 1=1 --"])
def test_made_up_ids_find_nothing(app: Flask, cast: Cast, file_id: str) -> None:
    client = sign_in(app.test_client(), cast.person("region.sysadmin"))
    assert client.get(f"/documents/{file_id}").status_code == 404


def test_damage_is_found(app: Flask, cast: Cast) -> None:
    case_id = start(cast).case_id
    good, changed, missing = (attach(cast, case_id, data=PDF + bytes([n])) for n in range(3))
    runner = app.test_cli_runner()
    assert runner.invoke(documents, ["verify"]).exit_code == 0
    path_of(changed.sha256).write_bytes(b"%PDF-other")
    path_of(missing.sha256).unlink()
    result = runner.invoke(documents, ["verify", "--json"])
    assert result.exit_code == 1
    found = {one["file_id"]: one["damage"] for one in json.loads(result.output)["findings"]}
    assert found == {changed.id: "changed", missing.id: "missing"}
    assert good.id not in found


def test_damage_of_one_case_is_found_and_that_of_another_is_not_its_own(app: Flask, cast: Cast) -> None:
    ours, theirs = start(cast), start(cast)
    file = attach(cast, ours.case_id)
    other = attach(cast, theirs.case_id, data=PDF + b"other")
    runner = app.test_cli_runner()
    path_of(other.sha256).write_bytes(b"%PDF-other")
    assert runner.invoke(documents, ["verify", "--case", ours.number]).exit_code == 0
    path_of(file.sha256).unlink()
    (entry, *_rest) = list_entries(f"case:{ours.case_id}")
    entry.facts = {**entry.facts, "more": 1}
    db.session.commit()
    result = runner.invoke(documents, ["verify", "--case", ours.number])
    assert result.exit_code == 1
    assert f"MISSING  {file.sha256}" in result.output
    assert f"RECORD   case:{ours.case_id} #1: changed" in result.output
    assert other.sha256 not in result.output
    assert runner.invoke(documents, ["verify", "--case", "no-such"]).exit_code == 1


def test_what_nobody_handed_in_goes_after_a_while(cast: Cast) -> None:
    case_id = start(cast).case_id
    kept, dropped = attach(cast, case_id), attach(cast, case_id, name="b.pdf", data=PDF + b"b")
    paths = {one.id: path_of(one.sha256) for one in (kept, dropped)}
    (kept_id, kept_path), (dropped_id, dropped_path) = paths.items()
    do(cast, "north-1.admin", case_id, scans=[kept_id])
    for path in list_contents():
        os.utime(path, (0, 0))
    clock.advance(timedelta(days=8))
    done = tidy_files(older_than=timedelta(days=7), tidied_by=SYSTEM)
    assert (done.rows, done.contents) == (1, 1)
    db.session.expunge_all()
    assert db.session.get(StoredFile, kept_id)
    assert db.session.get(StoredFile, dropped_id) is None
    assert kept_path.exists()
    assert not dropped_path.exists()


def test_the_record_of_a_case_is_whole_and_a_cut_off_tail_is_found(cast: Cast) -> None:
    case_id = start(cast).case_id
    do(cast, "north-1.admin", case_id, subject="x")
    assert verify_all().is_whole
    last = list_entries(f"case:{case_id}")[-1]
    db.session.delete(last)
    db.session.commit()
    (finding,) = verify_all().findings
    assert (finding.stream, finding.damage) == (f"case:{case_id}", Damage.CUT_OFF)
