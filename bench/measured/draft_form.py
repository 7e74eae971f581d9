"""The largest shipped form, the draft of a staffing table: built from its schema, filled in, validated, read."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

from werkzeug.datastructures import MultiDict
from wtforms import DateField, DecimalField, FieldList, Form, FormField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.forms import FormSchema, SchemaForm, StoredFile, build_form, parse_schema
from bench.figures import Figure, Measured, against
from bench.measured import Bench
from bench.timing import race_functions

FILE = Path(__file__).resolve().parents[2] / "forms" / "staffing-approval" / "draft.json"
NOW = datetime(2026, 6, 9, 3, 0, tzinfo=UTC)
POSTS = 5
PAPER = StoredFile(id="7", name="instruction.pdf")
KNOWN: dict[str, Any] = {"reason": "new", "centre_title": "Центр «Точка роста»"}
POST = {
    "post_title": "Педагог дополнительного образования",
    "unit": "Центр «Точка роста»",
    "post_kind": "main",
    "grade": "",
    "category": "first",
    "units": "1,5",
    "salary": "18900",
    "qualification_pct": "25",
    "conditions_pct": "",
    "other_rub": "",
    "regional_pct": "0",
    "funding": "subvention",
    "note": "",
}


def measure(bench: Bench) -> Measured:
    """Race the form of the schema against one written by hand with the same fields."""
    schema = parse_schema(json.loads(FILE.read_text(encoding="utf-8")))
    posted = MultiDict(_posted())
    ours, plain = _ours(schema, posted), _by_hand(posted)
    assert ours.validate(), ours.errors_summary()
    assert plain.validate(), plain.errors
    assert ours.values()["posts"][0]["units"] == plain.posts[0].form.units.data == Decimal("1.5")
    times = race_functions(
        {"schema": lambda: _use(_ours(schema, posted)), "by hand": lambda: _use(_by_hand(posted))},
        rounds=bench.sizes.page_rounds,
        calls=2,
    )
    size = sum(1 for _ in schema.walk())
    figures: list[Figure] = [
        against(
            "form",
            f"staffing draft of {POSTS} posts: build, validate, read / plain WTForms by hand",
            times["schema"],
            times["by hand"],
            words="the same fields as a WTForms class written by hand, without conditions and computed fields",
            note=f"{size} components in the schema, {len(posted)} names posted",
        )
    ]
    return Measured(figures=figures, times={f"form, {name}": one for name, one in times.items()})


def _posted() -> dict[str, str]:
    posted = {"table_no": "4", "table_date": "09.06.2026", "effective_from": "01.09.2026", "period_years": "1"}
    posted |= {"posts": " ".join(map(str, range(POSTS))), "instructions": "0", "vacancies_expected": "no"}
    for number in range(POSTS):
        posted |= {f"posts-{number}-{name}": value for name, value in POST.items()}
    instruction = {"post": POST["post_title"], "status": "new", "document": PAPER.id}
    posted |= {f"instructions-0-{name}": value for name, value in instruction.items()}
    return posted | {"draft_note": ""}


def _ours(schema: FormSchema, posted: MultiDict[str, str]) -> SchemaForm:
    return build_form(schema, values=KNOWN, posted=posted, now=NOW, find_file={PAPER.id: PAPER}.get)


def _use(form: Any) -> None:
    form.validate()
    if isinstance(form, SchemaForm):
        form.values()


class CommaDecimal(DecimalField):
    """A number with a decimal comma."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it as a number with a point."""
        super().process_formdata([one.replace(",", ".") for one in valuelist])


def _amount(least: float, most: float) -> CommaDecimal:
    return CommaDecimal(validators=[Optional(), NumberRange(min=least, max=most)])


def _options(*values: str) -> list[tuple[str, str]]:
    return [(value, value) for value in values]


class PostByHand(Form):
    """One row."""

    post_title = StringField(validators=[InputRequired(), Length(max=300)])
    unit = StringField(validators=[InputRequired(), Length(max=300)])
    post_kind = SelectField(choices=_options("management", "main", "support"))
    grade = StringField(validators=[Length(max=60)])
    category = SelectField(choices=_options("first", "highest", "none"))
    units = CommaDecimal(validators=[InputRequired(), NumberRange(min=0.25, max=10)])
    salary = CommaDecimal(validators=[InputRequired(), NumberRange(min=1, max=500_000)])
    qualification_pct, conditions_pct = _amount(0, 300), _amount(0, 100)
    other_rub, regional_pct = _amount(0, 500_000), _amount(0, 200)
    funding = SelectField(choices=_options("subvention", "municipal"))
    note = StringField(validators=[Length(max=300)])


class InstructionByHand(Form):
    """One instruction."""

    post = StringField(validators=[InputRequired(), Length(max=300)])
    status = SelectField(choices=_options("new", "changed", "kept"), validators=[InputRequired()])
    document = StringField(validators=[InputRequired()])


class DraftByHand(Form):
    """The whole form."""

    formats: ClassVar[list[str]] = ["%d.%m.%Y"]
    table_no = StringField(validators=[InputRequired(), Length(max=30)])
    table_date = DateField(format=formats, validators=[InputRequired()])
    effective_from = DateField(format=formats, validators=[InputRequired()])
    period_years = IntegerField(validators=[InputRequired(), NumberRange(min=1, max=5)])
    posts = FieldList(FormField(PostByHand))
    instructions = FieldList(FormField(InstructionByHand), min_entries=1)
    vacancies_expected = SelectField(choices=_options("yes", "no"))
    draft_note = StringField(validators=[Length(max=4000)])


def _by_hand(posted: MultiDict[str, str]) -> DraftByHand:
    form = DraftByHand(posted)
    assert form.table_date.data == date(2026, 6, 9)
    return form
