"""Who may see and change a programme, and what waits on the front page."""

from datetime import UTC, datetime

import pytest

from mentoring.core.access import Viewer
from mentoring.programme import actions, queries
from mentoring.programme.calendar import CalendarLine
from mentoring.programme.models import Topic
from mentoring.programme.waiting import what_the_programme_waits_for
from tests import builders

PAGES = ["/programme", "/programme/new", "/programme/edit", "/programme/terms/new", "/programme/topics",
         "/schools", "/schools/new", "/venues", "/venues/new", "/calendar", "/calendar/new"]  # fmt: skip


@pytest.mark.parametrize(("role", "status"), [("staff", 200), ("coordinator", 403), ("mentor", 403)])
def test_staff_see_each_page_and_coordinators_and_mentors_none(app, sign_in, role, status):
    programme = builders.programme()
    account = {
        "staff": lambda: builders.staff(programme),
        "coordinator": lambda: builders.coordinator(programme, builders.school()),
        "mentor": lambda: builders.mentor_account(builders.mentor(programme)),
    }[role]()
    person = sign_in(account)

    answers = {path: person.get(path).status_code for path in PAGES}

    assert answers == dict.fromkeys(PAGES, status)


def test_a_coordinator_changes_nothing(app, sign_in):
    programme = builders.programme()
    venue = builders.venue(programme, name="Før")
    coordinator = sign_in(builders.coordinator(programme, builders.school()))

    answer = coordinator.post(f"/venues/{venue.id}/edit", data={"name": "Etter", "rooms": "1", "seats": "1"})

    assert answer.status_code == 403
    assert queries.venue(Viewer(programme_id=programme.id), venue.id).name == "Før"


def test_rows_of_another_programme_are_not_there(app, sign_in):
    other = builders.programme()
    venue, term, topic = builders.venue(other), other.terms[0], other.topics[0]
    staff = sign_in(builders.staff(builders.programme()))
    shown = [f"/venues/{venue.id}", f"/venues/{venue.id}/edit", f"/programme/terms/{term.id}",
             f"/programme/topics/{topic.id}"]  # fmt: skip
    sent = [f"/venues/{venue.id}/edit", f"/programme/terms/{term.id}", f"/programme/topics/{topic.id}",
            f"/programme/topics/{topic.id}/up", f"/programme/topics/{topic.id}/remove"]  # fmt: skip

    assert {path: staff.get(path).status_code for path in shown} == dict.fromkeys(shown, 404)
    assert {path: staff.post(path).status_code for path in sent} == dict.fromkeys(sent, 404)


def test_the_list_of_venues_has_those_of_the_open_programme_only(app, sign_in):
    builders.venue(builders.programme(), name="Deres sted")
    programme = builders.programme()
    builders.venue(programme, name="Vårt sted")

    page = sign_in(builders.staff(programme)).get("/venues").text

    assert "Vårt sted" in page
    assert "Deres sted" not in page


def waits_at(app, programme, day, role="staff"):
    """What waits for somebody of that role on a day."""
    app.config["FIXED_NOW"] = datetime(*day, 12, tzinfo=UTC)
    with app.test_request_context(headers={"Accept-Language": "en"}):
        viewer = Viewer(account_id=1, programme_id=programme.id, roles=frozenset({role}))
        return [item.sentence for item in what_the_programme_waits_for(viewer)]


def test_an_empty_programme_says_what_to_enter_first(app):
    programme = builders.programme()
    programme.terms, programme.topics = [], []

    assert waits_at(app, programme, (2026, 9, 1)) == [
        "There is no school yet.",
        "There is no topic yet that pupils may need help with.",
        "There is no venue yet.",
        "The programme has no term yet, so nothing can be planned.",
        "The school calendar of this school year is empty, so sessions would fall on holidays.",
    ]


def test_a_term_that_runs_out_asks_for_the_next(app):
    programme = builders.programme()
    builders.venue(programme)
    builders.school()
    actions.add_day_off(CalendarLine(datetime(2026, 9, 28).date(), datetime(2026, 10, 2).date(), "Høstferie"))

    assert waits_at(app, programme, (2027, 3, 1)) == []
    assert waits_at(app, programme, (2027, 5, 28)) == ["The term 2026/27 ends in 3 weeks, and the next has no dates."]
    assert waits_at(app, programme, (2027, 6, 15)) == [
        "The term 2026/27 ends within 3 days, and the next has no dates."
    ]
    assert waits_at(app, programme, (2027, 6, 20)) == ["The term 2026/27 is over, and the next has no dates."]


def test_nothing_of_it_waits_for_a_coordinator(app):
    assert waits_at(app, builders.programme(), (2027, 6, 20), role="coordinator") == []


def test_uses_of_a_topic_are_counted_in_every_feature_that_stands_on_it(app):
    programme = builders.programme()
    algebra, fractions = programme.topics
    builders.pupil(programme, builders.school())
    builders.mentor(programme)

    assert (queries.uses_of(algebra), queries.uses_of(fractions)) == (2, 0)
    assert isinstance(queries.topic(Viewer(programme_id=programme.id), algebra.id), Topic)


def test_the_levels_of_a_programme_follow_its_grades(app):
    lower = builders.programme()
    both = builders.programme(grade_low=9, grade_high=12)
    upper = builders.programme(grade_low=11, grade_high=13)

    assert queries.levels_of(lower) == ("grunnskole",)
    assert queries.levels_of(both) == ("grunnskole", "videregående")
    assert queries.levels_of(upper) == ("videregående",)
