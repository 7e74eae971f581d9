"""What the office does in its journals: load, may you, form, command, redirect."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import Form

from app.access.policy import current_viewer, signed_in
from app.documents.commands.keep_journal import (
    annul_entry,
    change_journal,
    close_year,
    open_journal,
    register_by_hand,
    reserve_numbers,
    use_reserved,
)
from app.documents.forms import AnnulForm, ByHandForm, DocumentForm, JournalForm, OpenJournalForm, ReserveForm
from app.documents.models import Journal
from app.documents.policy.journal_rights import kept_organisation_ids, require_keeper
from app.documents.queries.journals import get_entry, get_journal_visible_to
from app.documents.routes import blueprint
from app.documents.routes.journals import entry_page, journal_page, journals_page, kept_nodes
from app.foundation.errors import InvalidInput, NotAllowed

FormT = TypeVar("FormT", bound=Form)


@blueprint.post("/journals")
@signed_in
def open_new_journal() -> ResponseReturnValue:
    """Open a journal."""
    viewer, form = current_viewer(), OpenJournalForm(request.form)
    kept = kept_nodes(kept_organisation_ids(viewer))
    if not kept:
        raise NotAllowed
    form.offer(kept)
    if not form.validate():
        return journals_page(form), 422
    journal = open_journal(form.organisation_id.data, form.kind.data, opened_by=viewer)
    return redirect(url_for("documents.show_journal", journal_id=journal.id), 303)


@blueprint.post("/journals/<int:journal_id>/settings")
@signed_in
def change_settings(journal_id: int) -> ResponseReturnValue:
    """Change how numbers are made."""
    journal, form = _kept(journal_id), JournalForm(request.form)
    try:
        if not form.validate():
            return journal_page(journal, settings=form), 422
        change_journal(
            journal.id,
            index=form.index.data or "",
            template=form.template.data or "",
            changed_by=current_viewer(),
        )
    except InvalidInput as refused:
        return journal_page(journal, settings=_refuse(form, refused)), 422
    flash(_("The next numbers are made by the new template."), "go")
    return redirect(url_for("documents.show_journal", journal_id=journal.id), 303)


@blueprint.post("/journals/<int:journal_id>/entries")
@signed_in
def register_document(journal_id: int) -> ResponseReturnValue:
    """Register a document by hand."""
    journal, form = _kept(journal_id), ByHandForm(request.form)
    try:
        if not form.validate() or form.dated.data is None:
            return journal_page(journal, by_hand=form), 422
        entry = register_by_hand(
            journal.id,
            title=form.title.data or "",
            dated=form.dated.data,
            reason=form.reason.data or "",
            correspondent=form.correspondent.data or "",
            number=form.number.data or "",
            registered_by=current_viewer(),
        )
    except InvalidInput as refused:
        return journal_page(journal, by_hand=_refuse(form, refused)), 422
    flash(_("Registered under the number %(number)s.", number=entry.number), "go")
    return redirect(url_for("documents.show_journal", journal_id=journal.id, year=entry.year), 303)


@blueprint.post("/journals/<int:journal_id>/reserve")
@signed_in
def reserve(journal_id: int) -> ResponseReturnValue:
    """Keep numbers for later."""
    journal, form = _kept(journal_id), ReserveForm(request.form)
    try:
        if not form.validate():
            return journal_page(journal, reserve=form), 422
        entries = reserve_numbers(
            journal.id,
            count=form.count.data or 0,
            reason=form.reserve_reason.data or "",
            reserved_by=current_viewer(),
        )
    except InvalidInput as refused:
        return journal_page(journal, reserve=_refuse(form, refused)), 422
    flash(_("Reserved: %(numbers)s.", numbers=", ".join(entry.number for entry in entries)), "go")
    return redirect(url_for("documents.show_journal", journal_id=journal.id, state="reserved"), 303)


@blueprint.post("/journals/<int:journal_id>/close")
@signed_in
def close(journal_id: int) -> ResponseReturnValue:
    """Close a year that is over."""
    journal = _kept(journal_id)
    text = request.form.get("year", "")
    year = int(text) if text.isdecimal() and len(text) < 6 else 9999
    try:
        close_year(journal.id, year, closed_by=current_viewer())
    except InvalidInput as refused:
        flash(str(refused), "stop")
    else:
        flash(_("The year %(year)d is closed.", year=year), "go")
    return redirect(url_for("documents.show_journal", journal_id=journal.id, year=text), 303)


@blueprint.post("/journals/<int:journal_id>/entries/<int:entry_id>/use")
@signed_in
def use_entry(journal_id: int, entry_id: int) -> ResponseReturnValue:
    """Give a reserved number to a document."""
    journal, form = _kept(journal_id), DocumentForm(request.form)
    get_entry(current_viewer(), journal.id, entry_id)
    try:
        if not form.validate() or form.dated.data is None:
            return entry_page(journal, entry_id, use=form), 422
        use_reserved(
            entry_id,
            title=form.title.data or "",
            dated=form.dated.data,
            correspondent=form.correspondent.data or "",
            reason=form.reason.data or "",
            used_by=current_viewer(),
        )
    except InvalidInput as refused:
        return entry_page(journal, entry_id, use=_refuse(form, refused)), 422
    flash(_("The reserved number has its document."), "go")
    return redirect(url_for("documents.show_entry", journal_id=journal.id, entry_id=entry_id), 303)


@blueprint.post("/journals/<int:journal_id>/entries/<int:entry_id>/annul")
@signed_in
def annul(journal_id: int, entry_id: int) -> ResponseReturnValue:
    """Annul a number."""
    journal, form = _kept(journal_id), AnnulForm(request.form)
    get_entry(current_viewer(), journal.id, entry_id)
    if not form.validate():
        return entry_page(journal, entry_id, annul=form), 422
    annul_entry(entry_id, reason=form.annul_reason.data or "", annulled_by=current_viewer())
    flash(_("The number is annulled and stays in its place."), "go")
    return redirect(url_for("documents.show_entry", journal_id=journal.id, entry_id=entry_id), 303)


def _kept(journal_id: int) -> Journal:
    """Return a journal that the person keeps; raises NotFound, NotAllowed."""
    viewer = current_viewer()
    journal = get_journal_visible_to(viewer, journal_id)
    require_keeper(viewer, journal.organisation_id)
    return journal


def _refuse(form: FormT, refused: InvalidInput) -> FormT:
    """Write what is wrong beside the fields it is about."""
    problems = refused.facts.get("problems")
    for name, words in (problems if isinstance(problems, Mapping) else {}).items():
        if name in form:
            form[name].errors = [str(words)]
    return form
