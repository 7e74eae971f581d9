"""Documents in a real browser at both widths: a file, its signature, acquaintance, the sheet, a dossier, the terms."""

from __future__ import annotations

from sqlalchemy import select

from app.access.models import Person
from app.audit.models import SYSTEM
from app.documents.commands import store_file
from app.documents.models import ProducedDocument, StoredFile
from app.engine.handlers import run_everything_due
from app.engine.models import Case
from app.foundation.clock import now
from app.foundation.database import db
from app.organisation.queries import current_tree
from app.processes.commands import publish_version
from tests.browser.conftest import People
from tests.browser.driven_cases import live_story
from tests.browser.live_server import LiveServer
from tests.browser.pages import PDF
from tests.cast import PASSWORD, viewer_of
from tests.documents.test_storing import upload
from tests.processes.stories import package_of

TITLE = "Приказ о режиме работы"


def _prepare(server: LiveServer) -> tuple[str, str, int]:
    """Return the number of a case, the id of its document, and the school."""
    with server.app.app_context():
        for key in ("acquaintance", "destruction-act"):
            publish_version(package_of(key), published_by=SYSTEM)
        school = current_tree().by_code["north-1"]
        case_id = live_story(
            "staffing-approval",
            "01-new-centre-approved-and-staffed",
            organisation_id=school,
            starter="north-1.admin",
            steps=2,
        )
        person = db.session.scalars(select(Person).where(Person.login == "north-1.admin")).one()
        file = store_file(upload("Приказ.pdf", PDF), viewer=viewer_of(person), case_id=case_id)
        db.session.get_one(StoredFile, file.id).submitted_at = now()
        number, file_id = db.session.get_one(Case, case_id).number, file.id
        db.session.commit()
        db.session.remove()
    return number, file_id, school


def _work(server: LiveServer) -> None:
    with server.app.app_context():
        run_everything_due()
        db.session.remove()


def test_a_document_is_signed_read_and_bound_and_its_case_has_a_term(server: LiveServer, people: People) -> None:
    number, file_id, school = _prepare(server)
    for width in (1280, 390):
        clerk = people("north-1.admin", width).open(f"/documents/{file_id}/about")
        if width == 1280:
            clerk.page.check("input[name=agrees]")
        clerk.page.fill("input[name=password]", PASSWORD)
        clerk.press("Подписать")
        assert "Файл подписан" in clerk.words
        clerk.press("Ознакомить работников").page.fill("#title", f"{TITLE} {width}")
        clerk.press("Отправить на ознакомление")  # nobody is chosen, and no day
        assert clerk.page.locator(".errors").count() == 1
        clerk.page.fill("#due_on", "2026-07-01")
        clerk.page.check("input[value='own:hr_accounting']")
        clerk.page.fill("#names", "Сторожева С. С., сторож")
        clerk.press("Отправить на ознакомление")
        assert "Ознакомлены: 0 из 2" in clerk.words
        sheet = clerk.page.url
        reader = people("north-1.hr", width).take_task(f"Ознакомиться: {TITLE} {width}")
        reader.page.get_by_label("Документ прочитан").check()
        reader.send()
        clerk.open(sheet)
        assert "Ознакомлены: 1 из 2" in clerk.words
        clerk.press("Сделать DOCX и PDF")
        assert "Лист ознакомления с документом" in clerk.words
        clerk.open(f"/cases/{number}").press("Досье: один PDF")
        _work(server)
        clerk.page.reload()
        assert "Досье готово" in clerk.look().words
        clerk.open("/journals").press("Номенклатура дел и сроки хранения")
        clerk.press("Ознакомление с документом")
        clerk.page.fill("#index", "01-07")
        clerk.page.fill("#title", "Листы ознакомления")
        clerk.page.fill("#years", "5")
        clerk.press("Сохранить")
        assert "5 лет" in clerk.words
        clerk.press("Срок истёк").press("Уничтожены")
    with server.app.app_context():
        token = db.session.scalars(select(ProducedDocument.token)).first()
        db.session.remove()
    for width in (1280, 390):
        people("north.officer", width).open(f"/verify/{token}")
        people("region.owner", width).open("/templates")
    quiet = people("north-1.director", script=False).open(f"/retention/{school}")
    assert "Номенклатура дел" in quiet.page.title()
