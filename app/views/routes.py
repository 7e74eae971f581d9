"""Pages of views: save one, change it, remove it, all views of a list, the one it opens with."""

from __future__ import annotations

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.policy import current_viewer, signed_in
from app.foundation.errors import InvalidInput
from app.views.commands import change_view, choose_default, drop_default, own_view, remove_view, save_view
from app.views.forms import ViewForm
from app.views.models import SavedView
from app.views.policy import list_shares
from app.views.queries import ViewPage, get_view_page, view_href, views_page

views = Blueprint("views", __name__, template_folder="templates")


def install_views(app: Flask) -> None:
    """Add the pages of this room."""
    app.register_blueprint(views)


@views.get("/views")
@signed_in
def list_views() -> str:
    """Show all views of a list that the person may use."""
    page = views_page(current_viewer(), request.args.get("page", ""), request.args.get("after", ""))
    return render_template("views/list.html", page=page)


@views.get("/views/new")
@signed_in
def ask_view() -> str:
    """Ask how the view of a list with this filter is called."""
    page = get_view_page(request.args.get("page", ""))
    return _page(page, ViewForm.new(page, request.args))


@views.post("/views/new")
@signed_in
def save() -> ResponseReturnValue:
    """Save a view."""
    page = get_view_page(request.form.get("page", ""))
    form = ViewForm.posted(page, request.form)
    try:
        view_id = save_view(page.key, form.wanted(), saved_by=current_viewer())
    except InvalidInput as refused:
        form.refuse(refused)
        return _page(page, form), 422
    flash(_("The view is saved."), "go")
    return redirect(view_href(page, view_id), 303)


@views.get("/views/<int:view_id>")
@signed_in
def show_view(view_id: int) -> str:
    """Show a view of one's own to be changed."""
    view = own_view(current_viewer(), view_id)
    page = get_view_page(view.page)
    return _page(page, ViewForm.of(view, page, request.args), view)


@views.post("/views/<int:view_id>")
@signed_in
def change(view_id: int) -> ResponseReturnValue:
    """Change a view."""
    viewer = current_viewer()
    view = own_view(viewer, view_id)
    page = get_view_page(view.page)
    form = ViewForm.posted(page, request.form)
    try:
        change_view(view_id, form.wanted(), changed_by=viewer)
    except InvalidInput as refused:
        form.refuse(refused)
        return _page(page, form, own_view(viewer, view_id)), 422
    flash(_("The view is saved."), "go")
    return redirect(view_href(page, view_id), 303)


@views.post("/views/<int:view_id>/remove")
@signed_in
def remove(view_id: int) -> ResponseReturnValue:
    """Remove a view."""
    key = remove_view(view_id, removed_by=current_viewer())
    flash(_("The view is removed."), "go")
    return redirect(url_for("views.list_views", page=key), 303)


@views.post("/views/<int:view_id>/default")
@signed_in
def make_default(view_id: int) -> ResponseReturnValue:
    """Let the list open with a view."""
    key = choose_default(view_id, chosen_by=current_viewer())
    flash(_("The list now opens with this view."), "go")
    return redirect(url_for("views.list_views", page=key), 303)


@views.post("/views/no-default")
@signed_in
def end_default() -> ResponseReturnValue:
    """Let the list open without a view."""
    key = request.form.get("page", "")
    drop_default(key, dropped_by=current_viewer())
    flash(_("The list now opens without a view."), "go")
    return redirect(url_for("views.list_views", page=key), 303)


def _page(page: ViewPage, form: ViewForm, view: SavedView | None = None) -> str:
    viewer = current_viewer()
    shares = list_shares(viewer)
    words = page.words(viewer, form.asked)
    return render_template("views/view.html", page=page, form=form, view=view, shares=shares, words=words)
