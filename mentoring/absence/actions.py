"""Absences told, taken back and erased in time. None of it commits; whoever follows hears by `after_absence`."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, select

from mentoring.absence.models import KEPT_DAYS, Absence, PupilAbsence
from mentoring.core import audit
from mentoring.core.clock import OSLO, now, today
from mentoring.core.database import add_all, db
from mentoring.core.refusal import Refusal
from mentoring.registration.models import Mentor, Pupil

#: the longest absence that is believed (days): who is away for longer has left
LONGEST = 200

_followers: list[Callable[[Mentor], object]] = []


def after_absence(follow: Callable[[Mentor], object]) -> None:
    """Have something done, in the same transaction, when a mentor's absences have changed."""
    if follow not in _followers:
        _followers.append(follow)


def tell_days(mentor: Mentor, *, first: date, last: date) -> Absence:
    """The mentor cannot come on these days, both included."""
    _refuse_days(first, last)
    return _tell(mentor, _midnight(first), _midnight(last + timedelta(days=1)))


def tell_hours(mentor: Mentor, *, start: datetime, end: datetime) -> Absence:
    """The mentor cannot come between two instants (the time of one session)."""
    if end <= now():
        raise Refusal(_("This session is over."))
    return _tell(mentor, start, end)


def _tell(mentor: Mentor, start: datetime, end: datetime) -> Absence:
    """Told twice it is one absence; one that a longer one covers is that."""
    covering = select(Absence).where(Absence.mentor_id == mentor.id, Absence.start <= start, Absence.end >= end)
    if there := db.session.scalars(covering).first():
        return there
    made = Absence(mentor=mentor, start=start, end=end, created_at=now())
    add_all([made])
    audit.record("absence.told", subject=f"mentor:{mentor.id}", mentor=mentor.id, absence=made.id)
    _follow(mentor)
    return made


def take_back(absence: Absence) -> None:
    """The mentor comes after all."""
    mentor = absence.mentor
    audit.record("absence.taken_back", subject=f"mentor:{mentor.id}", mentor=mentor.id, absence=absence.id)
    db.session.delete(absence)
    db.session.flush()
    _follow(mentor)


def tell_of_pupil(pupil: Pupil, *, first: date, last: date, by_guardian: bool = False) -> PupilAbsence:
    """The pupil does not come on these days, both included. Told twice it is one absence."""
    _refuse_days(first, last)
    covering = select(PupilAbsence).where(
        PupilAbsence.pupil_id == pupil.id, PupilAbsence.first <= first, PupilAbsence.last >= last
    )
    if there := db.session.scalars(covering).first():
        return there
    made = PupilAbsence(pupil=pupil, first=first, last=last, by_guardian=by_guardian, created_at=now())
    add_all([made])
    audit.record("pupil.absent", subject=f"pupil:{pupil.id}", pupil=pupil.id, absence=made.id)
    return made


def take_back_of_pupil(absence: PupilAbsence) -> None:
    """The pupil comes after all."""
    pupil_id = absence.pupil_id
    audit.record("pupil.comes_after_all", subject=f"pupil:{pupil_id}", pupil=pupil_id, absence=absence.id)
    db.session.delete(absence)
    db.session.flush()


def erase_old() -> None:
    """Erase absences that are long over."""
    db.session.execute(delete(Absence).where(Absence.end < now() - timedelta(days=KEPT_DAYS)))
    db.session.execute(delete(PupilAbsence).where(PupilAbsence.last < today() - timedelta(days=KEPT_DAYS)))


def _refuse_days(first: date, last: date) -> None:
    if last < first:
        raise Refusal(_("The last day is before the first."), "last")
    if last < today():
        raise Refusal(_("These days are past."), "last")
    if (last - first).days >= LONGEST:
        raise Refusal(_("That is more than %(days)d days. Tell the staff that you stop.", days=LONGEST), "last")


def _follow(mentor: Mentor) -> None:
    for follow in _followers:
        follow(mentor)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), OSLO)
