"""The stage of the security tests: two municipalities that must know nothing of each other."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from tests.payloads import DATA
from tests.security.world import World, make_world

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, kw_only=True)
class Trying:
    """A process that tries payloads, and the file it writes what came of them."""

    process: subprocess.Popen[bytes]
    out: Path


@pytest.fixture(scope="session", autouse=True)
def payload_processes(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[Trying]]:
    """The two processes that try the payloads: they begin with the first test here, for they work longest."""
    if not DATA.exists() or not any("rows" in getattr(item, "fixturenames", ()) for item in request.session.items):
        yield []
        return
    folder = tmp_path_factory.mktemp("payloads")
    running = []
    for half in ("0", "1"):
        out = folder / f"out-{half}"
        command = [sys.executable, "-m", "tests.security.trying", str(folder), half]
        with out.open("wb") as file:
            running.append(Trying(process=subprocess.Popen(command, cwd=ROOT, stdout=file), out=out))
    yield running
    for one in running:
        one.process.kill()
        one.process.wait()


@pytest.fixture
def world(app: Flask) -> World:
    """Both municipalities with a case each."""
    return make_world(app)
