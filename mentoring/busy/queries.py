"""Reads of busy times: by the matching and the term for all mentors, by a page for those whom its viewer may see."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta

from flask import current_app
from sqlalchemy import select

from mentoring.absence.queries import away_times
from mentoring.busy.models import BusyCalendar, BusyTime
from mentoring.busy.weekly import Piece, Stretch, blocked
from mentoring.core.access import Viewer
from mentoring.core.clock import OSLO
from mentoring.core.database import db
from mentoring.programme.models import Programme
from mentoring.programme.queries import days_off_between, levels_of, term_on
from mentoring.programme.slots import slots_of
from mentoring.registration.queries import mentor_seen_by


def calendars_of(mentor_id: int) -> list[BusyCalendar]:
    """A mentor's calendars, the oldest first; whoever asks may see that mentor."""
    query = select(BusyCalendar).where(BusyCalendar.mentor_id == mentor_id).order_by(BusyCalendar.id)
    return list(db.session.scalars(query))


def own_calendar(viewer: Viewer, calendar_id: int) -> BusyCalendar | None:
    """One of the viewer's own calendars, as a mentor who is still there; nobody else gets at one."""
    found = db.session.get(BusyCalendar, calendar_id)
    if found is None or viewer.mentor_id is None or found.mentor_id != viewer.mentor_id:
        return None
    return found if mentor_seen_by(viewer, found.mentor_id) else None


def due(at: datetime, most: int) -> list[int]:
    """The ids of calendars that are to be fetched, those that have waited longest first."""
    query = select(BusyCalendar.id).where(BusyCalendar.next_at <= at).order_by(BusyCalendar.next_at).limit(most)
    return list(db.session.scalars(query))


def busy_times(mentors: Collection[int], start: datetime, end: datetime) -> dict[int, list[Stretch]]:
    """Mentor → busy times that touch the stretch between two instants, in order, of all calendars together.

    Who has none is left out. They may overlap where one person has several calendars.
    """
    query = (
        select(BusyCalendar.mentor_id, BusyTime.start, BusyTime.end)
        .join(BusyTime, BusyTime.calendar_id == BusyCalendar.id)
        .where(BusyTime.end > start, BusyTime.start < end)
        .order_by(BusyTime.start, BusyTime.end)
    )
    wanted = set(mentors)
    found: dict[int, list[Stretch]] = defaultdict(list)
    for mentor_id, begins, ends in db.session.execute(query):
        if mentor_id in wanted:
            found[mentor_id].append((begins, ends))
    return dict(found)


def blocked_weekly(programme: Programme, mentors: Collection[int], on: date) -> dict[int, list[Piece]]:
    """Mentor → the pieces of the week blocked by busy times and absences, for a plan from `on` to the term's end.

    The rule is that of `busy.weekly`. Who has none is left out.
    """
    term = term_on(programme, on)
    if term is None or term.end < on:
        return {}
    first = max(on, term.start)
    busy = _unable(mentors, _midnight(first), _midnight(term.end + timedelta(days=1)))
    slots = [Piece(slot.day, _minute(slot.start), _minute(slot.end)) for slot in slots_of(programme)] if busy else []
    dates = _dates(programme, first, term.end) if busy else {}
    percent = int(current_app.config["BUSY_PERCENT"])
    found = {mentor: blocked(slots, dates, times, percent) for mentor, times in busy.items()}
    return {mentor: pieces for mentor, pieces in found.items() if pieces}


def _unable(mentors: Collection[int], start: datetime, end: datetime) -> dict[int, list[Stretch]]:
    """Busy times and absences together."""
    found = busy_times(mentors, start, end)
    for mentor, away in away_times(mentors, start, end).items():
        found[mentor] = sorted([*found.get(mentor, []), *away])
    return found


def _dates(programme: Programme, first: date, last: date) -> dict[int, Sequence[date]]:
    """Weekday → its dates from first to last on which some school of the programme is open."""
    closed = [set(days_off_between(first, last, (level,))) for level in levels_of(programme)]
    off = set.intersection(*closed) if closed else set()
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    found: dict[int, list[date]] = defaultdict(list)
    for day in days:
        if day not in off:
            found[day.isoweekday()].append(day)
    return dict(found)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), OSLO)


def _minute(of: time) -> int:
    return of.hour * 60 + of.minute
