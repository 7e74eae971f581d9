"""What a check says about a diagram: the rule, the element, what is wrong and what to do, in Russian and English."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum


class Group(StrEnum):
    """The groups of rules a person can choose with `--rules`."""

    XML = "xml"
    SUPPORT = "support"
    SOUNDNESS = "soundness"
    EXPRESSIONS = "expressions"
    BINDINGS = "bindings"


class Severity(StrEnum):
    """An error stops publishing, a warning is shown and does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, kw_only=True)
class Words:
    """One sentence in both languages of the system."""

    ru: str
    en: str


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One thing that is checked: its title and what a person can do about a breach."""

    id: str
    group: Group
    severity: Severity = Severity.ERROR
    ru: str
    en: str
    remedy_ru: str
    remedy_en: str

    def listing(self) -> dict[str, str]:
        """Return the rule as `soglas check --list-rules --json` prints it."""
        return {
            "id": self.id,
            "group": str(self.group),
            "severity": str(self.severity),
            "ru": self.ru,
            "en": self.en,
            "remedy_ru": self.remedy_ru,
            "remedy_en": self.remedy_en,
        }

    def broken(
        self,
        *,
        element: str = "",
        element_name: str = "",
        detail: Words | str = "",
        remedy: Words | None = None,
        file: str = "",
        line: int | None = None,
    ) -> Finding:
        """Return the finding that says where this rule is broken; `detail` follows the title after a colon."""
        words = detail if isinstance(detail, Words) else Words(ru=detail, en=detail)
        cure = remedy or Words(ru=self.remedy_ru, en=self.remedy_en)
        return Finding(
            rule=self.id,
            group=str(self.group),
            severity=str(self.severity),
            element=element,
            element_name=element_name,
            ru=f"{self.ru}: {words.ru}" if words.ru else self.ru,
            en=f"{self.en}: {words.en}" if words.en else self.en,
            remedy_ru=cure.ru,
            remedy_en=cure.en,
            file=file,
            line=line,
        )


def rules_of(
    group: Group, rows: Iterable[tuple[str, str, str, str, str]], severity: Severity = Severity.ERROR
) -> tuple[Rule, ...]:
    """Return the rules of rows (id, title in Russian and English, remedy in Russian and English)."""
    return tuple(
        Rule(id=rule_id, group=group, severity=severity, ru=ru, en=en, remedy_ru=remedy_ru, remedy_en=remedy_en)
        for rule_id, ru, en, remedy_ru, remedy_en in rows
    )


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One breach of one rule at one element; texts are plain, never markup."""

    rule: str
    group: str
    severity: str
    element: str
    element_name: str
    ru: str
    en: str
    remedy_ru: str
    remedy_en: str
    file: str = ""
    line: int | None = None

    @property
    def is_error(self) -> bool:
        """Say whether the diagram must not be published because of it."""
        return self.severity == Severity.ERROR

    def as_warning(self) -> Finding:
        """Return the same finding as a mere warning (a try-out runs in spite of it)."""
        return replace(self, severity=str(Severity.WARNING))

    def message(self, locale: str = "ru") -> str:
        """Return what is wrong in the language of `locale`."""
        return self.ru if locale == "ru" else self.en

    def remedy(self, locale: str = "ru") -> str:
        """Return what to do in the language of `locale`."""
        return self.remedy_ru if locale == "ru" else self.remedy_en

    def to_json(self) -> dict[str, str | int | None]:
        """Return the finding as plain values for JSON."""
        return {
            "rule": self.rule,
            "group": self.group,
            "element": self.element,
            "element_name": self.element_name,
            "severity": self.severity,
            "ru": self.ru,
            "en": self.en,
            "remedy_ru": self.remedy_ru,
            "remedy_en": self.remedy_en,
            "file": self.file,
            "line": self.line,
        }


def errors_of(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return only what stops publishing."""
    return tuple(finding for finding in findings if finding.is_error)


class SourceRefused(Exception):
    """The file cannot be read as a diagram."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings: tuple[Finding, ...] = tuple(findings)
        super().__init__("; ".join(f"{finding.rule}: {finding.en}" for finding in self.findings))
