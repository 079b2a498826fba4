"""Which entries a calendar shows on a day, and when time itself changes it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from mentoring.feeds.calendar import Entry, Feed, feed_bytes
from mentoring.feeds.window import shown, turnover
from mentoring.feeds.zone import OSLO

TODAY = date(2026, 5, 1)


def on(day: date) -> dict[str, Any]:
    start = datetime(day.year, day.month, day.day, 15, tzinfo=OSLO)
    return {"start": start, "end": start + timedelta(hours=1)}


@pytest.mark.parametrize(
    ("days", "status", "seen"),
    [
        (-30, "confirmed", True),
        (-31, "confirmed", False),
        (-14, "cancelled", True),
        (-15, "cancelled", False),
        (366, "confirmed", True),
        (367, "confirmed", False),
    ],
)
def test_a_calendar_shows_a_month_back_and_a_year_ahead(
    entry: Callable[..., Entry], days: int, status: str, seen: bool
) -> None:
    one = entry(status=status, **on(TODAY + timedelta(days=days)))

    assert shown([one], TODAY) == ((one,) if seen else ())


def test_a_camp_counts_from_its_last_day(entry: Callable[..., Entry]) -> None:
    camp = entry(start=date(2026, 3, 28), end=date(2026, 4, 2))

    assert shown([camp], date(2026, 5, 1)) == (camp,)
    assert shown([camp], date(2026, 5, 2)) == ()


def test_of_too_many_entries_the_nearest_are_shown(entry: Callable[..., Entry]) -> None:
    start = datetime(2026, 5, 1, 8, tzinfo=OSLO)
    many = [
        entry(uid=f"s{n}", start=start + timedelta(hours=n * 5), end=start + timedelta(hours=n * 5 + 1))
        for n in range(1_200)
    ]

    assert shown(reversed(many), TODAY) == tuple(many[:999])


def test_a_calendar_stays_under_a_megabyte(entry: Callable[..., Entry]) -> None:
    many = [entry(uid=f"s{n}", description="æ,\n" * 1_000, **on(TODAY)) for n in range(300)]

    near = shown(many, TODAY)

    size = len(feed_bytes(Feed(name="Ø" * 2_000, description="", language="nb", entries=near)))
    assert 900_000 < size < 1_000_000


def test_time_itself_changes_a_calendar_when_an_entry_leaves(entry: Callable[..., Entry]) -> None:
    past, coming = entry(**on(date(2026, 3, 31))), entry(uid="b", **on(date(2026, 5, 2)))

    assert turnover([past, coming], date(2026, 4, 30)) == datetime(2025, 4, 30, 22, tzinfo=UTC)
    assert turnover([past, coming], date(2026, 5, 1)) == datetime(2026, 4, 30, 22, tzinfo=UTC)
    assert turnover([past, coming], date(2026, 5, 20)) == datetime(2026, 4, 30, 22, tzinfo=UTC)
    assert turnover([], TODAY) is None


def test_a_calendar_that_is_cut_may_change_every_day(entry: Callable[..., Entry]) -> None:
    many = [entry(uid=f"s{n}", **on(TODAY)) for n in range(1_000)]

    assert turnover(many, TODAY) == datetime(2026, 4, 30, 22, tzinfo=UTC)


def test_the_same_entries_are_the_same_calendar_tomorrow(entry: Callable[..., Entry]) -> None:
    sessions = [entry(uid=f"s{n}", **on(TODAY + timedelta(days=n))) for n in range(60)]

    assert shown(sessions, TODAY) == shown(sessions, TODAY + timedelta(days=1))
