"""Names that may be the same person are shown with the reason."""

from datetime import date

import pytest

from mentoring.registration.reading.alike import Likeness, Person, alike, compare

BORN = date(2012, 7, 8)


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("Ida Moe", "Ida Moe", Likeness.SAME),
        ("Åse Strøm-Åsen", "ase strom asen", Likeness.SPELT),
        ("William Yılmaz", "William Yilmaz", Likeness.SPELT),
        ("Khadija O'Brien", "Khadija OBrien", Likeness.SPELT),
        ("Ida Moe", "Moe Ida", Likeness.SWAPPED),
        ("Oskar Kowalski", "Oscar Kowalski", Likeness.LETTER),
        ("Mohamed Ali", "Mohammed Ali", Likeness.LETTER),
        ("Kasper Berg", "Kapser Berg", Likeness.LETTER),
        ("Ida Strøm-Åsen", "Ida Åsen", Likeness.SHORTER),
        ("Anne Grethe Moe", "Anne Moe", Likeness.SHORTER),
    ],
)
def test_names_that_look_alike_are_paired_with_the_reason(one: str, other: str, likeness: Likeness) -> None:
    (pair,) = alike([Person(1, one, BORN), Person(2, other, BORN)])

    assert (pair.one.key, pair.other.key, pair.likeness, pair.same_birth_date) == (1, 2, likeness, True)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ida Moe", "Ola Moe"), ("Ali Karlsen", "Ali Larsen"), ("Maja Olsen", "Maja Jensen"), ("Ida", "Ada")],
)
def test_other_names_are_not_paired(one: str, other: str) -> None:
    assert compare(Person(1, one, BORN), Person(2, other, BORN)) is None


def test_birth_dates_far_apart_tell_people_apart() -> None:
    assert (
        alike([Person(1, "Jakob Warsame", date(2012, 11, 16)), Person(2, "Jakob Warsame", date(2013, 8, 31))]) == []
    )


@pytest.mark.parametrize("other", [date(2012, 8, 7), date(2012, 7, 9), date(2011, 7, 8)])
def test_the_same_name_with_a_slip_in_the_date_is_paired(other: date) -> None:
    (pair,) = alike([Person(1, "Ida Moe", BORN), Person(2, "Ida Moe", other)])

    assert (pair.likeness, pair.same_birth_date) == (Likeness.DATE, False)


def test_an_unknown_birth_date_rules_nobody_out() -> None:
    (pair,) = alike([Person(1, "Ida Moe"), Person(2, "Ida  Moe", BORN)])

    assert (pair.likeness, pair.same_birth_date) == (Likeness.SAME, None)


def test_a_list_is_compared_with_those_already_registered_only() -> None:
    new = [Person("n1", "Ida Moe", BORN), Person("n2", "Ida Moe", BORN)]
    old = [Person("o1", "Ida Moe", BORN), Person("o2", "Per Moe", BORN)]

    assert [(pair.one.key, pair.other.key) for pair in alike(new, old)] == [("n1", "o1"), ("n2", "o1")]


def test_every_pair_is_found_that_comparing_all_with_all_finds() -> None:
    given, family = ["Mohamed", "Mohammed", "Ida", "Åse", "Ase"], ["Strøm-Åsen", "Strom", "Kowalski", "Kovalski"]
    people = [Person((g, f), f"{g} {f}", BORN) for g in given for f in family]

    found = {(pair.one.key, pair.other.key) for pair in alike(people)}

    assert found == {
        (one.key, other.key)
        for place, one in enumerate(people)
        for other in people[place + 1 :]
        if compare(one, other)
    }
