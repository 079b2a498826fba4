"""A place on one Monday: two mentors with a group each, nobody of the venue's staff, and colleagues who are free."""

from datetime import UTC, date, datetime, time
from typing import Any

from mentoring.programme.models import OpeningHours, Programme
from mentoring.registration.models import Mentor
from mentoring.timetable.models import Session
from tests import builders

NOW = datetime(2026, 11, 12, 9, tzinfo=UTC)
DAY = date(2026, 11, 16)


class Monday:
    """Rows of that Monday; `open()` reads them for a request of its own."""

    def __init__(self, *, staff: int = 0, colleagues: int = 3) -> None:
        hours = [OpeningHours(day=day, start=time(15), end=time(19), staff=staff) for day in (1, 3)]
        self.programme: Programme = builders.programme()
        self.venue = builders.venue(self.programme, name="Biblioteket", opening_hours=hours)
        self.school = builders.school()
        self.first, self.second = self._mentor("Åse"), self._mentor("Bo")
        self.colleagues = [self._mentor(f"Kim{number}") for number in range(1, colleagues + 1)]
        self.one, self.other = self.session(self.first), self.session(self.second)
        self.staff = builders.staff(self.programme)
        builders.commit()

    def _mentor(self, name: str) -> Mentor:
        return builders.mentor(self.programme, given_name=name)

    def session(self, of: Mentor, **changes: Any) -> Session:
        """A session with one pupil, who has a guardian, on that Monday at 16."""
        pupil = builders.pupil(self.programme, self.school)
        builders.guardian(pupil)
        values = {"date": DAY, "pupils": [pupil], "plan_date": DAY, "plan_mentor_id": of.id} | changes
        return builders.session(of, self.venue, **values)
