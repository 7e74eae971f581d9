"""The floor of everything that is stored: one transaction that updates one row of 2 KB with a version check."""

from __future__ import annotations

import os
from typing import Any

from bench.stage import Installation
from bench.timing import Times, timed

SIZE = 2048


class Floor:
    """The plain driver on the same database, as durable as the application."""

    def __init__(self, installation: Installation) -> None:
        self._postgresql = installation.backend == "postgresql"
        self._connection: Any = installation.connect()
        self._cursor = self._connection.cursor()
        self._version = 1
        kind = "bytea" if self._postgresql else "blob"
        self._cursor.execute(f"CREATE TABLE bench_floor (id integer PRIMARY KEY, ver integer, state {kind})")
        self._cursor.execute(self._sql("INSERT INTO bench_floor VALUES (1, 1, ?)"), (os.urandom(SIZE),))
        if self._postgresql:
            self._connection.commit()
        self._update = self._sql("UPDATE bench_floor SET state=?, ver=ver+1 WHERE id=1 AND ver=?")

    def _sql(self, text: str) -> str:
        return text.replace("?", "%s") if self._postgresql else text

    def turn(self, times: Times) -> None:
        """Update the row twice, each in a transaction of its own."""
        blobs = (os.urandom(SIZE), os.urandom(SIZE))
        with timed(times, len(blobs)):
            for blob in blobs:
                self._once(blob)

    def _once(self, blob: bytes) -> None:
        if not self._postgresql:
            self._cursor.execute("BEGIN IMMEDIATE")
        self._cursor.execute(self._update, (blob, self._version))
        assert self._cursor.rowcount == 1
        if self._postgresql:
            self._connection.commit()
        else:
            self._cursor.execute("COMMIT")
        self._version += 1

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()
