"""Read the journals: the list, one journal with its search, one line, a workbook of a year."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import current_viewer, signed_in
from app.documents.forms import AnnulForm, ByHandForm, DocumentForm, JournalForm, OpenJournalForm, ReserveForm
from app.documents.models import EntryState, Journal
from app.documents.policy.journal_names import journal_name, make_number
from app.documents.policy.journal_rights import kept_organisation_ids, may_keep_journals
from app.documents.policy.template_rights import may_own_templates
from app.documents.queries.journal_book import journal_book
from app.documents.queries.journals import get_entry, get_journal_visible_to, list_entries, list_journals, list_years
from app.documents.routes import blueprint
from app.foundation.clock import today
from app.foundation.words import local_today
from app.organisation.queries import Node, current_tree, timezone_of
from app.workflow.registration import JOURNALS

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/journals")
@signed_in
def list_journals_page() -> str:
    """Show the journals that the person may read."""
    return journals_page(OpenJournalForm())


def journals_page(form: OpenJournalForm) -> str:
    """Return the list of journals with the form that opens one."""
    viewer, text, kind = current_viewer(), request.args.get("q", "").strip()[:100], request.args.get("kind", "")
    kind = kind if kind in JOURNALS else ""
    page = list_journals(viewer, text=text, kind=kind, after=_number(request.args.get("after")))
    kept = kept_nodes(kept_organisation_ids(viewer))
    form.offer(kept)
    more = url_for("documents.list_journals_page", q=text, kind=kind, after=page.next) if page.next else ""
    return render_template(
        "documents/journals.html", page=page, form=form, may_open=bool(kept), text=text, kind=kind, kinds=JOURNALS,
        more_link=more,
        may_own_templates=may_own_templates(viewer),
    )  # fmt: skip


def kept_nodes(organisation_ids: frozenset[int]) -> list[Node]:
    """Return the active organisations with these ids in the order of the tree."""
    nodes = current_tree().nodes
    found = [nodes[one] for one in organisation_ids if one in nodes and nodes[one].is_active]
    return sorted(found, key=lambda node: node.path)


@blueprint.get("/journals/<int:journal_id>")
@signed_in
def show_journal(journal_id: int) -> str:
    """Show a year of a journal, with search."""
    return journal_page(get_journal_visible_to(current_viewer(), journal_id))


def journal_page(journal: Journal, **forms: Any) -> str:
    """Return the page of a journal; `forms` are those that were refused, by name."""
    viewer = current_viewer()
    years = list_years(journal.id)
    this_year = today(timezone_of(journal.organisation_id)).year
    year = _number(request.args.get("year")) or (years[0].year if years else this_year)
    text, state = request.args.get("q", "").strip()[:100], request.args.get("state", "")
    page = list_entries(viewer, journal.id, year=year, text=text, state=state, after=_number(request.args.get("after")))
    here = next((one for one in years if one.year == year), None)
    asked: dict[str, Any] = {"year": year, "q": text, "state": state}
    following = make_number(journal.template, index=journal.index, ordinal=(here.last if here else 0) + 1, year=year)
    after: dict[str, Any] = {**asked, "after": page.next}
    return render_template(
        "documents/journal.html", journal=journal, organisation=current_tree().node(journal.organisation_id),
        years=years, year=year, this_year=this_year, here=here, page=page, text=text, state=state, following=following,
        states=tuple(EntryState), may_keep=may_keep_journals(viewer, journal.organisation_id),
        more_link=url_for("documents.show_journal", journal_id=journal.id, **after) if page.next else "",
        by_hand=forms.get("by_hand") or ByHandForm(dated=local_today()), reserve=forms.get("reserve") or ReserveForm(),
        settings=forms.get("settings") or JournalForm(index=journal.index, template=journal.template),
    )  # fmt: skip


@blueprint.get("/journals/<int:journal_id>/entries/<int:entry_id>")
@signed_in
def show_entry(journal_id: int, entry_id: int) -> str:
    """Show one line of a journal."""
    return entry_page(get_journal_visible_to(current_viewer(), journal_id), entry_id)


def entry_page(journal: Journal, entry_id: int, **forms: Any) -> str:
    """Return the page of a line; `forms` are those that were refused, by name."""
    viewer = current_viewer()
    closed = {one.year for one in list_years(journal.id) if one.closed_at}
    entry = get_entry(viewer, journal.id, entry_id)
    return render_template(
        "documents/entry.html", journal=journal, organisation=current_tree().node(journal.organisation_id),
        entry=entry, may_keep=may_keep_journals(viewer, journal.organisation_id) and entry.year not in closed,
        use=forms.get("use") or DocumentForm(dated=local_today()), annul=forms.get("annul") or AnnulForm(),
    )  # fmt: skip


@blueprint.get("/journals/<int:journal_id>/workbook")
@signed_in
def journal_workbook(journal_id: int) -> ResponseReturnValue:
    """Give a year of a journal as a workbook."""
    viewer = current_viewer()
    journal = get_journal_visible_to(viewer, journal_id)
    year = _number(request.args.get("year")) or today(timezone_of(journal.organisation_id)).year
    content = journal_book(viewer, journal, year)
    name = f"{journal_name(journal.kind)} {year}.xlsx"
    answer = send_file(BytesIO(content), mimetype=XLSX, as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 10 else None
