"""Rules of the group support: what a diagram may hold so that it runs exactly as it is drawn."""

from __future__ import annotations

from typing import Final

from app.workflow.findings import Group, Rule, Severity

# id, title in Russian, title in English, remedy in Russian, remedy in English
_ERRORS: Final[tuple[tuple[str, str, str, str, str], ...]] = (
    (
        "no-process",
        "В схеме нет процесса",
        "The diagram holds no process",
        "Нарисуйте процесс: начальное событие, задачи и завершающее событие.",
        "Draw a process: a start event, tasks and an end event.",
    ),
    (
        "duplicate-process",
        "Код процесса повторяется",
        "The process id is used twice",
        "Дайте каждому процессу пакета свой код.",
        "Give every process of the package an id of its own.",
    ),
    (
        "missing-id",
        "У элемента нет идентификатора",
        "The element has no id",
        "Откройте схему в редакторе процессов и сохраните её заново: редактор присвоит идентификаторы.",
        "Open the diagram in a process editor and save it again: the editor gives ids.",
    ),
    (
        "too-many-elements",
        "В процессе слишком много элементов",
        "The process holds too many elements",
        "Вынесите часть шагов в вызываемый процесс: не более 400 элементов и 1500 стрелок в одном.",
        "Move a part of the steps into a called process: 400 elements and 1,500 flows in one at most.",
    ),
    (
        "nesting-too-deep",
        "Подпроцессы вложены слишком глубоко",
        "Sub-processes are nested too deep",
        "Уменьшите вложенность подпроцессов до десяти уровней.",
        "Nest sub-processes ten levels deep at most.",
    ),
    (
        "no-start-event",
        "Нет начального события",
        "There is no start event",
        "Добавьте одно начальное событие и соедините его с первым шагом.",
        "Add one start event and connect it to the first step.",
    ),
    (
        "several-start-events",
        "Несколько начальных событий без условия",
        "There are several plain start events",
        "Оставьте одно начальное событие; остальные начала задайте сообщением, сигналом или таймером.",
        "Keep one plain start event; let the others start by a message, a signal or a timer.",
    ),
    (
        "sub-process-start",
        "Подпроцесс должен иметь одно простое начальное событие",
        "A sub-process needs exactly one plain start event",
        "Оставьте внутри подпроцесса одно начальное событие без условия.",
        "Keep one start event without a trigger inside the sub-process.",
    ),
    (
        "event-sub-process-start",
        "Событийный подпроцесс должен иметь одно начальное событие с условием",
        "An event sub-process needs exactly one start event with a trigger",
        "Задайте начальному событию таймер, сообщение, сигнал, ошибку или эскалацию.",
        "Give its start event a timer, a message, a signal, an error or an escalation.",
    ),
    (
        "event-sub-process-flow",
        "Событийный подпроцесс соединён стрелкой",
        "An event sub-process is connected by a flow",
        "Уберите стрелки: событийный подпроцесс запускается событием.",
        "Remove the flows: an event starts this sub-process.",
    ),
    (
        "dangling-flow",
        "Стрелка никуда не ведёт",
        "A flow leads nowhere",
        "Удалите стрелку или соедините её с элементом.",
        "Remove the flow or connect it to an element.",
    ),
    (
        "flow-across-scope",
        "Стрелка пересекает границу подпроцесса",
        "A flow crosses the border of a sub-process",
        "Соедините стрелку с самим подпроцессом, а не с элементом внутри него.",
        "Connect the flow to the sub-process itself, not to an element inside it.",
    ),
    (
        "incoming-on-start",
        "В начальное или граничное событие входит стрелка",
        "A flow leads into a start or boundary event",
        "Направьте стрелку на шаг после этого события.",
        "Lead the flow to the step after this event.",
    ),
    (
        "outgoing-on-end",
        "Из завершающего события выходит стрелка",
        "A flow leaves an end event",
        "Замените завершающее событие промежуточным или удалите стрелку.",
        "Make the end event an intermediate one, or remove the flow.",
    ),
    (
        "boundary-without-activity",
        "Граничное событие не прикреплено к задаче",
        "A boundary event is not attached to an activity",
        "Перетащите событие на границу задачи или подпроцесса.",
        "Drag the event onto the border of a task or sub-process.",
    ),
    (
        "unsupported-element",
        "Элемент не поддерживается",
        "The element is not supported",
        "Замените элемент поддерживаемым: задачей, исключающим, параллельным или включающим шлюзом, подпроцессом.",
        "Use a supported element: a task, an exclusive, parallel or inclusive gateway, a sub-process.",
    ),
    (
        "unsupported-event",
        "Событие такого вида здесь не поддерживается",
        "An event of this kind is not supported here",
        "Используйте таймер, сообщение, сигнал, ошибку, эскалацию или ссылку.",
        "Use a timer, a message, a signal, an error, an escalation or a link.",
    ),
    (
        "unsupported-attribute",
        "Свойство элемента не поддерживается",
        "A property of the element is not supported",
        "Удалите это свойство: система выполнила бы процесс не так, как он нарисован.",
        "Remove the property: the process would not run as it is drawn.",
    ),
    (
        "unsupported-extension",
        "Расширение не поддерживается",
        "The extension is not supported",
        "Удалите расширение или замените его: поддерживаются свойства Camunda 8 (zeebe), перечисленные в руководстве.",
        "Remove or replace the extension: the Camunda 8 (zeebe) properties listed in the guide are supported.",
    ),
    (
        "event-without-definition",
        "У события не указано, чего оно ждёт",
        "The event does not say what it waits for",
        "Выберите вид события: таймер, сообщение или сигнал.",
        "Choose the kind of the event: a timer, a message or a signal.",
    ),
    (
        "several-event-definitions",
        "У события несколько условий сразу",
        "The event has several triggers at once",
        "Оставьте одно условие; для выбора из нескольких используйте шлюз по событиям.",
        "Keep one trigger; use an event-based gateway to choose between several.",
    ),
    (
        "error-without-code",
        "У ошибки или эскалации нет кода",
        "The error or escalation has no code",
        "Укажите код: по нему событие находит обработчик.",
        "Give it a code: the handler is found by it.",
    ),
    (
        "unknown-reference",
        "Событие ссылается на то, чего нет в схеме",
        "The event names something that is not in the diagram",
        "Выберите в свойствах события существующее сообщение, сигнал, ошибку или эскалацию.",
        "Choose an existing message, signal, error or escalation in the properties of the event.",
    ),
    (
        "message-missing",
        "Не указано сообщение",
        "The message is missing",
        "Укажите в свойствах элемента сообщение и его имя.",
        "Name the message in the properties of the element.",
    ),
    (
        "signal-missing",
        "Не указан сигнал",
        "The signal is missing",
        "Укажите в свойствах события сигнал и его имя.",
        "Name the signal in the properties of the event.",
    ),
    (
        "default-not-own",
        "Ветвь по умолчанию выходит не из этого элемента",
        "The default flow does not leave this element",
        "Выберите ветвью по умолчанию одну из исходящих стрелок элемента.",
        "Choose one of the outgoing flows of the element as its default.",
    ),
    (
        "missing-condition",
        "У ветви нет условия",
        "A branch has no condition",
        "Задайте условие на стрелке или сделайте её ветвью по умолчанию.",
        "Give the flow a condition or make it the default flow.",
    ),
    (
        "ignored-condition",
        "Условие на этой стрелке не может действовать",
        "A condition on this flow cannot take effect",
        "Удалите условие или поставьте исключающий либо включающий шлюз.",
        "Remove the condition, or use an exclusive or inclusive gateway.",
    ),
    (
        "event-gateway-target",
        "После шлюза по событиям должны идти события или задачи получения",
        "An event-based gateway must be followed by catch events or receive tasks",
        "Поставьте сразу после шлюза таймер, сообщение или сигнал.",
        "Put a timer, a message or a signal right after the gateway.",
    ),
    (
        "link-without-pair",
        "У ссылки нет пары",
        "A link event has no pair",
        "Дайте исходящей и единственной входящей ссылке одно и то же имя.",
        "Give the throwing link and exactly one catching link the same name.",
    ),
    (
        "timer-missing",
        "У таймера не задано время",
        "The timer has no time",
        "Укажите срок, например P3D, PT1H, или выражение, которое начинается с «=».",
        "Give a time such as P3D or PT1H, or an expression that starts with =.",
    ),
    (
        "timer-unreadable",
        "Время таймера не читается",
        "The time of the timer cannot be read",
        "Запишите срок по ISO 8601: P3D, PT1H, 2026-08-15T09:00:00+03:00, R3/P1D, или выражением с «=».",
        "Write the time as in ISO 8601: P3D, PT1H, 2026-08-15T09:00:00+03:00, R3/P1D, or as an expression with =.",
    ),
    (
        "timer-cycle-not-allowed",
        "Повторяющийся таймер здесь не действует",
        "A repeating timer does not work here",
        "Повторяющийся таймер допустим только у непрерывающего граничного или начального события.",
        "A repeating timer is allowed only on a non-interrupting boundary event or a start event.",
    ),
    (
        "token-quantity",
        "Количество маркеров не поддерживается",
        "Token quantities are not supported",
        "Удалите startQuantity и completionQuantity; для повторения используйте многоэкземплярную задачу.",
        "Remove startQuantity and completionQuantity; use a multi-instance task for repetition.",
    ),
    (
        "loop-without-collection",
        "Не указано, сколько раз повторять",
        "It is not said how often to repeat",
        "Укажите список (входную коллекцию) для многоэкземплярного элемента.",
        "Give the list (input collection) of the multi-instance element.",
    ),
    (
        "loop-out-of-range",
        "Недопустимое число повторений",
        "The number of repetitions is not allowed",
        "Укажите целое число от 0 до 200 или список.",
        "Give a whole number from 0 to 200, or a list.",
    ),
    (
        "loop-without-condition",
        "У цикла нет ни условия, ни предела",
        "The loop has neither a condition nor a limit",
        "Задайте условие продолжения или наибольшее число повторений.",
        "Give a condition to go on or the greatest number of rounds.",
    ),
    (
        "script-body",
        "Программный код в задаче не выполняется",
        "Program code in a task is not run",
        "Задайте вместо кода одно выражение FEEL и имя результата (свойства «Сценарий»).",
        "Give one FEEL expression and a result variable instead of code (the Script properties).",
    ),
    (
        "script-missing",
        "У задачи-сценария нет выражения или имени результата",
        "The script task lacks an expression or a result variable",
        "Укажите выражение FEEL и переменную для результата.",
        "Give a FEEL expression and the variable for its result.",
    ),
    (
        "reserved-variable",
        "Это имя переменной занято системой",
        "This variable name belongs to the system",
        "Выберите другое имя переменной.",
        "Choose another name for the variable.",
    ),
    (
        "call-missing",
        "Не указано, какой процесс вызвать",
        "The process to call is missing",
        "Выберите вызываемый процесс в свойствах элемента.",
        "Choose the called process in the properties of the element.",
    ),
    (
        "cannot-run",
        "Процесс не удаётся запустить",
        "The process cannot be run",
        "Исправьте указанный элемент или замените его поддерживаемым.",
        "Correct the element or replace it with a supported one.",
    ),
)

_WARNINGS: Final[tuple[tuple[str, str, str, str, str], ...]] = (
    (
        "not-executable",
        "Процесс не отмечен как исполняемый",
        "The process is not marked executable",
        "Отметьте процесс как исполняемый (isExecutable), если его нужно запускать.",
        "Mark the process as executable (isExecutable) if it is to be run.",
    ),
    (
        "no-default-flow",
        "У развилки нет ветви по умолчанию",
        "The gateway has no default flow",
        "Сделайте одну ветвь ветвью по умолчанию: если ни одно условие не выполнится, случай остановится.",
        "Make one branch the default: when no condition holds, the case stops.",
    ),
    (
        "error-not-caught",
        "Ошибку никто не обрабатывает",
        "Nobody handles the error",
        "Добавьте граничное событие ошибки с тем же кодом или замените завершение обычным.",
        "Add an error boundary event with the same code, or use a plain end event.",
    ),
)


def _rules(rows: tuple[tuple[str, str, str, str, str], ...], severity: Severity) -> tuple[Rule, ...]:
    return tuple(
        Rule(
            id=rule_id,
            group=Group.SUPPORT,
            severity=severity,
            ru=ru,
            en=en,
            remedy_ru=remedy_ru,
            remedy_en=remedy_en,
        )
        for rule_id, ru, en, remedy_ru, remedy_en in rows
    )


SUPPORT_RULES: tuple[Rule, ...] = (*_rules(_ERRORS, Severity.ERROR), *_rules(_WARNINGS, Severity.WARNING))
