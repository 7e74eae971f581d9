"""All conformance cases, one family a file."""

from tests.workflow.conformance.cases import (
    activities,
    basics,
    compensation,
    errors,
    events,
    gateways,
    nesting,
    patterns,
    timers,
)

FAMILIES = {
    "Basics": basics.CASES,
    "Activities": activities.CASES,
    "Gateways": gateways.CASES,
    "Timers": timers.CASES,
    "Messages, signals, links, conditions": events.CASES,
    "Errors, escalations, event sub-processes": errors.CASES,
    "Transactions and compensation": compensation.CASES,
    "Constructs in one another": nesting.CASES,
    "Data, quantities, patterns": patterns.CASES,
}
CASES = tuple(case for family in FAMILIES.values() for case in family)
