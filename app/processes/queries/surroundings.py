"""What this installation knows around a package that is checked: how forms are drawn, which roles are held where."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from app.access.models import Role
from app.feel import FeelType
from app.forms import FormProblem, SchemaRefused, parse_schema
from app.forms import field_types as types_of_schema
from app.forms import problems as problems_of_schema
from app.processes.queries.gaps import gaps_by_task
from app.workflow.calendar import WorkingCalendar, feel_functions
from app.workflow.checks import Surroundings
from app.workflow.findings import SourceRefused
from app.workflow.package import Package


class ServerForms:
    """Reads forms for the check as the server draws them."""

    def field_types(self, schema: Mapping[str, Any]) -> Mapping[str, FeelType]:
        """Return the variables that a form fills; raises ValueError for a form that may not be used."""
        try:
            return types_of_schema(parse_schema(schema))
        except SchemaRefused as refused:
            raise ValueError(str(refused)) from refused

    def problems(
        self, schema: Mapping[str, Any], types: Mapping[str, FeelType] | None, functions: Collection[str]
    ) -> Iterable[FormProblem]:
        """Return what is wrong with a form; `types` are the names its expressions may use beside its own."""
        try:
            parsed = parse_schema(schema)
        except SchemaRefused as refused:
            return refused.problems
        return problems_of_schema(parsed, types=types, functions=functions)


def surroundings_without_database() -> Surroundings:
    """Return what is known without any installation: forms, calendar functions, the roles there can be."""
    return Surroundings(
        roles=frozenset(role.value for role in Role),
        functions=tuple(feel_functions(WorkingCalendar())),
        forms=ServerForms(),
    )


def surroundings_of(package: Package) -> Surroundings:
    """Return what this installation knows: the same, and who is missing in the organisations that will use it."""
    known = surroundings_without_database()
    try:
        main = package.processes.get(package.main_process_id() or "")
    except SourceRefused:
        return known
    start_roles = main.properties.get("soglas:start-roles", "").replace(",", " ").split() if main else []
    gaps, organisations = gaps_by_task(package, start_roles)
    return Surroundings(
        roles=known.roles, functions=known.functions, forms=known.forms, gaps=gaps, organisations=organisations
    )
