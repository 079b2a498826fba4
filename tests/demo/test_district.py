"""The invented district: the same from the same seed, of plausible size, in the middle of a term on any day."""

from collections import Counter
from datetime import date, timedelta

import pytest

from mentoring.core.identity import eleven_digits
from mentoring.demo.days import days_off, terms_around
from mentoring.demo.district import district

DAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def sagene():
    """The district of one day."""
    return district(DAY)


def test_the_same_seed_and_day_give_the_same_facts(sagene):
    assert district(DAY) == sagene


def test_another_seed_gives_other_people(sagene):
    assert district(DAY, "Bjølsen").pupils != sagene.pupils


def test_its_size_is_that_of_sagene(sagene):
    assert (len(sagene.schools), len(sagene.venues), len(sagene.mentors)) == (3, 4, 40)
    assert len(sagene.pupils) + len(sagene.newcomers) == 130
    assert 130 <= len(sagene.guardians) <= 260
    assert sum(bool(mentor.missing) for mentor in sagene.mentors) == 4


def test_brothers_and_sisters_share_guardians_and_never_a_record(sagene):
    of_guardian = Counter(number for pupil in sagene.pupils for number in pupil.guardians)
    people = [(pupil.given_name, pupil.family_name) for pupil in sagene.pupils + sagene.newcomers]

    assert max(of_guardian.values()) == 2
    assert len(set(people)) == len(people)


def test_everybody_has_guardians_times_and_needs(sagene):
    for pupil in sagene.pupils + sagene.newcomers:
        assert pupil.guardians
        assert pupil.availability
        assert pupil.needs
        assert 12 <= (DAY - pupil.birth_date).days / 365.25 <= 16.5


def test_nobody_can_be_reached_by_mistake(sagene):
    addresses = [person.email for person in sagene.guardians + sagene.mentors]

    assert all(address.endswith("@example.org") and address.isascii() for address in addresses)
    assert len(set(addresses)) == len(addresses)


def test_no_remark_holds_an_identity_number(sagene):
    assert not [pupil for pupil in sagene.pupils if eleven_digits(pupil.remark)]


def test_who_is_tied_together_is_not_kept_apart(sagene):
    tied = [number for pair in sagene.together + sagene.apart for number in pair]

    assert len(tied) == len(set(tied)) == 16


def test_the_mentor_who_leaves_was_cleared(sagene):
    assert sagene.mentors[sagene.quitter].missing == ()


def test_any_day_lies_well_within_the_term_at_hand():
    for days in range(0, 1500, 5):
        day = date(2026, 1, 1) + timedelta(days=days)

        now, following = terms_around(day)

        assert now.start + timedelta(days=14) <= day <= now.end - timedelta(days=14), day
        assert now.end < following.start < following.end
        assert now.name != following.name


def test_the_breaks_of_2026_27_fall_where_the_rule_puts_them():
    found = {day.name: (day.start, day.end) for day in days_off(terms_around(date(2026, 10, 15)))}

    assert found["Høstferie"] == (date(2026, 9, 28), date(2026, 10, 2))
    assert found["Vinterferie"] == (date(2027, 2, 22), date(2027, 2, 26))
    assert found["Påskeferie"] == (date(2027, 3, 22), date(2027, 3, 29))
