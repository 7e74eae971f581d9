"""Every sentence FEEL says to people, in Russian and English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """One sentence in two languages with `{named}` places."""

    id: str
    ru: str
    en: str

    def fill(self, facts: Mapping[str, object]) -> tuple[str, str]:
        """Give the Russian and the English sentence with the facts put in."""
        ru, en = self.ru, self.en
        for name, fact in facts.items():
            if isinstance(fact, tuple):
                ru, en = ru.replace(f"{{{name}}}", fact[0]), en.replace(f"{{{name}}}", fact[1])
            else:
                ru, en = ru.replace(f"{{{name}}}", str(fact)), en.replace(f"{{{name}}}", str(fact))
        return ru, en


_TABLE = {
    # Reading the text.
    "empty": ("Выражение пустое.", "The expression is empty."),
    "too-long": (
        "Выражение длиннее {limit} знаков.",
        "The expression is longer than {limit} characters.",
    ),
    "too-many-parts": (
        "В выражении больше {limit} частей, разделите его на несколько.",
        "The expression has more than {limit} parts, divide it into several.",
    ),
    "too-deep": (
        "Скобки и условия вложены глубже {limit} уровней.",
        "Brackets and conditions are nested deeper than {limit} levels.",
    ),
    "bad-character": (
        "Знак «{found}» здесь не имеет смысла.",
        "The character “{found}” means nothing here.",
    ),
    "hidden-character": (
        "В тексте есть невидимый знак {found}, удалите его.",
        "The text holds the invisible character {found}, remove it.",
    ),
    "open-string": (
        'Текст в кавычках не закрыт: поставьте кавычку " в конце.',
        'The text in quotes is not closed: put a quote " at its end.',
    ),
    "bad-escape": (
        "Неизвестная запись после обратной черты: {found}.",
        "Unknown sequence after the backslash: {found}.",
    ),
    "open-comment": (
        "Примечание /* не закрыто: поставьте */.",
        "The comment /* is not closed: put */.",
    ),
    "bad-number": ("Это не число: {found}.", "This is not a number: {found}."),
    "bad-literal": (
        "Это не дата, не время и не срок: {found}.",
        "This is no date, time or duration: {found}.",
    ),
    "expected": (
        "Здесь ожидается {expected}, а стоит {found}.",
        "Expected {expected} here, found {found}.",
    ),
    "unfinished": (
        "Выражение оборвано: ожидается {expected}.",
        "The expression breaks off: expected {expected}.",
    ),
    "left-over": (
        "Лишнее в конце выражения: {found}. {hint}",
        "Something is left at the end of the expression: {found}. {hint}",
    ),
    "python-equals": ("Для сравнения пишите один знак =.", "Write a single = to compare."),
    "external-function": (
        "Внешние функции (external) запрещены.",
        "External functions are not allowed.",
    ),
    "duplicate-key": ("Ключ «{name}» повторяется.", "The key “{name}” is repeated."),
    "mixed-arguments": (
        "Именованные и обычные аргументы не смешивают.",
        "Named and plain arguments do not mix.",
    ),
    "unknown-type": ("Неизвестный тип «{name}».", "Unknown type “{name}”."),
    "juel": (
        "Запись ${…} из Camunda 7 здесь не работает: пишите FEEL, например = сумма > 100.",
        "The ${…} notation of Camunda 7 does not work here: write FEEL, such as = amount > 100.",
    ),
    # Knowing the names.
    "unknown-name": ("Нет поля «{name}».{hint}", "There is no field “{name}”.{hint}"),
    "unknown-function": (
        "Нет функции «{name}».{hint}",
        "There is no function “{name}”.{hint}",
    ),
    "unknown-member": (
        "У «{owner}» нет поля «{name}».{hint}",
        "“{owner}” has no field “{name}”.{hint}",
    ),
    "hint-similar": (" Есть «{name}».", " There is “{name}”."),
    "not-a-function": ("«{name}» не функция.", "“{name}” is not a function."),
    "wrong-count": (
        "Функция «{name}» принимает другие аргументы: {usage}.",
        "The function “{name}” takes other arguments: {usage}.",
    ),
    "wrong-argument": (
        "Аргумент «{parameter}» функции «{name}» должен быть {expected}, а получено: {found}.",
        "The argument “{parameter}” of “{name}” must be {expected}, found: {found}.",
    ),
    "function-failed": (
        "Функция «{name}» не смогла посчитать значение.{reason}",
        "The function “{name}” could not work out a value.{reason}",
    ),
    # Working the value out.
    "no-operation": (
        "Нельзя вычислить «{left} {sign} {right}».",
        "Cannot work out “{left} {sign} {right}”.",
    ),
    "not-comparable": (
        "Нельзя сравнить: {left} и {right}.",
        "Cannot compare {left} with {right}.",
    ),
    "division-by-zero": ("Деление на ноль.", "Division by zero."),
    "out-of-range": (
        "Результат вне допустимых пределов.",
        "The result is out of range.",
    ),
    "null-operand": (
        "Значение слева или справа от «{sign}» пусто.",
        "A value beside “{sign}” is empty.",
    ),
    "no-member": (
        "{owner} не имеет поля «{name}».",
        "{owner} has no field “{name}”.",
    ),
    "index-outside": (
        "В списке {size} элементов, номера {index} нет.",
        "The list has {size} items, there is no number {index}.",
    ),
    "not-boolean": (
        "Условие должно быть да или нет, а получено: {found}.",
        "The condition must be true or false, found: {found}.",
    ),
    "not-a-list": (
        "Здесь нужен список, а получено: {found}.",
        "A list is needed here, found: {found}.",
    ),
    "bad-range": (
        "Концы промежутка не сочетаются: {left} и {right}.",
        "The ends of the range do not fit: {left} and {right}.",
    ),
    "not-a-value": (
        "Значение «{name}» нельзя использовать в выражении.",
        "The value “{name}” cannot be used in an expression.",
    ),
    "bad-context": (
        "Данные не разобраны как JSON-объект: {reason}.",
        "The data is no JSON object: {reason}.",
    ),
    "type-mismatch": (
        "Ожидается {expected}, а получено: {found}.",
        "Expected {expected}, found: {found}.",
    ),
    "bad-pattern": (
        "Шаблон не понятен или не поддерживается: {found}.",
        "The pattern is not understood or not supported: {found}.",
    ),
    # Budgets.
    "budget-steps": (
        "Выражение потребовало больше {limit} шагов и остановлено.",
        "The expression needed more than {limit} steps and was stopped.",
    ),
    "budget-time": (
        "Выражение считалось слишком долго и остановлено.",
        "The expression took too long and was stopped.",
    ),
    "budget-text": (
        "Получился текст длиннее {limit} знаков.",
        "A text longer than {limit} characters came about.",
    ),
    "budget-list": (
        "Получился список длиннее {limit} элементов.",
        "A list longer than {limit} items came about.",
    ),
    "budget-depth": (
        "Вызовы функций вложены слишком глубоко.",
        "Function calls are nested too deeply.",
    ),
    "budget-data": (
        "Данные слишком велики или вложены слишком глубоко.",
        "The data is too large or nested too deeply.",
    ),
}

MESSAGES: Mapping[str, Message] = {key: Message(id=key, ru=ru, en=en) for key, (ru, en) in _TABLE.items()}


def say(message_id: str, **facts: object) -> tuple[str, str]:
    """Give the Russian and the English sentence of a message."""
    return MESSAGES[message_id].fill(facts)


KIND_NAMES: Mapping[str, tuple[str, str]] = {
    "null": ("пусто", "null"),
    "boolean": ("да или нет", "boolean"),
    "number": ("число", "number"),
    "string": ("текст", "text"),
    "list": ("список", "list"),
    "context": ("группа полей", "context"),
    "date": ("дата", "date"),
    "time": ("время", "time"),
    "date and time": ("дата и время", "date and time"),
    "days and time duration": ("срок в днях и часах", "days and time duration"),
    "years and months duration": ("срок в годах и месяцах", "years and months duration"),
    "range": ("промежуток", "range"),
    "function": ("функция", "function"),
    "Any": ("любое значение", "any value"),
}


def kind_name(kind: str) -> tuple[str, str]:
    """Name a kind or type for people; an own type keeps its name."""
    return KIND_NAMES.get(kind, (kind, kind))
