"""Rows → the content of a problem file (format camp-problem/1): everything the solver may know, without names."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from sqlalchemy import select

from mentoring.camp.actions.parts import days_of
from mentoring.camp.models import Camp, CampBlock, CampMentor
from mentoring.camp.models_of_pupils import CampPupil
from mentoring.camp.queries import activities_at
from mentoring.camp.queries_of_pupils import friends_at
from mentoring.camp_desk.models import CampPin, CampRun
from mentoring.camp_desk.queries import closures_at, mentors_at, pins_at, pupils_at
from mentoring.core.database import db
from mentoring.registration.clearance import is_cleared
from mentoring.registration.models import PupilTie

FORMAT = "camp-problem/1"
#: the list of a problem file → the letter with which the ids of its rows begin
LETTERS = {"blocks": "b", "rooms": "r", "activities": "a", "pupils": "p", "mentors": "m"}


@dataclass(frozen=True)
class Wish:
    """What is asked of the plan beside the rows: name of the file, goals in order, which days stay as they are."""

    name: str
    goals: Sequence[str]
    fixed_until: date | None = None


def problem_content(camp: Camp, wish: Wish, in_force: Iterable[CampRun]) -> dict[str, Any]:
    """The problem of that camp as its rows are now; `in_force` are the runs of the plan in force."""
    pupils, mentors = pupils_at(camp), mentors_at(camp)
    activities, closed = activities_at(camp), _closed(camp)
    known = {activity.id for activity in activities}
    here = {row.pupil_id for row in pupils}
    apart, friends = _apart(here), friends_at(camp)
    people = {f"p{number}" for number in here} | {f"m{row.mentor_id}" for row in mentors}
    return {
        "format": FORMAT,
        "name": wish.name,
        "settings": _settings(camp, wish),
        "blocks": [
            {
                "id": f"b{one.id}",
                "date": one.date.isoformat(),
                "start": f"{one.start:%H:%M}",
                "end": f"{one.end:%H:%M}",
            }
            for one in camp.blocks
        ],
        "rooms": [
            {"id": f"r{one.id}", "seats": one.seats, "features": _same(one.features), "accessible": one.is_accessible}
            for one in camp.rooms
        ],
        "activities": [_activity(one, camp.blocks, closed[one.id]) for one in activities],
        "requirements": [
            {"kind": one.kind, "per": one.per, "min": one.min, "max": one.max} for one in camp.requirements
        ],
        "pupils": [_pupil(one, known, here.intersection(friends.get(one.pupil_id, [])), apart) for one in pupils],
        "mentors": [_mentor(one, camp) for one in mentors],
        "pins": [_pin(one) for one in pins_at(camp) if one.person in people],
        "previous": [run_content(one) for one in in_force],
    }


def _same(words: Sequence[str]) -> list[str]:
    """The words so that "Gym" in a room is the "gym" of an activity."""
    return [word.casefold() for word in words]


def _clock(moment: time) -> str:
    return f"{moment:%H:%M}"


def _settings(camp: Camp, wish: Wish) -> dict[str, Any]:
    return {
        "min_adults": camp.min_adults,
        "max_blocks_per_day": camp.max_blocks_per_day,
        "rank_points": list(camp.rank_points),
        "free_blocks": camp.free_blocks,
        "fixed_until": wish.fixed_until.isoformat() if wish.fixed_until else None,
        "goals": list(wish.goals),
    }


def _closed(camp: Camp) -> dict[int, set[int]]:
    """Activity → the blocks in which it is called off."""
    found: dict[int, set[int]] = defaultdict(set)
    for one in closures_at(camp):
        found[one.activity_id].add(one.block_id)
    return found


def _starts(one: Any, blocks: Sequence[CampBlock], closed: set[int]) -> list[str] | None:
    """Where an activity may start; None: anywhere. A run does not reach into a block in which it is called off."""
    if not (one.blocks or closed):
        return None
    named = [at for at, block in enumerate(blocks) if not one.blocks or block.id in one.blocks]
    return [f"b{blocks[at].id}" for at in named if not reach(blocks, at, one.length) & closed]


def reach(blocks: Sequence[CampBlock], at: int, length: int) -> set[int]:
    """The blocks of a run that starts there, on its day."""
    return {block.id for block in blocks[at : at + length] if block.date == blocks[at].date}


def _activity(one: Any, blocks: Sequence[CampBlock], closed: set[int]) -> dict[str, Any]:
    same = {name: getattr(one, name) for name in ("kind", "length", "min_pupils", "max_pupils", "pupils_per_mentor")}
    return {
        "id": f"a{one.id}",
        **same,
        "qualification": one.qualification.casefold() or None,
        "features": _same(one.features),
        "blocks": _starts(one, blocks, closed),
        "max_runs": one.max_runs,
        "grades": [one.grade_low, one.grade_high],
        "repeatable": one.is_repeatable,
    }


def _pin(one: CampPin) -> dict[str, Any]:
    return {"person": one.person, "activity": f"a{one.activity_id}", "block": f"b{one.block_id}"}


def _pupil(one: CampPupil, known: set[int], friends: set[int], apart: set[tuple[int, int]]) -> dict[str, Any]:
    days = days_of(one.camp)
    there = [day.isoformat() for day in days if one.is_there(day)]
    return {
        "id": f"p{one.pupil_id}",
        "grade": one.pupil.grade,
        "days": there if len(there) < len(days) else None,
        "preferences": [f"a{wish.activity_id}" for wish in one.wishes if wish.activity_id in known],
        "excluded": [f"a{row.activity_id}" for row in one.exclusions if row.activity_id in known],
        "accessible_only": one.is_accessible_only,
        "buddies": [f"p{number}" for number in sorted(friends)],
        "apart": [f"p{other}" for own, other in sorted(apart) if own == one.pupil_id],
    }


def _apart(pupils: set[int]) -> set[tuple[int, int]]:
    query = select(PupilTie.pupil_id, PupilTie.other_id).where(PupilTie.kind == "apart")
    return {(one, other) for one, other in db.session.execute(query) if one in pupils and other in pupils}


def _mentor(one: CampMentor, camp: Camp) -> dict[str, Any]:
    """With the blocks in which the mentor is there; on a day on which the checklist does not hold there are none."""
    cleared = {day for day in days_of(camp) if _is_cleared(one, camp, day)}
    there = [f"b{block.id}" for block in camp.blocks if one.is_there(block) and block.date in cleared]
    return {
        "id": f"m{one.mentor_id}",
        "blocks": there if len(there) < len(camp.blocks) else None,
        "qualifications": _same(one.mentor.qualifications),
        "kinds": list(one.kinds) or None,
        "max_blocks": one.max_blocks,
    }


def _is_cleared(one: CampMentor, camp: Camp, on: date) -> bool:
    return is_cleared(one.mentor.clearance, camp.programme.clearance_items, on)


def run_content(run: CampRun) -> dict[str, Any]:
    """A row of a plan as its file has it."""
    return {
        "activity": f"a{run.activity_id}",
        "block": f"b{run.block_id}",
        "room": f"r{run.room_id}",
        "pupils": [f"p{number}" for number in sorted(pupil.id for pupil in run.pupils)],
        "mentors": [f"m{number}" for number in sorted(mentor.id for mentor in run.mentors)],
    }
