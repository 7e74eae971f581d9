"""What is said about remarks on the page of a task: new ones, verdicts on answers, answers; kept as typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from flask_babel import gettext as _

from app.engine.commands import RemarkGiven, RemarkWork, Reply, Verdict
from app.engine.queries import RemarkRow

NAME: Final = re.compile(r"_r(?:t|x|v|a|w)-\d{1,9}|_locks")
"""Controls: `_rt-N` what a new remark is about, `_rx-N` its text, `_v` verdict, `_a` answer, `_w` words of either."""
MOST_ROWS: Final = 30
WHOLE: Final = "whole"


@dataclass(frozen=True, kw_only=True)
class Target:
    """Something a remark can be about, with the words that stand there now."""

    value: str
    label: str
    key: str = ""
    file_id: str = ""
    now: str = ""


@dataclass(kw_only=True)
class RemarkForm:
    """The typed texts by the name of their control."""

    raw: dict[str, str] = field(default_factory=dict)

    def value(self, name: str) -> str:
        """Return what was typed into a control."""
        return self.raw.get(name, "")

    @property
    def locks(self) -> bool:
        """Say whether only the marked fields are to be open to the author."""
        return bool(self.raw.get("_locks"))

    @property
    def rows(self) -> range:
        """Return the numbers of the rows for new remarks: those typed, and one more."""
        empty = {"", WHOLE}
        typed = [name for name, text in self.raw.items() if name[:4] in {"_rt-", "_rx-"} and text.strip() not in empty]
        used = [int(name[4:]) for name in typed]
        return range(min(MOST_ROWS, max(used, default=-1) + 2))

    @property
    def has_new(self) -> bool:
        """Say whether a new remark was typed."""
        return any(name.startswith("_rx-") and text.strip() for name, text in self.raw.items())

    def given(self, targets: Iterable[Target]) -> list[RemarkGiven]:
        """Return the new remarks; rows without text are passed over."""
        known = {target.value: target for target in targets}
        found = []
        for number in self.rows:
            text = self.value(f"_rx-{number}").strip()
            target = known.get(self.value(f"_rt-{number}"))
            if text:
                about = target or Target(value="", label=str(_("The whole")))
                found.append(
                    RemarkGiven(text=text, key=about.key, file_id=about.file_id, label=about.label, was=about.now)
                )
        return found

    def work(self, targets: Iterable[Target], judged: Sequence[RemarkRow], asked: Sequence[RemarkRow]) -> RemarkWork:
        """Return everything that is sent."""
        return RemarkWork(
            given=self.given(targets),
            verdicts=[
                Verdict(
                    remark_id=one.remark_id,
                    closes=self.value(f"_rv-{one.remark_id}") == "close",
                    text=self.value(f"_rw-{one.remark_id}"),
                )
                for one in judged
                if self.value(f"_rv-{one.remark_id}") in {"close", "keep"}
            ],
            replies=[
                Reply(
                    remark_id=one.remark_id,
                    accepted=self.value(f"_ra-{one.remark_id}") == "accepted",
                    text=self.value(f"_rw-{one.remark_id}"),
                )
                for one in asked
                if self.value(f"_ra-{one.remark_id}") in {"accepted", "declined"}
            ],
            locks=self.locks,
        )

    def problems(self, judged: Sequence[RemarkRow], asked: Sequence[RemarkRow], outcome: str) -> list[tuple[str, str]]:
        """Return what is missing, as (id of the control, words)."""
        found = []
        for one in asked:
            chosen = self.value(f"_ra-{one.remark_id}")
            if chosen not in {"accepted", "declined"}:
                told = _("Remark %(number)d: say whether it is taken into account or declined", number=one.number)
                found.append((f"r-{one.remark_id}", str(told)))
            elif chosen == "declined" and not self.value(f"_rw-{one.remark_id}").strip():
                told = _("Remark %(number)d: write why it is declined", number=one.number)
                found.append((f"r-{one.remark_id}", str(told)))
        if outcome == "approve":
            left = [one for one in judged if self.value(f"_rv-{one.remark_id}") != "close"]
            found += [
                (f"r-{one.remark_id}", str(_("Remark %(number)d: close it before you agree", number=one.number)))
                for one in left
            ]
            if self.given(()):
                told = _("You have written new remarks: return the case, or agree with remarks")
                found.append(("new-remarks", str(told)))
        return found


def read_remarks(get: Callable[[str], str], names: Iterable[str]) -> RemarkForm:
    """Return what was posted about remarks."""
    return RemarkForm(raw={name: get(name)[:5000].replace("\r\n", "\n") for name in names if NAME.fullmatch(name)})


def kept_remarks(draft: Mapping[str, object]) -> RemarkForm:
    """Return what a draft says about remarks."""
    kept = draft.get("remarks")
    raw = kept if isinstance(kept, Mapping) else {}
    return RemarkForm(raw={str(name): str(text) for name, text in raw.items() if NAME.fullmatch(str(name))})
