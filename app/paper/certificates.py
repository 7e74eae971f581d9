"""What can be read of a detached signature (.sig, .p7s): who, by whose certificate, until when. Nothing is verified."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from asn1crypto import cms, pem, x509

from app.paper.content import printable

MOST_BYTES: Final = 512 * 1024
_LONGEST: Final = 300


class NotReadable(ValueError):
    """The bytes are no CMS signature that can be read."""


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """The certificate of the signer as the signature carries it; `algorithm` is the name or number of its kind."""

    subject: str
    issuer: str
    serial: str
    valid_from: datetime
    valid_until: datetime
    algorithm: str
    is_detached: bool


def read_signature(data: bytes) -> Certificate:
    """Return the certificate of the first signer; raises NotReadable for whatever cannot be read."""
    if len(data) > MOST_BYTES:
        raise NotReadable("too large")
    try:
        plain = pem.unarmor(data)[2] if pem.detect(data) else data
        info = cms.ContentInfo.load(plain, strict=True)
        if info["content_type"].native != "signed_data":
            raise NotReadable("no signed data")
        return _certificate(info["content"])
    except NotReadable:
        raise
    except Exception as error:  # a reader of foreign bytes may stumble in any way
        raise NotReadable(type(error).__name__) from error


def _certificate(signed: Any) -> Certificate:
    serial = signed["signer_infos"][0]["sid"].chosen
    wanted = serial["serial_number"].native if isinstance(serial, cms.IssuerAndSerialNumber) else None
    found = [one.chosen for one in signed["certificates"] or () if isinstance(one.chosen, x509.Certificate)]
    if not found:
        raise NotReadable("no certificate")
    own = next((one for one in found if one.serial_number == wanted), found[0])
    return Certificate(
        subject=printable(own.subject.human_friendly)[:_LONGEST],
        issuer=printable(own.issuer.human_friendly)[:_LONGEST],
        serial=f"{own.serial_number:X}"[:80],
        valid_from=own["tbs_certificate"]["validity"]["not_before"].native,
        valid_until=own["tbs_certificate"]["validity"]["not_after"].native,
        algorithm=str(own["tbs_certificate"]["subject_public_key_info"]["algorithm"]["algorithm"].dotted)[:60],
        is_detached=signed["encap_content_info"]["content"].native is None,
    )
