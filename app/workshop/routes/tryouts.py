"""Try a draft out as any participant, on a clock that can be moved; nothing leaves the house, nothing is kept of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, get_timezone
from flask_babel import gettext as _

from app.access.policy import Viewer
from app.feel.values import to_json
from app.feel.values.intake import take_in
from app.forms import FormSchema, SchemaForm, SchemaRefused, StoredFile, Upload, build_form, parse_schema
from app.foundation import clock
from app.foundation.words import local
from app.organisation.queries import functions_for
from app.processes.commands.tryouts import drop_scenario, keep_scenario, keep_tryout
from app.processes.queries.drafts import DraftRow, package_of_draft
from app.processes.queries.scenarios import find_tryout, list_scenarios
from app.workflow.elements import ProcessSpec
from app.workflow.package import Package
from app.workflow.tryout import OpenStep, TryOut
from app.workshop.queries.draft_page import find_spec
from app.workshop.queries.tryout_events import Beginning, beginnings_of, read_values
from app.workshop.queries.tryout_page import (
    buttons_of,
    case_of,
    initiator_of,
    next_timer,
    organisations_for,
    run,
    trail_of,
    views_of,
)
from app.workshop.routes import blueprint, draft_of_viewer, owners

OWN = frozenset({"csrf_token", "_organisation", "_outcome", "_task", "_instance", "_press", "_begin", "_values"})


@blueprint.get("/drafts/<int:draft_id>/try")
@owners
def show_tryout(draft_id: int) -> ResponseReturnValue:
    """Show where the try-out stands, or how to begin one."""
    viewer, draft = draft_of_viewer(draft_id, is_open=True)
    return _page(viewer, draft)


@blueprint.post("/drafts/<int:draft_id>/try/start")
@owners
def start_tryout(draft_id: int) -> ResponseReturnValue:
    """Begin a try-out for an organisation, with the answers of the start form."""
    viewer, draft = draft_of_viewer(draft_id, is_open=True)
    package = package_of_draft(draft_id)
    form = _start_form(package, draft.process_key, posted=True)
    if form is not None and (form.unknown_keys or not form.validate()):
        return _page(viewer, draft, start=form), 422
    values, wrong = read_values(request.form.get("_values", ""))
    if wrong:
        return _page(viewer, draft, start=form, wrong_values=wrong), 422
    values |= _answers(form)
    organisation_id = request.form.get("_organisation", type=int)
    values["case"], values["initiator"] = case_of(organisation_id), initiator_of(organisation_id)
    at = clock.now().replace(microsecond=0).isoformat().replace("+00:00", "Z")
    start: dict[str, Any] = {"at": at, "variables": values}
    beginnings = beginnings_of(find_spec(package, draft.process_key))
    if len(beginnings) > 1:
        start["element"] = _begin(beginnings).element_id
    keep_tryout(draft_id, {"start": start, "steps": []}, kept_by=viewer.actor())
    return _back(draft_id)


@blueprint.post("/drafts/<int:draft_id>/try/step")
@owners
def do_step(draft_id: int) -> ResponseReturnValue:
    """Do an open step as its participant would."""
    viewer, draft, scenario = _running(draft_id)
    package = package_of_draft(draft_id)
    found = run(package, scenario, draft.process_key)
    step = _chosen(found)
    if step is None:
        flash(_("This step is no longer open: see where the case is now."), "warn")
        return _back(draft_id)
    outcome = request.form.get("_outcome", "")
    form = _step_form(package, step, outcome, posted=True)
    if form is not None and (form.unknown_keys or not form.validate()):
        return _page(viewer, draft, chosen=step, form=form), 422
    values = _answers(form)
    if step.spec is not None and outcome in set(step.spec.outcomes):
        values["outcome"] = outcome
    done: dict[str, Any] = {"complete": step.element_id, "variables": values}
    if step.instance is not None:
        done["instance"] = step.instance
    return _add(viewer, draft, scenario, done)


@blueprint.post("/drafts/<int:draft_id>/try/event")
@owners
def send_event(draft_id: int) -> ResponseReturnValue:
    """Let a message or a signal come that the case waits for, with what it brings."""
    viewer, draft, scenario = _running(draft_id)
    found = run(package_of_draft(draft_id), scenario, draft.process_key)
    wait = next((one for number, one in enumerate(found.waits) if str(number) == request.form.get("_wait")), None)
    if wait is None or wait.name != request.form.get("_name"):
        flash(_("The case no longer waits for this: see where it is now."), "warn")
        return _back(draft_id)
    values, wrong = read_values(request.form.get("_values", ""))
    if wrong:
        return _page(viewer, draft, wrong_values=wrong), 422
    done: dict[str, Any] = {wait.kind: wait.name, "variables": values}
    if wait.key is not None:
        done["correlation_key"] = wait.key
    return _add(viewer, draft, scenario, done)


@blueprint.post("/drafts/<int:draft_id>/try/clock")
@owners
def move_clock(draft_id: int) -> ResponseReturnValue:
    """Move the clock of the try-out: to a day, or to the next timer."""
    viewer, draft, scenario = _running(draft_id)
    found = run(package_of_draft(draft_id), scenario, draft.process_key)
    moment = next_timer(found) if request.form.get("to") == "timer" else _day(request.form.get("day", ""))
    if moment is None or moment < found.now or moment > found.now + timedelta(days=3660):
        flash(_("Choose a day after the one the try-out is at, at most ten years later."), "warn")
        return _back(draft_id)
    return _add(viewer, draft, scenario, {"advance_to": moment.isoformat()})


@blueprint.post("/drafts/<int:draft_id>/try/undo")
@owners
def undo_step(draft_id: int) -> ResponseReturnValue:
    """Take the last step back."""
    viewer, _draft, scenario = _running(draft_id)
    keep_tryout(draft_id, {**scenario, "steps": scenario["steps"][:-1]}, kept_by=viewer.actor())
    return _back(draft_id)


@blueprint.post("/drafts/<int:draft_id>/try/end")
@owners
def end_tryout(draft_id: int) -> ResponseReturnValue:
    """Throw the try-out away."""
    viewer, _draft = draft_of_viewer(draft_id, is_open=True)
    keep_tryout(draft_id, None, kept_by=viewer.actor())
    return _back(draft_id)


@blueprint.post("/drafts/<int:draft_id>/try/keep")
@owners
def keep(draft_id: int) -> ResponseReturnValue:
    """Keep the try-out as a scenario."""
    viewer, draft, scenario = _running(draft_id)
    name = " ".join(request.form.get("name", "").split())[:200]
    if not name:
        flash(_("Write what the scenario is called: “Twice returned”, say."), "warn")
        return _back(draft_id)
    found = run(package_of_draft(draft_id), scenario, draft.process_key)
    keep_scenario(
        draft.process_key, draft.owner_organisation_id, name, scenario, path=found.path, state=found.state,
        kept_by=viewer.actor(),
    )  # fmt: skip
    flash(_("The scenario “%(name)s” is kept: it is tried again before each publication.", name=name), "go")
    return _back(draft_id)


@blueprint.post("/drafts/<int:draft_id>/scenarios/<int:scenario_id>/drop")
@owners
def drop_kept_scenario(draft_id: int, scenario_id: int) -> ResponseReturnValue:
    """Throw a scenario away."""
    viewer, draft = draft_of_viewer(draft_id, is_open=True)
    drop_scenario(scenario_id, draft.owner_organisation_id, draft.process_key, dropped_by=viewer.actor())
    return _back(draft_id)


def _running(draft_id: int) -> tuple[Viewer, DraftRow, dict[str, Any]]:
    viewer, draft = draft_of_viewer(draft_id, is_open=True)
    kept = find_tryout(draft_id, viewer.person_id)
    return viewer, draft, dict(kept) if kept is not None else {"start": {}, "steps": []}


def _add(viewer: Viewer, draft: DraftRow, scenario: dict[str, Any], step: dict[str, Any]) -> ResponseReturnValue:
    longer = {**scenario, "steps": [*scenario["steps"], step]}
    found = run(package_of_draft(draft.draft_id), longer, draft.process_key)
    detail = found.answer.get("error_detail")
    if isinstance(detail, dict):
        words = detail["ru"] if str(get_locale() or "ru") == "ru" else detail["en"]
        flash(_("The case would stop here: %(why)s. The step is not done.", why=str(words).rstrip(".")), "stop")
        return _back(draft.draft_id)
    keep_tryout(draft.draft_id, longer, kept_by=viewer.actor())
    return _back(draft.draft_id)


def _back(draft_id: int) -> ResponseReturnValue:
    return redirect(url_for("workshop.show_tryout", draft_id=draft_id), 303)


def _chosen(found: TryOut) -> OpenStep | None:
    wanted = request.values.get("_task", "")
    instance = request.values.get("_instance", type=int)
    return next((one for one in found.open if one.element_id == wanted and one.instance in (None, instance)), None)


def _answers(form: SchemaForm | None) -> dict[str, Any]:
    """Return what a form gives as a scenario keeps it: plain JSON."""
    return {name: to_json(take_in(value)) for name, value in (form.values() if form is not None else {}).items()}


def _day(text: str) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(text), time(9), tzinfo=ZoneInfo(str(get_timezone())))
    except ValueError:
        return None


def _begin(beginnings: Sequence[Beginning]) -> Beginning:
    """Return the beginning that was chosen, else the first one."""
    wanted = request.values.get("_begin", "")
    return next((one for one in beginnings if one.element_id == wanted), beginnings[0])


def _start_form(package: Package, key: str, *, posted: bool = False) -> SchemaForm | None:
    beginnings = beginnings_of(find_spec(package, key))
    return _form(package, _begin(beginnings).form_id if beginnings else "", {}, posted=posted)


def _step_form(package: Package, step: OpenStep, outcome: str = "", *, posted: bool = False) -> SchemaForm | None:
    return _form(package, step.form_id, {**step.variables, "outcome": outcome or None}, posted=posted)


def _form(package: Package, form_id: str, values: dict[str, Any], *, posted: bool) -> SchemaForm | None:
    """Return a form of the draft, None without one that can be drawn; files are looked at and forgotten."""
    try:
        schema: FormSchema = parse_schema(dict(package.forms[form_id]))
    except (KeyError, SchemaRefused):
        return None
    return build_form(
        schema,
        values=values,
        context={},
        posted=request.form if posted else None,
        files=request.files if posted else None,
        locale=str(get_locale() or "ru"),
        now=clock.now(),
        zone=get_timezone(),
        store=_forget,
        find_file=lambda file_id: StoredFile(id=file_id, name=file_id),
        ignore=OWN,
        functions=functions_for(None),
    )


def _forget(upload: Upload, _field: str) -> StoredFile:
    """Take a file for the sake of the form; nothing of it is kept but its name."""
    name = str(getattr(upload, "filename", "") or "file")[:100]
    return StoredFile(id=name, name=name)


def _page(
    viewer: Viewer,
    draft: DraftRow,
    *,
    start: SchemaForm | None = None,
    chosen: OpenStep | None = None,
    form: SchemaForm | None = None,
    wrong_values: str = "",
) -> str:
    package = package_of_draft(draft.draft_id)
    spec: ProcessSpec | None = find_spec(package, draft.process_key)
    scenario = find_tryout(draft.draft_id, viewer.person_id)
    common = {
        "draft": draft,
        "scenarios": list_scenarios(draft.process_key),
        "diagram_name": package.diagrams[0].name if package.diagrams else "",
        "values": request.form.get("_values", ""),
        "wrong_values": wrong_values,
    }
    if scenario is None:
        beginnings = beginnings_of(spec)
        shown = start if start is not None else _start_form(package, draft.process_key)
        return render_template(
            "workshop/try_start.html", **common, form=shown, organisations=organisations_for(spec),
            organisation=request.form.get("_organisation", type=int), beginnings=beginnings,
            begin=_begin(beginnings) if beginnings else None,
        )  # fmt: skip
    found = run(package, scenario, draft.process_key)
    step = chosen or _chosen(found) or (found.open[0] if len(found.open) == 1 else None)
    return render_template(
        "workshop/try.html",
        **common,
        found=found,
        views=views_of(found, scenario),
        chosen=step,
        form=form if form is not None else (_step_form(package, step) if step is not None else None),
        buttons=buttons_of(step) if step is not None else [],
        trail=trail_of(found, spec),
        done=len(scenario["steps"]),
        today=local(found.now).date(),
        timer=next_timer(found),
    )
