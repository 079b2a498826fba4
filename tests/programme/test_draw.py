"""The published draw can be counted again by anybody."""

from hashlib import sha256

from mentoring.programme.draw import HIGHEST, places_of, pupil_key, ticket_of

SEED = "Lotto 15.8.2026: 3 7 11 19 22 28 30"
KEYS = [pupil_key(number) for number in range(1, 131)]


def test_a_ticket_is_counted_as_the_page_explains():
    digits = sha256(f"{SEED}\np12".encode()).hexdigest()[:16]

    assert ticket_of(SEED, "p12") == int(digits, 16) % 1_000_000 + 1 == 113_808


def test_tickets_lie_between_one_and_the_highest():
    tickets = [ticket_of(SEED, key) for key in KEYS]

    assert min(tickets) >= 1
    assert max(tickets) <= HIGHEST
    # nobody is favoured for having come early or late
    assert 0.4 * HIGHEST < sum(tickets) / len(tickets) < 0.6 * HIGHEST


def test_places_are_distinct_and_do_not_depend_on_the_order():
    places = places_of(SEED, KEYS)

    assert sorted(places.values()) == list(range(1, 131))
    assert places == places_of(SEED, reversed(KEYS))


def test_a_pupil_who_comes_later_changes_nobodys_ticket_and_no_ones_order():
    before = places_of(SEED, KEYS)

    after = places_of(SEED, [*KEYS, pupil_key(131)])

    assert sorted(KEYS, key=before.get) == sorted(KEYS, key=after.get)


def test_equal_tickets_are_parted_by_the_number_behind_them():
    # the first two pupils of this draw who have the same ticket
    first, second = pupil_key(42), pupil_key(1934)

    assert ticket_of(SEED, first) == ticket_of(SEED, second) == 109_090
    assert places_of(SEED, [second, first]) == {first: 1, second: 2}


def test_another_seed_is_another_draw_and_no_seed_is_none():
    assert ticket_of("another", "p1") != ticket_of(SEED, "p1")
    assert ticket_of("", "p1") == 0
    assert places_of("", ["p1", "p2"]) == {"p1": 0, "p2": 0}
