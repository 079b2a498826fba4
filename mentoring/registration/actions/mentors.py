"""Mentors: registered, changed, gone, come back."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, TypedDict, Unpack

from flask_babel import gettext as _

from mentoring.core import audit
from mentoring.core.clock import now, today
from mentoring.core.database import add_all, db
from mentoring.core.refusal import Refusal
from mentoring.programme.models import Programme, Topic, Venue
from mentoring.registration.actions import checks
from mentoring.registration.models import Mentor
from mentoring.registration.queries import find_mentor
from mentoring.registration.reading.week import WindowJson


class MentorValues(TypedDict, total=False):
    """What may be said of a mentor, in plain values; what is left out stays as it is.

    `languages`: ISO 639 codes. `topics` and `venues`: ids of the programme's. `gender`: "f", "m", "x" or None.
    `goes_everywhere` true empties `venues`.
    """

    given_name: str
    family_name: str
    email: str
    phone: str
    birth_date: date | None
    gender: str | None
    languages: list[str]
    topics: Collection[int]
    grade_low: int
    grade_high: int
    availability: list[WindowJson]
    goes_everywhere: bool
    venues: Collection[int]
    max_sessions: int
    max_pupils: int
    group_size: int
    qualifications: list[str]


_NEEDED = ("given_name", "family_name", "email")
#: (field, least, most)
LIMITS = (("max_sessions", 0, 20), ("max_pupils", 0, 60), ("group_size", 1, 12))


def register_mentor(programme: Programme, **values: Unpack[MentorValues]) -> Mentor:
    """A new mentor, not yet cleared. Names and e-mail are needed; refuses an address that is there already."""
    checks.refuse_empty(dict.fromkeys(_NEEDED) | values, *_NEEDED)
    moment = now()
    grades: MentorValues = {"grade_low": programme.grade_low, "grade_high": programme.grade_high}
    mentor = Mentor(programme=programme, created_at=moment, changed_at=moment)
    with db.session.no_autoflush:
        checks.put(mentor, _checked(programme, grades | values))
        _refuse_double(mentor)
    add_all([mentor])
    audit.record("mentor.registered", subject=f"mentor:{mentor.id}", mentor=mentor.id)
    return mentor


def change_mentor(mentor: Mentor, **values: Unpack[MentorValues]) -> tuple[str, ...]:
    """Store what differs; the names of the fields that did. Refuses another mentor's address."""
    checks.refuse_empty(values, *_NEEDED)
    with db.session.no_autoflush:
        changed = checks.put(mentor, _checked(mentor.programme, values, mentor))
        if mentor.grade_high < mentor.grade_low:
            raise Refusal(_("The highest grade is lower than the lowest."), "grade_high")
        if "email" in changed:
            _refuse_double(mentor)
    if changed:
        mentor.changed_at = now()
        audit.record("mentor.changed", subject=f"mentor:{mentor.id}", mentor=mentor.id, fields=list(changed))
    db.session.flush()
    return changed


def mentor_left(mentor: Mentor, *, on: date | None = None) -> None:
    """The mentor takes part no more from that day (today); the clearance record is erased on the spot."""
    mentor.left_on = on or today()
    mentor.clearance.clear()
    audit.record("mentor.left", subject=f"mentor:{mentor.id}", mentor=mentor.id)


def mentor_came_back(mentor: Mentor) -> None:
    """The mentor takes part again, and has to be cleared anew."""
    mentor.left_on = None
    audit.record("mentor.changed", subject=f"mentor:{mentor.id}", mentor=mentor.id, fields=["left_on"])


def _checked(programme: Programme, values: Mapping[str, Any], mentor: Mentor | None = None) -> dict[str, Any]:
    """The values as they are stored; a Refusal where one cannot be."""
    checks.refuse_identity_numbers(values)
    checks.refuse_future(values.get("birth_date"), "birth_date")
    for field in ("grade_low", "grade_high"):
        if mentor is None or values.get(field) != getattr(mentor, field):
            checks.refuse_other_grade(programme, values.get(field), field)
    for field, low, high in LIMITS:
        checks.refuse_outside(values.get(field), low, high, field)
    if values.get("grade_low", 0) > values.get("grade_high", 99):
        raise Refusal(_("The highest grade is lower than the lowest."), "grade_high")
    stored = dict(values)
    if "availability" in stored:
        stored["availability"] = checks.windows(stored["availability"])
    if "topics" in stored:
        stored["topics"] = checks.rows_of(Topic, programme.id, stored["topics"], "topics")
    if stored.get("goes_everywhere"):
        stored["venues"] = ()
    if "venues" in stored:
        stored["venues"] = checks.rows_of(Venue, programme.id, stored["venues"], "venues")
    return stored


def _refuse_double(mentor: Mentor) -> None:
    found = find_mentor(mentor.programme.id, mentor.email)
    if found is not None and found is not mentor:
        raise Refusal(
            _("%(name)s is registered with this address already. Each mentor needs an own one.", name=found.name),
            "email",
        )
