"""Types of FEEL: how they are written, which values they hold."""

from app.feel.types.holding import instance_of
from app.feel.types.model import (
    ANY,
    BOOLEAN,
    CONTEXT,
    DATE,
    DATE_TIME,
    DAYS_DURATION,
    LIST,
    NULL,
    NUMBER,
    STRING,
    TIME,
    YEARS_DURATION,
    FeelType,
    context_type,
    list_type,
    simple_type,
    type_of,
)

__all__ = [
    "ANY",
    "BOOLEAN",
    "CONTEXT",
    "DATE",
    "DATE_TIME",
    "DAYS_DURATION",
    "LIST",
    "NULL",
    "NUMBER",
    "STRING",
    "TIME",
    "YEARS_DURATION",
    "FeelType",
    "context_type",
    "instance_of",
    "list_type",
    "simple_type",
    "type_of",
]
