"""The entries of published camps in calendars, read over a connection; see `mentoring.core.calendars`."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, false, func, select

from mentoring.camp.models import Camp
from mentoring.camp_days.models import CAMP, RUN, STAY, CampEntry, CampEntryPerson
from mentoring.core.calendars import Published, Wanted
from mentoring.core.clock import OSLO
from mentoring.registration.models import Mentor, Pupil, initials_of

_entry, _person, _camp = CampEntry.__table__, CampEntryPerson.__table__, Camp.__table__
_mentor, _pupil = Mentor.__table__, Pupil.__table__
#: whose calendar has what that person is in
_PERSONS = ("pupil", "mentor")
#: before what is done at camp, so that everybody sees in a full week why
_BEFORE = {"nb": "Leir", "nn": "Leir", "en": "Camp"}


def camp_entries(connection: Connection, wanted: Wanted) -> list[Published]:
    """The entries of published camps in that calendar; never of a proposal."""
    if wanted.kind == "venue":
        return []  # a camp is in rooms of its own
    rows = connection.execute(_asked(wanted), _values(wanted)).all()
    mentors = _initials(connection, [row.id for row in rows]) if rows else {}
    return [_published(row, wanted, mentors.get(row.id, [])) for row in rows]


def mark_of_camps(connection: Connection, wanted: Wanted) -> object:
    """What changes as soon as one of those entries does: every change raises a sequence, a turn or a moment."""
    if wanted.kind == "venue":
        return None
    marks = _marks_of_person(wanted.kind) if wanted.kind in _PERSONS else _marks(_asked(wanted))
    return tuple(connection.execute(marks, _values(wanted)).one())


def _values(wanted: Wanted) -> dict[str, Any]:
    return {"owner": wanted.owner_id, "since": wanted.since}


def _asked(wanted: Wanted) -> Select[Any]:
    """The entries of a calendar; in a person's, those too which the person is out of."""
    if wanted.kind in _PERSONS:
        return _of_person(wanted.kind)
    plain = (false().label("is_out"), (_entry.c.sequence * 0).label("turns"))
    return _in_order(select(_entry, *plain, _entry.c.modified_at.label("changed_at")).where(_whose(wanted)))


@lru_cache
def _of_person(kind: str) -> Select[Any]:
    """Made once for all: programs ask for thousands of such calendars, and mostly nothing has changed."""
    own = (_person.c.is_out, _person.c.turns, _person.c.changed_at)
    query = select(_entry, *own).join_from(_entry, _person, _person.c.entry_id == _entry.c.id)
    return _in_order(query.where(_person.c[f"{kind}_id"] == bindparam("owner")))


def _in_order(query: Select[Any]) -> Select[Any]:
    return query.where(_entry.c.last >= bindparam("since")).order_by(_entry.c.id)


@lru_cache
def _marks_of_person(kind: str) -> Select[Any]:
    return _marks(_of_person(kind))


def _marks(asked: Select[Any]) -> Select[Any]:
    of = asked.subquery()
    return select(
        func.count(),
        func.coalesce(func.sum(of.c.id), 0),
        func.coalesce(func.sum(of.c.sequence + of.c.turns), 0),
        *(func.max(of.c[name]) for name in ("modified_at", "changed_at", "people_at")),
    )


def _whose(wanted: Wanted) -> ColumnElement[bool]:
    if wanted.kind == "room":
        return (_entry.c.what == RUN) & (_entry.c.room_id == bindparam("owner"))
    if wanted.kind != "account" or wanted.only_venue_id is not None:
        return false()
    camps = select(_camp.c.id).where(_camp.c.programme_id == wanted.programme_id)
    here = (_entry.c.what != STAY) & _entry.c.camp_id.in_(camps)
    for named in _narrowed(wanted):
        # of a part only what takes place with it; the camp itself where there is any of that
        of_camps = select(_entry.c.camp_id).where(_entry.c.what == RUN, named)
        here &= ((_entry.c.what == RUN) & named) | ((_entry.c.what == CAMP) & _entry.c.camp_id.in_(of_camps))
    return here


def _narrowed(wanted: Wanted) -> Iterable[ColumnElement[bool]]:
    in_it = select(_person.c.entry_id).where(_person.c.is_out.is_(False))
    if wanted.only_mentor_id is not None:
        yield _entry.c.id.in_(in_it.where(_person.c.mentor_id == wanted.only_mentor_id))
    for schools in ([wanted.only_school_id], wanted.schools):
        if schools is not None and schools != [None]:
            of_schools = in_it.join(_pupil, _pupil.c.id == _person.c.pupil_id).where(_pupil.c.school_id.in_(schools))
            yield _entry.c.id.in_(of_schools)


def _initials(connection: Connection, entry_ids: list[int]) -> dict[int, list[tuple[int, str]]]:
    """Run → its mentors' ids and initials. No calendar of a camp shows other people's children."""
    query = (
        select(_person.c.entry_id, _mentor.c.id, _mentor.c.given_name, _mentor.c.family_name)
        .join_from(_person, _mentor, _mentor.c.id == _person.c.mentor_id)
        .join(_entry, _entry.c.id == _person.c.entry_id)
        .where(_person.c.entry_id.in_(entry_ids), _person.c.is_out.is_(False), _entry.c.what == RUN)
        .order_by(_mentor.c.family_name, _mentor.c.given_name, _mentor.c.id)
    )
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for entry_id, mentor_id, given, family in connection.execute(query):
        found[entry_id].append((mentor_id, initials_of(given, family)))
    return found


def _published(row: Any, wanted: Wanted, mentors: list[tuple[int, str]]) -> Published:
    start, end = _span(row)
    own = wanted.owner_id if wanted.kind == "mentor" else None
    return Published(
        uid=row.uid,
        sequence=row.sequence + row.turns,
        modified_at=max(row.modified_at, row.changed_at),
        title={
            language: f"{word}: {row.title}" if row.what == RUN else row.title for language, word in _BEFORE.items()
        },
        start=start,
        end=end,
        place=row.place,
        is_cancelled=bool(row.is_cancelled or row.is_out),
        path=_path(row.camp_id, wanted),
        initials=tuple(initials for mentor_id, initials in mentors if mentor_id != own),
        people_at=row.people_at,
    )


def _span(row: Any) -> tuple[Any, Any]:
    if row.start is None:
        return row.first, row.last + timedelta(days=1)
    return datetime.combine(row.first, row.start, OSLO), datetime.combine(row.last, row.end, OSLO)


def _path(camp_id: int, wanted: Wanted) -> str:
    if wanted.kind == "mentor":
        return f"/me/camp/{camp_id}"
    return f"/camp/{camp_id}/days" if wanted.kind == "account" else ""
