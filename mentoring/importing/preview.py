"""A file as it would be stored, made anew for each view: read once, held against the register once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from flask import current_app
from sqlalchemy import select

from mentoring.core.access import Viewer
from mentoring.core.clock import today
from mentoring.core.database import db
from mentoring.importing.kinds import ListKind
from mentoring.importing.lines import Line, Outcome, Totals, fingerprint, totals_of
from mentoring.importing.mentors import MentorList
from mentoring.importing.places import ActivityList, CalendarList, VenueList
from mentoring.importing.pupils import PupilList
from mentoring.programme.models import Programme, School
from mentoring.registration.forms.week import day_bounds
from mentoring.registration.reading.choices import topic_vocabulary
from mentoring.registration.reading.context import Context
from mentoring.registration.reading.fault import Fault
from mentoring.registration.reading.lists import ListReading, read_list
from mentoring.registration.reading.rows import RowReading
from mentoring.registration.reading.sheets import faulty_rows_sheet
from mentoring.registration.reading.table import Limits


@dataclass(frozen=True)
class Brought:
    """A file and what was said of it: for which school, which sheet, and what columns mean.

    `columns`: place of a column → key of a field, "" for not used. `remembered`: what was said of such headers
    before, see `ColumnMapping.to_remember`.
    """

    kind: ListKind
    content: bytes
    filename: str
    school: School | None = None
    sheet: str = ""
    columns: Mapping[int, str] | None = None
    remembered: Mapping[str, str] | None = None


class Planned(Protocol):
    """A list of one kind, row by row."""

    def lines(self) -> list[Line]:
        """Each row and what happens to it."""

    def finish(self, stored: Mapping[int, Any]) -> None:
        """What is done when all rows are stored; `stored`: line → record."""


@dataclass(frozen=True)
class Preview:
    """What the page shows and what taking does."""

    reading: ListReading
    lines: tuple[Line, ...]
    totals: Totals
    planned: Planned
    #: lines of which it was said that they are not to be taken
    let_be: frozenset[int] = frozenset()

    @property
    def mark(self) -> str:
        """It differs as soon as something else would be done than was shown."""
        return fingerprint(self.lines)

    @property
    def left_over(self) -> tuple[RowReading, ...]:
        """The rows that need a person: those with faults, and those that are asked about, with the question."""
        return tuple(
            line.row if line.row.faults else replace(line.row, faults=(Fault(line.question),))
            for line in self.lines
            if line.outcome in (Outcome.FAULTY, Outcome.ASKED) and line.number not in self.let_be
        )

    def left_over_sheet(self, language: str) -> bytes:
        """Those rows as a spreadsheet, with what is wrong in the last column."""
        return faulty_rows_sheet(self.reading.table, self.left_over, language)


def preview(viewer: Viewer, programme: Programme, brought: Brought) -> Preview:
    """Read the file and hold it against the register; Unreadable where it is no list."""
    schools = db.session.scalars(select(School).order_by(School.name)).all()
    reading = read(programme, brought, schools)
    planned = _planned(viewer, programme, brought, reading, schools)
    lines = planned.lines()
    empty = reading.rows.totals.empty
    return Preview(reading, tuple(lines), totals_of(lines, empty), planned)


def read(programme: Programme, brought: Brought, schools: Sequence[School]) -> ListReading:
    """The file as rows, before anything is asked of the register."""
    begin, end = day_bounds()
    context = Context(
        today(),
        (programme.grade_low, programme.grade_high),
        topics=topic_vocabulary(topic.name for topic in programme.topics),
        venues=[venue.name for venue in programme.venues],
        schools=[school.name for school in schools],
        day_start=begin,
        day_end=end,
    )
    return read_list(
        brought.kind.readable,
        brought.content,
        brought.filename,
        context,
        sheet=brought.sheet,
        chosen=brought.columns,
        remembered=brought.remembered,
        limits=Limits(bytes=current_app.config["IMPORT_BYTES"], rows=current_app.config["IMPORT_ROWS"]),
    )


def _planned(
    viewer: Viewer, programme: Programme, brought: Brought, reading: ListReading, schools: Sequence[School]
) -> Planned:
    if brought.kind.key == "pupils":
        return PupilList(viewer, programme, brought.school, reading, schools)
    if brought.kind.key == "mentors":
        return MentorList(viewer, programme, reading)
    if brought.kind.key == "activities":
        return ActivityList(programme, reading)
    return VenueList(programme, reading) if brought.kind.key == "venues" else CalendarList(reading)
