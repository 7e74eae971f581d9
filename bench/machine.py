"""Where a result comes from: the machine, the versions, the commit."""

from __future__ import annotations

import os
import platform
import sqlite3
import statistics
import subprocess
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LIBRARIES = ("SpiffWorkflow", "SQLAlchemy", "Flask", "WTForms", "psycopg")


def describe_machine(folder: Path) -> dict[str, Any]:
    """Return the facts that a reader needs to compare results; `folder` is where the SQLite database lies."""
    return {
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "libraries": {name: version(name) for name in LIBRARIES},
        "fsync_ms": round(_fsync(folder) * 1000, 3),
        "load_before": [round(one, 2) for one in os.getloadavg()],
    }


def commit() -> str:
    """Return the short commit, with a plus when the tree under `app/` or `bench/` differs from it."""
    found = _git("rev-parse", "--short", "HEAD") or "unknown"
    return found + ("+" if _git("status", "--porcelain", "--untracked-files=no", "app", "bench", "config.py") else "")


def _git(*words: str) -> str:
    try:
        return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.machine()


def _fsync(folder: Path) -> float:
    """Return the median seconds that the disk takes to keep 4 KB for good."""
    found = []
    with tempfile.TemporaryFile(dir=folder) as file:
        for _ in range(30):
            file.write(os.urandom(4096))
            file.flush()
            started = time.perf_counter()
            os.fsync(file.fileno())
            found.append(time.perf_counter() - started)
    return statistics.median(found)
