"""The form itself: a WTForms form whose fields, rows, checks and values come from a schema."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from wtforms.form import BaseForm

from app.feel import Function
from app.forms.assembling import values_of
from app.forms.building import Builder, Raw, Setting
from app.forms.drafting import draft_of, raw_from_draft, trusted_files
from app.forms.evaluation import Evaluator, odd_names
from app.forms.fields import FilesField, FindFile, Store, StoredFile, Upload
from app.forms.layout import layout_of
from app.forms.messages import counted, known_locale, say
from app.forms.nodes import Node
from app.forms.parts import Part, every
from app.forms.places import Names, Scope
from app.forms.pressing import apply_press
from app.forms.schema import Computed, FormSchema, Kind, Rows, direct_children
from app.forms.settling import Settler
from app.forms.summary import summary_of
from app.forms.templating import fill

PRESS = "_press"
MAX_UNKNOWN = 50


class SchemaForm(BaseForm):
    """One form for one person at one moment. Names are WTForms' own: `staff-0-rate`, `employee-name`."""

    def __init__(
        self,
        schema: FormSchema,
        setting: Setting,
        data: Mapping[str, Any],
        raw: Raw | None,
        uploads: Mapping[str, Sequence[Upload]],
        ignore: Collection[str] | None,
    ) -> None:
        super().__init__({})
        self.schema = schema
        self.setting = setting
        self.locale = setting.locale
        self.focus = ""
        self.checked = False
        self._data = data
        self.stored: dict[str, StoredFile] = {}
        self._start(raw)
        # A draft may be older than its form: only what is posted can be made up.
        self.unknown_keys = () if ignore is None else self._unknown(raw, uploads, {*ignore, PRESS})
        self._store(uploads)

    def _start(self, raw: Raw | None) -> None:
        """Build the parts and work them out with these texts."""
        self.raw = raw
        paths = [component.path for component in direct_children(self.schema.components) if component.path]
        self.scope = Scope(self._data, paths)
        builder = Builder(self.setting, raw, self)
        self.parts = builder.parts(self.schema.components, self.scope, "", "", fresh=raw is None)
        self._fields = builder.fields  # type: ignore[assignment]
        self._names = builder.fields.keys() | builder.marked
        if raw is not None:
            self._take(raw)
        self._settle()

    def _settle(self) -> None:
        Settler(self.parts, self.setting.evaluator).settle()

    def _take(self, raw: Raw) -> None:
        """Give every open field its posted text. A box that did not come is unticked, unless it was not shown."""
        absent = [part for part in every(self.parts) if part.inputs and raw.get(part.name) is None and _silent(part)]
        if any(part.may_hide for part in absent):
            self._settle()
            for part in absent:
                part.was_hidden = part.hidden
        for part in every(self.parts):
            if part.field is None or part.locked:
                continue
            part.posted = raw.get(part.name)
            if part.posted is None and _silent(part) and not (part.fresh or part.was_hidden):
                part.posted = []
            if part.posted is not None:
                part.field.take(part.posted)

    def _unknown(
        self, raw: Raw | None, uploads: Mapping[str, Sequence[Upload]], ignore: Collection[str]
    ) -> tuple[str, ...]:
        files = {part.name for part in every(self.parts) if part.component.kind is Kind.FILEPICKER}
        odd = [name for name in (raw.texts if raw else ()) if name not in self._names and name not in ignore]
        odd += [name for name in uploads if name not in files and name not in ignore]
        return tuple(str(name)[:100] for name in odd[:MAX_UNKNOWN])

    def _store(self, uploads: Mapping[str, Sequence[Upload]]) -> None:
        """Hand the new files of open fields to the store; nothing is stored for a post with unknown names."""
        if self.unknown_keys:
            return
        added = False
        for part in every(self.parts):
            if isinstance(part.field, FilesField) and part.open and part.name in uploads:
                added = part.field.add(uploads[part.name]) or added
                self.stored.update(part.field.known)
        if added:
            for part in every(self.parts):
                if isinstance(part.field, FilesField) and part.posted is not None:
                    part.posted = part.field.typed()
            self._settle()

    def find_file(self, file_id: str) -> StoredFile | None:
        """A document of this form: one stored a moment ago, or one that the caller finds."""
        if file_id in self.stored:
            return self.stored[file_id]
        return self.setting.find_file(file_id) if self.setting.find_file is not None else None

    def __iter__(self) -> Iterator[Any]:
        """The WTForms fields in reading order."""
        return iter(self._fields.values())

    @property
    def warnings(self) -> Sequence[str]:
        """What expressions could not be worked out; for the log."""
        return self.setting.evaluator.warnings

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every visible, open field and every list; errors lie at the fields and in `errors_summary()`."""
        self.checked = True
        good = not self.unknown_keys
        for part in every(self.parts):
            part.errors = []
            if isinstance(part.component, Rows) and not part.hidden:
                part.errors = self._row_errors(part, part.component)
                good = good and not part.errors
            elif part.field is not None:
                if part.open:
                    good = part.field.validate(self) and good
                else:
                    part.field.errors = []
        return good

    def _row_errors(self, part: Part, rows: Rows) -> list[str]:
        if part.locked or not rows.may_change:
            return []
        if part.overflow or len(part.rows) > rows.max_rows:
            return [say("rows_many", self.locale, count=counted(rows.max_rows, "row", self.locale))]
        if len(part.rows) < rows.min_rows:
            return [say("rows_few", self.locale, count=counted(rows.min_rows, "row", self.locale))]
        return []

    def values(self) -> dict[str, Any]:
        """The process variables: visible keys that this person may write, computed ones worked out."""
        return values_of(self.parts, self.scope)

    def computed(self) -> dict[str, Any]:
        """The computed values of the whole form by key, for the page."""
        return {
            part.component.key: part.computed
            for part in every(self.parts)
            if isinstance(part.component, Computed) and part.scope is self.scope
        }

    def errors_summary(self) -> list[tuple[str, str]]:
        """Each error as (id of the control, «Строка 2, ставок: число от 0,25 до 10»), in reading order."""
        return summary_of(self)

    def refuse(self, problems: Mapping[str, str]) -> list[str]:
        """Write at the fields, by key, what the caller refuses; return the keys that have no field."""
        told = set()
        for part in every(self.parts):
            key = getattr(part.component, "key", "")
            if part.field is not None and part.scope is self.scope and key in problems:
                part.field.errors = [problems[key]]
                told.add(key)
        return [key for key in problems if key not in told]

    def layout(self) -> tuple[Node, ...]:
        """The rows and cells that templates draw."""
        return layout_of(self)

    def draft(self) -> dict[str, Any]:
        """Everything as typed, also what is wrong, as JSON-able data for `build_form(draft=…)`."""
        return draft_of(self)

    def press(self, action: str) -> str:
        """Add or remove a row, or remove a file; returns the id to focus. Raises PressRefused for a made-up action."""
        raw, focus = apply_press(self, action)
        if raw is not None:
            self._start(raw)
        self.focus = focus() if callable(focus) else focus
        return self.focus

    def id_of(self, part: Part) -> str:
        """The id of a part in the page, unique in the form."""
        if part.name:
            return self.setting.id_prefix + part.name
        own = "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in part.component.id)
        return "-".join([self.setting.id_prefix + "part", own, *(str(number) for number in part.scope.indexes())])

    def words(self, text: str, scope: Scope) -> str:
        """A label, hint or title with its expressions filled in."""
        return fill(text, Names(scope), self.setting.evaluator, self.locale) if text else ""


def _silent(part: Part) -> bool:
    """Whether a browser posts nothing for it when nothing is chosen."""
    return part.component.kind in (Kind.CHECKBOX, Kind.CHECKLIST, Kind.TAGLIST)


def build_form(
    schema: FormSchema,
    *,
    values: Mapping[str, Any] | None = None,
    posted: Any = None,
    files: Any = None,
    context: Mapping[str, Any] | None = None,
    locale: str = "ru",
    now: dt.datetime | None = None,
    zone: dt.tzinfo | None = None,
    editable: Collection[str] | None = None,
    read_only: bool = False,
    draft: Mapping[str, Any] | None = None,
    store: Store | None = None,
    find_file: FindFile | None = None,
    ignore: Collection[str] = ("csrf_token",),
    functions: Mapping[str, Function] | None = None,
    id_prefix: str = "f-",
) -> SchemaForm:
    """Build the form. `posted` and `files` are MultiDicts (or dicts of lists); without either it shows `values`.

    `now` must be aware; `zone` is the person's (default: that of `now`). Never raises for what was posted.
    """
    moment = now or dt.datetime.now(dt.UTC)
    here = moment.astimezone(zone or moment.tzinfo or dt.UTC)
    data = {**(context or {}), **(values or {})}
    drafted = raw_from_draft(draft)
    raw = Raw(_texts(posted)) if posted is not None else Raw(drafted) if drafted is not None else None
    setting = Setting(
        locale=known_locale(locale),
        now=moment,
        zone=here.tzinfo or dt.UTC,
        editable=None if editable is None else frozenset(editable),
        read_only=read_only,
        store=store,
        find_file=find_file,
        trusted=trusted_files(schema, drafted or {}),
        id_prefix=id_prefix,
        evaluator=Evaluator(functions, here, odd_names(data)),
    )
    return SchemaForm(schema, setting, data, raw, _uploads(files), None if posted is None else ignore)


def _texts(posted: Any) -> dict[str, list[str]]:
    """Posted texts by name, from a MultiDict or a plain dict."""
    if hasattr(posted, "lists"):
        return {str(name): list(found) for name, found in posted.lists()}
    return {
        str(name): list(found) if isinstance(found, list | tuple) else [found] for name, found in dict(posted).items()
    }


def _uploads(files: Any) -> dict[str, list[Upload]]:
    """Uploaded files by name; the empty file of an empty control is no file."""
    if not files:
        return {}
    listed = (
        files.lists()
        if hasattr(files, "lists")
        else [(name, found if isinstance(found, list | tuple) else [found]) for name, found in dict(files).items()]
    )
    return {str(name): [item for item in found if getattr(item, "filename", None)] for name, found in listed}
