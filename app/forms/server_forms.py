"""What the publishing checks ask of the forms of the server; the workflow package is handed this, it knows no forms."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from app.feel import FeelType
from app.forms.findings import FormProblem
from app.forms.linting import problems
from app.forms.parsing import parse_schema
from app.forms.typing import field_types


class ServerForms:
    """Answers for raw schemas: `Surroundings(forms=ServerForms())`."""

    def field_types(self, schema: Mapping[str, Any]) -> Mapping[str, FeelType]:
        """Return the variables that a form fills; raises SchemaRefused, a ValueError, when it may not be used."""
        return field_types(parse_schema(dict(schema)))

    def problems(
        self, schema: Mapping[str, Any], types: Mapping[str, FeelType] | None, functions: Collection[str]
    ) -> list[FormProblem]:
        """Return what is wrong with a form, errors first."""
        return problems(schema, types=types, functions=functions)
