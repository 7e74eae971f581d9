"""Numbers as people write them: «24 600,50» in, «107 265,00» out; never through floating point."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

GAPS = re.compile("[\u00a0\u2007\u2009\u202f]")
SIGN = re.compile("^([-\u2212\u2013+])\\s*")
SHAPE = re.compile(r"(?:[0-9]{1,3}(?: [0-9]{3})+|[0-9]+)(?:[.,][0-9]+)?\Z")
ENGLISH_GROUPS = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?\Z")
MAX_DIGITS = 30


class NotANumber(ValueError):
    """The text is no number; `too_long` when only its length is wrong."""

    def __init__(self, too_long: bool = False) -> None:
        super().__init__("not a number")
        self.too_long = too_long


def read_number(text: str, locale: str = "ru") -> Decimal:
    """The number in the text: comma or point before the fraction, spaces between thousands. Raises NotANumber."""
    if len(text) > 200:
        raise NotANumber(too_long=True)
    plain = GAPS.sub(" ", text).strip()
    sign = SIGN.match(plain)
    body = plain[sign.end() :] if sign else plain
    if locale == "en" and ENGLISH_GROUPS.match(body):
        body = body.replace(",", "")
    if not SHAPE.match(body):
        raise NotANumber
    digits = body.replace(" ", "").replace(",", ".")
    if len(digits.replace(".", "")) > MAX_DIGITS:
        raise NotANumber(too_long=True)
    number = Decimal(digits)
    return -number if sign and sign.group(1) != "+" and number else number


def as_decimal(value: object) -> Decimal | None:
    """A stored value as a finite number, None when it is none. Texts must be plain numerals."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        return None
    if isinstance(value, str) and not re.fullmatch(r"-?[0-9]{1,40}(\.[0-9]{1,40})?", value):
        return None
    try:
        number = Decimal(str(value))
    except (InvalidOperation, ValueError):
        return None
    return number if number.is_finite() and number.adjusted() < 60 and len(number.as_tuple().digits) <= 60 else None


def decimals(number: Decimal) -> int:
    """How many digits stand after the point, trailing zeros left out."""
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def plain(number: Decimal) -> str:
    """Digits and a point only, no exponent, no trailing zeros."""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def show_number(value: Decimal | int, locale: str, digits: int | None = None) -> str:
    """A number for people: «107 265,00» in Russian (no-break spaces), «107,265.00» in English.

    `digits` after the point. Four digits without any after the point stay together, so that a year looks like a year.
    """
    number = Decimal(value)
    if digits is not None:
        try:
            number = round(number, digits)
        except InvalidOperation:
            digits = None
    text = f"{number:f}" if digits is not None else plain(number)
    whole, _, fraction = text.partition(".")
    sign = "\u2212" if whole.startswith("-") else ""
    whole = f"{int(whole.lstrip('-') or 0):,}" if digits or len(whole.lstrip("-")) > 4 else whole.lstrip("-")
    if locale == "en":
        return ("-" if sign else "") + whole + ("." + fraction if fraction else "")
    return sign + whole.replace(",", "\u00a0") + ("," + fraction if fraction else "")


def typed_number(value: Decimal | int, locale: str) -> str:
    """A number as it stands in a field: as people would type it, so that it reads back the same."""
    text = plain(Decimal(value))
    if locale == "en":
        return text
    whole, _, fraction = text.partition(".")
    grouped = whole if len(whole.lstrip("-")) < 5 else f"{int(whole):,}".replace(",", "\u00a0")
    return grouped + ("," + fraction if fraction else "")
