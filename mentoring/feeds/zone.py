"""The one time zone of Mentorplan: its clock changes, and the block that tells calendars of them."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from icalendar import Timezone

OSLO = ZoneInfo("Europe/Oslo")

# Written by hand: the library makes lists of dates with a summer that begins an hour late, which readers
# built on dateutil show as summer sessions an hour late and Outlook does not read.
OSLO_BLOCK = """\
BEGIN:VTIMEZONE
TZID:Europe/Oslo
BEGIN:STANDARD
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
END:VTIMEZONE
""".replace("\n", "\r\n")


class UnrealTimeError(ValueError):
    """A wall-clock time that the clock in Norway skips, or shows twice, on that day.

    `sentence` is the English msgid with the places %(day)s and %(time)s, `day` and `time` are their values.
    """

    def __init__(self, sentence: str, day: date, clock: time) -> None:
        """Keep what the page needs to say it in another language."""
        super().__init__(sentence % {"day": day.isoformat(), "time": f"{clock:%H:%M}"})
        self.sentence = sentence
        self.day = day
        self.time = clock


def _(sentence: str) -> str:
    """Mark a sentence for the translators; the page translates it when it is shown."""
    return sentence


SKIPPED = _("The clock is set forward on %(day)s and skips %(time)s. Choose another time.")
TWICE = _("The clock is set back on %(day)s and shows %(time)s twice. Choose another time.")


def refuse_unreal_time(day: date, clock: time) -> datetime:
    """Give the moment at which clocks in Norway show `clock` on `day`, as an aware time in Europe/Oslo.

    Raises UnrealTimeError where there is no such moment or more than one (the nights of the clock changes).
    """
    moment = datetime.combine(day, clock.replace(fold=0), OSLO)
    if moment.utcoffset() == moment.replace(fold=1).utcoffset():
        return moment
    back = moment.astimezone(UTC).astimezone(OSLO)
    raise UnrealTimeError(TWICE if back.time() == clock else SKIPPED, day, clock)


def zone_component() -> Timezone:
    """Give Europe/Oslo as the component that stands before the events of a calendar."""
    return Timezone.from_ical(OSLO_BLOCK)  # type: ignore[return-value] # one component in, one of its kind out
