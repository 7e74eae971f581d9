"""The search over HTTP in an installation with very many cases, against the inbox page of the same installation."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select, text

from app.foundation.database import db
from app.search.commands import index_some
from app.search.models import SearchText
from bench.crowds import ALONE
from bench.figures import Measured, against
from bench.measured import Bench
from bench.measured.inbox import Look
from bench.stage import Installation, browser_of
from bench.timing import race

CHUNK = 2_000
EACH = 1_000
"""One case in so many has a rare word."""
QUESTIONS = {
    "of all": "/find?q=закупки",
    "rare": "/find?q=редкость7",
    "of all and one rare": "/find?q=закупка+редкость7",
}


def measure(bench: Bench) -> Measured:
    """Ask for a word that every case holds, for one that a hundred hold, and for both; the inbox is the floor."""
    count = bench.sizes.many_tasks
    bench.say(f"the texts of {count:,} cases")
    made = bench.crowds.of(count)
    with made.app.app_context():
        _fill(made)
    browser = browser_of(made, ALONE)
    racers: dict[str, Any] = {"inbox": Look(browser, "/tasks")}
    for name, path in QUESTIONS.items():
        assert browser.get(path).count('class="found-head"') >= 1, f"{path} finds nothing"
        racers[name] = Look(browser, path)
    times = race(racers, rounds=bench.sizes.page_rounds)
    figures = [
        against(
            f"search-{number}",
            f"search, a word {name}, in {count:,} cases / inbox page",
            times[name],
            times["inbox"],
            words=f"the inbox page with {count:,} open tasks",
            limit=3 if bench.sizes.judged else None,
            note="texts copied in bulk from one real case; half of the tasks are of the one who looks",
        )
        for number, name in enumerate(QUESTIONS, 1)
    ]
    return Measured(figures=figures, times={f"search, {name}": one for name, one in times.items()})


def _fill(made: Installation) -> None:
    """Give every case the texts of one that the worker has read, and one in EACH a word of its own."""
    index_some(1)
    row = dict(db.session.execute(select(SearchText.__table__)).mappings().one())
    words, reach = (_plain(made, row["case_id"], name) for name in ("words", "reach"))
    ids = list(db.session.scalars(text("SELECT id FROM process_case ORDER BY id")))
    db.session.rollback()
    others = [case_id for case_id in ids if case_id != row["case_id"]]
    for start in range(0, len(others), CHUNK):
        rows = [
            {**row, "case_id": one, "words": f"{words} редкость{one % EACH}", "reach": reach}
            for one in others[start : start + CHUNK]
        ]
        with db.engine.begin() as connection:
            connection.execute(insert(SearchText.__table__), rows)
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE process_case SET searched_ver = ver"))
    if made.backend == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE search_text"))
            connection.execute(text("VACUUM ANALYZE process_case"))


def _plain(made: Installation, case_id: int, name: str) -> str:
    """Return the words of a column as a text of words."""
    if made.backend == "sqlite":
        return str(db.session.scalar(text(f"SELECT {name} FROM search_text WHERE case_id = :id"), {"id": case_id}))
    lexemes = text(f"SELECT array_to_string(tsvector_to_array({name}), ' ') FROM search_text WHERE case_id = :id")
    return str(db.session.scalar(lexemes, {"id": case_id}))
