"""Keeps the entries in step with the plan in force: what was there before keeps its identifier."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from mentoring.camp.models import Camp
from mentoring.camp_days.models import RUN, CampEntry, CampEntryPerson
from mentoring.camp_days.published import Person, Stand, stands_of
from mentoring.core.clock import now
from mentoring.core.database import db
from mentoring.timetable.noting import new_uid

#: a change of one of these is a move (SEQUENCE + 1), of one of those another text
_MOVES = ("first", "last", "start", "end", "room_id")
_TEXTS = ("title", "place")
_KNOWN_BY = ("activity_id", "block_id")


def bring_up_to_date(camp: Camp) -> None:
    """Make, change, cancel and restore the camp's entries, so that they say what is published now.

    Nothing is touched where nothing changed. Before the first plan there is nothing.
    """
    there = entries_of(camp)
    stands = stands_of(camp)
    if not (there or stands):
        return
    for entry, stand in paired(there, stands):
        if entry is None:
            db.session.add(_made(camp, stand))
        elif stand is None:
            _cancel(entry)
        else:
            _follow(entry, stand)
    db.session.flush()


def entries_of(camp: Camp) -> list[CampEntry]:
    """The camp's entries, the oldest first."""
    query = select(CampEntry).where(CampEntry.camp_id == camp.id).options(selectinload(CampEntry.people))
    return list(db.session.scalars(query.order_by(CampEntry.id)))


def paired(
    there: Iterable[CampEntry], stands: Iterable[Stand]
) -> Iterator[tuple[CampEntry, Stand] | tuple[None, Stand] | tuple[CampEntry, None]]:
    """Which entry is which from now on; None for one that is new, or for one that is no more.

    A run is the one of before that had the same activity, block and room; else the same activity and block; else the
    same activity with the most of the same people, which was moved. What was cancelled is restored, never moved.
    """
    entries, wanted = list(there), list(stands)
    for alike in (_same_place, _same_block):
        yield from _matched(entries, wanted, alike)
    yield from _moved(entries, wanted)
    yield from ((None, stand) for stand in wanted)
    yield from ((entry, None) for entry in entries)


def _matched(
    entries: list[CampEntry], wanted: list[Stand], alike: Callable[[CampEntry | Stand], Hashable]
) -> Iterator[tuple[CampEntry, Stand]]:
    """Those that are alike; they are taken off both lists."""
    known: dict[Hashable, list[CampEntry]] = defaultdict(list)
    for entry in sorted(entries, key=lambda one: one.is_cancelled):
        known[alike(entry)].append(entry)
    for stand in list(wanted):
        if known[alike(stand)]:
            entry = known[alike(stand)].pop(0)
            entries.remove(entry)
            wanted.remove(stand)
            yield entry, stand


def _same_place(one: CampEntry | Stand) -> tuple[Hashable, ...]:
    """The same of whole days is known by its person, of runs by activity, block and room."""
    if one.what != RUN:
        return one.what, frozenset(_people(one))
    return one.what, one.activity_id, one.block_id, one.room_id


def _same_block(one: CampEntry | Stand) -> Hashable:
    return _same_place(one)[:3]


def _moved(entries: list[CampEntry], wanted: list[Stand]) -> Iterator[tuple[CampEntry, Stand]]:
    """Runs of an activity that are elsewhere now, those with the most people in common first."""
    pairs = [
        (-len(_people(entry) & stand.people), number, entry.id, entry, stand)
        for number, stand in enumerate(wanted)
        for entry in entries
        if stand.what == entry.what == RUN and stand.activity_id == entry.activity_id and not entry.is_cancelled
    ]
    for common, _number, _id, entry, stand in sorted(pairs, key=lambda pair: pair[:3]):
        if common and entry in entries and stand in wanted:
            entries.remove(entry)
            wanted.remove(stand)
            yield entry, stand


def _people(one: CampEntry | Stand) -> frozenset[Person]:
    if isinstance(one, Stand):
        return one.people
    # a stay is that of its person, also when the person is out of it
    return frozenset(person.key for person in one.people if one.what != RUN or not person.is_out)


def _made(camp: Camp, stand: Stand) -> CampEntry:
    made = CampEntry(camp_id=camp.id, what=stand.what, uid=new_uid(), modified_at=now(), people_at=now())
    for name in (*_MOVES, *_TEXTS, *_KNOWN_BY):
        setattr(made, name, getattr(stand, name))
    made.people = [_joined(person) for person in sorted(stand.people)]
    return made


def _cancel(entry: CampEntry) -> None:
    if not entry.is_cancelled:
        entry.is_cancelled, entry.sequence, entry.modified_at = True, entry.sequence + 1, now()


def _follow(entry: CampEntry, stand: Stand) -> None:
    is_moved = entry.is_cancelled or _differs(entry, stand, _MOVES)
    if is_moved:
        entry.sequence += 1
    if is_moved or _differs(entry, stand, _TEXTS):
        entry.modified_at = now()
    for name in (*_MOVES, *_TEXTS, *_KNOWN_BY):
        setattr(entry, name, getattr(stand, name))
    entry.is_cancelled = False
    _seat(entry, stand.people)


def _differs(entry: CampEntry, stand: Stand, names: Iterable[str]) -> bool:
    return any(getattr(entry, name) != getattr(stand, name) for name in names)


def _seat(entry: CampEntry, people: frozenset[Person]) -> None:
    """Who is in it now; who was before stays as out of it."""
    known = {one.key: one for one in entry.people}
    turned = [one for key, one in known.items() if one.is_out == (key in people)]
    for one in turned:
        one.is_out, one.turns, one.changed_at = not one.is_out, one.turns + 1, now()
    joined = [_joined(person) for person in sorted(people - set(known))]
    entry.people.extend(joined)
    if any(one.mentor_id is not None for one in (*turned, *joined)):
        entry.people_at = now()


def _joined(person: Person) -> CampEntryPerson:
    kind, number = person
    return CampEntryPerson(changed_at=now(), **{f"{kind}_id": number})
