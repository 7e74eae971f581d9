"""Sign a report or a summary by the account with its password asked again, and send it on in the same step."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from app.access.commands.sign_in import confirm_password
from app.access.policy import Viewer, role_name
from app.documents.models import SigningConsent
from app.documents.policy.signing import CONSENT_SHA256
from app.engine.commands import complete_task
from app.engine.commands.steps.registering import Registering
from app.engine.models import UserTask
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.errors import Conflict, InvalidInput, NotFound
from app.foundation.transaction import command
from app.quarterly.models import QuarterlySignature
from app.quarterly.queries.content import content_to_sign, print_of
from app.quarterly.queries.signatures import find_signature, open_signing_task
from app.workflow.user_tasks import Outcome

PROPERTY = "soglas:quarterly"


def sign_report(
    case_id: int, *, shown_sha256: str, password: str, agrees: bool, address: str, signed_by: Viewer
) -> None:
    """Sign exactly what was shown and complete the signing task of the case.

    Raises NotFound when nothing waits for this person's signature, Conflict when the content is not what was shown,
    InvalidInput (no agreement yet), and what `confirm_password` and `complete_task` raise.
    """
    task = open_signing_task(case_id)
    if task is None:
        raise NotFound(case=case_id)
    post = next((one for one in signed_by.memberships if _fits(one.role.value, one.organisation_id, task)), None)
    if post is None:
        raise NotFound(case=case_id)
    if print_of(content_to_sign(case_id)) != shown_sha256:
        raise Conflict(case=case_id)
    if not agrees and db.session.get(SigningConsent, signed_by.person_id) is None:
        raise InvalidInput(problems={"agrees": str(_("Agree to the use of the simple electronic signature"))})
    confirm_password(signed_by.person_id, password, address=address)

    def sign() -> None:
        content = content_to_sign(case_id)
        if print_of(content) != shown_sha256:
            raise Conflict(case=case_id)
        if db.session.get(SigningConsent, signed_by.person_id) is None:
            consent = SigningConsent(person_id=signed_by.person_id, text_sha256=CONSENT_SHA256, given_at=now())
            db.session.add(consent)
        _add(case_id, content, signed_by, post.role.value, post.organisation_name, "password")

    complete_task(
        task.id, task.ver, {}, completed_by=signed_by.actor(post), outcome=Outcome.APPROVE.value, under_lock=sign
    )


def _fits(role: str, organisation_id: int, task: UserTask) -> bool:
    return role == task.role and organisation_id == task.organisation_id


@command
def keep_signature(case_id: int, *, signer: Viewer, role: str, organisation_name: str, confirmed_by: str) -> None:
    """Write a signature that was given elsewhere (the demonstration has no passwords to ask for)."""
    _add(case_id, content_to_sign(case_id), signer, role, organisation_name, confirmed_by)


def _add(
    case_id: int, content: dict[str, Any], signer: Viewer, role: str, organisation_name: str, confirmed_by: str
) -> None:
    db.session.add(
        QuarterlySignature(
            case_id=case_id,
            sha256=print_of(content),
            content=content,
            person_id=signer.person_id,
            person_name=signer.name,
            post=str(role_name(role)),
            organisation_name=organisation_name,
            confirmed_by=confirmed_by,
            session_id=signer.session_id,
            signed_at=now(),
        )
    )
    db.session.flush()


def require_signature(doing: Registering) -> dict[str, Any]:
    """Refuse to approve a signing task without the signature of the very person under the very content."""
    if doing.properties.get(PROPERTY) != "signature" or doing.outcome != Outcome.APPROVE:
        return {}
    sha256 = print_of(content_to_sign(doing.case_id))
    if find_signature(doing.case_id, sha256=sha256, person_id=doing.by.person_id) is None:
        words = str(_("Open the report by the link above and sign it there: the password is asked again"))
        raise InvalidInput(words, problems={"outcome": words})
    return {}
