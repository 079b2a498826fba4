"""What a change elsewhere means for busy times: who leaves takes the own calendars along."""

from typing import Any

from sqlalchemy import Connection, delete, event
from sqlalchemy.orm import Mapper

from mentoring.busy.models import BusyCalendar
from mentoring.core.clock import today
from mentoring.registration.models import Mentor


@event.listens_for(Mentor, "after_update")
def _erase_of_those_who_left(_: Mapper[Any], connection: Connection, mentor: Mentor) -> None:
    """Calendars of a mentor who has left are erased, with their busy times and addresses."""
    if mentor.left_on is not None and mentor.left_on <= today():
        connection.execute(delete(BusyCalendar).where(BusyCalendar.mentor_id == mentor.id))
