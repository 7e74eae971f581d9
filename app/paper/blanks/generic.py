"""Templates of no one process: minutes, reference, act, order, report."""

from __future__ import annotations

from app.paper.blanks.drawing import Draft, Edition


def minutes(edition: Edition) -> Draft:
    """Minutes of a meeting."""
    draft = Draft(edition)
    draft.head("Протокол", name="signer.organisation", number="document_no", dated="document_date")
    draft.heading("{{case.title}}")
    draft.text("Присутствовали: {{participants}}", after=6)
    draft.text("Повестка: {{agenda}}", after=6)
    draft.text("СЛУШАЛИ:", bold=True, after=2)
    draft.text("{{document_text}}", align="justify", indent=True, after=6)
    draft.text("РЕШИЛИ:", bold=True, after=2)
    draft.text("{{decision_text}}", align="justify", indent=True)
    draft.signature("Председатель")
    draft.signature("Секретарь", "signer.name", before=8)
    return draft


def reference(edition: Edition) -> Draft:
    """A reference on the results of monitoring or of a check."""
    draft = Draft(edition)
    draft.head("Справка", name="signer.organisation", number="document_no", dated="document_date")
    draft.heading("{{case.title}}")
    draft.text("{{document_text}}", align="justify", indent=True, after=6)
    draft.signature("{{signer.post}}", "signer.name")
    return draft


def act(edition: Edition) -> Draft:
    """An act of a commission."""
    draft = Draft(edition)
    draft.approved(post="Руководитель")
    draft.head("Акт", name="signer.organisation", number="document_no", dated="document_date")
    draft.heading("{{case.title}}")
    draft.text("Комиссия: {{participants}}", after=6)
    draft.text("{{document_text}}", align="justify", indent=True, after=6)
    draft.signature("Председатель комиссии")
    draft.signature("Член комиссии", "signer.name", before=8)
    return draft


def order(edition: Edition) -> Draft:
    """An order on the main activity."""
    draft = Draft(edition)
    draft.head("Приказ", name="signer.organisation", number="order_no", dated="order_date")
    draft.heading("{{order_title}}")
    draft.text("{{document_text}}", align="justify", indent=True, after=8)
    draft.text("ПРИКАЗЫВАЮ:", bold=True, after=6)
    draft.text("{{decision_text}}", align="justify", indent=True, after=4)
    draft.text("Контроль за исполнением настоящего приказа оставляю за собой.", indent=True)
    draft.signature("{{signer.post}}", "signer.name")
    draft.acquainted()
    return draft


def report(edition: Edition) -> Draft:
    """A report for a period."""
    draft = Draft(edition)
    draft.text("{{signer.organisation}}", align="center", bold=True, after=10)
    draft.text("ОТЧЁТ", align="center", bold=True, size=15, after=2)
    draft.text("{{case.title}}", align="center", after=2)
    draft.text("{{?period}}за период: {{period}}", align="center", after=8)
    draft.text("{{document_text}}", align="justify", indent=True, after=6)
    draft.signature("{{signer.post}}", "signer.name")
    return draft
