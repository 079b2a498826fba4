"""A run's page follows the run: by events from the server, by asking, and by reloading where no scripts run."""

from datetime import UTC, datetime

import pytest

from mentoring.core.database import db
from mentoring.planning.course import MOST, Course
from mentoring.planning.progress import progress_lines
from mentoring.planning.stream import init_streams
from mentoring.programme.models import Programme
from tests import builders, plans

#: milliseconds that a page may take to follow on a machine that is busy
SLOW = 60_000
NAMES = {"served": "Pupils with a mentor"}


@pytest.fixture
def run(app):
    """A run that a worker is at."""
    programme = builders.programme()
    builders.venue(programme)
    builders.pupil(programme, builders.school())
    builders.mentor(programme)
    made = plans.queued_run(programme)
    made.status, made.heartbeat_at = "running", datetime.now(UTC)
    _reach(made, 2.0, 11)
    _reach(made, 3.0, 14)
    return made


@pytest.fixture
def staff(run):
    """Who looks at it."""
    return builders.staff(db.session.get_one(Programme, run.programme_id))


def _reach(run, seconds, value):
    goals = {"served": {"value": value, "bound": 20}}
    run.progress = {"phase": "improve", "seconds": seconds, "goals": goals}
    run.course = [*run.course, {"seconds": seconds, "goals": goals}]
    builders.commit()


def _end(run):
    run.status, run.finished_at, run.outcome = "done", datetime.now(UTC), {"key": "nothing_found"}
    builders.commit()


def test_a_chart_shows_value_and_bound_over_time(run):
    line = progress_lines(run, NAMES)[0]

    assert (line.name, line.value, line.bound) == ("Pupils with a mentor", 14, 20)
    assert [(moment.seconds, moment.value) for moment in line.moments] == [(2.0, 11), (3.0, 14), (3.0, 14)]
    assert (line.chart.least, line.chart.most, line.chart.seconds) == (11, 20, 3.0)
    assert line.chart.value.split()[0] == "6.0,74.0"
    assert {point.split(",")[1] for point in line.chart.bound.split()} == {"6.0"}


def test_a_goal_that_was_told_of_later_stands_beside_the_others(run, staff, sign_in):
    goals = {"served": {"value": 14, "bound": 20}, "sessions": {"value": 30, "bound": None}}
    run.progress = {"phase": "exact", "seconds": 4.0, "goals": goals}

    later = progress_lines(run, NAMES)[1]
    page = sign_in(staff).get(f"/runs/{run.id}")

    assert [moment.value for moment in later.moments] == [None, None, 30]
    assert page.status_code == 200


def test_the_course_is_thinned_out_and_keeps_first_and_last():
    course = Course()

    for second in range(1000):
        course.add({"phase": "", "seconds": second, "goals": {"served": {"value": second, "bound": None}}})

    assert len(course.moments) <= MOST
    assert [course.moments[at]["seconds"] for at in (0, -1)] == [0, 999]


def test_a_course_that_stands_still_keeps_both_ends_of_the_line():
    course = Course()

    for second in range(10):
        course.add({"phase": "", "seconds": second, "goals": {"served": {"value": 5, "bound": None}}})

    assert [moment["seconds"] for moment in course.moments] == [0, 9]


def test_the_events_of_an_ended_run_end(app, run, staff, sign_in):
    _end(run)

    answer = sign_in(staff).get(f"/runs/{run.id}/events")

    assert answer.mimetype == "text/event-stream"
    assert "event: end\ndata: " in answer.text
    assert "No valid plan was found" in answer.text


def test_a_server_follows_few_at_a_time_and_frees_their_places(app, run, staff, sign_in):
    _end(run)
    browser = sign_in(staff)
    init_streams(app)
    places = app.extensions["streams"]
    held = [places.acquire(blocking=False) for _ in range(app.config["LIVE_STREAMS"])]

    full = browser.get(f"/runs/{run.id}/events")
    places.release()
    answers = [browser.get(f"/runs/{run.id}/events") for _ in range(3)]
    for answer in answers:
        answer.close()

    assert all(held)
    assert full.status_code == 204
    assert answers[0].status_code == 200


def test_who_has_no_access_any_more_hears_no_more(app, run, staff, sign_in):
    browser = sign_in(staff)
    answer = browser.get(f"/runs/{run.id}/events", buffered=False)
    lines = iter(answer.response)
    first = [next(lines), next(lines)]
    staff.memberships.clear()
    builders.commit()

    after = next(lines)
    answer.close()

    assert b"event: part" in first[1]
    assert after == b"event: end\ndata: \n\n"


def test_the_page_follows_the_run(run, staff, browser_page):
    page = browser_page(staff, path=f"/runs/{run.id}")
    page.get_by_text("14").first.wait_for()
    _reach(run, 4.0, 17)

    page.locator(".goal-reached", has_text="17").wait_for(timeout=SLOW)
    _end(run)

    page.get_by_text("No valid plan was found").wait_for(timeout=SLOW)
    assert page.get_by_role("button", name="Stop and keep").count() == 0


def test_a_page_without_events_asks(run, staff, browser_page):
    page = browser_page(staff)
    page.add_init_script("delete window.EventSource")
    page.open(f"/runs/{run.id}")
    _reach(run, 4.0, 17)

    page.locator(".goal-reached", has_text="17").wait_for(timeout=SLOW)
    _end(run)

    page.get_by_text("No valid plan was found").wait_for(timeout=SLOW)
