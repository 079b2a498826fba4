"""Ids of a camp's files → names, for those who may read them: pages of staff."""

from dataclasses import dataclass

from flask_babel import format_time
from flask_babel import gettext as _
from sqlalchemy import select

from mentoring.camp.models import Activity, Camp, CampBlock
from mentoring.core.database import db
from mentoring.core.formats import written
from mentoring.registration.models import Mentor, Pupil


@dataclass(frozen=True)
class Names:
    """Who and what there is at a camp, by id."""

    known: dict[str, str]

    def knows(self, key: str) -> bool:
        """Whether there is anything of that id."""
        return key in self.known

    def of(self, key: str) -> str:
        """Its name."""
        return self.known.get(key) or _("somebody or something that is gone")


def block_told(block: CampBlock) -> str:
    """A block in words: the day and when it begins."""
    return _told(written(block.date, "EEEE d. MMMM", is_first=False), block)


def block_in_short(block: CampBlock) -> str:
    """The same at the start of a line of a list: "Mon 21 Jun at 09:00"."""
    return _told(written(block.date, "EEE d. MMM"), block)


def _told(day: str, block: CampBlock) -> str:
    return _("%(day)s at %(time)s", day=day, time=format_time(block.start, "short"))


def names_at(camp: Camp) -> Names:
    """The names of a camp's people, activities, rooms and blocks."""
    found = {f"b{one.id}": block_told(one) for one in camp.blocks} | {f"r{one.id}": one.name for one in camp.rooms}
    activities = select(Activity).where(Activity.camp_id == camp.id)
    found |= {f"a{one.id}": one.name for one in db.session.scalars(activities)}
    for letter, model in (("p", Pupil), ("m", Mentor)):
        people = select(model).where(model.programme_id == camp.programme_id)
        found |= {f"{letter}{one.id}": one.name for one in db.session.scalars(people)}
    return Names(found)
