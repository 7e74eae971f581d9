"""All conformance cases, one family a file."""

from tests.workflow.conformance.cases import activities, basics, errors, events, gateways

FAMILIES = {
    "Basics": basics.CASES,
    "Activities": activities.CASES,
    "Gateways": gateways.CASES,
    "Events": events.CASES,
    "Errors, escalations, transactions and compensation": errors.CASES,
}
CASES = tuple(case for family in FAMILIES.values() for case in family)
