"""The published draw can be counted again by anybody."""

from hashlib import sha256

from mentoring.programme.draw import HIGHEST, pupil_key, ticket_of

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


def test_another_seed_is_another_draw_and_no_seed_is_none():
    assert ticket_of("another", "p1") != ticket_of(SEED, "p1")
    assert ticket_of("", "p1") == 0
