"""Lists of camp activities, venues and days off: known again by their names or dates."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import time
from functools import partial
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from mentoring.camp.actions import EVERY_GRADE, ActivityFacts, facts_of, store_activity
from mentoring.camp.queries import activities_of
from mentoring.core.database import db
from mentoring.importing import words
from mentoring.importing.cells import given, too_long
from mentoring.importing.lines import Fact, Line, Outcome, Stored, unstored
from mentoring.importing.words import Words
from mentoring.programme.actions import VenueFacts, store_days_off, store_venue
from mentoring.programme.actions.days import LONGEST as LONGEST_HOLIDAY
from mentoring.programme.calendar import CalendarLine
from mentoring.programme.models import DayOff, Programme, Venue
from mentoring.programme.slots import Window
from mentoring.registration.reading.fault import Fault
from mentoring.registration.reading.lists import ListReading
from mentoring.registration.reading.rows import RowReading, State
from mentoring.registration.reading.week import Window as Stretch

_LAST_MINUTE = 24 * 60 - 1


class _List:
    """What the three have in common: rows with faults are told, the others planned one by one."""

    longest: Mapping[str, tuple[Any, int]] = {}
    words: Words = {}

    def __init__(self, reading: ListReading) -> None:
        self._reading = reading

    def lines(self) -> list[Line]:
        """All rows, in the order of the file. A row that says other things of an earlier one has a fault."""
        return [self._line(row) for row in self._reading.rows.rows]

    def finish(self, _stored: Mapping[int, Any]) -> None:
        """Nothing waits for the last row."""

    def _line(self, row: RowReading) -> Line:
        name = str(row.values.get("name") or "")
        faults = (
            [] if row.state in (State.DOUBLE, State.EXAMPLE) else [*too_long(row, self.longest), *self.faults(row)]
        )
        if faults or row.state is not State.GOOD:
            state = State.FAULTY if faults or row.state is State.ASKED else row.state
            row = replace(row, faults=(*row.faults, *faults), state=state)
            return unstored(row, name, words.facts(row.values, self.words))
        return self.planned(row, name)

    def faults(self, _row: RowReading) -> list[Fault]:
        """What cannot be stored although it can be read."""
        return []

    def planned(self, row: RowReading, name: str) -> Line:
        """The line of a row that can be stored."""
        raise TypeError(f"{type(self).__name__} plans no rows")

    def _judged(self, row: RowReading, name: str, before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> Line:
        changes = words.changes(before, after, self.words) if before is not None else []
        outcome = Outcome.NEW if before is None else Outcome.CHANGED if changes else Outcome.SAME
        return Line(row, outcome, name, tuple(words.facts(after, self.words)), tuple(changes), warnings=row.warnings)


_NUMBERS = {
    "length": _l("Blocks"),
    "min_pupils": _l("Fewest pupils"),
    "max_pupils": _l("Most pupils"),
    "pupils_per_mentor": _l("Pupils for each mentor"),
}


class ActivityList(_List):
    """A list of camp activities."""

    longest = {
        "name": (_l("Activity"), 120),
        "kind": (_l("Kind"), 40),
        "qualification": (_l("Qualification"), 60),
    }
    words = {
        "kind": (_l("Kind"), words.plain),
        **{key: (label, words.plain) for key, label in _NUMBERS.items()},
        "qualification": (_l("Qualification"), words.plain),
        "features": (_l("Room"), words.listed),
        "max_runs": (_l("At most so many times"), words.plain),
        "grade_low": (_l("Lowest grade"), words.grade),
        "grade_high": (_l("Highest grade"), words.grade),
        "is_repeatable": (_l("A pupil may come twice"), words.yes),
    }

    def __init__(self, programme: Programme, reading: ListReading) -> None:
        super().__init__(reading)
        self._programme = programme
        self._known = {row.name.casefold(): row for row in activities_of(programme.id)}

    def planned(self, row: RowReading, name: str) -> Line:
        """An activity by its name; what the row says nothing of stays."""
        known = self._known.get(name.casefold())
        before = facts_of(known) if known else None
        after = self._facts(row, before)
        line = self._judged(row, name, _told(before) if before else None, _told(after))
        return replace(line, deeds={"": partial(self._store, after, line.outcome)})

    def _facts(self, row: RowReading, before: ActivityFacts | None) -> ActivityFacts:
        facts = {key: value for key, value in row.values.items() if key in ActivityFacts.__dataclass_fields__}
        if before is None:
            return ActivityFacts(**facts)
        cells = given(row, self._reading.mapping)
        cells |= {"grade_low", "grade_high"} if "grades" in cells else set()
        return replace(before, **{key: value for key, value in facts.items() if key in cells and key != "name"})

    def _store(self, facts: ActivityFacts, outcome: Outcome, _stored: Mapping[int, Any]) -> Stored:
        activity, is_new = store_activity(self._programme.id, facts=facts)
        return Stored(activity, activity.name, is_new=is_new, is_changed=outcome is Outcome.CHANGED)


def _told(facts: ActivityFacts) -> dict[str, Any]:
    """The facts to be shown; that it is for all grades goes without saying."""
    is_for_all = (facts.grade_low, facts.grade_high) == EVERY_GRADE
    return asdict(facts) | ({"grade_low": None, "grade_high": None} if is_for_all else {})


class VenueList(_List):
    """A list of venues with their opening hours."""

    longest = {"name": (_l("Venue"), 120), "address": (_l("Address"), 200)}
    words = {
        "address": (_l("Address"), words.plain),
        "rooms": (_l("Rooms"), words.plain),
        "seats": (_l("Seats"), words.plain),
        "opening_hours": (_l("Open"), lambda hours: words.week([_as_json(hour) for hour in hours])),
        "staff": (_l("Adults present"), words.plain),
    }

    def __init__(self, programme: Programme, reading: ListReading) -> None:
        super().__init__(reading)
        self._programme = programme
        self._known = {row.name.casefold(): row for row in programme.venues}

    def planned(self, row: RowReading, name: str) -> Line:
        """A venue by its name; what the row says nothing of stays."""
        known = self._known.get(name.casefold())
        cells = given(row, self._reading.mapping)
        facts, hours = _venue_facts(row, known), _hours(row, known, cells)
        before = _venue_words(_stored_facts(known), _stored_hours(known)) if known else None
        line = self._judged(row, name, before, _venue_words(facts, hours))
        return replace(line, deeds={"": partial(self._store, facts, hours, line.outcome)})

    def _store(
        self, facts: VenueFacts, hours: Sequence[Window], outcome: Outcome, _stored: Mapping[int, Any]
    ) -> Stored:
        venue, is_new = store_venue(self._programme, facts=facts, hours=hours)
        return Stored(venue, venue.name, is_new=is_new, is_changed=outcome is Outcome.CHANGED)


def _stored_facts(venue: Venue) -> VenueFacts:
    return VenueFacts(venue.name, venue.address, venue.rooms, venue.seats, venue.is_active)


def _stored_hours(venue: Venue) -> list[Window]:
    return [Window(row.day, row.start, row.end, row.staff) for row in venue.opening_hours]


def _venue_facts(row: RowReading, known: Venue | None) -> VenueFacts:
    said = row.values
    if known is None:
        return VenueFacts(said["name"], said["address"], said["rooms"], said["seats"])
    return VenueFacts(known.name, said["address"] or known.address, said["rooms"], said["seats"], known.is_active)


def _hours(row: RowReading, known: Venue | None, cells: frozenset[str]) -> list[Window]:
    """The opening hours; adults that the row says nothing of stay as they are at that time of the week."""
    before = _stored_hours(known) if known else []
    if "opening_hours" not in cells:
        return [replace(hour, staff=row.values["staff"]) for hour in before] if "staff" in cells else before
    windows = [_window(hour, row.values["staff"]) for hour in row.values["opening_hours"]]
    return windows if "staff" in cells else [replace(one, staff=_staff_then(one, before)) for one in windows]


def _staff_then(window: Window, before: Sequence[Window]) -> int:
    there = [
        one.staff for one in before if one.day == window.day and one.start < window.end and window.start < one.end
    ]
    return min(there, default=0)


def _window(hour: Stretch, staff: int) -> Window:
    """A venue closes before midnight, so 24.00 is a minute earlier."""
    end = min(hour.end, _LAST_MINUTE)
    return Window(hour.day, time(hour.start // 60, hour.start % 60), time(end // 60, end % 60), staff)


def _as_json(hour: Any) -> dict[str, Any]:
    if isinstance(hour, Stretch):
        return dict(hour.to_json())
    return {"day": hour.day, "start": f"{hour.start:%H:%M}", "end": f"{hour.end:%H:%M}"}


def _venue_words(facts: VenueFacts, hours: Sequence[Window]) -> dict[str, Any]:
    staff = sorted({hour.staff for hour in hours})
    told = {"opening_hours": sorted(hours), "staff": ", ".join(map(str, staff))}
    return {key: getattr(facts, key) for key in ("address", "rooms", "seats")} | told


class CalendarList(_List):
    """A school calendar: holidays and days off, and when school begins and ends."""

    longest = {"name": (_l("Name"), 80)}
    words = {
        "start": (_l("First day"), words.day),
        "end": (_l("Last day"), words.day),
        "level": (_l("For"), words.level),
    }

    def __init__(self, reading: ListReading) -> None:
        super().__init__(reading)
        self._known = list(db.session.scalars(select(DayOff)))

    def planned(self, row: RowReading, name: str) -> Line:
        """A day off, which is the same as one that is there or new."""
        said = CalendarLine(row.values["start"], row.values["end"], name, row.values["level"])
        facts = (*words.facts(row.values, self.words), *([] if said.level else [Fact(_l("For"), words.level(None))]))
        line = Line(row, Outcome.NEW, name, facts, warnings=row.warnings)
        if said.is_first_day or said.is_last_day or row.values["kind"] != "day_off":
            note = Fault(_("This is no day off, so it is not stored."), _("Give the term that date if it fits."))
            return replace(line, outcome=Outcome.NOTED, warnings=(*row.warnings, note))
        same = [one for one in self._known if _key(one) == _key(said)]
        line = replace(line, outcome=Outcome.SAME if same else Outcome.NEW, deeds={"": partial(self._store, said)})
        return line if same else replace(line, warnings=(*row.warnings, *self._overlaps(said)))

    def faults(self, row: RowReading) -> list[Fault]:
        first, last = row.values.get("start"), row.values.get("end")
        if first and last and (last - first).days > LONGEST_HOLIDAY:
            return [Fault(_("No holiday lasts that long."), _("Look at the dates once more."), "end")]
        return []

    def _overlaps(self, line: CalendarLine) -> list[Fault]:
        return [
            Fault(
                _("%(name)s %(start)s–%(end)s is in the calendar already.", name=one.name,
                  start=words.day(one.start), end=words.day(one.end)),
                _("Remove the one that is wrong afterwards."),
            )
            for one in self._known
            if one.start <= line.end and line.start <= one.end and one.level in (None, line.level)
        ]  # fmt: skip

    def _store(self, line: CalendarLine, _stored: Mapping[int, Any]) -> Stored:
        days = store_days_off([line])
        [day] = [*days.created, *days.known]
        return Stored(day, day.name, is_new=bool(days.created))


def _key(line: CalendarLine | DayOff) -> tuple[Any, ...]:
    return (line.start, line.end, line.level, line.name.casefold())
