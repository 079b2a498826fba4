"""The zone block and the wall clock, held against the time zone database: a change of the law fails here."""

import io
from datetime import UTC, date, datetime, time, timedelta

import pytest
from dateutil.tz import tzical

from mentoring.feeds.zone import OSLO, OSLO_BLOCK, SKIPPED, TWICE, UnrealTimeError, refuse_unreal_time

YEARS = range(1997, 2100)


def last_sunday(year: int, month: int) -> date:
    last = date(year, month, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)


@pytest.mark.parametrize("year", YEARS)
def test_the_clock_changes_when_the_block_says(year: int) -> None:
    hours = [datetime(year, 1, 1, tzinfo=UTC) + timedelta(hours=hour) for hour in range(365 * 24)]
    offsets = [hour.astimezone(OSLO).utcoffset() for hour in hours]

    changes = {
        now: (before, after)
        for now, before, after in zip(hours[1:], offsets, offsets[1:], strict=False)
        if before != after
    }

    winter, summer = timedelta(hours=1), timedelta(hours=2)
    assert changes == {
        datetime.combine(last_sunday(year, 3), time(1), UTC): (winter, summer),
        datetime.combine(last_sunday(year, 10), time(1), UTC): (summer, winter),
    }


def test_a_reader_of_the_block_alone_sees_the_times_of_oslo() -> None:
    zone = tzical(io.StringIO(OSLO_BLOCK)).get("Europe/Oslo")

    for year in range(2020, 2040):
        for sunday in (last_sunday(year, 3), last_sunday(year, 10)):
            for hour in (-100, -24, 0, 1, 3, 4, 15, 24, 100):  # 2 is the hour that is skipped or comes twice
                wall = datetime.combine(sunday, time()) + timedelta(hours=hour)
                assert wall.replace(tzinfo=zone).utcoffset() == wall.replace(tzinfo=OSLO).utcoffset()


@pytest.mark.parametrize(
    ("day", "clock", "utc"),
    [
        (date(2026, 3, 28), time(2, 30), datetime(2026, 3, 28, 1, 30, tzinfo=UTC)),
        (date(2026, 3, 29), time(1, 59), datetime(2026, 3, 29, 0, 59, tzinfo=UTC)),
        (date(2026, 3, 29), time(3, 0), datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        (date(2026, 10, 25), time(1, 59), datetime(2026, 10, 24, 23, 59, tzinfo=UTC)),
        (date(2026, 10, 25), time(3, 0), datetime(2026, 10, 25, 2, 0, tzinfo=UTC)),
    ],
)
def test_a_time_that_clocks_show_once_is_a_moment(day: date, clock: time, utc: datetime) -> None:
    moment = refuse_unreal_time(day, clock)

    assert moment.astimezone(UTC) == utc
    assert moment.tzinfo == OSLO


@pytest.mark.parametrize("clock", [time(2, 0), time(2, 30), time(2, 59)])
def test_a_time_that_clocks_skip_is_refused(clock: time) -> None:
    with pytest.raises(UnrealTimeError) as refusal:
        refuse_unreal_time(date(2026, 3, 29), clock)

    assert refusal.value.sentence == SKIPPED
    assert (refusal.value.day, refusal.value.time) == (date(2026, 3, 29), clock)


@pytest.mark.parametrize("clock", [time(2, 0), time(2, 30, fold=1), time(2, 59)])
def test_a_time_that_clocks_show_twice_is_refused(clock: time) -> None:
    with pytest.raises(UnrealTimeError) as refusal:
        refuse_unreal_time(date(2026, 10, 25), clock)

    assert refusal.value.sentence == TWICE


def test_the_refusal_is_a_sentence_that_says_what_to_do() -> None:
    with pytest.raises(ValueError, match="Choose another time") as refusal:
        refuse_unreal_time(date(2026, 3, 29), time(2, 30))

    assert str(refusal.value) == ("The clock is set forward on 2026-03-29 and skips 02:30. Choose another time.")
