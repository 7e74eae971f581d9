"""The shipped forms do what the office needs: they compute, ask only what is needed, and keep what others wrote."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from app.feel.types import ANY
from app.forms import FormSchema, SchemaForm, StoredFile, build_form, field_types, parse_schema, problems
from app.forms.evaluation import Evaluator
from app.forms.templating import fill
from app.workflow.functions import FUNCTION_NAMES, dialect_functions
from tests.processes.stories import PROCESSES, ROOT, spec_of

FORMS = sorted((ROOT / "forms").glob("*/*.json"))
SHIPPED = [path for path in FORMS if path.parent.name in PROCESSES]


def schema_of(name: str) -> FormSchema:
    return parse_schema(json.loads((ROOT / "forms" / f"{name}.json").read_text(encoding="utf-8")))


def known_names(process: str) -> set[str]:
    """Return what the forms, scripts, decisions and mappings of a process can write, and what the engine gives."""
    names = {"case", "outcome", "settings"}
    for path in (ROOT / "forms" / process).glob("*.json"):
        names |= set(field_types(schema_of(f"{process}/{path.stem}")))
    for node in spec_of(process).all_nodes():
        names |= {mapping.target for mapping in (*node.inputs, *node.outputs)}
        names |= {node.script.result_variable} if node.script else set()
        names |= {node.decision.result_variable} if node.decision else set()
        names |= {node.loop.input_element, node.loop.output_collection} if node.loop else set()
    return names


def filled(name: str, posted: dict[str, Any], *, values: dict[str, Any] | None = None, **context: Any) -> SchemaForm:
    """Return a shipped form with these answers, as a person would post them."""
    pairs = [(key, each) for key, value in posted.items() for each in (value if isinstance(value, list) else [value])]
    return build_form(
        schema_of(name),
        values=values or {},
        context=context,
        posted=MultiDict(pairs),
        locale="ru",
        now=datetime(2026, 6, 9, 5, 0, tzinfo=UTC),
        functions=dialect_functions(),
        find_file=lambda file_id: StoredFile(id=file_id, name="документ.pdf", size=1000),
    )


def complaints(form: SchemaForm) -> dict[str, str]:
    form.validate()
    return {field.removeprefix("f-"): text for field, text in form.errors_summary()}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_shipped_form_is_sound_and_knows_every_name_it_reads(path: Any) -> None:
    schema = parse_schema(json.loads(path.read_text(encoding="utf-8")))
    types = dict.fromkeys(known_names(path.parent.name), ANY)
    assert problems(schema, types=types, functions=FUNCTION_NAMES) == []
    assert schema.id == f"{path.parent.name}-{path.stem}"


@pytest.mark.parametrize("process", PROCESSES)
def test_every_form_belongs_to_a_step_and_every_step_has_its_form(process: str) -> None:
    named = {node.form_id for node in spec_of(process).all_nodes() if node.form_id}
    assert named == {f"{process}-{path.stem}" for path in (ROOT / "forms" / process).glob("*.json")}
    assert all(node.form_id for node in spec_of(process).all_nodes() if node.user_task)


def test_the_start_form_offers_the_running_year() -> None:
    for process in PROCESSES:
        shown = build_form(
            schema_of(f"{process}/start"), values={}, posted=None, locale="ru", now=datetime(2026, 6, 9, tzinfo=UTC)
        )
        assert shown["plan_year"].data == 2026


def test_no_form_breaks_a_standard_editor_with_an_expression_as_default() -> None:
    for path in SHIPPED:
        assert '"defaultValue": "=' not in path.read_text(encoding="utf-8"), path.name


POSTS = [
    ("Руководитель Центра", "1", "24600", "30"),
    ("Педагог дополнительного образования", "1,5", "18900", "25"),
    ("Педагог-организатор", "0,5", "17200", "20"),
    ("Учитель технологии", "0,75", "19400", "25"),
    ("Педагог по шахматам", "0,5", "18900", "20"),
]


def staffing_table() -> dict[str, str]:
    posted = {
        "table_no": "1",
        "table_date": "2026-06-09",
        "effective_from": "2026-09-01",
        "period_years": "1",
        "vacancies_expected": "no",
    }
    for number, (post, units, salary, share) in enumerate(POSTS):
        row = {"unit": "Центр «Точка роста»", "post_title": post, "post_kind": "main", "funding": "subvention"}
        row |= {"units": units, "salary": salary, "qualification_pct": share}
        posted |= {f"posts-{number}-{key}": value for key, value in row.items()}
        posted |= {f"instructions-{number}-post": post, f"instructions-{number}-status": "new"}
        posted[f"instructions-{number}-document"] = f"file-{number}"
    return posted


def test_the_staffing_table_works_out_each_fund_and_the_totals() -> None:
    form = filled("staffing-approval/draft", staffing_table(), reason="new")
    assert complaints(form) == {}
    values = form.values()
    assert [row["fund"] for row in values["posts"]] == [
        Decimal("31980.00"),
        Decimal("35437.50"),
        Decimal("10320.00"),
        Decimal("18187.50"),
        Decimal("11340.00"),
    ]
    assert values["units_total"] == Decimal("4.25")
    assert values["fund_total"] == Decimal("107265.00")
    assert values["fund_year"] == Decimal("1287180.00")
    assert values["instructions_missing"] == 0


def test_a_quarter_of_a_post_is_the_smallest_step() -> None:
    form = filled("staffing-approval/draft", staffing_table() | {"posts-0-units": "0,3"}, reason="new")
    assert list(complaints(form)) == ["posts-0-units"]


def test_a_change_asks_what_is_changed() -> None:
    form = filled("staffing-approval/draft", staffing_table(), reason="change")
    assert list(complaints(form)) == ["changes_text"]


def test_the_rework_form_keeps_the_remark_and_takes_the_answer() -> None:
    remark = {"place": "Учитель технологии, ставок", "text": "Нагрузка не подтверждена", "basis": "п. 3"}
    posted = staffing_table() | {
        "remarks-0-text": "Переписано школой",
        "remarks-0-state": "accepted",
        "remarks-0-answer": "0,75 ставки: 13,5 часа по учебному плану",
    }
    form = filled("staffing-approval/rework", posted, values={"remarks": [remark]}, round=2, reason="new")
    assert complaints(form) == {}
    kept = form.values()["remarks"][0]
    assert kept["text"] == "Нагрузка не подтверждена"
    assert kept["basis"] == "п. 3"
    assert kept["state"] == "accepted"


FUND = {"fund_limit": "100000", "insurance_pct": "30,2", "months_left": "4", "fund_source": "subvention"}


def test_accounting_must_say_how_a_shortage_is_covered() -> None:
    posted = FUND | {"fund_checks": ["salaries", "limit"]}
    short = filled("staffing-approval/fund", posted, fund_total=Decimal(107265), outcome="approve")
    assert list(complaints(short)) == ["fund_cover"]
    enough = filled("staffing-approval/fund", posted | {"fund_limit": "150000"}, fund_total=Decimal(107265))
    assert complaints(enough) == {}
    assert enough.values()["fund_with_insurance"] == Decimal("139659.03")


@pytest.mark.parametrize("name", ["fund", "agree", "approve"])
def test_a_return_needs_none_of_the_fields_of_an_agreement(name: str) -> None:
    posted = {"remarks-0-place": "Учитель технологии", "remarks-0-text": "Нагрузка не подтверждена"}
    form = filled(f"staffing-approval/{name}", posted, fund_total=Decimal(107265), outcome="return")
    assert complaints(form) == {}
    assert complaints(filled(f"staffing-approval/{name}", {}, fund_total=Decimal(107265), outcome="approve"))


def test_a_vacancy_needs_no_person_and_an_appointment_does() -> None:
    posted = {"appointments-0-post": "Руководитель Центра", "appointments-0-units": "1"}
    vacant = filled("staffing-approval/appoint", posted | {"appointments-0-status": "vacant"})
    assert complaints(vacant) == {}
    assert vacant.values()["vacant_count"] == 1
    missing = complaints(filled("staffing-approval/appoint", posted | {"appointments-0-status": "appointed"}))
    assert "appointments-0-employee" in missing
    assert "appointments-0-order_no" in missing


def test_a_paper_signature_needs_its_scan() -> None:
    posted = {"acquainted_with": ["order", "instruction"], "signed_on": "2026-06-26", "sign_method": "paper"}
    assert list(complaints(filled("staffing-approval/acquaint", posted))) == ["sign_scan"]
    assert complaints(filled("staffing-approval/acquaint", posted | {"sign_scan": "file-9"})) == {}
    assert complaints(filled("staffing-approval/acquaint", posted | {"sign_method": "electronic"})) == {}


CRITERIA = ("fgos", "target", "equipment_use", "network_use", "mentoring_use", "safety_use", "format")
SHEET = [{"title": "Робототехника"}, {"title": "Рабочая программа «Технология»"}]


def expert_sheet(score: str) -> dict[str, str]:
    posted = {"sheet_conflict": "no", "sheet_verdict": "recommend", "sheet_opinion": "Программы готовы"}
    for number in range(len(SHEET)):
        posted |= {f"sheet_rows-{number}-{key}": score for key in CRITERIA}
        posted |= {f"sheet_rows-{number}-verdict": "recommend", f"sheet_rows-{number}-reason": "Соответствует ФГОС"}
    return posted


def test_the_expert_sheet_adds_up_to_a_share_of_the_greatest_score() -> None:
    form = filled("programme-review/sheet", expert_sheet("2"), values={"sheet_rows": SHEET})
    assert complaints(form) == {}
    values = form.values()
    assert [row["total"] for row in values["sheet_rows"]] == [14, 14]
    assert values["sheet_total"] == Decimal("66.7")
    assert [row["title"] for row in values["sheet_rows"]] == ["Робототехника", "Рабочая программа «Технология»"]


def test_every_score_needs_its_reason_unless_the_expert_withdraws() -> None:
    bare = {key: value for key, value in expert_sheet("3").items() if not key.endswith("-reason")}
    asked = complaints(filled("programme-review/sheet", bare, values={"sheet_rows": SHEET}))
    assert set(asked) == {"sheet_rows-0-reason", "sheet_rows-1-reason"}
    leaving = {"sheet_conflict": "yes", "sheet_opinion": "Работаю в этой школе"}
    assert complaints(filled("programme-review/sheet", leaving, values={"sheet_rows": SHEET})) == {}


def test_a_late_submission_asks_why_and_one_in_time_does_not() -> None:
    posted = {"application_no": "55", "application_date": "2026-06-09", "package_parts": "main"}
    posted |= {"contact": "Методист", "submitted_count": "2", "submit_confirm": "y"}
    in_time = filled("programme-review/submit", posted, terms={"submit": date(2026, 8, 15)})
    assert complaints(in_time) == {}
    late = filled("programme-review/submit", posted, terms={"submit": date(2026, 6, 8)})
    assert list(complaints(late)) == ["late_reason"]


def test_two_experts_are_appointed_each_without_a_conflict() -> None:
    posted = {"appoint_no": "3", "appoint_date": "2026-08-18"}
    for number in range(2):
        person = {"employee": f"Эксперт {number}", "post": "Методист", "organisation": "ИРО"}
        person |= {"speciality": "technology", "due_on": "2026-08-25"}
        person |= {"not_school": "y", "not_author": "y", "declared": "y"}
        posted |= {f"experts-{number}-{key}": value for key, value in person.items()}
    review = {"body": "Экспертная комиссия", "expert_days": 5}
    assert complaints(filled("programme-review/experts", posted, review=review)) == {}
    posted.pop("experts-1-declared")
    assert list(complaints(filled("programme-review/experts", posted, review=review))) == ["experts-1-declared"]


def test_a_sum_that_was_not_worked_out_leaves_no_empty_place_in_a_sentence() -> None:
    values = {"units_total": Decimal("2.5"), "fund_total": Decimal(90_000)}
    for name in ("agree", "head"):
        path = ROOT / "forms" / "staffing-approval" / f"{name}.json"
        texts = [one["text"] for one in json.loads(path.read_text(encoding="utf-8"))["components"] if "text" in one]
        evaluator = Evaluator(None, datetime(2026, 6, 9, tzinfo=UTC), frozenset())
        told = " ".join(fill(text, values, evaluator, "ru") for text in texts)
        assert "**90" in told
        assert not re.search(r"(?:\*\*|: |доведено ) ?₽", told), told
