"""What holds for every form."""

import pytest

from mentoring.camp.models import Activity
from mentoring.core.database import db
from mentoring.programme.models import School
from tests import builders

NUMBER = "130972 48022"
WHERE = ("/schools/new", "/venues/new", "/calendar/new", "/programme/topics", "/camp/activities/new", "/account/mine")


@pytest.mark.parametrize("path", WHERE)
def test_no_form_takes_an_identity_number(app, sign_in, path):
    browser = sign_in(builders.staff(builders.programme()))

    answer = browser.post(path, data={"name": f"Kari {NUMBER}"})

    assert answer.status_code == 422
    assert "This looks like a national identity number." in answer.text
    assert db.session.query(School).count() + db.session.query(Activity).count() == 0
