"""Centres of the demonstration that worked before the system came, entered by the offices of their districts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from sqlalchemy import select

from app.centres.commands import CentreFacts, enter_centre
from app.centres.models import Centre
from app.demo.commands.playing import viewer_of_login
from app.foundation.database import db
from app.organisation.models import OrganisationKind
from app.organisation.queries import current_tree

_OFFICES: Final = ("karym", "olovo", "shilka")
_CREATED: Final = ((3, 8, 20), (2, 8, 17), (5, 8, 24), (1, 8, 19))
"""Years ago, month and day of the orders that created the centres, in turn."""


def enter_old_centres(now: datetime) -> None:
    """Enter a line of the registry for each centre of the tree that no played case has created."""
    tree, created = current_tree(), set(db.session.scalars(select(Centre.organisation_id)))
    for code in _OFFICES:
        office = tree.by_code[code]
        keeper = viewer_of_login(f"{code}.officer")
        centres = [
            node
            for node in tree.below(office)
            if node.kind is OrganisationKind.CENTRE and node.parent_id not in created
        ]
        for number, centre in enumerate(sorted(centres, key=lambda node: node.code)):
            years, month, day = _CREATED[number % len(_CREATED)]
            facts = CentreFacts(
                organisation_id=centre.parent_id or office,
                title=centre.name,
                kind="growth_point",
                order_no=f"{40 + number}-од",
                order_date=date(now.year - years, month, day),
                opened_on=date(now.year - years, 9, 1),
                licence="covered",
                head="Руководитель Центра",
                programmes=6 + 2 * number,
                pupils=140 + 35 * number,
                basis=f"Сведения комитета о центрах на 1 января {now.year} года",
            )
            enter_centre(facts, entered_by=keeper)
