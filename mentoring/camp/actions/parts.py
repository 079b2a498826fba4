"""What staff do to the blocks, rooms, requirements and mentors of a camp."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, time, timedelta
from itertools import pairwise
from typing import Any

from flask_babel import gettext as _

from mentoring.camp.models import PER_DAY, Camp, CampBlock, CampMentor, CampRequirement, CampRoom
from mentoring.camp.queries import activities_at
from mentoring.core import audit
from mentoring.core.database import add_all, db
from mentoring.core.refusal import Refusal
from mentoring.registration.models import Mentor

Times = tuple[time, time]


@dataclass(frozen=True)
class RoomFacts:
    """See `CampRoom`."""

    name: str
    seats: int
    features: tuple[str, ...] = ()
    is_accessible: bool = True


@dataclass(frozen=True)
class RequirementFacts:
    """See `CampRequirement`."""

    kind: str
    per: str = PER_DAY
    min: int = 0
    max: int | None = None


@dataclass(frozen=True)
class MentorFacts:
    """See `CampMentor`."""

    blocks: tuple[int, ...] = ()
    kinds: tuple[str, ...] = ()
    max_blocks: int = 10


def make_blocks(camp: Camp, *, pattern: Sequence[Times]) -> list[CampBlock]:
    """The same blocks on each day that has none yet. Refuses times that overlap, and when every day has blocks."""
    for (_start, end), (start, _end) in pairwise(pattern):
        if start < end:
            raise Refusal(_("Two of these times overlap."), "times")
    taken = {block.date for block in camp.blocks}
    empty = [day for day in days_of(camp) if day not in taken]
    if not empty:
        raise Refusal(_("Every day has blocks already. Change them one by one below."), "times")
    made = [CampBlock(date=day, start=start, end=end) for day in empty for start, end in pattern]
    camp.blocks.extend(made)
    _changed(camp)
    return made


def add_block(camp: Camp, *, date: date, start: time, end: time) -> CampBlock:
    """One more block. Refuses a day outside the camp, and a time of another block."""
    _check_block(camp, date, start, end)
    made = CampBlock(date=date, start=start, end=end)
    camp.blocks.append(made)
    _changed(camp)
    return made


def change_block(block: CampBlock, *, date: date, start: time, end: time) -> None:
    """Move a block; refuses what `add_block` refuses."""
    _check_block(block.camp, date, start, end, besides=block)
    block.date, block.start, block.end = date, start, end
    _changed(block.camp)


def remove_block(block: CampBlock) -> None:
    """Take a block away; activities that begin in it and mentors who are there lose it too.

    Refuses the last block of somebody, since none at all would mean every block.
    """
    camp = block.camp
    there: list[Any] = [*activities_at(camp), *camp.mentors]
    bound = [row for row in there if block.id in row.blocks]
    for row in bound:
        if row.blocks == [block.id]:
            name = row.mentor.name if isinstance(row, CampMentor) else row.name
            raise Refusal(_("It is the only block of %(name)s. Change that first.", name=name))
    for row in bound:
        row.blocks = [one for one in row.blocks if one != block.id]
    camp.blocks.remove(block)
    _changed(camp)


def add_room(camp: Camp, *, facts: RoomFacts) -> CampRoom:
    """A new room. Refuses a taken name."""
    _check_name(camp.rooms, facts.name)
    made = CampRoom(**_values(facts))
    camp.rooms.append(made)
    _changed(camp)
    return made


def add_rooms(camp: Camp, *, rooms: Sequence[RoomFacts]) -> list[CampRoom]:
    """Several new rooms, all or none. Refuses a name that is taken or stands there twice."""
    names = [room.name.casefold() for room in rooms]
    taken = {one.name.casefold() for one in camp.rooms}
    for number, room in enumerate(rooms):
        if names[number] in taken or names[number] in names[:number]:
            raise Refusal(_("There is a room called %(name)s already.", name=room.name), "rooms")
    return [add_room(camp, facts=room) for room in rooms]


def change_room(room: CampRoom, *, facts: RoomFacts) -> None:
    """Change any of its facts; refuses a taken name."""
    _check_name((one for one in room.camp.rooms if one is not room), facts.name)
    _set(room, facts)


def add_requirement(camp: Camp, *, facts: RequirementFacts) -> CampRequirement:
    """A new requirement. Refuses a second one for the same kind and stretch."""
    _check_requirement(camp, facts)
    made = CampRequirement(**_values(facts))
    camp.requirements.append(made)
    _changed(camp)
    return made


def change_requirement(requirement: CampRequirement, *, facts: RequirementFacts) -> None:
    """Change it; refuses what `add_requirement` refuses."""
    _check_requirement(requirement.camp, facts, besides=requirement)
    _set(requirement, facts)


def add_mentor(camp: Camp, *, mentor: Mentor, facts: MentorFacts) -> CampMentor:
    """A mentor who is at camp. Refuses one who is there already."""
    if any(one.mentor_id == mentor.id for one in camp.mentors):
        raise Refusal(_("%(name)s is at the camp already.", name=mentor.name), "mentor_id")
    made = CampMentor(mentor=mentor, **_values(facts))
    camp.mentors.append(made)
    _changed(camp)
    return made


def add_mentors(camp: Camp, *, mentors: Sequence[Mentor], days: Sequence[date], max_blocks: int) -> list[CampMentor]:
    """Several mentors who are there on the same days; none named: always. Refuses days without a block."""
    blocks = tuple(block.id for block in camp.blocks if block.date in set(days))
    if days and not blocks:
        raise Refusal(_("There is no block on these days."), "days")
    facts = MentorFacts(blocks if len(blocks) < len(camp.blocks) else (), (), max_blocks)
    return [add_mentor(camp, mentor=mentor, facts=facts) for mentor in mentors]


def change_mentor(camp_mentor: CampMentor, *, facts: MentorFacts) -> None:
    """When the mentor is there, what it leads, and how much."""
    _set(camp_mentor, facts)


def remove_part(part: CampRoom | CampRequirement | CampMentor) -> None:
    """Take a room, a requirement or a mentor off the camp."""
    camp = part.camp
    db.session.delete(part)
    _changed(camp)


def days_of(camp: Camp) -> list[date]:
    """The days of the camp, in order."""
    return [camp.start + timedelta(days=number) for number in range((camp.end - camp.start).days + 1)]


def _check_block(camp: Camp, day: date, start: time, end: time, besides: CampBlock | None = None) -> None:
    if end <= start:
        raise Refusal(_("The end is not after the beginning."), "end")
    if not camp.start <= day <= camp.end:
        raise Refusal(_("The camp is not on that day."), "date")
    same_day = (one for one in camp.blocks if one.date == day and one is not besides)
    if any(one.start < end and start < one.end for one in same_day):
        raise Refusal(_("There is a block at that time already."), "start")


def _check_name(others: Iterable[CampRoom], name: str) -> None:
    if any(one.name.casefold() == name.casefold() for one in others):
        raise Refusal(_("There is a room of that name already."), "name")


def _check_requirement(camp: Camp, facts: RequirementFacts, besides: CampRequirement | None = None) -> None:
    kinds = {row.kind for row in activities_at(camp)}
    if facts.kind not in kinds:
        raise Refusal(_("No activity is of that kind. Write it as at the activities."), "kind")
    if any((one.kind, one.per) == (facts.kind, facts.per) for one in camp.requirements if one is not besides):
        raise Refusal(_("There is such a requirement already. Change that one."), "kind")
    if facts.max is not None and facts.max < facts.min:
        raise Refusal(_("The most are fewer than the least."), "max")


def _values(facts: Any) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(facts).items()}


def _set(part: CampRoom | CampRequirement | CampMentor, facts: Any) -> None:
    for name, value in _values(facts).items():
        setattr(part, name, value)
    _changed(part.camp)


def _changed(camp: Camp) -> None:
    add_all([camp])
    audit.record("camp.changed", camp=camp.id)
