"""Clearance is valid or not on a date."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from mentoring.registration.clearance import is_cleared, is_fresh, is_minor, missing


@dataclass(frozen=True)
class Row:
    """A row of the checklist."""

    item: str
    done_on: date | None = None
    issued_on: date | None = None
    noted_at: datetime = datetime(2026, 9, 1, 8, tzinfo=UTC)


def certificate(shown: date | None = date(2026, 9, 14), issued: date | None = date(2026, 6, 15)) -> Row:
    return Row("certificate", shown, issued)


def test_who_has_done_all_that_is_required_is_cleared():
    rows = [Row("interview", date(2026, 8, 20)), certificate()]

    assert is_cleared(rows, ["interview", "certificate"], date(2026, 9, 14))


def test_one_item_that_lacks_is_enough_not_to_be_cleared():
    rows = [Row("interview", date(2026, 8, 20)), certificate()]

    assert not is_cleared(rows, ["interview", "certificate", "training"], date(2026, 12, 1))
    assert missing(rows, ["interview", "certificate", "training"], date(2026, 12, 1)) == ["training"]


def test_what_the_programme_does_not_ask_for_does_not_matter():
    assert is_cleared([], [], date(2026, 9, 1))


def test_an_item_holds_from_the_day_it_was_done():
    rows = [Row("interview", date(2026, 8, 20))]

    assert not is_cleared(rows, ["interview"], date(2026, 8, 19))
    assert is_cleared(rows, ["interview"], date(2026, 8, 20))


def test_an_item_without_a_date_holds_from_the_norwegian_day_on_which_it_was_noted():
    late = Row("training", noted_at=datetime(2026, 9, 1, 22, 30, tzinfo=UTC))

    assert not is_cleared([late], ["training"], date(2026, 9, 1))
    assert is_cleared([late], ["training"], date(2026, 9, 2))


@pytest.mark.parametrize(
    ("issued", "last_good"),
    [
        (date(2026, 6, 15), date(2026, 9, 14)),
        (date(2026, 11, 30), date(2027, 2, 27)),
        (date(2027, 11, 30), date(2028, 2, 28)),
        (date(2026, 12, 31), date(2027, 3, 30)),
    ],
)
def test_a_certificate_is_fresh_until_the_day_before_it_is_three_months_old(issued: date, last_good: date):
    day_after = date.fromordinal(last_good.toordinal() + 1)

    assert is_fresh(issued, last_good)
    assert not is_fresh(issued, day_after)
    assert not is_cleared([certificate(day_after, issued)], ["certificate"], date(2028, 12, 1))


def test_a_certificate_is_fresh_on_its_first_day_and_not_before_it():
    assert is_fresh(date(2026, 6, 15), date(2026, 6, 15))
    assert not is_fresh(date(2026, 6, 15), date(2026, 6, 14))


def test_a_certificate_that_is_shown_in_the_future_does_not_clear_today():
    assert not is_cleared([certificate()], ["certificate"], date(2026, 9, 13))


def test_a_certificate_is_due_again_after_three_years():
    assert is_cleared([certificate()], ["certificate"], date(2029, 9, 13))
    assert not is_cleared([certificate()], ["certificate"], date(2029, 9, 14))


def test_a_certificate_whose_day_of_issue_is_unknown_clears_nobody():
    assert not is_cleared([certificate(issued=None)], ["certificate"], date(2026, 10, 1))


def test_a_mentor_is_a_minor_until_the_eighteenth_birthday():
    assert is_minor(date(2009, 3, 1), date(2027, 2, 28))
    assert not is_minor(date(2009, 3, 1), date(2027, 3, 1))
    assert not is_minor(None, date(2027, 3, 1))
