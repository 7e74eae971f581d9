"""form-js schemas (schemaVersion 19) as WTForms forms on the server, and their values back as process variables.

Pure: no Flask, no database. In a view::

    schema = parse_schema(form_json)          # cached by content; SchemaRefused(problems) when it may not be used
    posting = request.method == "POST"
    form = build_form(
        schema,
        values=case_values,                   # stored variables of the case; the form shows those of its keys
        context={"outcome": outcome, ...},    # further names its expressions may read; never written
        posted=request.form if posting else None,
        files=request.files if posting else None,
        draft=stored_draft,                   # what form.draft() gave earlier; shown again exactly, wrong or right
        editable=None,                        # or the keys this person may write: {"staff", "why"}, {"staff.rate"}
        read_only=False,                      # True: everything is only shown
        locale="ru",                          # "ru" or "en": errors, numbers, dates
        now=clock.now(), zone=person_zone,    # today, past dates, and the clock that times are written by
        store=store_upload,                   # (upload, field_name) -> StoredFile; may raise FileRefused(ru, en)
        find_file=find_document,              # (id) -> StoredFile | None: documents this person may attach or see here
        ignore={"csrf_token", "action"},      # names of the page's own controls; "_press" is always known
        functions=feel_functions,             # extra FEEL functions, as for app.feel
    )
    if form.unknown_keys:                     # made-up names: record them, answer 400; no file was stored
        ...
    if pressed := request.form.get(PRESS):    # "add:staff", "remove:staff:2", "drop:instr:<id>"; PressRefused -> 400
        form.press(pressed)                   # returns the id to focus (drawn as autofocus); nothing typed is lost
        save_draft(form.draft())              # JSON-able, need not be valid; also for "save and leave", autosave
        return page(form)
    if not form.validate():
        return page(form), 422                # form.errors_summary(): [(id of the control, sentence), …]
    complete_task(task, form.values(), …)     # visible keys that may be written; computed ones worked out

`values` must be read afresh at each post (read-only fields are kept from it), and `posted` given for POST only. New
files are stored while the form is built, only for open fields, once each; keep the draft after a 422, so that they
stay attached (`draft=` or `find_file=` lets their ids in again). A field that did not come keeps its stored value; an
unticked box is false. `form.warnings` (expressions that failed) are for the log.

In a template (gettext must be there; classes of our own style sheet)::

    {% from "components/errors.html" import errors %}{% from "components/savebar.html" import savebar %}
    {% from "components/form/form.html" import form_fields %}
    {{ errors(form.errors_summary() if form.checked else []) }}
    <form class="panel" method="post" enctype="multipart/form-data" novalidate>{{ csrf }}
      <div class="panel-body">{{ form_fields(form) }}</div>
      {% call savebar(saved) %}<button class="btn btn-primary" data-main>{{ _("Send") }}</button>{% endcall %}
    </form>

Enter in a line of text presses the first submit button of a form: `form_fields` draws a hidden nameless one first, so
that it never adds a row (`form_fields(form, "action", "send")` gives it a name and value).

What was filled in, and what changed since the last round::

    {% from "components/form/answers.html" import answers %}{{ answers(describe(schema, values), documents) }}
    {% from "components/form/changes.html" import changes %}{{ changes(difference(schema, old, new), documents) }}

where `documents` maps ids of files to things with `name` and `url`; give both functions `locale`, and `context` when
options come from data. For publishing: `problems(schema, types=…)`, `field_types(schema)`, `expressions(schema)`.

Values: text `str` (empty: `None`), numbers `int` (decimalDigits 0) or `Decimal` (`str` with serializeToString), real
`date`, `time`, `datetime`, boxes `bool`, check lists `list`, the value of an option (may be a dict), files a `list` of
ids (also for a single file), groups with a path `dict`, lists `list` of `dict`. Rows and groups are written whole:
cells that are read-only or not in the form stay as stored.

Names in a row's expressions: the row first, then the rows and the form around it, `this`, `parent`, `i` as in form-js.

Our own settings ride in `properties`, which form-js keeps: of a list `minRows maxRows addLabel hint rowLabel` (the key
or template that names a row), of an expression `label decimalDigits suffix column` (shown when it has a label;
`column`, as `staff.fund` or `fund`, puts it under that column as a total), of a field
`requiredMessage width autocomplete default` (a first value as an expression), of a file picker `maxFiles`.
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
