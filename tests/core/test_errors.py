"""What people see when something cannot be done."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert

from mentoring.core.access import needs
from mentoring.core.database import db
from mentoring.programme.models import School
from tests import builders


@pytest.fixture
def settings(settings, own_database):
    """An application to which a page is added."""
    return settings | own_database


def test_two_who_store_the_same_at_one_moment_are_told_so(app, client: FlaskClient):
    @app.get("/the-same-again")
    @needs("public")
    def store_again() -> str:
        db.session.execute(insert(School).values(name="Sagene skole", level="grunnskole"))
        return "stored"

    builders.school(name="Sagene skole")
    builders.commit()

    answer = client.get("/the-same-again")

    assert answer.status_code == 409
    assert "Nothing of yours was stored" in answer.text
