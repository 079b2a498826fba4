"""The day on which the lists of these tests are brought."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import SETTINGS


@pytest.fixture
def settings(tmp_path: Path) -> dict[str, Any]:
    """25 November 2026, as in the tests of the reading."""
    return SETTINGS | {
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path}/test.db",
        "FIXED_NOW": datetime(2026, 11, 25, 9, tzinfo=UTC),
    }
