"""Pupils: registered, changed, gone, come back."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, TypedDict, Unpack

from flask_babel import gettext as _

from mentoring.core import audit
from mentoring.core.clock import now, today
from mentoring.core.database import add_all, db
from mentoring.core.refusal import Refusal
from mentoring.programme.models import Programme, School, Topic, Venue
from mentoring.registration.actions import checks
from mentoring.registration.models import Pupil
from mentoring.registration.queries import find_pupil
from mentoring.registration.reading.week import WindowJson


class PupilValues(TypedDict, total=False):
    """What may be said of a pupil, in plain values; what is left out stays as it is.

    `languages`: ISO 639 codes, home language first. `needs` and `venues`: ids of the programme's topics and venues.
    `gender` and `mentor_gender`: "f", "m", "x" or None. `goes_everywhere` true empties `venues`.
    """

    school_id: int
    given_name: str
    family_name: str
    birth_date: date | None
    grade: int
    form: str
    gender: str | None
    languages: list[str]
    required_language: str | None
    needs: Collection[int]
    availability: list[WindowJson]
    goes_everywhere: bool
    venues: Collection[int]
    sessions_wanted: int
    priority: int
    mentor_gender: str | None
    mentor_gender_required: bool
    remark: str


_NEEDED = ("given_name", "family_name", "grade", "school_id")


def register_pupil(programme: Programme, **values: Unpack[PupilValues]) -> Pupil:
    """A new pupil. School, names and grade are needed.

    Refuses one who is registered already at that school (same names, and same or unknown birth date); look with
    `queries.find_pupil` first where the same pupil may come twice.
    """
    checks.refuse_empty(dict.fromkeys(_NEEDED) | values, *_NEEDED)
    moment = now()
    pupil = Pupil(programme=programme, created_at=moment, changed_at=moment)
    with db.session.no_autoflush:
        checks.put(pupil, _checked(programme, values))
        _refuse_double(pupil)
    add_all([pupil])
    audit.record("pupil.registered", subject=f"pupil:{pupil.id}", pupil=pupil.id)
    return pupil


def change_pupil(pupil: Pupil, **values: Unpack[PupilValues]) -> tuple[str, ...]:
    """Store what differs; the names of the fields that did. Refuses to make a double of another pupil."""
    checks.refuse_empty(values, *_NEEDED)
    with db.session.no_autoflush:
        changed = checks.put(pupil, _checked(pupil.programme, values, pupil))
        if set(changed) & {"school", "given_name", "family_name", "birth_date"}:
            _refuse_double(pupil)
    if changed:
        pupil.changed_at = now()
        audit.record("pupil.changed", subject=f"pupil:{pupil.id}", pupil=pupil.id, fields=list(changed))
    db.session.flush()
    return changed


def pupil_left(pupil: Pupil, *, on: date | None = None) -> None:
    """The pupil takes part no more from that day (today); the record stays until its time is over."""
    pupil.left_on = on or today()
    audit.record("pupil.left", subject=f"pupil:{pupil.id}", pupil=pupil.id)


def pupil_came_back(pupil: Pupil) -> None:
    """The pupil takes part again."""
    pupil.left_on = None
    audit.record("pupil.changed", subject=f"pupil:{pupil.id}", pupil=pupil.id, fields=["left_on"])


def _checked(programme: Programme, values: Mapping[str, Any], pupil: Pupil | None = None) -> dict[str, Any]:
    """The values as they are stored; a Refusal where one cannot be."""
    checks.refuse_identity_numbers(values)
    if pupil is None or values.get("grade") != pupil.grade:
        checks.refuse_other_grade(programme, values.get("grade"), "grade")
    checks.refuse_future(values.get("birth_date"), "birth_date")
    for field in ("sessions_wanted", "priority"):
        checks.refuse_outside(values.get(field), 1, 3, field)
    stored = dict(values)
    if "school_id" in stored:
        stored["school"] = db.session.get(School, stored.pop("school_id"))
        if stored["school"] is None:
            raise Refusal(_("Choose a school."), "school_id")
    if "availability" in stored:
        stored["availability"] = checks.windows(stored["availability"])
    if "needs" in stored:
        stored["needs"] = checks.rows_of(Topic, programme.id, stored["needs"], "needs")
    if stored.get("goes_everywhere"):
        stored["venues"] = ()
    if "venues" in stored:
        stored["venues"] = checks.rows_of(Venue, programme.id, stored["venues"], "venues")
    if "mentor_gender" in stored and not stored["mentor_gender"]:
        stored |= {"mentor_gender": None, "mentor_gender_required": False}
    return stored


def _refuse_double(pupil: Pupil) -> None:
    """Two records of one pupil would part the history; two pupils of one name differ in their birth dates."""
    found = find_pupil(pupil.programme.id, pupil.school.id, pupil.given_name, pupil.family_name, pupil.birth_date)
    if found is not None and found is not pupil:
        raise Refusal(
            _(
                "%(name)s is registered at this school already. For another pupil of the same name, "
                "both need a birth date.",
                name=found.name,
            ),
            "given_name",
        )
