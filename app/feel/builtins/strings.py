"""String functions, those with regular expressions included."""

from __future__ import annotations

from decimal import Decimal

from app.feel.builtins.conversion import whole
from app.feel.builtins.registry import builtin
from app.feel.patterns import Pattern, compile_pattern
from app.feel.runtime import Run
from app.feel.values.kinds import Value


@builtin("substring", "string: string, start position: number, length?: number", family="string",
         ru="Часть текста с указанного места.", en="Part of a text from a position.")  # fmt: skip
def substring(_: Run, text: str, start: Decimal, length: Decimal | None) -> Value:
    """Cut a part out; positions count from 1, negative ones from the end."""
    number = whole(start)
    size = None if length is None else whole(length)
    if not number or (length is not None and (size is None or size < 1)):
        return None
    if abs(number) > len(text):
        return None if number < 0 else ""
    first = number - 1 if number > 0 else len(text) + number
    return text[first:] if size is None else text[first : first + size]


@builtin("string length", "string: string", family="string",
         ru="Длина текста в знаках.", en="The number of characters.")  # fmt: skip
def string_length(_: Run, text: str) -> Value:
    """Count characters."""
    return Decimal(len(text))


@builtin("upper case", "string: string", family="string",
         ru="Текст заглавными буквами.", en="The text in capitals.")  # fmt: skip
def upper_case(_: Run, text: str) -> Value:
    """Turn to capitals."""
    return text.upper()


@builtin("lower case", "string: string", family="string",
         ru="Текст строчными буквами.", en="The text in small letters.")  # fmt: skip
def lower_case(_: Run, text: str) -> Value:
    """Turn to small letters."""
    return text.lower()


@builtin("substring before", "string: string, match: string", family="string",
         ru="Текст до указанного.", en="The text before another.")  # fmt: skip
def substring_before(_: Run, text: str, match: str) -> Value:
    """Give what stands before, or nothing."""
    return text.partition(match)[0] if match and match in text else ""


@builtin("substring after", "string: string, match: string", family="string",
         ru="Текст после указанного.", en="The text after another.")  # fmt: skip
def substring_after(_: Run, text: str, match: str) -> Value:
    """Give what stands after, or nothing."""
    return text.partition(match)[2] if match else text


@builtin("contains", "string: string, match: string", family="string",
         ru="Есть ли внутри текста другой.", en="Whether a text holds another.")  # fmt: skip
def contains(_: Run, text: str, match: str) -> Value:
    """Search a text."""
    return match in text


@builtin("starts with", "string: string, match: string", family="string",
         ru="Начинается ли текст с другого.", en="Whether a text starts with another.")  # fmt: skip
def starts_with(_: Run, text: str, match: str) -> Value:
    """Look at the start."""
    return text.startswith(match)


@builtin("ends with", "string: string, match: string", family="string",
         ru="Кончается ли текст другим.", en="Whether a text ends with another.")  # fmt: skip
def ends_with(_: Run, text: str, match: str) -> Value:
    """Look at the end."""
    return text.endswith(match)


@builtin("trim", "string: string", family="string",
         ru="Текст без пробелов по краям.", en="The text without blanks at its ends.")  # fmt: skip
def trim(_: Run, text: str) -> Value:
    """Strip blanks."""
    return text.strip()


@builtin("string join", "list: list, delimiter?: string?", family="string",
         ru="Соединяет тексты списка через разделитель.", en="Joins texts with a delimiter.")  # fmt: skip
def string_join(run: Run, items: list[Value], delimiter: str | None) -> Value:
    """Join texts; nulls fall out, anything else makes null."""
    texts = [item for item in items if item is not None]
    if not all(isinstance(text, str) for text in texts):
        return None
    glue = delimiter or ""
    run.allow_text(sum(map(len, texts)) + len(glue) * len(texts))
    return glue.join(texts)


def _pattern(run: Run, text: str, flags: str | None) -> Pattern | None:
    found = compile_pattern(text, flags or "")
    if found is None:
        run.warn("bad-pattern", 0, 1, found=text[:60])
    return found


@builtin("matches", "input: string, pattern: string, flags?: string?", family="string",
         ru="Подходит ли текст под шаблон.", en="Whether a text matches a pattern.")  # fmt: skip
def matches(run: Run, text: str, pattern: str, flags: str | None) -> Value:
    """Search for a pattern."""
    found = _pattern(run, pattern, flags)
    return None if found is None else found.search(text)


@builtin("replace", "input: string, pattern: string, replacement: string, flags?: string?",
         family="string", ru="Заменяет всё, что подходит под шаблон.",
         en="Replaces whatever matches a pattern.")  # fmt: skip
def replace(run: Run, text: str, pattern: str, replacement: str, flags: str | None) -> Value:
    """Replace all matches; `$1` stands for a group."""
    found = _pattern(run, pattern, flags)
    return None if found is None else found.replace(text, replacement, run.allow_text)


@builtin("split", "string: string, delimiter: string", family="string",
         ru="Делит текст по шаблону на список.", en="Cuts a text at a pattern.")  # fmt: skip
def split(run: Run, text: str, delimiter: str) -> Value:
    """Cut a text into a list."""
    found = _pattern(run, delimiter, "")
    if found is None:
        return None
    parts = found.split(text)
    if parts is not None:
        run.allow_items(len(parts))
    return parts


@builtin("extract", "string: string, pattern: string", family="string",
         ru="Все части текста, подходящие под шаблон.",
         en="All parts of a text that match a pattern.")  # fmt: skip
def extract(run: Run, text: str, pattern: str) -> Value:
    """List all matches."""
    found = _pattern(run, pattern, "")
    if found is None:
        return None
    parts = found.find_all(text)
    run.allow_items(len(parts))
    return parts
