"""Signatures: exactly the bytes shown, the password again, agreed once; detached ones are kept, never believed."""

from __future__ import annotations

import io
import socket
import threading
from datetime import UTC, datetime
from typing import Any

import pytest
from asn1crypto import algos, cms, core, keys, x509
from docx import Document
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.access.models import SignInAttempt
from app.audit.queries import verify_all
from app.documents.commands import store_file
from app.documents.commands.content import list_contents
from app.documents.handlers import subscribe_to_tasks
from app.documents.models import FileSignature, SigningConsent, StoredFile
from app.documents.policy import FileNotTaken
from app.foundation.database import db
from app.paper.certificates import NotReadable, read_signature
from config import Config
from tests.cast import PASSWORD, Cast, sign_in
from tests.documents import test_giving
from tests.documents.payloads import PDF, PNG
from tests.documents.test_giving import attach
from tests.documents.test_storing import upload
from tests.engine.stage import do, only_task, start

cast = test_giving.cast  # the same stage


def paper(*lines: str) -> bytes:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


@pytest.fixture
def file(cast: Cast) -> StoredFile:
    subscribe_to_tasks()
    case_id = start(cast).case_id
    stored = attach(cast, case_id, name="приказ.docx", data=paper("Приказ"))
    do(cast, "north-1.admin", case_id, scans=[stored.id])
    return db.session.get_one(StoredFile, stored.id)


def director(app: Flask, cast: Cast) -> FlaskClient:
    client = sign_in(app.test_client(), cast.person("north-1.director"))
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "ru"
    return client


def signatures() -> list[FileSignature]:
    db.session.rollback()
    return list(db.session.scalars(select(FileSignature).order_by(FileSignature.id)))


def test_a_simple_signature_wants_the_bytes_shown_the_agreement_once_and_the_password_again(
    app: Flask,
    cast: Cast,
    file: StoredFile,
) -> None:
    client, address = director(app, cast), f"/documents/{file.id}"
    good = {"sha256": file.sha256, "password": PASSWORD, "agrees": "yes"}
    assert client.post(f"{address}/sign", data={**good, "agrees": ""}).status_code == 422
    assert client.post(f"{address}/sign", data={**good, "password": "не тот"}).status_code == 422
    assert client.post(f"{address}/sign", data={**good, "sha256": "0" * 64}).status_code == 409
    assert signatures() == []
    assert db.session.scalars(select(SigningConsent)).all() == []
    assert client.post(f"{address}/sign", data=good).status_code == 303
    assert client.post(f"{address}/sign", data={**good, "agrees": ""}).status_code == 303
    one, _two = signatures()
    assert (one.sha256, one.method, one.confirmed_by, one.person_id) == (
        file.sha256, "simple", "password", cast.person("north-1.director").id
    )  # fmt: skip
    assert one.session_id is not None
    assert db.session.scalars(select(SignInAttempt)).all() == []
    page = client.get(f"{address}/about").text
    assert "простая электронная подпись" in page
    given = client.get(f"{address}/marked")
    assert given.status_code == 200
    assert verify_all().is_whole
    stranger = sign_in(app.test_client(), cast.stranger)
    for path in ("about", "view", "marked", "changes"):
        assert stranger.get(f"{address}/{path}").status_code == 404, path
    assert stranger.post(f"{address}/sign", data=good).status_code == 404


def test_guessing_the_password_of_a_signature_is_slowed_down(app: Flask, cast: Cast, file: StoredFile) -> None:
    client = director(app, cast)
    wrong = {"sha256": file.sha256, "password": "не тот", "agrees": "yes"}
    answers = [client.post(f"/documents/{file.id}/sign", data=wrong).status_code for _turn in range(7)]
    assert answers[:5] == [422] * 5
    assert answers[-1] == 429


def certificate(name: str) -> x509.Certificate:
    """Return a certificate with a made-up key: enough to be read, never to be believed."""
    key = keys.PublicKeyInfo(
        {"algorithm": {"algorithm": "rsa"}, "public_key": keys.RSAPublicKey({"modulus": 65537, "public_exponent": 3})}
    )
    signed = {"algorithm": "sha256_rsa"}
    names = x509.Name.build({"common_name": name, "organization_name": "Школа"})
    tbs = x509.TbsCertificate(
        {
            "version": "v3", "serial_number": 77, "signature": signed, "issuer": names, "subject": names,
            "validity": {
                "not_before": x509.Time("utc_time", datetime(2026, 1, 1, tzinfo=UTC)),
                "not_after": x509.Time("utc_time", datetime(2027, 1, 1, tzinfo=UTC)),
            },
            "subject_public_key_info": key,
        }
    )  # fmt: skip
    return x509.Certificate({"tbs_certificate": tbs, "signature_algorithm": signed, "signature_value": b"\0" * 16})


def signature(name: str) -> bytes:
    own = certificate(name)
    signer = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                "issuer_and_serial_number", {"issuer": own.issuer, "serial_number": own.serial_number}
            ),
            "digest_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
            "signature_algorithm": {"algorithm": "sha256_rsa"},
            "signature": core.OctetString(b"\0" * 16),
        }
    )
    signed = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [{"algorithm": "sha256"}],
            "encap_content_info": {"content_type": "data"},
            "certificates": [cms.CertificateChoices("certificate", own)],
            "signer_infos": [signer],
        }
    )
    data: bytes = cms.ContentInfo({"content_type": "signed_data", "content": signed}).dump()
    return data


def test_a_detached_signature_is_kept_with_its_certificate_and_never_called_verified(
    app: Flask,
    cast: Cast,
    file: StoredFile,
) -> None:
    client, address = director(app, cast), f"/documents/{file.id}/signature"

    def send(name: str, data: bytes) -> int:
        return client.post(address, data={"signature": (io.BytesIO(data), name)}).status_code

    assert send("приказ.p7s", signature("Иванова <script>")) == 303
    assert send("приказ.sig", b"no signature at all") == 303
    assert send("приказ.exe", b"MZ") == 422
    first, second = signatures()
    assert "Иванова" in first.certificate["subject"]
    assert (first.is_verified, second.is_verified, second.certificate) == (False, False, {})
    page = client.get(f"/documents/{file.id}/about").text
    assert "здесь не проверялась" in page
    assert "<script>" not in page.replace('<script type="module"', "").replace("<script nonce", "")
    for broken in (b"", b"0\x80", signature("x")[:-5], b"0\x84\xff\xff\xff\xff" + b"0" * 50, b"x" * 600_000):
        with pytest.raises(NotReadable):
            read_signature(broken)


def test_pictures_and_pdfs_are_looked_at_under_their_own_policy_and_nothing_else(app: Flask, cast: Cast) -> None:
    case_id = start(cast).case_id
    stored = [
        attach(cast, case_id, name=name, data=data)
        for name, data in (("а.pdf", PDF), ("б.png", PNG), ("в.docx", paper("x")))
    ]
    do(cast, "north-1.admin", case_id, scans=[one.id for one in stored])
    client = director(app, cast)
    answers = [client.get(f"/documents/{one.id}/view") for one in stored]
    assert [answer.status_code for answer in answers] == [200, 200, 404]
    for answer in answers[:2]:
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "script-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answers[1].headers["Content-Security-Policy"].startswith("sandbox;")


def test_a_new_version_is_compared_in_words(app: Flask, cast: Cast) -> None:
    case_id = start(cast).case_id
    first = attach(cast, case_id, name="п.docx", data=paper("Один", "Два"))
    do(cast, "north-1.admin", case_id, scans=[first.id])
    do(cast, "north.officer", case_id, "return", "исправить")
    second = attach(cast, case_id, name="п.docx", data=paper("Один", "Два изменено"))
    do(cast, "north-1.admin", case_id, scans=[second.id])
    client = director(app, cast)
    page = client.get(f"/documents/{second.id}/changes").text.replace("\xa0", " ")
    assert "Два изменено" in page
    assert "Один" not in page
    assert client.get(f"/documents/{first.id}/changes").status_code == 404
    assert "Версия 2" in client.get(f"/documents/{first.id}/about").text


@pytest.fixture
def scanner() -> Any:
    """A clamd that knows one virus."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _address = server.accept()
            except OSError:
                return
            with connection:
                got = b""
                while not got.endswith(b"\0\0\0\0"):
                    got += connection.recv(65536)
                connection.sendall(b"stream: Eicar FOUND\0" if b"EICAR" in got else b"stream: OK\0")

    threading.Thread(target=serve, daemon=True).start()
    yield f"127.0.0.1:{server.getsockname()[1]}"
    server.close()


def test_the_virus_scanner_is_asked_and_its_silence_takes_nothing(app: Flask, cast: Cast, scanner: str) -> None:
    before = app.config["SOGLAS"]
    case_id = start(cast).case_id
    try:
        app.config["SOGLAS"] = Config(**{**before.__dict__, "clamd": scanner})
        attach(cast, case_id)
        with pytest.raises(FileNotTaken, match="dangerous"):
            attach(cast, case_id, data=PDF + b"EICAR")
        app.config["SOGLAS"] = Config(**{**before.__dict__, "clamd": "127.0.0.1:1"})
        with pytest.raises(FileNotTaken, match="does not answer"):
            attach(cast, case_id)
    finally:
        app.config["SOGLAS"] = before
    assert len(list(list_contents())) == 1
    assert only_task(case_id)
    assert store_file(upload("а.pdf", PDF), viewer=cast.viewer("north-1.admin"), case_id=case_id) is not None
