"""form-js schemas (schemaVersion 19) as WTForms forms on the server, and their values back as process variables. Pure: no Flask, no database.

In a view::

    schema = parse_schema(version_form.schema)                  # cached by content; SchemaRefused(problems) when it may not be used
    form = build_form(
        schema,
        values=case_values,              # stored variables of the case that this form shows (prefill); plain Python values
        context=everything_else,         # other names its expressions may read; never written
        posted=request.form if request.method == "POST" else None,
        files=request.files if request.method == "POST" else None,
        draft=stored_draft,              # what form.draft() gave earlier; shown again exactly, wrong values too
        editable=None,                   # or the keys this person may write: {"staff", "why"} or {"staff.rate"}
        locale=get_locale().language,    # "ru" or "en": errors, numbers, dates
        now=clock.now(), zone=person_zone,
        store=store_upload,              # (upload, field_name) -> StoredFile; may raise FileRefused(ru, en). Called once for each good new file
        find_file=find_document,         # (id) -> StoredFile | None: only documents that this person may attach to this task
        ignore={"csrf_token", "later"},  # names of the page's own controls ("_press" is always known)
        functions=feel_functions,        # extra FEEL functions, as for app.feel
    )
    if form.unknown_keys:                                       # made-up names: record them and answer 400
        ...
    if action := request.form.get("_press"):                    # "add:staff", "remove:staff:2", "drop:instr:<file id>"
        form.press(action)                                      # nothing typed is lost; returns the id to focus (also drawn as autofocus)
        save_draft(form.draft()); return render(..., form=form)   # 200 (unknown action: PressRefused -> 400)
    if later: save_draft(form.draft())                          # JSON-able, need not be valid
    if not form.validate(): return render(..., form=form), 422
    complete_task(task, form.values(), ...)                     # enabled, visible keys only; computed ones worked out

In a template (gettext ``_`` must be there; classes of soglas.css)::

    {% from "components/form/errors.html" import errors %}{% from "components/form/form.html" import form_fields %}
    {% from "components/form/savebar.html" import savebar %}
    {{ errors(form) }}
    <form method="post" enctype="multipart/form-data" novalidate> {{ csrf }} {{ form_fields(form) }} {{ savebar(_("Send to accounting"), saved_at) }} </form>

Enter in a text field presses the first submit button of a form: ``form_fields`` draws a hidden default one first, so that it never adds a row.

What was filled in, for case page, timeline, approver::

    {% from "components/form/answers.html" import answers %}   {{ answers(describe(schema, values, locale="ru")) }}
    {% from "components/form/changes.html" import changes %}   {{ changes(difference(schema, old, new, locale="ru")) }}

Values: text is ``str`` (empty = ``None``), numbers ``int`` (decimalDigits 0) or ``Decimal`` (``str`` with serializeToString), dates real
``date``/``time``/``datetime``, check boxes ``bool``, check lists ``list``, options the value of the option (may be a dict),
files a ``list`` of ids of stored documents (also when one is allowed), groups with a path ``dict``, dynamic lists ``list`` of ``dict``.

Our own settings ride in the component's ``properties`` (form-js keeps them): ``minRows maxRows addLabel rowLabel hint`` of a list,
``label decimalDigits suffix column`` of an expression (shown when it has a label; ``column: "staff.fund"`` puts it under that column as a total),
``requiredMessage width autocomplete`` of a field, ``maxFiles`` of a file picker.
"""

from app.forms.comparing import Change, ChangeKind, difference
from app.forms.describing import Answer, describe
from app.forms.fields import StoredFile, Upload
from app.forms.findings import FileRefused, FormProblem, PressRefused, SchemaRefused, Severity
from app.forms.form import PRESS, SchemaForm, build_form
from app.forms.json_schema import to_json_schema
from app.forms.linting import problems
from app.forms.nodes import Node, RowNode, Total
from app.forms.parsing import parse_schema, read_schema
from app.forms.schema import FormSchema
from app.forms.typing import FeelPlace, expressions, field_types

__all__ = [
    "PRESS",
    "Answer",
    "Change",
    "ChangeKind",
    "FeelPlace",
    "FileRefused",
    "FormProblem",
    "FormSchema",
    "Node",
    "PressRefused",
    "RowNode",
    "SchemaForm",
    "SchemaRefused",
    "Severity",
    "StoredFile",
    "Total",
    "Upload",
    "build_form",
    "describe",
    "difference",
    "expressions",
    "field_types",
    "parse_schema",
    "problems",
    "read_schema",
    "to_json_schema",
]
