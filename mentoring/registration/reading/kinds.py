"""All kinds of lists that can be read, by their keys."""

from __future__ import annotations

from mentoring.registration.reading.columns import OUR_COLUMNS
from mentoring.registration.reading.field import Field, Kind
from mentoring.registration.reading.mentor_row import MENTORS
from mentoring.registration.reading.place_fields import ACTIVITIES, CALENDAR, VENUES
from mentoring.registration.reading.pupil_row import PUPILS

__all__ = ["ACTIVITIES", "CALENDAR", "KINDS", "MENTORS", "PUPILS", "VENUES", "Field", "Kind", "known_titles"]

KINDS: dict[str, Kind] = {kind.key: kind for kind in (PUPILS, MENTORS, ACTIVITIES, VENUES, CALENDAR)}


def known_titles(kind: Kind) -> frozenset[str]:
    """All words that may stand above a column of this kind; they help `read_table` to find the header line."""
    return frozenset(title for field in kind.fields for title in field.titles) | {*OUR_COLUMNS}
