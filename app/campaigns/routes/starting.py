"""Start a campaign: choose the process, say for whom and until when, look at who gets it, start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Any

from flask import abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.access.policy import Post, Viewer, current_viewer, holding
from app.campaigns.commands import Wanted, Yearly, plan_yearly, start_campaign
from app.campaigns.commands.yearly import YEARLY_WAYS, is_month_day
from app.campaigns.forms import OWN, CampaignForm, read_month_day
from app.campaigns.policy import RUNNERS, post_of
from app.campaigns.queries.answers import LONGEST, Question, Texts, pack, questions_of, unpack
from app.campaigns.queries.codes import MAX_BYTES, Codes, read_codes
from app.campaigns.queries.eligible import choose, examine, has_centre, reachable
from app.campaigns.queries.workbook import XLSX
from app.campaigns.queries.workbook import answers_workbook as workbook
from app.campaigns.routes import campaigns
from app.campaigns.routes.own_answers import check_own, forgive, unused_words
from app.cases.forms import start_form
from app.forms import PressRefused, SchemaForm
from app.foundation.errors import InvalidInput, NotAllowed
from app.organisation.models import OrganisationKind
from app.organisation.queries import Node
from app.processes.queries import Live, current_version_id, list_processes, live_version


@dataclass(kw_only=True)
class Drawn:
    """Everything the page of a new campaign draws."""

    live: Live
    post: Post
    nodes: Sequence[Node]
    form: CampaignForm
    fields: SchemaForm | None
    codes: Codes | None = None
    answers: dict[int, Texts] = field(default_factory=dict)
    own: dict[int, dict[str, Any]] = field(default_factory=dict)

    @property
    def questions(self) -> tuple[Question, ...]:
        """Return the questions of the start form that columns of a workbook can answer."""
        return questions_of(self.live.forms.get(self.live.start_form_id) if self.live.start_form_id else None)

    @property
    def unused(self) -> str:
        """Return what to say of columns that were not read."""
        return unused_words(self.codes) if self.codes is not None and self.codes.unused else ""

    @property
    def steps(self) -> list[tuple[str, str]]:
        """Return the steps of the process to choose from."""
        return [(one.element_id, " ".join(one.name.split())) for one in self.live.outline.user_tasks]

    def page(self, status: int = 200) -> ResponseReturnValue:
        """Return the page with what was typed."""
        problems = [(f"_{name}", words) for name, words in self.form.problems.items()]
        if status == 422 and self.fields is not None:
            problems += list(self.fields.errors_summary())
        kinds = {node.kind for node in self.nodes}
        ways = [
            ("centres", _("All schools with a centre"), sum(has_centre(node) for node in self.nodes)),
            ("schools", _("All schools"), len(choose(self.nodes, "schools"))),
            ("authorities", _("All municipal authorities"), len(choose(self.nodes, "authorities"))),
        ]
        shown = [way for way in ways if way[0] != "authorities" or OrganisationKind.MOUO in kinds]
        return (
            render_template("campaigns/new.html", draw=self, ways=shown, problems=problems, size=MAX_BYTES // 1048576),
            status,
        )


@campaigns.get("/campaigns/new")
@holding(*RUNNERS)
def choose_process() -> str:
    """Show the processes in force that reach somebody of this person."""
    viewer = current_viewer()
    rows = [row for row in list_processes() if row.version_id is not None]
    reached = {row.key: len(reachable(viewer, live_version(row.version_id or 0), _post(viewer))) for row in rows}
    return render_template("campaigns/choose.html", rows=[row for row in rows if reached[row.key]], reached=reached)


@campaigns.get("/campaigns/new/<key>")
@holding(*RUNNERS)
def new(key: str) -> ResponseReturnValue:
    """Show the form of a new campaign."""
    drawn = _drawn(key, CampaignForm(how="centres"), first=True)
    if not any(has_centre(node) for node in drawn.nodes):
        drawn.form.how = "schools"
    return drawn.page()


@campaigns.get("/campaigns/new/<key>/answers.xlsx")
@holding(*RUNNERS)
def answers_workbook(key: str) -> Response:
    """Give the workbook in which every organisation can answer for itself."""
    drawn = _drawn(key, CampaignForm(), first=True)
    content = workbook(choose(drawn.nodes, "schools") or drawn.nodes, drawn.questions)
    return send_file(BytesIO(content), mimetype=XLSX, as_attachment=True, download_name=f"{key}.xlsx")


@campaigns.post("/campaigns/new/<key>")
@holding(*RUNNERS)
def start(key: str) -> ResponseReturnValue:
    """Look at who gets it, change it again, or start it."""
    drawn, action = _drawn(key, CampaignForm.posted(request.form)), request.form.get("_action", "look")
    if drawn.fields is not None and drawn.fields.unknown_keys:
        abort(400)
    if drawn.fields is not None and "_press" in request.form:
        try:
            drawn.fields.press(request.form["_press"])
        except PressRefused:
            abort(400)
        return drawn.page()
    if action in {"edit", "redraw"}:
        return drawn.page()
    _read_file(drawn)
    _read_answers(drawn)
    if not _is_right(drawn):
        return drawn.page(422)
    chosen = choose(drawn.nodes, drawn.form.how, drawn.form.ids)
    if action != "start":
        fields = [(name, value) for name, value in request.form.items(multi=True) if name not in OWN]
        return render_template(
            "campaigns/preview.html", draw=drawn, reached=examine(drawn.live, chosen), codes=drawn.codes, fields=fields
        )
    return _start(drawn, len(chosen))


def _start(drawn: Drawn, count: int) -> ResponseReturnValue:
    form = drawn.form
    if form.opens:
        return _start_yearly(drawn)
    wanted = Wanted(
        process_key=drawn.live.process_key,
        name=form.name,
        how=form.how,
        ids=form.ids,
        deadline=form.day,  # type: ignore[arg-type]  # the form was checked
        until_element=form.until,
        variables=drawn.fields.values() if drawn.fields is not None else {},
        own=drawn.own,
        chosen=str(_("organisations chosen: %(count)d", count=count)),
    )
    try:
        campaign_id = start_campaign(wanted, started_by=current_viewer().actor(drawn.post))
    except InvalidInput as refused:
        form.refuse(dict(refused.facts.get("problems", {})))  # type: ignore[call-overload]  # facts are objects
        return drawn.page(422)
    flash(_("The campaign is started: its cases are being opened."), "go")
    return redirect(url_for("campaigns.show", campaign_id=campaign_id), 303)


def _start_yearly(drawn: Drawn) -> ResponseReturnValue:
    form = drawn.form
    plan = Yearly(
        process_key=drawn.live.process_key,
        name=form.name,
        opens=read_month_day(form.opens),
        deadline=f"{form.day:%m-%d}" if form.day is not None else "",
        how=form.how,
        until_element=form.until,
        variables=drawn.fields.values() if drawn.fields is not None else {},
    )
    try:
        plan_yearly(plan, planned_by=current_viewer().actor(drawn.post))
    except InvalidInput as refused:
        form.refuse(dict(refused.facts.get("problems", {})))  # type: ignore[call-overload]  # facts are objects
        return drawn.page(422)
    flash(_("The campaign will open itself every year."), "go")
    return redirect(url_for("campaigns.list_yearly"), 303)


def _drawn(key: str, form: CampaignForm, *, first: bool = False) -> Drawn:
    viewer = current_viewer()
    live, post = live_version(current_version_id(key)), _post(viewer)
    nodes = reachable(viewer, live, post)
    if not nodes:
        raise NotAllowed(_("This process reaches no organisation of yours."))
    fields = start_form(live, posted=None if first else request.form, organisation_id=post.organisation_id, own=OWN)
    return Drawn(live=live, post=post, nodes=nodes, form=form, fields=fields)


def _post(viewer: Viewer) -> Post:
    post = post_of(viewer)
    if post is None:
        raise NotAllowed
    return post


def _read_file(drawn: Drawn) -> None:
    """Turn an uploaded workbook into a list: the next page has no file any more."""
    upload = request.files.get("_file")
    if drawn.form.how != "file":
        return
    if upload is None or not upload.filename:
        if not drawn.form.ids:
            drawn.form.problems["file"] = str(_("Choose a file in XLSX format"))
        return
    drawn.codes = read_codes(upload.stream.read(MAX_BYTES + 1), drawn.nodes, drawn.questions)
    drawn.form.ids = drawn.codes.ids
    drawn.form.rows = pack(drawn.codes.answers)
    if len(drawn.form.rows) > LONGEST:
        drawn.form.problems["file"] = str(_("The answers of the workbook are too long: divide it in two."))
    if drawn.codes.problems and not drawn.codes.ids:
        drawn.form.problems["file"] = drawn.codes.problems[0].words


def _read_answers(drawn: Drawn) -> None:
    """Let the start form check the answers of single organisations; who has a wrong one is left out, told by cell."""
    form = drawn.form
    try:
        told = unpack(form.rows, drawn.questions)
    except (ValueError, RecursionError):
        abort(400)
    drawn.answers = {key: texts for key, texts in told.items() if key in form.ids}
    drawn.own, problems = check_own(drawn.live, drawn.post, drawn.answers, drawn.codes)
    wrong = set(drawn.answers) - set(drawn.own)
    form.ids = tuple(one for one in form.ids if one not in wrong)
    form.rows = pack({key: texts for key, texts in drawn.answers.items() if key not in wrong})
    if drawn.codes is not None and problems:
        drawn.codes = replace(drawn.codes, ids=form.ids, problems=(*drawn.codes.problems, *problems))
        if not form.ids:
            form.problems.setdefault("file", f"{problems[0].cell}: {problems[0].words}")


def _is_right(drawn: Drawn) -> bool:
    form = drawn.form
    wrong = {}
    if not form.name.strip():
        wrong["name"] = "required"
    if form.day is None:
        wrong["deadline"] = "required"
    if not choose(drawn.nodes, form.how, form.ids) and "file" not in form.problems:
        wrong["how"] = "nobody"
    if form.opens and form.how not in YEARLY_WAYS:
        wrong["how"] = "not yearly"
    if form.opens and not is_month_day(read_month_day(form.opens)):
        wrong["opens"] = "no day"
    form.refuse(wrong)
    chosen = [drawn.answers.get(one.id, {}) for one in choose(drawn.nodes, form.how, form.ids)]
    everywhere = set.intersection(*(set(texts) for texts in chosen)) if chosen else set()
    return (drawn.fields is None or forgive(drawn.fields, everywhere)) and not form.problems
