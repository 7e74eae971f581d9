"""Rules of the group soundness: every path comes to an end, exactly once."""

from __future__ import annotations

from app.workflow.findings import Group, Rule, Severity


def _rule(rule_id: str, ru: str, en: str, remedy_ru: str, remedy_en: str, severity: Severity = Severity.ERROR) -> Rule:
    return Rule(
        id=rule_id, group=Group.SOUNDNESS, severity=severity, ru=ru, en=en, remedy_ru=remedy_ru, remedy_en=remedy_en
    )


SOUNDNESS_RULES: tuple[Rule, ...] = (
    _rule(
        "deadlock",
        "Тупик (deadlock) — слияние не соответствует разделению",
        "Deadlock — the join does not match its split",
        "Соедините ветви шлюзом того же вида, каким они разделены: исключающие — исключающим, параллельные —"
        " параллельным, необязательные — включающим.",
        "Join the branches with a gateway of the kind that split them: exclusive with exclusive, parallel with"
        " parallel, optional ones with inclusive.",
    ),
    _rule(
        "lack-of-synchronisation",
        "Нет синхронизации — слияние не соответствует разделению, шаги после него выполнятся дважды",
        "Lack of synchronisation — the join does not match its split, the steps after it run twice",
        "Соедините параллельные ветви параллельным шлюзом, а необязательные — включающим.",
        "Join parallel branches with a parallel gateway and optional ones with an inclusive gateway.",
    ),
    _rule(
        "livelock",
        "Бесконечный круг (livelock) — отсюда нельзя прийти к завершению",
        "Livelock — from here the process goes round for ever and never ends",
        "Добавьте на круге развилку с выходом к следующему шагу или к завершению.",
        "Add a gateway on the loop with a way out to the next step or to an end.",
    ),
    _rule(
        "unreachable-element",
        "Элемент недостижим — к нему не ведёт ни один путь от начала",
        "The element is unreachable — no path leads to it from the start",
        "Соедините элемент стрелкой с предыдущим шагом или удалите его.",
        "Connect the element to a step before it, or remove it.",
    ),
    _rule(
        "no-way-to-end",
        "Отсюда нет пути к завершающему событию",
        "There is no way from here to an end event",
        "Соедините элемент со следующим шагом или с завершающим событием.",
        "Connect the element to a next step or to an end event.",
    ),
    _rule(
        "cycle-without-wait",
        "Круг без участия человека и без ожидания — он выполнялся бы без остановки",
        "A cycle without a person or a time — it would run without stopping",
        "Поставьте на круг задачу человека, таймер или ожидание сообщения.",
        "Put a task of a person, a timer or a message to wait for on the cycle.",
    ),
    _rule(
        "call-cycle",
        "Процессы вызывают друг друга по кругу",
        "The processes call each other in a circle",
        "Уберите вызов, который возвращает к уже вызванному процессу.",
        "Remove the call that leads back to a process already called.",
    ),
    _rule(
        "cycle-only-jobs",
        "Круг состоит только из работ системы",
        "The cycle holds only work of the system",
        "Добавьте на круг таймер, чтобы повторные попытки не шли подряд, или задачу человека.",
        "Add a timer to the cycle so that attempts do not follow at once, or a task of a person.",
        Severity.WARNING,
    ),
    _rule(
        "soundness-not-proven",
        "Схема слишком запутана — проверка тупиков выполнена не полностью",
        "The diagram is too tangled — the check for deadlocks is not complete",
        "Упростите параллельные ветви или вынесите их в вызываемый процесс.",
        "Simplify the parallel branches or move them into a called process.",
        Severity.WARNING,
    ),
)
