"""The folder of contents: written whole or not at all, each under its own hash."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from flask import current_app

from app.documents.policy import FileNotTaken
from config import Config

_CHUNK = 256 * 1024


@dataclass(frozen=True, kw_only=True)
class Received:
    """A content on its way in: where it lies for the moment, its size in bytes and its hash."""

    path: Path
    size: int
    sha256: str


def files_root() -> Path:
    """Return the folder of contents; nothing of it is ever served as it is."""
    config: Config = current_app.config["SOGLAS"]
    return config.var_path / "files"


def path_of(sha256: str) -> Path:
    """Return where the content with this hash lies."""
    return files_root() / sha256[:2] / sha256[2:4] / sha256


def size_limit() -> int:
    """Return how large a file may be, in bytes."""
    config: Config = current_app.config["SOGLAS"]
    return config.upload_limit_mb * 1024 * 1024


@contextmanager
def received(stream: IO[bytes]) -> Iterator[Received]:
    """Write the stream to a file of its own, counting; the file is gone after the block unless `keep` took it.

    Raises FileNotTaken as soon as it is too large, or when there is no room.
    """
    folder = files_root() / "incoming"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / secrets.token_hex(16)
    try:
        try:
            yield _write(stream, path)
        except OSError as error:
            raise FileNotTaken(
                "Файл не сохранён: на сервере нет места. Попробуйте позже или скажите администратору",
                "The file is not stored: the server has no room. Try later or tell the administrator",
            ) from error
    finally:
        with suppress(FileNotFoundError):
            path.unlink()


def _write(stream: IO[bytes], path: Path) -> Received:
    limit, size, digest = size_limit(), 0, hashlib.sha256()
    with path.open("xb") as file:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > limit:
                megabytes = limit // 1024 // 1024
                raise FileNotTaken(
                    f"Файл больше {megabytes} МБ: приложите файл поменьше",
                    f"The file is larger than {megabytes} MB: attach a smaller one",
                )
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return Received(path=path, size=size, sha256=digest.hexdigest())


def keep(content: Received) -> None:
    """Move a received content to its place for good; one that is there already only becomes young again."""
    target = path_of(content.sha256)
    if target.exists():
        os.utime(target)
        return
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    content.path.chmod(0o600)
    content.path.replace(target)
    for folder in (target.parent, target.parent.parent):
        _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def list_contents() -> Iterator[Path]:
    """Yield every kept content."""
    root = files_root()
    yield from (path for path in root.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*") if path.is_file())
