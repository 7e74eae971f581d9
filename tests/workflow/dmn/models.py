"""Small decision models as text, for the tests of deciding."""

from __future__ import annotations

from xml.sax.saxutils import escape

from app.workflow.dmn import Decider, read_library

NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def model(body: str, *, namespace: str = "urn:test", imports: str = "") -> bytes:
    """Return a DMN file around these elements."""
    head = f'<definitions xmlns="{NAMESPACE}" id="m" name="m" namespace="{namespace}">'
    return f"{head}{imports}{body}</definitions>".encode()


def text(expression: str) -> str:
    """Return a literal expression."""
    return f"<literalExpression><text>{escape(expression)}</text></literalExpression>"


def decision(name: str, logic: str, *, needs: str = "", type_ref: str = "") -> str:
    """Return a decision; `needs` is requirements as XML."""
    declared = f' typeRef="{type_ref}"' if type_ref else ""
    return f'<decision id="{name}" name="{name}"><variable name="{name}"{declared}/>{needs}{logic}</decision>'


def data(name: str, type_ref: str = "") -> str:
    """Return input data."""
    declared = f' typeRef="{type_ref}"' if type_ref else ""
    return f'<inputData id="in_{name}" name="{name}"><variable name="{name}"{declared}/></inputData>'


def needs_data(*names: str) -> str:
    """Return requirements of input data."""
    return "".join(
        f'<informationRequirement><requiredInput href="#in_{name}"/></informationRequirement>' for name in names
    )


def table(policy: str, rows: list[tuple[str, ...]], *, outputs: str = "", allowed: str = "", default: str = "") -> str:
    """Return a table over the input `x`; each row is a test and one answer or two."""
    names = (outputs or "y").split()
    listed = f"<outputValues><text>{escape(allowed)}</text></outputValues>" if allowed else ""
    other = f"<defaultOutputEntry><text>{escape(default)}</text></defaultOutputEntry>" if default else ""
    columns = "".join(f'<output name="{name}">{listed}{other}</output>' for name in names)
    rules = "".join(
        f"<rule><inputEntry><text>{escape(row[0])}</text></inputEntry>"
        + "".join(f"<outputEntry><text>{escape(answer)}</text></outputEntry>" for answer in row[1:])
        + "</rule>"
        for row in rows
    )
    policy, _, aggregation = policy.partition("+")
    how = f' aggregation="{aggregation}"' if aggregation else ""
    tested = "<input><inputExpression><text>x</text></inputExpression></input>"
    return f'<decisionTable hitPolicy="{policy}"{how}>{tested}{columns}{rules}</decisionTable>'


def decider(body: str) -> Decider:
    """Return a decider over one model of these elements."""
    return Decider(read_library([("m.dmn", model(body))]))


def ask_table(logic: str, x: object) -> object:
    """Return what a table answers for `x`."""
    return decider(data("x") + decision("d", logic, needs=needs_data("x"))).decide("d", {"x": x}).value
