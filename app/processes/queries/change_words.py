"""The differences between two versions in words: «Срок шага «Согласовать»: 3 → 5 рабочих дней»."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.organisation.policy.kind_names import place_name
from app.processes.queries.outline_words import words_of_role
from app.processes.queries.step_words import kind_name, outcome_button, term_words
from app.workflow.differences import Aspect, Change, Difference, Thing
from app.workflow.elements import ProcessSpec
from app.workflow.user_tasks import DONE, Outcome, TaskKind, parse_candidate_group

_ELEMENTS = {
    "Gateway": _l("Fork “%(name)s”"),
    "Event": _l("Event “%(name)s”"),
    "scriptTask": _l("Calculation “%(name)s”"),
    "businessRuleTask": _l("Decision by table “%(name)s”"),
}
_STEP_ASPECTS: Mapping[Aspect, object] = {
    Aspect.NAME: _l("Name of the step “%(name)s”"),
    Aspect.TEXT: _l("Explanation of the step “%(name)s”"),
    Aspect.KIND: _l("What is done in the step “%(name)s”"),
    Aspect.WHO: _l("Who does the step “%(name)s”"),
    Aspect.DEADLINE: _l("Deadline of the step “%(name)s”"),
    Aspect.REMIND: _l("Reminders of the step “%(name)s”"),
    Aspect.ESCALATE: _l("Who hears of a delay of the step “%(name)s”"),
    Aspect.EXCLUDE: _l("Who may not do the step “%(name)s”"),
    Aspect.FORM: _l("Form of the step “%(name)s”"),
    Aspect.OUTCOMES: _l("Decisions of the step “%(name)s”"),
    Aspect.DOCUMENTS: _l("Documents of the step “%(name)s”"),
    Aspect.LANE: _l("Lane of the step “%(name)s”"),
    Aspect.NEXT: _l("What comes after the step “%(name)s”"),
    Aspect.TYPE: _l("Kind of the element “%(name)s”"),
    Aspect.EXPRESSION: _l("What “%(name)s” works out"),
    Aspect.TIMER: _l("When “%(name)s” happens"),
    Aspect.CALLS: _l("What “%(name)s” calls"),
    Aspect.REPEAT: _l("How often “%(name)s” is repeated"),
    Aspect.MAPPING: _l("Values that “%(name)s” takes and gives"),
    Aspect.PROPERTY: _l("Property of “%(name)s”"),
}
_ELEMENT_ASPECTS: Mapping[Aspect, object] = {
    Aspect.NAME: _l("Name of the element “%(name)s”"),
    Aspect.TEXT: _l("Explanation of the element “%(name)s”"),
    Aspect.LANE: _l("Lane of the element “%(name)s”"),
    Aspect.FORM: _l("Form of the element “%(name)s”"),
}
_FLOW_ASPECTS: Mapping[Aspect, object] = {
    Aspect.NAME: _l("Words on the way “%(name)s”"),
    Aspect.CONDITION: _l("Condition of the way “%(name)s”"),
    Aspect.DEFAULT: _l("The way when nothing else fits: “%(name)s”"),
}
_FIELD_ASPECTS: Mapping[Aspect, object] = {
    Aspect.NAME: _l("label"),
    Aspect.TYPE: _l("kind of the field"),
    Aspect.TEXT: _l("explanation"),
    Aspect.REQUIRED: _l("must be filled in"),
    Aspect.LIMITS: _l("limits"),
    Aspect.HIDDEN: _l("hidden when"),
    Aspect.READ_ONLY: _l("only for reading"),
    Aspect.OPTIONS: _l("choices"),
    Aspect.CONTENT: _l("other settings of the field"),
}


@dataclass(frozen=True, kw_only=True)
class ChangeWords:
    """A difference as a page shows it; `was` and `now` are empty for what came or went."""

    change: str
    title: str
    text: str = ""
    was: str = ""
    now: str = ""
    element_id: str = ""


def words_of_changes(
    differences: Sequence[Difference], *, spec: ProcessSpec | None, titles: Mapping[str, str]
) -> tuple[ChangeWords, ...]:
    """Return differences in words: what came, changed, moved and went. `spec` is the newer process."""
    order = {Change.ADDED: 0, Change.CHANGED: 1, Change.MOVED: 2, Change.REMOVED: 3}
    found = [_words(one, spec, titles) for one in differences]
    return tuple(sorted(found, key=lambda one: order[Change(one.change)]))


def _words(one: Difference, spec: ProcessSpec | None, titles: Mapping[str, str]) -> ChangeWords:
    common = {"change": str(one.change), "element_id": one.element_id}
    if one.change is Change.MOVED and one.aspect is Aspect.WHOLE:
        return ChangeWords(**common, title=_whole_title(one, titles), text=_moved_text(one),
                           was=_place_words(one, one.was), now=_place_words(one, one.now))  # fmt: skip
    if one.aspect is Aspect.WHOLE:
        return ChangeWords(**common, title=_whole_title(one, titles), text=_whole_text(one, spec, titles))
    say = _value_words(one, titles)
    return ChangeWords(**common, title=_title(one, titles), was=say(one.was) or "—", now=say(one.now) or "—")


def _title(one: Difference, titles: Mapping[str, str]) -> str:
    name = {"name": " ".join(one.subject.split())}
    match one.thing:
        case Thing.FLOW:
            return str(_FLOW_ASPECTS[one.aspect]) % name
        case Thing.FIELD:
            form = titles.get(one.within, one.within)
            return str(_("Form “%(form)s”, field “%(name)s”: %(what)s", form=form, **name,
                         what=_FIELD_ASPECTS[one.aspect]))  # fmt: skip
        case Thing.FORM:
            return str(_("Form “%(name)s”", name=titles.get(one.subject, one.subject)))
        case Thing.SETTING:
            return str(_("Setting: %(name)s", **name))
        case Thing.TABLE:
            return str(_("Decision table “%(name)s”", **name))
        case Thing.ROW:
            return str(_("Decision table “%(table)s”, row %(number)s", table=one.within, number=one.subject))
        case Thing.PROCESS:
            return _process_title(one)
    own = _ELEMENT_ASPECTS.get(one.aspect) if one.thing is Thing.ELEMENT else None
    title = str(own or _STEP_ASPECTS[one.aspect]) % name
    return f"{title}: {one.detail}" if one.aspect is Aspect.PROPERTY else title


def _process_title(one: Difference) -> str:
    words = {
        Aspect.NAME: _("Name of the process"),
        Aspect.TEXT: _("What the process is for"),
        Aspect.START_ROLES: _("Who opens a case"),
    }
    return str(words.get(one.aspect) or _("Property of the process: %(name)s", name=one.detail))


def _whole_title(one: Difference, titles: Mapping[str, str]) -> str:
    name = " ".join(one.subject.split())
    match one.thing:
        case Thing.STEP:
            return str(_("Step “%(name)s”", name=name))
        case Thing.FORM:
            return str(_("Form “%(name)s”", name=titles.get(one.subject, one.subject)))
        case Thing.FIELD:
            form = titles.get(one.within, one.within)
            return str(_("Form “%(form)s”, field “%(name)s”", form=form, name=name))
        case Thing.TABLE:
            return str(_("Decision table “%(name)s”", name=name))
        case Thing.ROW:
            return str(_("Decision table “%(table)s”, a row", table=one.within))
        case Thing.SETTING:
            return str(_("Setting: %(name)s", name=name))
        case Thing.CALLED:
            return str(_("Called process “%(name)s”", name=name))
    pattern = next((words for end, words in _ELEMENTS.items() if one.detail.endswith(end)), _l("Element “%(name)s”"))
    return str(pattern) % {"name": name}


def _whole_text(one: Difference, spec: ProcessSpec | None, titles: Mapping[str, str]) -> str:
    parts = [str(_("after “%(name)s”", name=one.after))] if one.after else []
    task = spec.user_tasks.get(one.element_id) if spec is not None and one.thing is Thing.STEP else None
    if task is not None and one.change is Change.ADDED:
        parts.append(str(_("Who: %(who)s", who=_who(", ".join(task.candidate_groups)) or "—")))
        parts.append(str(_("Deadline: %(term)s", term=_term(task.deadline) or _("none"))))
        if task.outcomes:
            names = ", ".join(outcome_button(task.kind, outcome) for outcome in task.outcomes).lower()
            parts.append(str(_("Decisions: %(names)s", names=names)))
        if task.form_id:
            parts.append(str(_("Form “%(name)s”", name=titles.get(task.form_id, task.form_id))))
    if one.thing is Thing.FORM and one.now:
        parts.append(str(_("Fields: %(names)s", names=one.now)))
    if one.thing is Thing.ROW:
        parts.append(one.subject)
    if one.thing is Thing.SETTING:
        parts.append(one.now or one.was)
    return ". ".join(part[:1].upper() + part[1:] for part in parts)


def _moved_text(one: Difference) -> str:
    return one.subject if one.thing is Thing.ROW else ""


def _place_words(one: Difference, place: str) -> str:
    """Say where a thing stood or stands: a row by its number, all else by what is before it."""
    if one.thing is Thing.ROW:
        return str(_("row %(number)s", number=place))
    if one.detail == "group":
        return str(_("in the group “%(name)s”", name=place) if place else _("outside the groups"))
    if not place:
        return str(_("at the beginning"))
    return "; ".join(str(_("after “%(name)s”", name=" ".join(name.split()))) for name in place.split("\n"))


def _value_words(one: Difference, titles: Mapping[str, str]) -> Callable[[str], str]:
    """Return how a value of this aspect is said."""
    words: dict[Aspect, Callable[[str], str]] = {
        Aspect.KIND: lambda text: kind_name(text) if text in set(TaskKind) else text,
        Aspect.WHO: _who,
        Aspect.START_ROLES: lambda text: ", ".join(words_of_role(role) for role in text.replace(",", " ").split()),
        Aspect.DEADLINE: _term,
        Aspect.REMIND: _reminders,
        Aspect.ESCALATE: _who,
        Aspect.EXCLUDE: lambda text: ", ".join(_excluded(word) for word in text.split()),
        Aspect.FORM: lambda text: titles.get(text, text),
        Aspect.OUTCOMES: _outcomes,
        Aspect.REQUIRED: _yes,
        Aspect.READ_ONLY: _yes,
        Aspect.DEFAULT: lambda text: _yes("true" if text == "True" else ""),
        Aspect.NEXT: lambda text: "; ".join(text.split("\n")),
    }
    return words.get(one.aspect, str)


_EXCLUDED = {"initiator": _l("the one who opened the case"), "previous": _l("the one who did the step before")}


def _excluded(word: str) -> str:
    if word.startswith(DONE):
        return str(_("those who did %(element)s", element=word.removeprefix(DONE)))
    return str(_EXCLUDED.get(word, word))


def _outcomes(text: str) -> str:
    return ", ".join(outcome_button("agree", one) if one in set(Outcome) else one for one in text.split())


def _reminders(text: str) -> str:
    return ", ".join(str(_("%(days)s days before", days=day.removesuffix("d"))) for day in text.split())


def _yes(text: str) -> str:
    return {"": str(_("no")), "true": str(_("yes"))}.get(text, text)


def _term(text: str) -> str:
    if not text or text == "none":
        return str(_("none"))
    words = term_words(text)
    return f"{words}: {text.removeprefix('date ')}" if "=" in text else words or text


def _who(text: str) -> str:
    """«mouo_officer@mouo P1D» becomes «специалист МОУО (МОУО), P1D»."""
    found = []
    for part in re.split(r"[,;]", text):
        group, _space, rest = part.strip().partition(" ")
        if "@" not in group or group.startswith("="):
            found.append(part.strip())
            continue
        one = parse_candidate_group(group)
        words = f"{words_of_role(one.role)} ({_place(one.place)})"
        found.append(f"{words}, {rest}" if rest else words)
    return ", ".join(one for one in found if one)


def _place(place: str) -> str:
    try:
        return place_name(place)
    except ValueError:
        return place
