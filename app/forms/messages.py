"""Every sentence that a form says to the person filling it in, in Russian and English: what to write."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """A text in both languages with `%(name)s` places."""

    id: str
    ru: str
    en: str

    def text(self, locale: str, **facts: str) -> str:
        """The text in the language, Russian when it is any but English."""
        return (self.en if locale == "en" else self.ru) % facts


_TABLE = (
    Message("required", "Заполните это поле", "Fill in this field"),
    Message("required_number", "Напишите число, например %(example)s", "Enter a number, for example %(example)s"),
    Message("required_date", "Напишите дату, например %(example)s", "Enter a date, for example %(example)s"),
    Message("required_time", "Напишите время, например %(example)s", "Enter a time, for example %(example)s"),
    Message(
        "required_datetime",
        "Напишите дату и время, например %(example)s",
        "Enter a date and time, for example %(example)s",
    ),
    Message("required_select", "Выберите из списка", "Choose from the list"),
    Message("required_radio", "Выберите один ответ", "Choose one answer"),
    Message("required_many", "Отметьте хотя бы один пункт", "Tick at least one box"),
    Message("required_check", "Поставьте отметку", "Tick the box"),
    Message("required_file", "Приложите файл", "Attach a file"),
    Message(
        "once", "Заполните поле ещё раз: оно пришло в неверном виде", "Fill in the field again: it came in a wrong form"
    ),
    Message(
        "number", "Напишите число цифрами, например %(example)s", "Write a number in digits, for example %(example)s"
    ),
    Message("number_between", "Число от %(low)s до %(high)s", "A number from %(low)s to %(high)s"),
    Message("number_least", "Число не меньше %(low)s", "A number not less than %(low)s"),
    Message("number_most", "Число не больше %(high)s", "A number not greater than %(high)s"),
    Message("whole", "Целое число, без дробной части", "A whole number"),
    Message("digits", "Не больше %(count)s после запятой", "At most %(count)s after the point"),
    Message("number_long", "Число не длиннее 30 цифр", "A number of at most 30 digits"),
    Message(
        "increment",
        "Число с шагом %(step)s: ближайшие %(before)s и %(after)s",
        "A multiple of %(step)s: the nearest are %(before)s and %(after)s",
    ),
    Message("too_short", "Не короче %(count)s", "At least %(count)s"),
    Message("too_long", "Не длиннее %(count)s, сейчас %(now)s", "At most %(count)s, now %(now)s"),
    Message(
        "email",
        "Напишите адрес почты, например school3@edu.example.ru",
        "Enter an e-mail address, for example school3@edu.example.org",
    ),
    Message(
        "phone",
        "Напишите телефон с кодом, например +7 302 212-34-56",
        "Enter a telephone number with its code, for example +7 302 212-34-56",
    ),
    Message("pattern", "Запишите по образцу поля", "Use the form that the field asks for"),
    Message("date", "Напишите дату, например %(example)s", "Write a date, for example %(example)s"),
    Message(
        "date_missing",
        "Такого дня нет в календаре, например %(example)s",
        "There is no such day; for example %(example)s",
    ),
    Message(
        "year",
        "Напишите год четырьмя цифрами, например %(example)s",
        "Write the year with four digits, for example %(example)s",
    ),
    Message("time", "Напишите время, например %(example)s", "Write a time, for example %(example)s"),
    Message(
        "datetime", "Напишите дату и время, например %(example)s", "Write a date and time, for example %(example)s"
    ),
    Message(
        "time_step",
        "Время с шагом %(step)s мин.: ближайшие %(before)s и %(after)s",
        "A time in steps of %(step)s min: the nearest are %(before)s and %(after)s",
    ),
    Message(
        "time_gap",
        "Такого времени нет: в этот день переводят часы",
        "There is no such time: the clocks change that day",
    ),
    Message("past_date", "Не раньше %(today)s", "Not earlier than %(today)s"),
    Message("past_time", "Время не раньше %(today)s", "Not earlier than %(today)s"),
    Message("choice", "Выберите из списка", "Choose from the list"),
    Message("check", "Поставьте или снимите отметку", "Tick or clear the box"),
    Message(
        "file_kind",
        "Приложите файл вида %(kinds)s вместо «%(name)s»",
        "Attach a file of the kind %(kinds)s instead of “%(name)s”",
    ),
    Message("file_one", "Приложите один файл, уберите лишние", "Attach one file, remove the others"),
    Message("file_many", "Не больше %(count)s", "At most %(count)s"),
    Message(
        "file_gone", "Приложите файл ещё раз: прежний не найден", "Attach the file again: the former one was not found"
    ),
    Message(
        "file_failed",
        "Файл «%(name)s» не сохранился, приложите его ещё раз",
        "The file “%(name)s” was not saved, attach it again",
    ),
    Message("rows_few", "Добавьте строки: нужно не меньше %(count)s", "Add rows: at least %(count)s"),
    Message("rows_many", "Уберите лишние строки: можно не больше %(count)s", "Remove rows: at most %(count)s"),
    Message("row", "Строка %(number)s", "Row %(number)s"),
    Message("row_of", "%(list)s, строка %(number)s", "%(list)s, row %(number)s"),
    Message("row_new", "новая строка %(number)s", "new row %(number)s"),
    Message("row_gone", "убрана строка %(number)s", "row %(number)s removed"),
    Message("for_example", "Например, %(example)s", "For example, %(example)s"),
    Message("yes", "да", "yes"),
    Message("no", "нет", "no"),
    Message("empty", "не заполнено", "not filled in"),
    Message("files", "файлы", "files"),
)
MESSAGES = {message.id: message for message in _TABLE}

_NOUNS = {
    "character": (("знака", "знаков", "знаков"), ("character", "characters")),
    "digit": (("знака", "знаков", "знаков"), ("digit", "digits")),
    "row": (("строки", "строк", "строк"), ("row", "rows")),
    "file": (("файла", "файлов", "файлов"), ("file", "files")),
    "rows": (("строка", "строки", "строк"), ("row", "rows")),
}


def say(message_id: str, locale: str, **facts: str) -> str:
    """The message of that id in the language. An unknown id is a mistake of ours: KeyError."""
    return MESSAGES[message_id].text(locale, **facts)


def known_locale(locale: str) -> str:
    """The language of a locale: "en" for English, "ru" for any other."""
    return "en" if locale.lower().startswith("en") else "ru"


def counted(number: int, noun: str, locale: str) -> str:
    """A number with its noun in the right form: «5 знаков», «1 файла» (genitive after «не больше»)."""
    russian, english = _NOUNS[noun]
    word = english[0 if number == 1 else 1] if locale == "en" else russian[_russian_form(number)]
    return f"{number}\u00a0{word}"


def _russian_form(number: int) -> int:
    if number % 10 == 1 and number % 100 != 11:
        return 0
    return 1 if 2 <= number % 10 <= 4 and not 12 <= number % 100 <= 14 else 2


def lower_first(text: str) -> str:
    """The text with a small first letter, unless it starts with an abbreviation («ФИО», «E-mail»)."""
    if len(text) > 1 and text[0].isupper() and text[1].islower():
        return text[0].lower() + text[1:]
    return text
