"""What a proposal changes for whom, with the reason of each change, as staff read it."""

import re
from datetime import UTC, date, datetime

import pytest

from mentoring.core.database import db
from mentoring.matching.causes import causes
from mentoring.matching.comparison import Difference
from mentoring.matching.judge import why_changed
from mentoring.matching.names import Names
from mentoring.matching.queries import sessions_in
from mentoring.registration.models import Mentor, Pupil
from tests import builders, plans

MONDAY = date(2026, 10, 5)


@pytest.fixture(autouse=True)
def on_a_thursday(app):
    """It is Thursday, 1 October 2026."""
    app.config["FIXED_NOW"] = datetime(2026, 10, 1, 9, tzinfo=UTC)


@pytest.fixture
def programme(app):
    """Two pupils with a mentor each, one venue; the plan is published."""
    made = builders.programme()
    school = builders.school()
    builders.venue(made, name="Biblioteket")
    for name, mentor in (("Åse", "Mina"), ("Bo", "Nils")):
        builders.pupil(made, school, given_name=name)
        builders.mentor(made, given_name=mentor, group_size=1, max_pupils=1, max_sessions=1)
    builders.commit()
    return made


@pytest.fixture
def browser(programme, sign_in):
    """Staff, reading English."""
    return sign_in(builders.staff(programme))


def _words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def _mentor_of(plan, name):
    pupil = db.session.query(Pupil).filter_by(given_name=name).one()
    return next(row.mentor for row in sessions_in(plan) if pupil in row.pupils)


def _quits(mentor):
    mentor.left_on = date(2026, 10, 1)
    builders.commit()


@pytest.mark.parametrize(
    ("was", "now", "why", "kind"),
    [
        ((), (("m1", "s"),), (), "newly_placed"),
        ((("m1", "s"),), (), (), "lost"),
        ((("m1", "s"),), (), ({"kind": "pupil_gone"},), "left"),
        ((("m1", "s"),), (("m2", "s"),), (), "new_mentor"),
        ((("m1", "s"),), (("m1", "t"),), (), "moved"),
        ((("m1", "s"),), (("m1", "s"), ("m1", "t")), (), "moved"),
        ((("m1", "s"),), (("m1", "s"),), (), "kept"),
    ],
)
def test_every_kind_of_change_is_told_apart(was, now, why, kind):
    assert Difference("p1", was, now, why).kind == kind


def test_a_mentor_who_quits_is_the_reason_of_the_change(app, programme, browser):
    first = plans.published(app, programme, MONDAY)
    gone = _mentor_of(first, "Åse")
    builders.mentor(programme, given_name="Omar", max_pupils=1)
    _quits(gone)

    plan = plans.proposal(app, programme, preset="change_little")
    page = _words(browser.get(f"/plans/{plan.id}").text)

    assert "1 another mentor" in page
    assert "1 as before" in page
    assert f"{gone.name} has left." in page
    assert re.search(r"Åse Ås another mentor Before \w+day at .*, Biblioteket with \w+ Ødegård Then \w+day at", page)


def test_the_worker_finds_out_why_so_that_no_page_has_to(app, programme, browser):
    first = plans.published(app, programme, MONDAY)
    _quits(_mentor_of(first, "Bo"))
    plan = plans.proposal(app, programme, preset="change_little")
    why_changed.cache_clear()

    told = _words(browser.get(f"/plans/{plan.id}").text)
    asked = why_changed.cache_info().misses
    plan.differs = None
    builders.commit()

    assert asked == 0
    assert "has left." in told
    assert _words(browser.get(f"/plans/{plan.id}").text) == told
    assert why_changed.cache_info().misses == 1


def test_who_loses_the_place_is_told_why(app, programme, browser):
    first = plans.published(app, programme, MONDAY)
    _quits(_mentor_of(first, "Bo"))

    plan = plans.proposal(app, programme, preset="change_little")
    page = _words(browser.get(f"/plans/{plan.id}").text)

    assert "Bo Ås no place any more" in page
    assert f"{_mentor_of(first, 'Bo').name} has left." in page


def test_who_makes_room_for_somebody_newly_served_is_told_so(app, programme, browser):
    plans.published(app, programme, MONDAY)
    for mentor in db.session.query(Mentor):
        mentor.languages = ["nb", "so"] if mentor.given_name == "Mina" else ["nb"]
    builders.mentor(programme, given_name="Omar", max_pupils=1)
    builders.pupil(
        programme, builders.school(), given_name="Hodan", required_language="so", languages=["so"], priority=3
    )
    builders.commit()

    plan = plans.proposal(app, programme, preset="serve_most")
    page = _words(browser.get(f"/plans/{plan.id}").text)

    assert "Serves 1 more: makes room for Hodan Ås: the mentor's limits are reached." in page or (
        "Serves 1 more: makes room for Hodan Ås." in page
    )
    assert "Hodan Ås newly placed" in page
    assert "The pupil is new." in page


def test_changes_can_be_listed_by_mentor_and_by_venue_and_by_kind_without_scripts(app, programme, browser):
    first = plans.published(app, programme, MONDAY)
    gone = _mentor_of(first, "Åse")
    builders.mentor(programme, given_name="Omar")
    _quits(gone)
    plan = plans.proposal(app, programme, preset="change_little")

    by_mentor = browser.get(f"/plans/{plan.id}?view=mentor").text
    by_venue = browser.get(f"/plans/{plan.id}?view=venue").text
    kept = _words(browser.get(f"/plans/{plan.id}?kind=kept").text)

    assert re.findall(r'data-size="2xs">([^<]+ Ødegård)<', by_mentor) == sorted(
        [gone.name, _mentor_of(plan, "Åse").name]
    )
    assert 'data-size="2xs">Biblioteket<' in by_venue
    assert "Bo Ås as before" in kept
    assert "Åse Ås another mentor" not in kept


def test_a_view_or_kind_that_is_none_shows_all(app, programme, browser):
    plans.published(app, programme, MONDAY)
    plan = plans.proposal(app, programme)

    assert browser.get(f"/plans/{plan.id}?view=x&kind=y").status_code == 200


def test_two_versions_stand_side_by_side_in_both_directions(app, programme, browser):
    first = plans.published(app, programme, MONDAY)
    _quits(_mentor_of(first, "Bo"))
    app.config["FIXED_NOW"] = datetime(2026, 10, 2, 9, tzinfo=UTC)
    second = plans.published(app, programme, MONDAY, preset="change_little")

    forth = _words(browser.get(f"/plans/compare?before={first.id}&after={second.id}").text)
    back = _words(browser.get(f"/plans/compare?before={second.id}&after={first.id}").text)

    assert "Bo Ås no place any more" in forth
    assert "Bo Ås newly placed" in back


def test_plans_of_two_terms_or_of_another_programme_are_not_compared(app, programme, browser):
    plan = plans.published(app, programme, MONDAY)
    other = builders.programme()
    builders.venue(other)
    builders.pupil(other, builders.school())
    builders.mentor(other)
    builders.commit()
    strange = plans.published(app, other, MONDAY)

    assert browser.get(f"/plans/compare?before={strange.id}&after={plan.id}").status_code == 404
    assert browser.get("/plans/compare?before=abc").status_code == 404
    assert browser.get("/plans/compare").location == "/plans/"


def test_the_goals_of_both_plans_are_counted_on_the_same_data(app, programme, browser):
    first = plans.published(app, programme, MONDAY)
    _quits(_mentor_of(first, "Bo"))
    builders.mentor(programme, given_name="Omar")
    builders.commit()

    plan = plans.proposal(app, programme, preset="change_little")
    page = _words(browser.get(f"/plans/{plan.id}").text)

    assert "Pupils who keep their mentor: 1, as before" in page
    assert "Pupils with a mentor, the urgent ones counted more: 2 instead of 1" in page


def test_who_left_a_place_is_told_and_not_the_rule_that_stood_in_the_way_of_it(app):
    names = Names(pupil={"p1": "Åse Ås"})
    whys = [{"kind": "freed", "rule": rule, "pupils": who} for rule, who in (("together", ()), ("seats", ("p1",)))]

    with app.test_request_context(headers={"Accept-Language": "en"}):
        said = list(causes(whys, names, frozenset()))

    assert said == ["A place became free: Åse Ås left it."]


def test_every_reason_of_the_engine_has_its_words(app):
    names = Names(pupil={"p1": "Åse Ås", "p2": "Bo Ås"}, mentor={"m1": "Mina Berg"}, venue={"v1": "Biblioteket"})
    place = {"mentor": "m1", "slot": "v1-1-1530"}
    from scheduling import GOALS
    from scheduling.weekly import BOOK

    rules = [key for key, rule in BOOK.rules.items() if rule.filters]
    whys = [
        *({"kind": kind, **place} for kind in ("mentor_gone", "slot_gone", "new_mentor", "new_slot")),
        *({"kind": kind} for kind in ("pupil_gone", "fewer_wished", "same", "new_pupil", "open", "placed")),
        *({"kind": "impossible", "rule": rule, "new": new, **place} for rule in rules for new in (True, False)),
        *({"kind": "possible", "rule": rule, **place} for rule in rules),
        *({"kind": "held", "rule": rule, "pupils": who} for rule in BOOK.rules for who in ((), ("p1", "p2"))),
        *({"kind": "freed", "rule": rule, "pupils": who} for rule in BOOK.rules for who in ((), ("p1",))),
        *({"kind": "goal", "goal": goal, "by": 2} for goal in GOALS),
        *({"kind": "missed", "goal": goal} for goal in GOALS),
        {"kind": "with", "pupils": ("p2",)},
    ]

    with app.test_request_context(headers={"Accept-Language": "en"}):
        said = [one for why in whys for one in causes([why], names, frozenset({"p1"}))]

    assert len(said) == len(whys)
    assert all(sentence.endswith(".") for sentence in said)
