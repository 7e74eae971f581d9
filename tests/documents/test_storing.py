"""What is taken, what is refused, and what lies on the disk afterwards."""

from __future__ import annotations

import io
import resource
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage

from app.audit.queries import list_entries
from app.documents.commands import content as contents
from app.documents.commands import store_file
from app.documents.commands.content import files_root, list_contents, path_of
from app.documents.models import StoredFile
from app.documents.policy import FileNotTaken, tidy_name
from app.foundation.database import db
from tests.cast import Cast, make_cast
from tests.documents.payloads import BAD, GOOD, NAMES, PDF


@pytest.fixture
def cast(app: Flask) -> Cast:
    for path in list_contents():
        path.unlink()
    return make_cast()


def upload(name: str | None, data: bytes) -> FileStorage:
    return FileStorage(stream=io.BytesIO(data), filename=name)


def rows() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(StoredFile)) or 0


@pytest.mark.parametrize(("name", "data", "media_type"), GOOD, ids=[good[0] for good in GOOD])
def test_a_file_is_kept_whole_under_its_hash(cast: Cast, name: str, data: bytes, media_type: str) -> None:
    file = store_file(upload(name, data), viewer=cast.viewer("north-1.admin"), field_key="instr")
    assert (file.name, file.media_type, file.size) == (name, media_type, len(data))
    assert path_of(file.sha256).read_bytes() == data
    assert path_of(file.sha256).stat().st_mode & 0o077 == 0
    assert list_entries("documents")[-1].facts["sha256"] == file.sha256


@pytest.mark.parametrize(("name", "data"), BAD, ids=[f"{n}-{bad[0]}" for n, bad in enumerate(BAD)])
def test_a_file_that_is_not_what_it_says_is_refused_and_leaves_nothing(cast: Cast, name: str, data: bytes) -> None:
    with pytest.raises(FileNotTaken) as refused:
        store_file(upload(name, data), viewer=cast.viewer("north-1.admin"))
    assert refused.value.ru
    assert refused.value.en
    assert rows() == 0
    assert list(list_contents()) == []
    assert list((files_root() / "incoming").iterdir()) == []


def test_a_bomb_costs_little_memory(cast: Cast) -> None:
    data = next(bad[1] for bad in BAD if bad[0] == "bomb.docx")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(FileNotTaken):
        store_file(upload("bomb.docx", data), viewer=cast.viewer("north-1.admin"))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024


def test_one_byte_too_many_is_refused_while_reading(cast: Cast, app: Flask) -> None:
    limit = app.config["SOGLAS"].upload_limit_mb * 1024 * 1024
    exact = PDF + b"\x00" * (limit - len(PDF))
    assert store_file(upload("a.pdf", exact), viewer=cast.viewer("north-1.admin")).size == limit
    with pytest.raises(FileNotTaken):
        store_file(upload("b.pdf", exact + b"\x00"), viewer=cast.viewer("north-1.admin"))
    assert rows() == 1


@pytest.mark.parametrize(("given", "kept"), NAMES)
def test_the_name_is_data_and_never_a_path(cast: Cast, given: str, kept: str) -> None:
    assert tidy_name(given) == kept
    file = store_file(upload(given, PDF), viewer=cast.viewer("north-1.admin"))
    assert file.name == kept
    root = files_root().resolve()
    assert path_of(file.sha256).resolve().is_relative_to(root)
    assert all(path.resolve().is_relative_to(root) for path in list_contents())


def test_a_missing_name_is_refused_for_its_extension(cast: Cast) -> None:
    with pytest.raises(FileNotTaken):
        store_file(upload(None, PDF), viewer=cast.viewer("north-1.admin"))


def test_the_same_content_lies_there_once(cast: Cast) -> None:
    for name in ("a.pdf", "b.pdf"):
        store_file(upload(name, PDF), viewer=cast.viewer("north-1.admin"))
    assert rows() == 2
    assert len(list(list_contents())) == 1


def test_a_full_disk_is_told_in_words_and_leaves_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(contents.os, "fsync", full)
    with pytest.raises(FileNotTaken, match="no room"):
        store_file(upload("a.pdf", PDF), viewer=cast.viewer("north-1.admin"))
    assert rows() == 0
    assert list((files_root() / "incoming").iterdir()) == []


def test_files_lie_outside_every_public_folder(app: Flask, cast: Cast) -> None:
    root = files_root().resolve()
    assert app.static_folder
    assert not root.is_relative_to(Path(app.static_folder).resolve())
    assert app.test_client().get(f"/static/../{root.name}/x").status_code in (404, 308)
