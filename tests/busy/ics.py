"""Calendar files as tests write them: only what the test is about."""

from datetime import UTC, datetime

from mentoring.busy.reading.intervals import Reading, read
from mentoring.busy.reading.series import Window

#: Tuesday 10 November 2026 lies in it, and both changes of the clock
WINDOW = Window(datetime(2026, 10, 1, tzinfo=UTC), datetime(2027, 10, 31, 12, tzinfo=UTC))


def calendar(*lines: str) -> bytes:
    """A whole calendar with these lines inside."""
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//y", *lines, "END:VCALENDAR", ""]).encode()


def event(*lines: str, uid: str = "one") -> str:
    """A VEVENT with these lines; a title that must be found nowhere."""
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", "SUMMARY:Kiropraktor", *lines, "END:VEVENT"])


def reading(*lines: str, all_day: str = "busy") -> Reading:
    """What a calendar of these lines says in WINDOW, for a mentor in Norway."""
    return read(calendar(*lines), WINDOW, all_day=all_day, home="Europe/Oslo")  # type: ignore[arg-type]  # one of three


def times(found: Reading) -> list[str]:
    """The intervals as text in UTC: "2026-11-10 09:00/10:00", with the day of the end where it is another."""
    return [
        f"{start:%Y-%m-%d %H:%M}/{end:{'%H:%M' if start.date() == end.date() else '%d %H:%M'}}"
        for start, end in found.intervals
    ]
