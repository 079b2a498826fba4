"""Ids of problem files → names, for those who may read them: pages of staff."""

from dataclasses import dataclass, field
from datetime import time

from flask_babel import format_time
from flask_babel import gettext as _
from sqlalchemy import select

from mentoring.core.database import db
from mentoring.matching.ids import mentor_id, pupil_id, venue_id
from mentoring.matching.weekdays import weekday
from mentoring.programme.models import Programme, Venue
from mentoring.registration.models import Mentor, Pupil, full_name


@dataclass
class Names:
    """The people and places of a programme by their id."""

    pupil: dict[str, str] = field(default_factory=dict)
    mentor: dict[str, str] = field(default_factory=dict)
    venue: dict[str, str] = field(default_factory=dict)

    def knows(self, kind: str, key: str) -> bool:
        """Whether there is a pupil, mentor or venue of that id."""
        return key in getattr(self, kind)

    def of(self, kind: str, key: str) -> str:
        """The name of a pupil, mentor, venue or slot."""
        if kind == "slot":
            return self.slot(key)
        known: dict[str, str] = getattr(self, kind)
        return known[key] if key in known else _unknown(kind)

    def slot(self, key: str) -> str:
        """A slot in words, from its id (`v3-2-1530`)."""
        venue, day, start = key.split("-")
        at = time(int(start[:2]), int(start[2:]))
        return _(
            "%(day)s at %(time)s, %(venue)s",
            day=weekday(int(day)),
            time=format_time(at, "short"),
            venue=self.of("venue", venue),
        )

    def when(self, key: str) -> tuple[str, str, str]:
        """Where a slot stands in the week: day, start and the name of the venue."""
        venue, day, start = key.split("-")
        return day, start, self.of("venue", venue)


def names_in(programme: Programme) -> Names:
    """The names of a programme's people and places."""
    venues = select(Venue.id, Venue.name).where(Venue.programme_id == programme.id)
    return Names(
        pupil={pupil_id(number): name for number, name in _people(Pupil, programme.id)},
        mentor={mentor_id(number): name for number, name in _people(Mentor, programme.id)},
        venue={venue_id(number): name for number, name in db.session.execute(venues)},
    )


def _people(model: type[Pupil] | type[Mentor], programme_id: int) -> list[tuple[int, str]]:
    """(row's number, name); only names are read, since a board asks for all of a district again and again."""
    query = select(model.id, model.given_name, model.family_name).where(model.programme_id == programme_id)
    return [(number, full_name(given, family)) for number, given, family in db.session.execute(query)]


def _unknown(kind: str) -> str:
    return {
        "pupil": _("a pupil who was erased"),
        "mentor": _("a mentor who was erased"),
        "venue": _("a venue that was removed"),
    }[kind]
