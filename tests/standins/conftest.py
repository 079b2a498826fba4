"""A Thursday on which next Monday is looked at."""

from typing import Any

import pytest
from flask import Flask

from tests.standins.week import NOW, Monday


@pytest.fixture
def settings(settings) -> dict[str, Any]:
    """An installation with a mail server in its settings; sending is the worker's deed."""
    return settings | {"MAIL_SERVER": "127.0.0.1", "FIXED_NOW": NOW}


@pytest.fixture
def monday(app: Flask) -> Monday:
    """That Monday."""
    return Monday()
