"""What stands in calendars beside sessions: each feature says what it has published, the feeds write it.

A source is asked for one calendar at a time, over a connection and not by the ORM, since thousands of programs fetch
thousands of calendars. It starts from whose calendar it is, and gives nothing that its owner may not see.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import Connection

Kind = Literal["venue", "room", "mentor", "pupil", "account"]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Whose calendar is made: that of a venue, a room at camp, a mentor or a pupil (`owner_id`) of a programme, or of
    an account.

    Nothing that ended before `since` is asked for. An account sees all of the programme, or (a coordinator) what
    pupils of `schools` are in; of that only what is at the venue, of the mentor, with a pupil of the school it chose.
    """

    programme_id: int
    kind: Kind
    owner_id: int
    since: date
    schools: frozenset[int] | None = None
    only_venue_id: int | None = None
    only_mentor_id: int | None = None
    only_school_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Published:
    """One entry, as it is published.

    `uid` is constant for the life of the entry and tells nothing (`new_uid`); `sequence` rises by one each time that
    it is moved, cancelled or restored; `modified_at` is when anything shown last changed. `title` is neutral, in
    "nb", "nn" and "en". `start` and `end` are aware times, or both dates of whole days, `end` the day after the last.
    `path` is that of a page behind sign-in ("/camp/3"), `initials` those of others in it, for feeds that show them,
    and `people_at` when these last changed; all may be empty.
    """

    uid: str
    sequence: int
    modified_at: datetime
    title: Mapping[str, str]
    start: datetime | date
    end: datetime | date
    place: str = ""
    is_cancelled: bool = False
    path: str = ""
    initials: tuple[str, ...] = ()
    people_at: datetime | None = None


Source = Callable[[Connection, Wanted], Sequence[Published]]
#: a quick look: anything whose repr is another one as soon as an entry of that calendar is, comes or goes
Mark = Callable[[Connection, Wanted], object]
_sources: dict[Source, Mark | None] = {}


def stands_in_calendars(source: Source, mark: Mark | None = None) -> None:
    """Have what `source` gives stand in calendars. Without a mark all of it is read each time that a program asks."""
    _sources[source] = mark


def published_for(connection: Connection, wanted: Wanted) -> list[Published]:
    """What all features have in that calendar beside sessions."""
    return [one for source in _sources for one in source(connection, wanted)]


def marks_for(connection: Connection, wanted: Wanted) -> list[object]:
    """What changes as soon as any of that does."""
    return [
        mark(connection, wanted) if mark else list(source(connection, wanted)) for source, mark in _sources.items()
    ]
