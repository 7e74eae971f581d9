"""Every place of a diagram where a text stands that some engine would evaluate, in the words of our dialect."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from app.workflow.package import Package, SourceFile
from tests.workflow.drawing import HEAD, drawing, zeebe

Place = Callable[[str], Package]
GIVEN: Final = ("form", "name", "items", "big", "approved", "amount")
FORMAL: Final = 'xsi:type="bpmn:tFormalExpression"'
STEP: Final = "start S\nuser A Задача\n{step}\nend E\nS > A > X > E"
FIRST: Final = "start S\n{step}\nend E\nS > X > E"
FOREIGN: Final = (
    ' xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:activiti="http://activiti.org/bpmn"'
    ' xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core"'
)
JOB: Final = '<zeebe:taskDefinition type="work"/>'


def packed(
    diagram: bytes, *, forms: Mapping[str, dict[str, Any]] | None = None, tables: tuple[bytes, ...] = ()
) -> Package:
    """Return a package whose diagram may use the name spaces of other engines."""
    own_head = HEAD.partition("\n")[0].encode()
    assert diagram.startswith(own_head)
    return Package(
        diagrams=(SourceFile(name="hostile.bpmn", data=diagram.replace(b" id=", FOREIGN.encode() + b" id=", 1)),),
        forms=dict(forms or {}),
        decisions=tuple(SourceFile(name=f"t{n}.dmn", data=one) for n, one in enumerate(tables)),
    )


def step(line: str, inside: Callable[[str], str], *, around: str = STEP, **more: Any) -> Place:
    """Return the place inside the element X of a small diagram; `{}` of `line` may hold the text too."""

    def made(hostile: str) -> Package:
        given = {key: value(hostile) if callable(value) else value for key, value in more.items()}
        return packed(drawing(around.format(step=line), inside={"X": inside(hostile)}, **given))

    return made


def extended(tag: str, attribute: str, rest: str = "", *, sign: str = "=") -> Callable[[str], str]:
    """Return a zeebe extension with the text in one attribute."""
    return lambda hostile: zeebe(f"<zeebe:{tag} {attribute}={quoteattr(sign + hostile)} {rest}/>")


def mapped(direction: str, attribute: str, rest: str, sign: str = "=") -> Callable[[str], str]:
    """Return an io mapping with the text as its source or target."""
    return lambda hostile: zeebe(
        f"{JOB}<zeebe:ioMapping><zeebe:{direction} {attribute}={quoteattr(sign + hostile)} {rest}/></zeebe:ioMapping>"
    )


def of_process(name: str, sign: str = "=") -> Place:
    """Return the place of a property of the process itself."""

    def made(hostile: str) -> Package:
        marker = b'isExecutable="true">\n'
        listed = zeebe(
            f"<zeebe:properties><zeebe:property name={quoteattr(name)} value={quoteattr(sign + hostile)}/>"
            "</zeebe:properties>"
        )
        drawn = drawing("start S\nuser A Задача\nend E\nS > A > E")
        return packed(drawn.replace(marker, marker + listed.encode("utf-8", "surrogatepass"), 1))

    return made


def of_task(name: str, before: str = "", after: str = "") -> Place:
    """Return the place of a `soglas:` property of a user task."""
    return step(
        "user X Вторая",
        lambda hostile: zeebe(
            "<zeebe:userTask/><zeebe:properties>"
            f"<zeebe:property name={quoteattr('soglas:' + name)} value={quoteattr(before + hostile + after)}/>"
            "</zeebe:properties>"
        ),
    )


def timer(kind: str, sign: str) -> Callable[[str], str]:
    """Return a timer definition with the text in it."""
    return lambda hostile: (
        f"<bpmn:timerEventDefinition><bpmn:{kind} {FORMAL}>{escape(sign + hostile)}</bpmn:{kind}>"
        "</bpmn:timerEventDefinition>"
    )


def repeated(inner: Callable[[str], str], attributes: str = "") -> Callable[[str], str]:
    """Return a multi-instance marker around what holds the text."""
    return lambda hostile: (
        f"<bpmn:multiInstanceLoopCharacteristics {attributes}>{inner(hostile)}</bpmn:multiInstanceLoopCharacteristics>"
    )


def formal(tag: str, sign: str = "=") -> Callable[[str], str]:
    """Return a formal expression element of BPMN."""
    return lambda hostile: f"<bpmn:{tag} {FORMAL}>{escape(sign + hostile)}</bpmn:{tag}>"


def foreign(inner: str) -> Callable[[str], str]:
    """Return extension elements of another engine; `{q}` is the text as an attribute, `{t}` as content."""
    return lambda hostile: (
        "<bpmn:extensionElements>"
        + inner.replace("{q}", quoteattr(hostile)).replace("{t}", escape(hostile))
        + "</bpmn:extensionElements>"
    )


def condition(kind: str) -> Place:
    """Return the condition of a flow that leaves a gateway of this kind."""

    def made(hostile: str) -> Package:
        drawn = drawing(f"start S\nuser A Задача\n{kind} X\nend E\nend D\nS > A > X\nX > E if =HOSTILE\nX > D default")
        return packed(drawn.replace(b"HOSTILE", escape(hostile).encode("utf-8", "surrogatepass")))

    return made


def rooted(line: str, root: str, attributes: str = "") -> Place:
    """Return the place in an element beside the process that the element X refers to."""
    return step(
        line,
        lambda _hostile: "",
        attributes={"X": attributes},
        roots=lambda hostile: root.replace("{q}", quoteattr("=" + hostile)).replace("{t}", escape(hostile)),
    )


KEY: Final = (
    '<bpmn:message id="Msg" name="m"><bpmn:extensionElements><zeebe:subscription correlationKey={q}/>'
    "</bpmn:extensionElements></bpmn:message>"
)
DIAGRAM: Final[Mapping[str, Place]] = {
    "condition of an exclusive gateway": condition("xor"),
    "condition of an inclusive gateway": condition("or"),
    "script": step("script X", extended("script", "expression", 'resultVariable="r"')),
    "script without sign": step("script X", extended("script", "expression", 'resultVariable="r"', sign="")),
    "variable of a script": step("script X", extended("script", "resultVariable", 'expression="=1"', sign="")),
    "bpmn script": step(
        "script X", lambda h: f"<bpmn:script>{escape(h)}</bpmn:script>", attributes={"X": 'scriptFormat="feel"'}
    ),
    "python script": step(
        "script X", lambda h: f"<bpmn:script>{escape(h)}</bpmn:script>", attributes={"X": 'scriptFormat="python"'}
    ),
    "script of no format": step("script X", lambda h: f"<bpmn:script>{escape(h)}</bpmn:script>"),
    "input": step("task X", mapped("input", "source", 'target="r"')),
    "input without sign": step("task X", mapped("input", "source", 'target="r"', "")),
    "target of an input": step("task X", mapped("input", "target", 'source="=1"', "")),
    "output": step("user X Вторая", lambda h: mapped("output", "source", 'target="r"')(h).replace(JOB, "")),
    "target of an output": step("task X", mapped("output", "target", 'source="=1"', "")),
    "timeDate": step("catch X", timer("timeDate", "=")),
    "timeDuration": step("catch X", timer("timeDuration", "=")),
    "timeCycle": step("catch X", timer("timeCycle", "=")),
    "timeDate without sign": step("catch X", timer("timeDate", "")),
    "timeDuration without sign": step("catch X", timer("timeDuration", "")),
    "timeCycle without sign": step("catch X", timer("timeCycle", "")),
    "timer of a start": step(
        "start X", timer("timeCycle", "="), around="start S\n{step}\nuser A Задача\nend E\nS > A\nX > A > E"
    ),
    "condition of a catch event": step(
        "catch X",
        lambda h: f"<bpmn:conditionalEventDefinition>{formal('condition')(h)}</bpmn:conditionalEventDefinition>",
    ),
    "collection": step(
        "user X Вторая", repeated(extended("loopCharacteristics", "inputCollection", 'inputElement="i"'))
    ),
    "output of each": step(
        "user X Вторая",
        repeated(extended("loopCharacteristics", "outputElement", 'inputCollection="=items" outputCollection="r"')),
    ),
    "name of each": step(
        "user X Вторая", repeated(extended("loopCharacteristics", "inputElement", 'inputCollection="=items"', sign=""))
    ),
    "cardinality": step("user X Вторая", repeated(formal("loopCardinality"))),
    "cardinality in sequence": step("user X Вторая", repeated(formal("loopCardinality"), 'isSequential="true"')),
    "completion condition": step(
        "user X Вторая", repeated(lambda h: formal("loopCardinality")("2") + formal("completionCondition")(h))
    ),
    "loop condition": step(
        "user X Вторая",
        lambda h: (
            f'<bpmn:standardLoopCharacteristics loopMaximum="3">{formal("loopCondition")(h)}'
            "</bpmn:standardLoopCharacteristics>"
        ),
    ),
    "ad-hoc condition": lambda hostile: packed(
        drawing(STEP.format(step="adhoc X {\ntask T\n}")).replace(
            b"</bpmn:adHocSubProcess>",
            formal("completionCondition")(hostile).encode("utf-8", "surrogatepass") + b"</bpmn:adHocSubProcess>",
        )
    ),
    "name of a message": rooted("catch-message X Msg", '<bpmn:message id="Msg" name={q}/>'),
    "key of a message": rooted("catch-message X Msg", KEY),
    "key of a receive task": rooted("receive X", KEY, 'messageRef="Msg"'),
    "name of a signal": rooted("catch-signal X Sig", '<bpmn:signal id="Sig" name={q}/>'),
    "code of an error": rooted("throw-escalation X Esc", '<bpmn:escalation id="Esc" name="e" escalationCode={q}/>'),
    "retrieval of a correlation": rooted(
        "catch-message X Msg",
        '<bpmn:correlationProperty id="CP" name="cp"><bpmn:correlationPropertyRetrievalExpression messageRef="Msg">'
        f"<bpmn:messagePath {FORMAL}>{{t}}</bpmn:messagePath></bpmn:correlationPropertyRetrievalExpression>"
        '</bpmn:correlationProperty><bpmn:message id="Msg" name="m"/>',
    ),
    "called decision": step("rule X", extended("calledDecision", "decisionId", 'resultVariable="r"')),
    "variable of a decision": step("rule X", extended("calledDecision", "resultVariable", 'decisionId="d"', sign="")),
    "called process": step("call X", extended("calledElement", "processId")),
    "called process of BPMN": step(
        "call X", lambda _h: "", attributes=lambda h: {"X": f"calledElement={quoteattr(h)}"}
    ),
    "type of a job": step("service X", extended("taskDefinition", "type")),
    "attempts of a job": step("service X", extended("taskDefinition", "retries", 'type="work"')),
    "header of a job": step(
        "service X",
        lambda h: zeebe(
            f'{JOB}<zeebe:taskHeaders><zeebe:header key="k" value={quoteattr("=" + h)}/></zeebe:taskHeaders>'
        ),
    ),
    "assignee": step("user X Вторая", extended("assignmentDefinition", "assignee")),
    "candidate users": step("user X Вторая", extended("assignmentDefinition", "candidateUsers")),
    "candidate groups": step("user X Вторая", extended("assignmentDefinition", "candidateGroups")),
    "place of a role": step(
        "user X Вторая", extended("assignmentDefinition", "candidateGroups", sign="mouo_officer@=")
    ),
    "role": step("user X Вторая", extended("assignmentDefinition", "candidateGroups", sign="")),
    "priority": step("user X Вторая", extended("priorityDefinition", "priority")),
    "follow-up date": step("user X Вторая", extended("taskSchedule", "followUpDate")),
    "due date": step("user X Вторая", extended("taskSchedule", "dueDate")),
    "id of a form": step("user X Вторая", extended("formDefinition", "formId", sign="")),
    "key of a form": step("user X Вторая", extended("formDefinition", "formKey", sign="")),
    "deadline date": of_task("deadline", "date ="),
    "deadline in working days": of_task("deadline", "after =", " working days"),
    "deadline in days": of_task("deadline", "after =", " days"),
    "deadline": of_task("deadline"),
    "reminder": of_task("remind"),
    "escalation": of_task("escalate", "mouo_head@=", " after 1d"),
    "delay of an escalation": of_task("escalate", "mouo_head@mouo after "),
    "kind": of_task("kind"),
    "outcomes": of_task("outcomes"),
    "exclusion": of_task("exclude"),
    "documents": of_task("documents", "="),
    "title of cases": of_process("soglas:title"),
    "setting": of_process("soglas:setting:term"),
    "setting without sign": of_process("soglas:setting:term", ""),
    "name of a setting": lambda hostile: of_process("soglas:setting:" + hostile, "")("1 | дн. | [DEF]"),
    "start roles": of_process("soglas:start-roles"),
    "prefix of numbers": of_process("soglas:number-prefix", ""),
    "name of a task": step("task X", lambda _h: "", attributes=lambda h: {"X": f"name={quoteattr(h)}"}),
    "documentation": step("user X Вторая", lambda h: f"<bpmn:documentation>{escape(h)}</bpmn:documentation>"),
    "data association": step(
        "task X",
        lambda h: (
            "<bpmn:dataInputAssociation><bpmn:targetRef>i</bpmn:targetRef>"
            f"<bpmn:transformation {FORMAL}>{escape(h)}</bpmn:transformation></bpmn:dataInputAssociation>"
        ),
    ),
    "resource of a person": step(
        "user X Вторая",
        lambda h: (
            "<bpmn:potentialOwner><bpmn:resourceAssignmentExpression>"
            f"<bpmn:formalExpression>{escape(h)}</bpmn:formalExpression></bpmn:resourceAssignmentExpression></bpmn:potentialOwner>"
        ),
    ),
}
