"""The forms of the network agreement and of the licence ask what the office needs and nothing beside it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.processes.stories import spec_of
from tests.processes.test_forms import complaints, filled

ANSWER = {"answer_no": "5", "answer_date": "2026-08-20"}
VARIANT = {"code": "B", "title": "Сетевая форма", "sign_by": date(2026, 9, 30), "programmes_needed": True}
PAPERS = ("Заявление", "Документы на помещения", "Санитарно-эпидемиологическое заключение")


def test_a_partner_who_agrees_needs_no_protocol_and_no_letter() -> None:
    assert complaints(filled("network-agreement/answer", ANSWER | {"partner_answer": "accept"})) == {}


def test_disagreements_need_a_protocol_with_both_wordings_and_the_letter() -> None:
    posted = ANSWER | {"partner_answer": "protocol", "protocol-0-clause": "3.2"}
    asked = complaints(filled("network-agreement/answer", posted))
    assert set(asked) == {"protocol-0-ours", "protocol-0-theirs", "answer_file"}


def test_a_refusal_of_the_partner_needs_its_reason() -> None:
    asked = complaints(filled("network-agreement/answer", ANSWER | {"partner_answer": "refuse"}))
    assert set(asked) == {"refusal_reason", "answer_file"}


def test_a_partner_enters_the_register_with_a_right_tax_number() -> None:
    posted = {
        "partner_full_name": "Детский технопарк",
        "partner_inn": "12345",
        "partner_ogrn": "1234567890123",
        "partner_checks": ["active"],
        "partner_registry_no": "14",
        "partner_registry_date": "2026-08-10",
    }
    assert list(complaints(filled("network-agreement/registry", posted))) == ["partner_inn"]
    assert complaints(filled("network-agreement/registry", posted | {"partner_inn": "7500000000"})) == {}


def test_the_calculation_adds_up_the_costs_and_says_what_is_left() -> None:
    posted = {"money_limit": "100000", "money_basis": "Субсидия", "costs-0-title": "Педагог", "costs-0-side": "school"}
    posted |= {"costs-0-quantity": "72", "costs-0-price": "1250,5", "costs-0-source": "Местный бюджет"}
    form = filled("network-agreement/finance", posted, variant=VARIANT)
    assert complaints(form) == {}
    assert form.values()["costs_total"] == Decimal("90036.00")
    assert form.values()["money_left"] == Decimal("9964.00")


def test_a_return_of_the_draft_needs_none_of_the_fields_of_an_agreement() -> None:
    posted = {"remarks-0-place": "Ресурсы", "remarks-0-text": "Не указан объём"}
    assert complaints(filled("network-agreement/agree", posted, outcome="return", variant=VARIANT)) == {}
    assert "agree_no" in complaints(filled("network-agreement/agree", {}, outcome="approve", variant=VARIANT))


def test_a_refused_signature_asks_why_and_a_given_one_asks_for_the_scan() -> None:
    asked = complaints(filled("network-agreement/partner-sign", {"partner_sign_result": "refused"}))
    assert list(asked) == ["partner_sign_reason"]
    signed = {"partner_sign_result": "signed", "partner_sign_date": "2026-08-21"}
    signed |= {"partner_signer": "Руководитель", "partner_sign_basis": "Устав"}
    assert list(complaints(filled("network-agreement/partner-sign", signed))) == ["partner_sign_scan"]


def package(*states: str) -> dict[str, Any]:
    posted: dict[str, Any] = {"fee_paid": "not_due"}
    for number, state in enumerate(states):
        posted[f"package-{number}-state"] = state
    return posted


def test_a_paper_is_present_with_its_file_or_not_applicable_with_a_reason() -> None:
    rows = [{"paper": paper} for paper in PAPERS]
    posted = package("present", "na", "present") | {"package-0-document": "file-1", "package-2-document": "file-3"}
    asked = complaints(filled("licensing/package", posted, values={"package": rows}))
    assert list(asked) == ["package-1-reason"]
    form = filled("licensing/package", posted | {"package-1-reason": "Адрес прежний"}, values={"package": rows})
    assert complaints(form) == {}
    assert (form.values()["package_present"], form.values()["package_not_applicable"]) == (2, 1)
    assert [row["paper"] for row in form.values()["package"]] == list(PAPERS)


def test_no_paper_of_the_package_may_stay_undecided() -> None:
    rows = [{"paper": paper} for paper in PAPERS]
    posted = package("present") | {"package-0-document": "file-1"}
    asked = complaints(filled("licensing/package", posted, values={"package": rows}))
    assert set(asked) == {"package-1-state", "package-2-state"}


def test_the_term_to_cure_the_defects_is_offered_from_the_settings() -> None:
    posted = {"acceptance_answer": "defects", "acceptance_no": "52", "acceptance_date": "2026-06-09"}
    asked = complaints(filled("licensing/acceptance", posted, settings={"cure_days": 30}))
    assert {"defects_no", "acceptance_file"} <= set(asked)
    accepted = posted | {"acceptance_answer": "accepted"}
    assert complaints(filled("licensing/acceptance", accepted, settings={"cure_days": 30})) == {}


def test_a_grant_needs_the_register_entry_and_a_refusal_its_reasons() -> None:
    posted = {"decision_no": "310", "decision_date": "2026-07-27"}
    granted = complaints(filled("licensing/decision", posted | {"decision_answer": "granted"}))
    assert set(granted) == {"register_entry_no", "register_entry_date"}
    refused = complaints(filled("licensing/decision", posted | {"decision_answer": "refused"}))
    assert set(refused) == {"refusal_text", "decision_file"}


@pytest.mark.parametrize("form", ["start", "compare"])
def test_the_contradiction_of_the_dates_is_shown_where_the_case_begins(form: str) -> None:
    shown = filled(f"licensing/{form}", {})
    text = "".join(str(node) for node in shown.layout())
    assert "1 июля" in text
    assert "15 сентября" in text


def test_every_answer_of_the_licensing_body_is_entered_by_the_school_or_the_committee() -> None:
    tasks = spec_of("licensing").user_tasks
    for element in ("record_acceptance", "record_decision", "record_appeal"):
        assert tasks[element].candidate_groups == ("school_admin@school", "centre_head@centre", "mouo_officer@mouo")


def test_only_a_programme_with_a_review_names_its_conclusion() -> None:
    row = {"title": "Робототехника", "kind": "additional", "level": "additional", "direction": "technical"}
    posted = {f"network_programmes-0-{key}": value for key, value in row.items()}
    posted |= {"network_programmes-0-hours": "72", "network_programmes-0-pupils": "24"}
    waiting = filled("network-agreement/programmes", posted | {"network_programmes-0-review_result": "none"})
    assert complaints(waiting) == {}
    assert waiting.values()["programmes_unreviewed"] == 1
    reviewed = complaints(
        filled("network-agreement/programmes", posted | {"network_programmes-0-review_result": "positive"})
    )
    assert set(reviewed) == {"network_programmes-0-review_no", "network_programmes-0-review_date"}
