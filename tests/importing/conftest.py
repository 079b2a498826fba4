"""The day on which the lists of these tests are brought."""

from datetime import UTC, datetime
from typing import Any

import pytest


@pytest.fixture
def settings(settings: dict[str, Any]) -> dict[str, Any]:
    """25 November 2026, as in the tests of the reading."""
    return settings | {"FIXED_NOW": datetime(2026, 11, 25, 9, tzinfo=UTC)}
