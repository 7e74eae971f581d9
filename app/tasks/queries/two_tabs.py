"""What another page of the same task has kept meanwhile, against what is typed here: both are shown."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import get_locale, get_timezone
from flask_babel import gettext as _

from app.access.policy import Viewer
from app.engine.queries.tasks import find_draft
from app.forms import Change, difference
from app.forms.comparing import ChangeKind
from app.foundation import clock
from app.organisation.queries import functions_for
from app.tasks.forms import TaskForm, drafted_fields


def kept_elsewhere(viewer: Viewer, form: TaskForm) -> tuple[Change, ...]:
    """Return where the kept draft (`was`) and this page (`now`) differ; an empty side says that nothing is there."""
    found = find_draft(form.task.task_id, viewer.person_id)
    kept = found[0] if found is not None else {}
    draft = kept.get("form")
    changes: list[Change] = []
    if form.fields is not None and isinstance(draft, Mapping):
        there = drafted_fields(viewer, form.task, form.remarks, draft)
        if there is not None:
            changes += difference(
                form.fields.schema,
                {**form.task.values, **there.values()},
                {**form.task.values, **form.fields.values()},
                str(get_locale() or "ru"),
                context=form.task.values,
                now=clock.now(),
                zone=get_timezone(),
                functions=functions_for(form.task.organisation_id),
            )
    comment = str(kept.get("comment", ""))
    if comment != form.comment:
        label = str(_("Comment"))
        kind = ChangeKind.CHANGED
        changes.append(Change(key="_comment", label=label, was=comment, now=form.comment, kind=kind))
    return tuple(changes)
