"""How files are signed here: methods by name, and the text to which a person agrees once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from flask_babel import lazy_gettext as _l

CONSENT: Final = (
    "Я согласен (согласна) использовать простую электронную подпись в этой системе. Ключом подписи являются мои логин "
    "и пароль. Документ считается подписанным мной, когда я подтвердил(а) подписание вводом пароля; система записывает "
    "отпечаток (SHA-256) подписанного файла, время и мою учётную запись. Я обязуюсь никому не сообщать пароль и "
    "сразу сообщать администратору, если он стал известен другим. Порядок использования простой электронной подписи "
    "устанавливает организация."
)
"""Russian data: what the person reads before the first signature; its hash is kept with the agreement."""
CONSENT_SHA256: Final = hashlib.sha256(CONSENT.encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Method:
    """A way to sign, by name. A qualified signature is added here, with what verifies it."""

    name: str
    words: object
    can_verify: bool = False


METHODS: Final = {
    "simple": Method(name="simple", words=_l("simple electronic signature"), can_verify=True),
    "detached": Method(name="detached", words=_l("detached signature, not verified here")),
}
EXTENSIONS: Final = ("sig", "p7s")
SIGNATURE_TYPE: Final = "application/pkcs7-signature"
