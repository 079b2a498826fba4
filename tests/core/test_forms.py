"""What holds for every form."""

import pytest

from mentoring.camp.models import Activity
from mentoring.core.database import db
from mentoring.programme.models import School
from tests import builders

NUMBER = "130972 48022"
WHERE = ("/schools/new", "/venues/new", "/calendar/new", "/programme/topics", "/camp/new", "/account/mine")


@pytest.mark.parametrize("path", WHERE)
def test_no_form_takes_an_identity_number(app, sign_in, path):
    browser = sign_in(builders.staff(builders.programme()))

    answer = browser.post(path, data={"name": f"Kari {NUMBER}"})

    assert answer.status_code == 422
    assert "This looks like a national identity number." in answer.text
    assert db.session.query(School).count() + db.session.query(Activity).count() == 0


@pytest.mark.both_databases
def test_what_cannot_be_seen_is_no_mistake_of_ours(app, sign_in):
    programme, school = builders.programme(), builders.school()
    browser = sign_in(builders.staff(programme))
    sent = {"name": "K\0ari", "kind": "s\0port", "features": "g\0ym", "given_name": "K\0ari", "language": "e\0n"}
    sent |= {"qualifications": "f\0", "remark": "\0", "school_id": str(school.id)}
    where = (*WHERE, "/pupils/new", "/mentors/new", "/people/invite/staff", "/people/invite/coordinator", "/pupils/")

    answers = {path: browser.post(path, data=sent | {"q": "\0"}).status_code for path in where}

    assert {path: status for path, status in answers.items() if status not in (200, 302, 303, 422)} == {}
