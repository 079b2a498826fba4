"""What changed in the data since the last run, in words with names."""

from datetime import UTC, date, datetime, time

import pytest
from flask_babel import force_locale

from mentoring.core.database import add_all, db
from mentoring.matching.models import Ban, Pin
from mentoring.matching.news import news_since
from mentoring.programme.models import OpeningHours
from mentoring.registration.models import Mentor, Pupil
from tests import builders, plans


@pytest.fixture(autouse=True)
def on_a_thursday(app):
    """It is Thursday, 1 October 2026."""
    app.config["FIXED_NOW"] = datetime(2026, 10, 1, 9, tzinfo=UTC)


@pytest.fixture
def run(app):
    """A run of two pupils and two mentors."""
    programme = builders.programme()
    school = builders.school()
    builders.venue(programme, name="Biblioteket")
    builders.pupil(programme, school, given_name="Åse")
    builders.pupil(programme, school, given_name="Bo")
    builders.mentor(programme, given_name="Mina")
    builders.mentor(programme, given_name="Noor", cleared=False)
    builders.commit()
    return plans.solve(app, plans.queued_run(programme))


@pytest.fixture
def told(app, run):
    """A function that gives the news as staff read them in English: sentence → whom it is about."""

    def read() -> dict[str, tuple[str, ...]]:
        builders.commit()
        with force_locale("en_GB"):
            return {one.sentence: one.about for one in news_since(run)}

    return read


def _one(model, name):
    return db.session.query(model).filter_by(given_name=name).one()


def test_nothing_is_told_when_nothing_changed(told):
    assert told() == {}


def test_who_came_left_and_changed_is_named(run, told):
    programme = _one(Pupil, "Åse").programme
    builders.pupil(programme, builders.school(), given_name="Cilia")
    _one(Pupil, "Bo").left_on = date(2026, 10, 1)
    _one(Pupil, "Åse").sessions_wanted = 2
    _one(Mentor, "Mina").left_on = date(2026, 10, 1)

    assert told() == {
        "1 new pupil": ("Cilia Ås",),
        "1 pupil left": ("Bo Ås",),
        "1 pupil changed": ("Åse Ås: sessions wished",),
        "1 mentor left": ("Mina Ødegård",),
    }


def test_a_mentor_who_was_cleared_is_told_so(told):
    mentor = _one(Mentor, "Noor")
    mentor.clearance = builders.mentor(mentor.programme).clearance

    found = told()

    assert found["1 mentor changed"] == ("Noor Ødegård: is cleared now",)


def test_rooms_times_pins_bans_and_rules_are_told(run, told):
    pupil, mentor = _one(Pupil, "Åse"), _one(Mentor, "Mina")
    venue = pupil.programme.venues[0]
    venue.rooms = 2
    venue.opening_hours = [*venue.opening_hours, OpeningHours(day=4, start=time(15), end=time(16, 30), staff=1)]
    other = _one(Mentor, "Noor")
    add_all([Pin(pupil_id=pupil.id, mentor_id=mentor.id), Ban(pupil_id=pupil.id, mentor_id=other.id)])
    pupil.programme.min_adults = 1

    assert told() == {
        "1 venue changed": ("Biblioteket: rooms",),
        "1 new time": ("Thursday at 15:00, Biblioteket",),
        "1 new pin": ("Åse Ås with Mina Ødegård",),
        "1 new ban": ("Åse Ås with Noor Ødegård",),
        "1 rule changed": ("adults at least: 2 → 1",),
    }


def test_who_was_erased_is_told_without_a_name(told):
    db.session.delete(_one(Pupil, "Bo"))

    assert told() == {"1 pupil left": ("a pupil who was erased",)}


def test_another_plan_in_force_is_told(app, run, told):
    programme = _one(Pupil, "Åse").programme
    plans.published(app, programme, date(2026, 10, 5))

    assert told() == {"Another plan is in force now.": ()}


def test_every_fact_of_a_problem_file_has_its_words(app, run):
    import json

    from mentoring.matching.words_of_facts import fact_names

    content = json.loads(run.problem)
    keys = {key for kind in ("pupils", "mentors", "venues") for row in content[kind] for key in row}
    keys |= set(content["settings"]) - {"goals", "max_broken_pairs", "fit_weights"}

    with app.test_request_context():
        assert keys - set(fact_names()) == {"id", "cleared"}


def test_the_desk_tells_the_news_and_a_budget_of_changes_goes_into_the_run(app, run, sign_in):
    programme = _one(Pupil, "Åse").programme
    builders.pupil(programme, builders.school(), given_name="Cilia")
    browser = sign_in(builders.staff(programme))

    page = browser.get("/matching/").text
    browser.post("/matching/run", data={"preset": "change_little", "seconds": "5", "max_broken_pairs": "3"})
    asked = programme_run(programme)

    assert "1 new pupil" in page
    assert "Cilia Ås" in page
    assert (asked.preset, asked.max_broken_pairs) == ("change_little", 3)


def programme_run(programme):
    """The newest run."""
    from mentoring.planning.queries import runs_of

    return runs_of(programme.terms[0].frame, "weekly")[0]


@pytest.mark.parametrize("typed", ["-1", "mange", "10000"])
def test_a_budget_that_is_none_is_refused_at_its_field(run, sign_in, typed):
    browser = sign_in(builders.staff(_one(Pupil, "Åse").programme))

    answer = browser.post("/matching/run", data={"preset": "best_fit", "seconds": "5", "max_broken_pairs": typed})

    assert answer.status_code == 422
    assert "max_broken_pairs-error" in answer.text
