"""Changing schools and venues."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from mentoring.core import audit
from mentoring.core.database import add_all, db
from mentoring.core.refusal import Refusal
from mentoring.programme.models import LEVELS, OpeningHours, Programme, School, Venue
from mentoring.programme.slots import Window, overlaps


def add_school(name: str, *, level: str = LEVELS[0]) -> School:
    """A new school of the district, for all programmes. Refuses a name that is there already."""
    _check_school(name)
    school = School(name=name, level=level)
    add_all([school])
    audit.record("school.changed", school=school.id)
    return school


def change_school(school: School, *, name: str, level: str) -> None:
    """Change name or level; the level decides which days off hold."""
    _check_school(name, besides=school.id)
    school.name, school.level = name, level
    audit.record("school.changed", school=school.id)


def _check_school(name: str, besides: int = 0) -> None:
    names = db.session.execute(select(School.id, School.name)).all()
    if any(name.casefold() == other.casefold() for id_, other in names if id_ != besides):
        raise Refusal(_("There is a school of that name already."), "name")


@dataclass(frozen=True)
class VenueFacts:
    """What is entered about a venue. `rooms`: sessions at one moment; `seats`: pupils at one moment."""

    name: str
    address: str = ""
    rooms: int = 1
    seats: int = 8
    is_active: bool = True


def add_venue(programme: Programme, *, facts: VenueFacts, hours: Sequence[Window] = ()) -> Venue:
    """A new venue with its opening hours. Refuses a taken name and hours that overlap."""
    venue = Venue(programme_id=programme.id)
    _set_venue(venue, facts, among=programme.venues)
    _set_hours(venue, hours)
    programme.venues.append(venue)
    db.session.flush()
    audit.record("venue.changed", venue=venue.id)
    return venue


def change_venue(venue: Venue, *, facts: VenueFacts, hours: Sequence[Window]) -> None:
    """Change facts and opening hours; refuses what `add_venue` refuses. A closed venue keeps its hours."""
    _set_venue(venue, facts, among=venue.programme.venues)
    _set_hours(venue, hours)
    audit.record("venue.changed", venue=venue.id)


def store_venue(programme: Programme, *, facts: VenueFacts, hours: Sequence[Window]) -> tuple[Venue, bool]:
    """The venue of that name with these facts and hours, and whether it is new; stored twice it stays one.

    Names are the same whatever their capitals. Nothing is written where nothing differs.
    """
    same = next((venue for venue in programme.venues if venue.name.casefold() == facts.name.casefold()), None)
    if same is None:
        return add_venue(programme, facts=facts, hours=hours), True
    stored = VenueFacts(same.name, same.address, same.rooms, same.seats, same.is_active)
    now = [Window(row.day, row.start, row.end, row.staff) for row in same.opening_hours]
    if stored != facts or sorted(now) != sorted(hours):
        change_venue(same, facts=facts, hours=hours)
    return same, False


def set_opening_hours(venue: Venue, *, hours: Sequence[Window]) -> None:
    """Put these hours in place of the old ones. Refuses hours of one day that overlap."""
    _set_hours(venue, hours)
    audit.record("venue.changed", venue=venue.id)


def _set_venue(venue: Venue, facts: VenueFacts, *, among: Sequence[Venue]) -> None:
    if any(other.name.casefold() == facts.name.casefold() for other in among if other is not venue):
        raise Refusal(_("There is a venue of that name already."), "name")
    venue.name, venue.address = facts.name, facts.address
    venue.rooms, venue.seats, venue.is_active = facts.rooms, facts.seats, facts.is_active


def _set_hours(venue: Venue, hours: Sequence[Window]) -> None:
    if overlaps(hours):
        raise Refusal(_("Two stretches of one day overlap. Make them one, or mend their times."), "hours")
    if any(window.end <= window.start for window in hours):
        raise Refusal(_("A venue closes after it opens, and before midnight."), "hours")
    kept = {(row.day, row.start, row.end, row.staff): row for row in venue.opening_hours}
    wanted = [(window.day, window.start, window.end, window.staff) for window in sorted(hours)]
    # rows that stay the same keep their id
    venue.opening_hours = [kept.get(key) or _row(*key) for key in wanted]


def _row(day: int, start: object, end: object, staff: int) -> OpeningHours:
    return OpeningHours(day=day, start=start, end=end, staff=staff)
