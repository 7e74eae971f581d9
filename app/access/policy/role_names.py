"""What each role is called."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.access.models import Role

_NAMES = {
    Role.SCHOOL_DIRECTOR: _l("School director"),
    Role.SCHOOL_ADMIN: _l("School administrator"),
    Role.CENTRE_HEAD: _l("Head of the centre"),
    Role.WORKING_GROUP_MEMBER: _l("Member of the working group"),
    Role.PARENT_COMMITTEE_CHAIR: _l("Chair of the parent committee"),
    Role.HR_ACCOUNTING: _l("Personnel and accounting of the school"),
    Role.MOUO_OFFICER: _l("Officer of the municipal education authority"),
    Role.MOUO_HEAD: _l("Head of the municipal education authority"),
    Role.MOUO_EXPERT: _l("Municipal expert"),
    Role.FINANCE_OFFICER: _l("Accountant of the central bookkeeping"),
    Role.REGIONAL_COORDINATOR: _l("Regional coordinator"),
    Role.REGIONAL_OFFICER: _l("Officer of the regional ministry"),
    Role.REGIONAL_EXPERT: _l("Regional expert"),
    Role.INSTITUTE_METHODIST: _l("Methodist of the institute"),
    Role.PARTNER_REP: _l("Representative of a partner"),
    Role.PROCESS_OWNER: _l("Process owner"),
    Role.OBSERVER: _l("Observer"),
    Role.SYSADMIN: _l("System administrator"),
}


def role_name(role: Role | str) -> str:
    """Return the name of the role in the language of the reader."""
    return str(_NAMES[Role(role)])
