"""Let clamd look at a file before it is kept, where the settings name one."""

from __future__ import annotations

import logging
import socket
import struct
from pathlib import Path
from typing import Final

from flask import current_app

from app.documents.policy import FileNotTaken
from config import Config

log = logging.getLogger("soglas.documents")
SECONDS: Final = 30.0
_CHUNK: Final = 128 * 1024


def require_clean(path: Path) -> None:
    """Raise FileNotTaken when the scanner finds something, or does not answer; do nothing when none is set."""
    config: Config = current_app.config["SOGLAS"]
    if not config.clamd:
        return
    try:
        answer = _ask(config.clamd, path)
    except (OSError, ValueError) as error:
        log.error("clamd at %s does not answer: %s", config.clamd, error)
        raise FileNotTaken(
            "Проверка на вирусы сейчас не работает, файл не принят. Попробуйте позже или скажите администратору",
            "The virus scanner does not answer, the file is not taken. Try later or tell the administrator",
        ) from error
    if not answer.endswith("OK"):
        log.warning("clamd refused a file: %s", answer)
        raise FileNotTaken(
            "Антивирус нашёл в файле опасное содержимое: файл не принят",
            "The virus scanner found something dangerous: the file is not taken",
        )


def _ask(address: str, path: Path) -> str:
    """Send the file by INSTREAM and return what clamd says, such as «stream: OK»."""
    with _connect(address) as connection, path.open("rb") as file:
        connection.sendall(b"zINSTREAM\0")
        while chunk := file.read(_CHUNK):
            connection.sendall(struct.pack(">I", len(chunk)) + chunk)
        connection.sendall(struct.pack(">I", 0))
        answer = b""
        while not answer.endswith(b"\0") and (more := connection.recv(1024)):
            answer += more
    if not answer:
        raise ValueError("an empty answer")
    return answer.rstrip(b"\0").decode(errors="replace").strip()


def _connect(address: str) -> socket.socket:
    if address.startswith("/"):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(SECONDS)
        connection.connect(address)
        return connection
    host, _sep, port = address.rpartition(":")
    return socket.create_connection((host or address, int(port or 3310)), timeout=SECONDS)
