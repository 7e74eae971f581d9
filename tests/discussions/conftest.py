"""The stage of discussions: the small approval, its people, and their browsers."""

from tests.tasks.conftest import browser, cast  # noqa: F401  # the same stage
