"""Stand-ins for several who are away at once: proven best, and nobody is ever left alone with pupils."""

from __future__ import annotations

from itertools import combinations

import pytest

from scheduling.standins import stand_in
from scheduling.standins.goals import GOALS
from scheduling.weekly.problem import Ban
from tests.scheduling.builders import seeds
from tests.scheduling.standins import plain
from tests.scheduling.standins.builders import mentor, problem, pupil, random_problem, session, settings


@pytest.mark.parametrize("seed", seeds(1, 60))
def test_nothing_tried_by_hand_is_better_and_no_rule_is_broken(seed):
    asked = random_problem(seed)

    found = stand_in(asked)

    own = {s.id: s.mentor for s in asked.sessions if s.mentor and s.id not in found.cancelled}
    held = own | dict(found.takes)
    values = tuple(found.values[goal] * (-1 if goal == "fit" else 1) for goal in GOALS)
    assert values == plain.best(asked)
    assert plain.holds(asked, held)
    assert found.is_proven
    assert set(found.alone) == plain.alone(asked, {s.id: s.mentor for s in asked.sessions if s.mentor})


def test_who_comes_is_left_alone_where_nobody_stands_in_and_falls_too():
    there, gone = session("there", "m1"), session("gone", pupils=("p2",))

    found = stand_in(problem(there, gone, mentors=(mentor("m1"),)))

    assert found.alone == ("there",)
    assert found.cancelled == ("there", "gone")


def test_a_stand_in_saves_the_session_of_the_one_who_was_left_alone():
    there, gone = session("there", "m1"), session("gone", pupils=("p2",))

    found = stand_in(problem(there, gone))

    assert found.alone == ("there",)
    assert dict(found.takes) == {"gone": "m2"}
    assert found.cancelled == ()


def test_two_who_are_away_from_one_place_are_only_helped_together():
    first, second = session("first"), session("second", pupils=("p2",))

    found = stand_in(problem(first, second, mentors=(mentor("m1"), mentor("m2"))))

    assert sorted(found.takes.values()) == ["m1", "m2"]
    assert [one.mentor for one in found.options["first"]][:1] == [found.takes["first"]]


def test_one_stand_in_for_two_sessions_is_fewer_people_told_than_two():
    early, late = session("early", staff=2), session("late", staff=2, start=1060)

    found = stand_in(problem(early, late))

    assert len(set(found.takes.values())) == 1


def test_the_better_fit_goes_before_who_has_done_less():
    home = pupil("p1", languages=("so",))
    speaks = mentor("m2", languages=("nb", "so"))

    found = stand_in(problem(session("s1", staff=2), pupils=(home,), mentors=(mentor("m1"), speaks), loads={"m2": 9}))

    assert dict(found.takes) == {"s1": "m2"}


def test_of_equals_the_one_who_has_done_least_is_asked():
    found = stand_in(problem(session("s1", staff=2), loads={"m1": 3, "m2": 1, "m3": 2}))

    assert dict(found.takes) == {"s1": "m2"}
    assert [one.mentor for one in found.options["s1"]] == ["m2", "m3", "m1"]


def test_who_is_there_that_day_anyway_is_named_before_who_comes_for_this_alone():
    own = session("own", "m3", start=1060, staff=2)

    found = stand_in(problem(session("s1", staff=2), own, loads={"m3": 0}))

    assert [(one.mentor, one.there) for one in found.options["s1"]] == [("m3", True), ("m1", False), ("m2", False)]


@pytest.mark.parametrize(
    "unfit",
    [
        {"cleared": False},
        {"availability": ()},
        {"venues": ("v2",)},
        {"gender": "m"},
        {"grades": (1, 8)},
        {"topics": ("brøk",)},
        {"languages": ("en",)},
    ],
)
def test_whom_a_rule_keeps_away_is_not_asked(unfit):
    asked = pupil("p1", required_language="nb", mentor_gender="f", mentor_gender_required=True)
    able, other = mentor("m1", gender="f"), mentor("m2", **({"gender": "f"} | unfit))

    found = stand_in(problem(session("s1", staff=2), pupils=(asked,), mentors=(other,)))
    both = stand_in(problem(session("s1", staff=2), pupils=(asked,), mentors=(other, able)))

    assert dict(found.takes) == {}
    assert found.cancelled == ("s1",)
    assert dict(both.takes) == {"s1": "m1"}


def test_who_refused_or_is_banned_is_not_named_at_all():
    found = stand_in(
        problem(session("s1", staff=2), bans=(Ban("p1", "m1"),), refused=frozenset({("s1", "m2")})),
    )

    assert [one.mentor for one in found.options["s1"]] == ["m3"]


def test_who_misses_a_rule_of_the_house_is_named_last_and_not_chosen():
    small = mentor("m1", grades=(1, 8))

    found = stand_in(problem(session("s1", staff=2), mentors=(small,)))

    assert dict(found.takes) == {}
    assert [(one.mentor, one.misses) for one in found.options["s1"]] == [("m1", ("grades",))]


def test_what_staff_agreed_to_before_is_not_held_against_anybody():
    crowd = tuple(f"p{n}" for n in range(1, 7))
    early, late = session("early", "m1", staff=2, pupils=crowd), session("late", "m1", staff=2, start=1060)
    third = session("third", "m1", staff=2, start=1160)
    few = settings(max_sessions_per_day=1)

    found = stand_in(
        problem(early, late, third, session("gone", staff=2), settings=few, mentors=(mentor("m1", group_size=2),))
    )

    assert found.cancelled == ("gone",)


def test_days_without_anybody_missing_are_left_as_they_are():
    fallen, other = session("gone"), session("other", "m1", day=2)

    found = stand_in(problem(fallen, other, mentors=(mentor("m1", availability=()),)))

    assert found.cancelled == ("gone",)
    assert found.alone == ()


def test_a_session_without_pupils_is_refused():
    with pytest.raises(ValueError, match="needs nobody"):
        stand_in(problem(session("s1", pupils=())))


def test_random_problems_bite():
    """The problems of the first test are no easy ones: some are saved, some fall, some leave others alone."""
    answers = [stand_in(random_problem(seed)) for seed in range(1, 61)]

    assert sum(bool(a.takes) for a in answers) > 15
    assert sum(bool(a.cancelled) for a in answers) > 15
    assert sum(bool(a.alone) for a in answers) > 5
    assert sum(len(a.takes) > len(set(a.takes.values())) for a in answers) > 0
    assert all(set(a.takes) <= set(a.options) for a, _ in combinations(answers, 2))
