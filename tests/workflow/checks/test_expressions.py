"""Every expression is FEEL and names what exists; Python is refused with the FEEL for it."""

import pytest

from app.workflow.checks import Finding, Surroundings, check_package
from app.workflow.checks.python_hint import in_feel, looks_like_python
from tests.engine.stage import with_properties
from tests.workflow.drawing import drawing, drawn, package, script, zeebe

FORM = {
    "id": "staffing",
    "components": [
        {"type": "number", "key": "сумма", "label": "Сумма"},
        {"type": "textfield", "key": "reason"},
        {"type": "dynamiclist", "path": "posts", "components": [{"type": "number", "key": "rate"}]},
        {"type": "group", "components": [{"type": "datetime", "subtype": "date", "key": "begins"}]},
    ],
}
CHOICE = "start S\nuser A Заполнить\nxor X Много?\nend E\nend D\nS > A > X\nX > E if ={}\nX > D default"


def check(text: str, inside: dict[str, str] | None = None, around: Surroundings | None = None) -> list[Finding]:
    used = {"A": zeebe('<zeebe:formDefinition formId="staffing"/>'), **(inside or {})}
    files = drawn(text, inside=used)
    forms = {"staffing": FORM}
    return check_package(
        type(files)(diagrams=files.diagrams, forms=forms), groups=["expressions"], around=around, known_names=["given"]
    )


@pytest.mark.parametrize(
    "condition",
    [
        "сумма > 100000", 'outcome = "approve"', "count(posts[rate > 1]) > 0", "begins < today()",
        "case.number != null",
        "settings.limit < сумма", "given", 'if reason = null then false else contains(reason, "x")',
        "some p in posts satisfies p.rate > 2", 'working days between(begins, today()) > 3', "not(given)",
        'holds role("mouo_head")', "сумма in [1..5]",
    ],
)  # fmt: skip
def test_good_condition(condition: str) -> None:
    assert check(CHOICE.format(condition)) == []


@pytest.mark.parametrize(
    ("condition", "rule"),
    [
        ("сумма == 3", "python-expression"),
        ("given and not reason.lower()", "python-expression"),
        ("__import__('os').system('id')", "python-expression"),
        ("().__class__.__base__.__subclasses__()", "python-expression"),
        ("len(posts) > 2", "python-expression"),
        ("given is None", "python-expression"),
        ("True", "python-expression"),
        ("${сумма > 3}", "python-expression"),
        ("сумма >", "expression-syntax"),
        ("(сумма", "expression-syntax"),
        ("", "expression-empty"),
        ("сума > 3", "unknown-name"),
        ("case.number = other", "unknown-name"),
        ("summ(posts.rate)", "unknown-function"),
    ],
)
def test_bad_condition(condition: str, rule: str) -> None:
    (finding,) = check(CHOICE.format(condition))
    assert (finding.rule, finding.element, finding.severity) == (rule, "f3_X_E", "error")
    assert finding.element_name == "Много? → E"
    assert "условие ветви" in finding.ru
    assert "branch condition" in finding.en
    assert finding.line


def test_misspelt_field_is_told_the_right_one() -> None:
    (finding,) = check(CHOICE.format("сума > 3"))
    assert "«сума»" in finding.ru
    assert "«сумма»" in finding.ru


@pytest.mark.parametrize(
    ("python", "feel"),
    [
        ("amount == 3", "amount = 3"),
        ("a && !b", "a and not(b)"),
        ("x is not None", "x != null"),
        ("x not in [1, 2]", "not(x in [1, 2])"),
        ("name.lower() == 'a == b'", 'lower case(name) = "a == b"'),
        ("not approved", "not(approved)"),
        ("len(rows) > 0 or True", "count(rows) > 0 or true"),
        ("x and not y.z()", ""),
        ("__import__('os')", ""),
        ("[x for x in y]", ""),
    ],
)
def test_what_feel_would_write(python: str, feel: str) -> None:
    assert in_feel(python) == feel


@pytest.mark.parametrize("text", ["a = b", 'x = "== True"', "not(x)", "a != b", "x.y.z > 1", "for i in a return i"])
def test_feel_is_not_mistaken_for_python(text: str) -> None:
    assert not looks_like_python(text)


def test_remedy_of_a_python_condition_is_the_feel_text() -> None:
    (finding,) = check(CHOICE.format("сумма == 3"))
    assert finding.remedy_ru == "На языке FEEL это пишется так: = сумма = 3"
    assert finding.remedy_en == "FEEL writes this as: = сумма = 3"


PLACES = {
    "script": ("script A a", {"A": script("=wrong", "x")}),
    "input": ("user A a", {"A": zeebe('<zeebe:ioMapping><zeebe:input source="=wrong" target="x"/></zeebe:ioMapping>')}),
    "output": (
        "user A a",
        {"A": zeebe('<zeebe:ioMapping><zeebe:output source="=wrong" target="x"/></zeebe:ioMapping>')},
    ),
    "timer": ("catch-timer A =wrong", {}),
    "condition of an event": ("catch-conditional A =wrong", {}),
    "decision": ("rule A a", {"A": zeebe('<zeebe:calledDecision decisionId="=wrong" resultVariable="x"/>')}),
    "called process": ("call A", {"A": zeebe('<zeebe:calledElement processId="=wrong"/>')}),
    "deadline": (
        "user A a",
        {
            "A": zeebe(
                '<zeebe:properties><zeebe:property name="soglas:deadline" value="date =wrong"/></zeebe:properties>'
            )
        },
    ),
    "place of a role": ("user A a", {"A": zeebe('<zeebe:assignmentDefinition candidateGroups="mouo_head@=wrong"/>')}),
    "assignee": ("user A a", {"A": zeebe('<zeebe:assignmentDefinition assignee="=wrong"/>')}),
    "list of repetitions": (
        "user A a",
        {
            "A": "<bpmn:multiInstanceLoopCharacteristics>"
            + zeebe('<zeebe:loopCharacteristics inputCollection="=wrong" inputElement="x"/>')
            + "</bpmn:multiInstanceLoopCharacteristics>"
        },
    ),
    "completion condition": (
        "user A a",
        {
            "A": "<bpmn:multiInstanceLoopCharacteristics>"
            + zeebe('<zeebe:loopCharacteristics inputCollection="=given" inputElement="x"/>')
            + "<bpmn:completionCondition>=numberOfCompletedInstances > wrong</bpmn:completionCondition>"
            "</bpmn:multiInstanceLoopCharacteristics>"
        },
    ),
}


@pytest.mark.parametrize(("step", "inside"), PLACES.values(), ids=PLACES)
def test_every_place_of_an_expression_is_looked_at(step: str, inside: dict[str, str]) -> None:
    findings = check(f"start S\n{step}\nend E\nS > A > E", inside or {"A": ""})
    assert [(finding.rule, finding.element) for finding in findings] == [("unknown-name", "A")]


def test_correlation_key_is_looked_at() -> None:
    roots = (
        '<bpmn:message id="Msg" name="m"><bpmn:extensionElements><zeebe:subscription correlationKey="=wrong"/>'
        "</bpmn:extensionElements></bpmn:message>"
    )
    files = drawn("start S\ncatch-message W Msg\nend E\nS > W > E", roots=roots)
    assert [(f.rule, f.element) for f in check_package(files, groups=["expressions"])] == [("unknown-name", "W")]


def test_plain_texts_are_no_expressions() -> None:
    inside = zeebe('<zeebe:ioMapping><zeebe:input source="not == an expression" target="x"/></zeebe:ioMapping>')
    assert check("start S\nuser A a\nend E\nS > A > E", {"A": inside}) == []


def test_answer_of_a_job_may_be_named_in_its_own_outputs_only() -> None:
    job = (
        '<zeebe:taskDefinition type="x"/><zeebe:ioMapping><zeebe:output source="=answer" target="kept"/>'
        "</zeebe:ioMapping>"
    )
    text = "start S\nservice J\nxor X\nend E\nend D\nS > J > X\nX > E if =%s\nX > D default"
    assert check(text % "kept", {"J": zeebe(job)}) == []
    assert [finding.rule for finding in check(text % "answer", {"J": zeebe(job)})] == ["unknown-name"]


def test_settings_of_the_process_are_known_by_name() -> None:
    around = Surroundings(settings=frozenset({"limit"}))
    assert check(CHOICE.format("settings.limit > 1"), around=around) == []
    assert [f.rule for f in check(CHOICE.format("settings.limmit > 1"), around=around)] == ["unknown-name"]


def test_field_that_is_filled_in_only_later_is_a_warning() -> None:
    text = "start S\nxor X\nuser A Заполнить\nend E\nend D\nS > X\nX > A > E\nX > D if =сумма > 1"
    (finding,) = check(text.replace("X > A > E", "X > A default\nA > E"))
    assert (finding.rule, finding.severity) == ("name-set-later", "warning")
    assert "«Заполнить»" in finding.ru


def test_field_filled_in_on_one_branch_or_in_an_earlier_round_is_no_warning() -> None:
    round_trip = "start S\nxor M\nxor X\nuser A a\nend E\nS > M > X\nX > E if =сумма > 1\nX > A default\nA > M"
    assert check(round_trip) == []
    inner = (
        "start S\nsub U {\nstart I\nuser A a\nend O\nI > A > O\n}\nxor X\nend E\nend D\n"
        "S > U > X\nX > E if =сумма > 1\nX > D default"
    )
    assert check(inner) == []


def decision_table(cell: str, answer: str) -> bytes:
    return (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:d">'
        '<decision id="rates" name="Ставки"><decisionTable><input><inputExpression><text>сумма</text></inputExpression>'
        f'</input><output name="r"/><rule><inputEntry><text>{cell}</text></inputEntry>'
        f"<outputEntry><text>{answer}</text></outputEntry></rule></decisionTable></decision></definitions>"
    ).encode()


@pytest.mark.parametrize(
    ("cell", "answer", "rule"),
    [
        ("[1..5]", '"много"', ""),
        ("-", "сумма * 2", ""),
        ("not(1, 2)", "null", ""),
        ("&gt;", "1", "expression-syntax"),
        ("1", "сумма ==", "python-expression"),
        ("1", "суммма * 2", "unknown-name"),
        ("&lt; сумма", "1", ""),
        ("&lt; лимит", "1", "unknown-name"),
        ("школа", "1", "unknown-name"),
        ("1", "count(неизвестное) > 1", "unknown-name"),
    ],
)
def test_cells_of_decision_tables_are_read(cell: str, answer: str, rule: str) -> None:
    files = package(drawing("start S\nend E\nS > E"), decisions=(decision_table(cell, answer),))
    findings = check_package(files, groups=["expressions"], known_names=["сумма"])
    assert [(finding.rule, finding.element, finding.element_name) for finding in findings] == (
        [(rule, "rates", "Ставки")] if rule else []
    )


@pytest.mark.parametrize(
    ("title", "rule"),
    [
        ('="Заявка " + case.number + ": " + given', ""),
        ("Заявка", ""),
        ('="Заявка " + prichina', "unknown-name"),
        ('="Заявка" +', "expression-syntax"),
        ("=", "expression-empty"),
    ],
)
def test_the_title_of_cases_is_read_at_publishing(title: str, rule: str) -> None:
    data = with_properties(drawing("start S\nuser A a\nend E\nS > A > E"), title=title)
    findings = check_package(package(data), groups=["expressions"], known_names=["given"])
    assert [(finding.rule, finding.element) for finding in findings] == ([(rule, "P")] if rule else [])
    assert all("название дела" in finding.ru and "title" in finding.en for finding in findings)
