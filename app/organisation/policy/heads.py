"""Who leads an organisation of each kind, and who keeps its personnel papers."""

from __future__ import annotations

from collections.abc import Mapping

from app.access.models import Role
from app.organisation.models import OrganisationKind

HEADS: Mapping[OrganisationKind, tuple[Role, ...]] = {
    OrganisationKind.SCHOOL: (Role.SCHOOL_DIRECTOR,),
    OrganisationKind.CENTRE: (Role.CENTRE_HEAD, Role.SCHOOL_DIRECTOR),
    OrganisationKind.MOUO: (Role.MOUO_HEAD,),
    OrganisationKind.REGION: (Role.REGIONAL_OFFICER,),
    OrganisationKind.COORDINATOR: (Role.REGIONAL_COORDINATOR,),
    OrganisationKind.FINANCE: (Role.FINANCE_OFFICER,),
    OrganisationKind.INSTITUTE: (Role.INSTITUTE_METHODIST,),
    OrganisationKind.PARTNER: (Role.PARTNER_REP,),
}
"""Who leads an organisation of each kind, the first one first (processes.md, a.3)."""

SECRETARIES = (Role.HR_ACCOUNTING, Role.SCHOOL_ADMIN)
"""Who keeps the orders of a school and its centre: they write down who is away, but never lend a post to themselves."""
