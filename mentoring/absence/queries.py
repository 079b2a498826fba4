"""Reads of absences: by matching and the term for all mentors, by pages for those whom their viewer may see."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime

from sqlalchemy import select

from mentoring.absence.models import Absence, PupilAbsence
from mentoring.core.clock import now, today
from mentoring.core.database import db

Stretch = tuple[datetime, datetime]


def away_times(mentors: Collection[int], start: datetime, end: datetime) -> dict[int, list[Stretch]]:
    """Mentor → stretches of absence that touch the one between two instants, in order. Who has none is left out."""
    query = select(Absence.mentor_id, Absence.start, Absence.end).where(Absence.end > start, Absence.start < end)
    wanted = set(mentors)
    found: dict[int, list[Stretch]] = defaultdict(list)
    for mentor_id, begins, ends in db.session.execute(query.order_by(Absence.start, Absence.end)):
        if mentor_id in wanted:
            found[mentor_id].append((begins, ends))
    return dict(found)


def absences_of(mentor_id: int) -> list[Absence]:
    """What a mentor has told and is not over; whoever asks may see that mentor."""
    query = select(Absence).where(Absence.mentor_id == mentor_id, Absence.end > now()).order_by(Absence.start)
    return list(db.session.scalars(query))


def absence_of(mentor_id: int, absence_id: int) -> Absence | None:
    """One of those."""
    return next((one for one in absences_of(mentor_id) if one.id == absence_id), None)


def absent_pupils(pupils: Collection[int], start: date, end: date) -> set[tuple[int, date]]:
    """(pupil, date) of the dates, both ends included, on which these pupils do not come."""
    touching = select(PupilAbsence).where(PupilAbsence.first <= end, PupilAbsence.last >= start)
    wanted = set(pupils)
    return {
        (one.pupil_id, day)
        for one in db.session.scalars(touching)
        if one.pupil_id in wanted
        for day in _days(max(start, one.first), min(end, one.last))
    }


def absences_of_pupils(pupils: Iterable[int]) -> list[PupilAbsence]:
    """What was told of these pupils and is not over; whoever asks may see them."""
    query = select(PupilAbsence).where(PupilAbsence.pupil_id.in_(list(pupils)), PupilAbsence.last >= today())
    return list(db.session.scalars(query.order_by(PupilAbsence.first, PupilAbsence.id)))


def _days(first: date, last: date) -> Iterable[date]:
    return (date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1))
