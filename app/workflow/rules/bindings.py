"""Rules of the group bindings: forms, decisions, called processes, roles, places, deadlines."""

from __future__ import annotations

from typing import Final

from app.workflow.findings import Group, Rule, Severity, rules_of

# id, title in Russian, title in English, remedy in Russian, remedy in English
_ERRORS: Final[tuple[tuple[str, str, str, str, str], ...]] = (
    (
        "form-unreadable",
        "Файл формы не читается",
        "The form file cannot be read",
        "Сохраните форму в редакторе форм ещё раз: нужен файл JSON формата form-js.",
        "Save the form in the form editor again: a form-js JSON file is needed.",
    ),
    (
        "form-missing",
        "Формы нет в пакете",
        "The form is not in the package",
        "Добавьте форму с этим кодом в библиотеку форм или выберите другую.",
        "Add a form with this id to the form library, or choose another one.",
    ),
    (
        "form-not-drawable",
        "Форму нельзя показать",
        "The form cannot be shown",
        "Исправьте указанное поле формы в редакторе форм.",
        "Correct the named field of the form in the form editor.",
    ),
    (
        "form-embedded",
        "Форма встроена в схему или задана ключом",
        "The form is embedded in the diagram or given by a key",
        "Сохраните форму отдельным файлом и укажите её код (formId).",
        "Save the form as a file of its own and give its id (formId).",
    ),
    (
        "form-not-chosen",
        "У задачи нет формы",
        "The task has no form",
        "Выберите форму, которую заполняет исполнитель; для решения без полей подойдёт пустая форма.",
        "Choose the form that the person fills in; an empty form will do for a bare decision.",
    ),
    (
        "role-not-chosen",
        "Не указано, кто выполняет задачу",
        "It is not said who does the task",
        "Укажите роль и место, например mouo_officer@mouo.",
        "Give a role and a place, for example mouo_officer@mouo.",
    ),
    (
        "role-unknown",
        "Такой роли нет",
        "There is no such role",
        "Выберите роль из списка ролей системы.",
        "Choose a role from the list of roles.",
    ),
    (
        "place-unknown",
        "Такого места нет",
        "There is no such place",
        "Укажите отношение к случаю: initiator, school, centre, mouo, region, institute, coordinator, partner, finance"
        " — или выражение с «=».",
        "Give a relation to the case: initiator, school, centre, mouo, region, institute, coordinator, partner, finance"
        " — or an expression with =.",
    ),
    (
        "role-not-held",
        "Роль никто не занимает",
        "Nobody holds the role",
        "Назначьте сотрудника на эту роль или выберите в задаче другую роль.",
        "Give somebody this role, or choose another role in the task.",
    ),
    (
        "task-kind-unknown",
        "Неизвестный вид задачи",
        "The kind of the task is unknown",
        "Допустимы: fill, agree, approve, sign, acquaint, register.",
        "Allowed are fill, agree, approve, sign, acquaint, register.",
    ),
    (
        "outcome-unknown",
        "Неизвестное решение",
        "The outcome is unknown",
        "Допустимы: approve, approve-with-remarks, return, reject.",
        "Allowed are approve, approve-with-remarks, return, reject.",
    ),
    (
        "exclude-unknown",
        "Неизвестное ограничение исполнителя",
        "The exclusion is unknown",
        "Допустимы: initiator, previous, done:элемент (задача этого же процесса), person:значение.",
        "Allowed are initiator, previous, done:element (a task of the same process), person:value.",
    ),
    (
        "deadline-unreadable",
        "Срок задачи не понятен",
        "The deadline of the task is not understood",
        "Запишите срок так: after 5 working days, after P10D, yearly 08-15, date =выражение или none.",
        "Write the deadline as: after 5 working days, after P10D, yearly 08-15, date =expression or none.",
    ),
    (
        "reminder-unreadable",
        "Напоминание не понятно",
        "The reminder is not understood",
        "Перечислите дни до срока: 30d 14d 7d 3d 1d.",
        "List the days before the due date: 30d 14d 7d 3d 1d.",
    ),
    (
        "escalation-unreadable",
        "Эскалация не понятна",
        "The escalation is not understood",
        "Запишите роль, место и задержку: mouo_head@mouo after 1d; несколько — через «;».",
        "Write role, place and delay: mouo_head@mouo after 1d; several are divided by ;.",
    ),
    (
        "journal-unreadable",
        "Журнал регистрации не понятен",
        "The journal is not understood",
        "Запишите: журнал@место number поле date поле, например agreements@school number agreement_no.",
        "Write journal@place number FIELD date FIELD, for example agreements@school number agreement_no.",
    ),
    (
        "template-unknown",
        "Такого шаблона документа нет",
        "There is no such template",
        "Назовите шаблон из списка на странице «Шаблоны».",
        "Name a template of the list on the page of templates.",
    ),
    (
        "journal-field-missing",
        "В форме нет поля, которое заполняет журнал",
        "The form has no field that the journal fills",
        "Назовите поле формы этой задачи или добавьте его в форму.",
        "Name a field of the form of this task, or add it to the form.",
    ),
    (
        "decision-missing",
        "Решения нет в пакете",
        "The decision is not in the package",
        "Добавьте файл .dmn с этим решением или выберите другое.",
        "Add a .dmn file with this decision, or choose another one.",
    ),
    (
        "decision-not-chosen",
        "Не указана таблица решений или имя результата",
        "The decision table or its result variable is missing",
        "Выберите решение и укажите переменную для результата.",
        "Choose the decision and give the variable for its result.",
    ),
    (
        "decision-unreadable",
        "Таблица решений не читается",
        "The decision table cannot be read",
        "Исправьте таблицу в редакторе решений.",
        "Correct the table in the decision editor.",
    ),
    (
        "moves-with-unknown",
        "Таймер движется со сроком задачи, которой нет",
        "The timer moves with the term of a task that does not exist",
        "Укажите в soglas:moves-with задачи этого же процесса.",
        "Name tasks of the same process in soglas:moves-with.",
    ),
    (
        "message-keep-unreadable",
        "Непонятно, сколько сообщение ждёт получателя",
        "It is not clear for how long the message waits",
        "Укажите soglas:keep как длительность, например P30D.",
        "Give soglas:keep as a duration, for example P30D.",
    ),
    (
        "call-case-unknown",
        "Непонятно, в каком деле идёт вызываемый процесс",
        "It is not clear in which case the called process runs",
        "Укажите soglas:case: own (отдельное дело) или inside; soglas:when-left: cancel или continue. "
        "soglas:correlate бывает только у own и только вместе с soglas:correlate-key.",
        "Set soglas:case to own (a case of its own) or inside; soglas:when-left to cancel or continue. "
        "soglas:correlate goes with own and with soglas:correlate-key only.",
    ),
    (
        "called-process-missing",
        "Вызываемого процесса нет",
        "The called process does not exist",
        "Добавьте файл с этим процессом или выберите другой.",
        "Add the file with this process, or choose another one.",
    ),
)

_WARNINGS: Final[tuple[tuple[str, str, str, str, str], ...]] = (
    (
        "answers-shared",
        "Ответ одного увидит и заменит следующий",
        "The answer of one is seen and replaced by the next",
        "Задачу делают несколько человек, а поля общие на всё дело. Дайте ей входное сопоставление на каждое поле: "
        "«=null» или прежний ответ того же человека.",
        "Several people do the task, and its fields belong to the whole case. Give it an input mapping for each field: "
        "“=null”, or the earlier answer of the same person.",
    ),
    (
        "message-not-wanted",
        "Сообщение никто не ждёт",
        "Nobody waits for the message",
        "Проверьте имя сообщения: его должен ждать или начинать им дело один из опубликованных процессов.",
        "Check the name of the message: a published process has to wait for it or to begin with it.",
    ),
    (
        "role-not-held-somewhere",
        "В некоторых организациях роль никто не занимает",
        "In some organisations nobody holds the role",
        "Назначьте там сотрудника на эту роль: иначе дело остановится и сообщит об этом.",
        "Give somebody there this role: otherwise a case will stop there and say so.",
    ),
    (
        "deadline-not-given",
        "У задачи нет срока",
        "The task has no deadline",
        "Укажите срок или none, если срока действительно нет.",
        "Give a deadline, or none when there really is none.",
    ),
    (
        "reminder-without-deadline",
        "Напоминание или эскалация без срока не сработает",
        "A reminder or escalation without a deadline has no effect",
        "Укажите срок задачи.",
        "Give the task a deadline.",
    ),
    (
        "outcome-not-used",
        "Решение ни на что не влияет",
        "An outcome leads nowhere",
        "Добавьте после задачи развилку по результату (outcome).",
        "Add a gateway on the outcome after the task.",
    ),
    (
        "name-missing",
        "У элемента нет названия",
        "The element has no name",
        "Назовите элемент: это название видят люди.",
        "Name the element: people see this name.",
    ),
    (
        "job-type-missing",
        "Не указано, какую работу выполнить",
        "It is not said which work is to be done",
        "Укажите тип работы (taskDefinition type).",
        "Give the type of work (taskDefinition type).",
    ),
    (
        "place-not-given",
        "У роли не указано место",
        "The role has no place",
        "Укажите место: роль@место, например mouo_officer@mouo.",
        "Give a place: role@place, for example mouo_officer@mouo.",
    ),
    (
        "form-remark",
        "Замечание к форме",
        "A remark on the form",
        "Посмотрите указанное поле формы в редакторе форм.",
        "Look at the named field of the form in the form editor.",
    ),
)

BINDINGS_RULES: tuple[Rule, ...] = (
    *rules_of(Group.BINDINGS, _ERRORS),
    *rules_of(Group.BINDINGS, _WARNINGS, Severity.WARNING),
)
