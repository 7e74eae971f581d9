"""Whatever is done to the record afterwards is found."""

from __future__ import annotations

import json
import threading
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from app.audit.commands import EMPTY, ChainHead, record
from app.audit.models import SYSTEM, Actor
from app.audit.queries import Damage, list_entries, register_head_source, verify_all, verify_stream
from app.audit.queries import _head_sources as head_sources
from app.foundation.database import db
from app.foundation.transaction import command

NURSE = Actor(person_id=7, name="Специалист", organisation_id=3, role="mouo_officer", basis="приказ № 4")


@command
def write(stream: str, count: int) -> None:
    for number in range(count):
        record(stream, "done", NURSE, {"number": number, "what": "слово"})


def damage(statement: str, **values: object) -> None:
    db.session.execute(text(statement), values)
    db.session.commit()


def test_an_untouched_record_is_whole(app: Flask) -> None:
    write("a", 5)
    write("b", 3)
    report = verify_all()
    assert (report.is_whole, report.streams, report.entries) == (True, 2, 8)


@pytest.mark.parametrize(
    "change",
    [
        "action = 'undone'",
        "person_id = 8",
        "person_name = 'Другой'",
        "organisation_id = 4",
        "role = 'sysadmin'",
        "basis = ''",
        "facts = '{\"number\": 9}'",
        "at = '2020-01-01 00:00:00.000000+00:00'",
        "hash = 'f'",
    ],
)
def test_a_changed_entry_is_found(app: Flask, change: str) -> None:
    write("a", 5)
    damage(f"UPDATE audit_entry SET {change} WHERE stream = 'a' AND number = 3")
    (finding,) = verify_all().findings
    assert (finding.stream, finding.number, finding.damage) == ("a", 3, Damage.CHANGED)


def test_a_deleted_entry_is_found(app: Flask) -> None:
    write("a", 5)
    damage("DELETE FROM audit_entry WHERE number = 3")
    (finding,) = verify_all().findings
    assert (finding.number, finding.damage) == (3, Damage.GAP)


def test_the_first_entry_cannot_be_cut_off(app: Flask) -> None:
    write("a", 5)
    damage("DELETE FROM audit_entry WHERE number = 1")
    assert verify_all().findings[0].number == 1


def test_an_inserted_entry_is_found(app: Flask) -> None:
    write("a", 4)
    for number in (4, 3):
        damage("UPDATE audit_entry SET number = number + 1 WHERE number = :number", number=number)
    copied = "stream, at, action, person_id, person_name, organisation_id, role, on_behalf_of, basis, facts"
    copied += ", previous_hash, hash"
    damage(f"INSERT INTO audit_entry (number, {copied}) SELECT 3, {copied} FROM audit_entry WHERE number = 2")
    assert verify_all().findings[0].number == 3


def test_swapped_entries_are_found(app: Flask) -> None:
    write("a", 4)
    for was, now in ((2, 99), (3, 2), (99, 3)):
        damage("UPDATE audit_entry SET number = :now WHERE number = :was", was=was, now=now)
    assert verify_all().findings[0].number == 2


def test_a_cut_off_tail_is_found(app: Flask) -> None:
    write("a", 4)
    damage("DELETE FROM audit_entry WHERE number > 2")
    (finding,) = verify_all().findings
    assert (finding.number, finding.damage) == (3, Damage.CUT_OFF)


def test_a_stream_that_vanished_is_found(app: Flask) -> None:
    write("a", 4)
    damage("DELETE FROM audit_entry")
    assert [finding.damage for finding in verify_all().findings] == [Damage.CUT_OFF]
    damage("DELETE FROM audit_head")
    assert verify_all().is_whole  # nothing is left that could tell: this is what an anchor outside is for


def test_a_tail_rewritten_with_right_hashes_is_found_by_the_head(app: Flask) -> None:
    write("a", 4)
    kept = list_entries("a")[1]
    damage("DELETE FROM audit_entry WHERE number > 2")
    command(record)("a", "invented", SYSTEM, {}, head=ChainHead(number=kept.number, hash=kept.hash))
    assert verify_stream("a").findings[0].damage is Damage.CUT_OFF
    head = ChainHead(number=3, hash=list_entries("a")[2].hash)
    command(record)("a", "invented", SYSTEM, {}, head=head)
    assert verify_all().findings[0].damage is Damage.HEAD_DIFFERS


def test_a_complete_rewrite_is_found_by_an_anchor_kept_outside(app: Flask) -> None:
    write("a", 3)
    anchor = dict(verify_all().heads)
    damage("DELETE FROM audit_entry")
    damage("DELETE FROM audit_head")
    command(record)("a", "invented", SYSTEM, {})
    assert verify_all().is_whole
    assert verify_all(anchor).findings[0].damage is Damage.CUT_OFF
    write("a", 2)
    assert verify_all(anchor).findings[0].damage is Damage.ANCHOR_DIFFERS


def test_a_head_kept_in_another_row_finds_a_cut_off_tail(app: Flask) -> None:
    head = EMPTY
    for number in range(3):
        head = command(record)("thing:1", "done", NURSE, {"number": number}, head=head)
    try:
        register_head_source("thing:", lambda: [("thing:1", head)])
        assert verify_all().is_whole
        damage("DELETE FROM audit_entry WHERE number = 3")
        assert verify_all().findings[0].damage is Damage.CUT_OFF
    finally:
        head_sources.pop("thing:")
    assert verify_all().findings[0].damage is Damage.UNKNOWN_STREAM


def test_facts_come_back_from_both_databases_as_they_were_hashed(app: Flask) -> None:
    facts = {
        "float": 1e16,
        "tiny": 0.1,
        "money": Decimal("10.50"),
        "day": date(2026, 6, 9),
        "set": {"б", "а"},
        "deep": {1: ["x", ("y", None, True)]},
        "nul": "a\x00b",
        "surrogate": "\ud800",
        "big": 10**30,
        "emoji": "🙂",
    }
    command(record)("a", "done", NURSE, facts)
    assert verify_all().is_whole
    assert list_entries("a")[0].facts["money"] == "10.50"


def test_many_writers_of_one_stream_leave_an_unbroken_chain(app: Flask) -> None:
    problems: list[BaseException] = []

    def work() -> None:
        with app.app_context():
            try:
                for _ in range(5):
                    write("a", 2)
            except BaseException as error:
                problems.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    report = verify_all()
    assert (report.is_whole, report.entries) == (True, 60)


def test_the_command_line_says_whether_the_record_is_whole(app: Flask, tmp_path: Path) -> None:
    from app.audit.cli import audit

    runner = app.test_cli_runner()
    write("a", 3)
    good = runner.invoke(audit, ["verify", "--json"])
    assert good.exit_code == 0
    assert json.loads(good.output)["entries"] == 3
    heads = tmp_path / "heads.txt"
    heads.write_text(runner.invoke(audit, ["heads"]).output, encoding="utf-8")
    assert runner.invoke(audit, ["verify", "--against", str(heads)]).exit_code == 0
    damage("UPDATE audit_entry SET action = 'undone' WHERE number = 2")
    bad = runner.invoke(audit, ["verify"])
    assert bad.exit_code == 1
    assert "a #2: changed" in bad.output
