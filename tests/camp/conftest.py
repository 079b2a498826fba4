"""A camp with a family: what the tests of the camp start from."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from mentoring.camp.models import CampLeader
from mentoring.camp.secret import family_link
from mentoring.core.database import add_all
from tests import builders

#: a day on which one can sign up and rank wishes
SPRING = datetime(2027, 4, 12, 10, tzinfo=UTC)
#: after signing up, before the wishes' deadline
DRAW_DAY = datetime(2027, 5, 3, 10, tzinfo=UTC)


@pytest.fixture
def camp(app):
    """A camp for which one can sign up."""
    app.config["FIXED_NOW"] = SPRING
    return builders.camp(builders.programme())


@pytest.fixture
def family(camp):
    """A pupil of grade 9 with a guardian, not signed up yet, and the path of the guardian's page."""
    pupil = builders.pupil(camp.programme, builders.school(), given_name="Amina", family_name="Ali")
    guardian = builders.guardian(pupil, given_name="Hodan", family_name="Ali", email="hodan@example.org")
    page = f"/camp/family/{family_link(camp, guardian)}"
    child = f"{page}/children/{pupil.id}"
    return SimpleNamespace(pupil=pupil, guardian=guardian, page=page, child=child)


@pytest.fixture
def leader(camp):
    """An account that leads the camp."""
    made = builders.staff(camp.programme)
    add_all([CampLeader(camp_id=camp.id, account_id=made.id)])
    return made
