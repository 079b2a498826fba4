"""A Thursday on which next Monday is looked at."""

from typing import Any

import pytest
from flask import Flask

from tests.conftest import SETTINGS
from tests.standins.week import NOW, Monday


@pytest.fixture
def settings(request, tmp_path) -> dict[str, Any]:
    """An installation with a mail server in its settings; sending is the worker's deed."""
    address = f"sqlite:///{tmp_path}/test.db"
    if getattr(request, "param", "sqlite") == "postgresql":
        address = request.getfixturevalue("cluster").new_database()
    return SETTINGS | {"SQLALCHEMY_DATABASE_URI": address, "MAIL_SERVER": "127.0.0.1", "FIXED_NOW": NOW}


@pytest.fixture
def monday(app: Flask) -> Monday:
    """That Monday."""
    return Monday()
