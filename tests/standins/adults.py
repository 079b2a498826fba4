"""The rule of two adults, counted in plain loops over the minutes of all sessions that are still to come."""

from collections import defaultdict
from datetime import datetime, time, timedelta

from mentoring.absence.queries import away_times
from mentoring.core.clock import OSLO, today
from mentoring.programme.models import Programme
from mentoring.timetable.models import Session
from mentoring.timetable.queries import planned_between

FAR = timedelta(days=400)


def alone_at_some_minute(programme: Programme, ahead: timedelta = FAR) -> list[str]:
    """Minutes of the rest of the term, or of so much of it, at which fewer than two adults are with pupils.

    Who is away is not there.
    """
    found = []
    rows = planned_between(programme.id, today(), today() + ahead)
    here = defaultdict(list)
    for one in rows:
        here[one.date, one.venue_id].append(one)
    away = _away(rows)
    for one in rows:
        for minute in range(one.start.hour * 60 + one.start.minute, one.end.hour * 60 + one.end.minute):
            at = time(minute // 60, minute % 60)
            mentors = {
                other.mentor_id
                for other in here[one.date, one.venue_id]
                if other.start <= at < other.end and other.id not in away
            }
            staff = sum(
                hours.staff
                for hours in one.venue.opening_hours
                if hours.day == one.date.isoweekday() and hours.start <= at < hours.end
            )
            if one.id in away or len(mentors) + staff < 2:
                found.append(f"{one.date} {at:%H:%M} {one.venue.name}")
    return found


def _away(rows: list[Session]) -> set[int]:
    """The ids of the sessions whose mentor is away or has left."""
    start = datetime.combine(today(), time(), OSLO)
    times = away_times({one.mentor_id for one in rows}, start, start + FAR)
    return {
        one.id
        for one in rows
        if (one.mentor.left_on is not None and one.mentor.left_on <= one.date)
        or any(a < one.ends_at and one.starts_at < b for a, b in times.get(one.mentor_id, ()))
    }
