"""Check the answers that a workbook gives to single organisations: each with the start form itself, told by cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.access.policy import Post
from app.campaigns.forms import OWN
from app.campaigns.queries.answers import Texts
from app.campaigns.queries.codes import Codes, RowProblem
from app.cases.forms import start_form
from app.forms import SchemaForm
from app.processes.queries import Live


def own_form(live: Live, post: Post, texts: Texts) -> SchemaForm | None:
    """Return the start form with the common answers of this request, and those of one organisation over them."""
    posted: MultiDict[str, str] = MultiDict(request.form)
    for name, values in texts.items():
        posted.setlist(name, list(values))
    return start_form(live, posted=posted, organisation_id=post.organisation_id, own=OWN)


def check_own(
    live: Live, post: Post, answers: Mapping[int, Texts], codes: Codes | None
) -> tuple[dict[int, dict[str, Any]], list[RowProblem]]:
    """Return the whole answers of each organisation that the form takes, and what it does not take, by cell.

    What is wrong with a common answer is not said here: the common form says it once.
    """
    good: dict[int, dict[str, Any]] = {}
    problems: list[RowProblem] = []
    for organisation_id, texts in answers.items():
        form = own_form(live, post, texts)
        if form is None:
            continue
        form.validate()
        told = [(name, form[name].errors[0]) for name in texts if name in form and form[name].errors]
        for name, words in told:
            cell = codes.cells.get((organisation_id, name), "") if codes is not None else ""
            problems.append(RowProblem(cell=cell, words=str(words)))
        if not told:
            good[organisation_id] = form.values()
    return good, problems


def forgive(fields: SchemaForm, names: set[str]) -> bool:
    """Clear what the common form misses but every organisation answers itself; say whether the rest is right."""
    right = fields.validate()
    if right:
        return True
    for name in names:
        if name in fields:
            fields[name].errors = []
    return not fields.errors_summary()


def unused_words(codes: Codes) -> str:
    """Return what to say of columns that no question of the start form bears."""
    return str(
        _("Not read, because the start form has no such question: %(names)s", names=", ".join(codes.unused[:20]))
    )
