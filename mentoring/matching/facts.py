"""Rows → the content of a problem file (format weekly-problem/1): everything the solver may know, without names."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from mentoring.busy.queries import blocked_weekly
from mentoring.busy.weekly import Piece, without
from mentoring.core.database import db
from mentoring.matching.ids import mentor_id, pupil_id, school_id, topic_id, venue_id
from mentoring.matching.models import Ban, Pin, PlanSession
from mentoring.matching.queries import sessions_in
from mentoring.planning.models import Plan
from mentoring.programme.models import Programme
from mentoring.programme.slots import slot_id, slots_of
from mentoring.registration.clearance import is_cleared
from mentoring.registration.models import Mentor, Pupil, PupilTie

FORMAT = "weekly-problem/1"
#: (programme, ids of mentors, date) → mentor → pieces of the week
Busy = Callable[[Programme, Collection[int], date], Mapping[int, Sequence[Piece]]]
#: what a fit between pupil and mentor is made of, in hundredths
FIT_WEIGHTS = {"topics": 50, "language": 30, "gender": 20}


@dataclass(frozen=True)
class Wish:
    """What is asked of the plan beside the rows: name of the file, goals in order, date it would hold from."""

    name: str
    goals: Sequence[str]
    on: date
    max_broken_pairs: int | None = None


@dataclass
class _Ties:
    """pupil → ids of the pupils to be with or apart from."""

    together: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    apart: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))


def problem_content(
    programme: Programme, wish: Wish, in_force: Plan | None, *, busy: Busy = blocked_weekly
) -> dict[str, Any]:
    """The problem of that programme as its rows are now; `busy` says which times of the week mentors cannot."""
    pupils, mentors = pupils_to_match(programme, wish.on), mentors_to_match(programme, wish.on)
    ties = _ties([pupil.id for pupil in pupils])
    blocked = busy(programme, [mentor.id for mentor in mentors], wish.on)
    return {
        "format": FORMAT,
        "name": wish.name,
        "settings": _settings(programme, wish),
        "venues": [
            {"id": venue_id(venue.id), "rooms": venue.rooms, "seats": venue.seats}
            for venue in programme.venues
            if venue.is_active
        ],
        "slots": _slots(programme),
        "pupils": [_pupil(pupil, ties) for pupil in pupils],
        "mentors": [_mentor(mentor, programme, wish.on, blocked.get(mentor.id, ())) for mentor in mentors],
        "pins": _pins(pupils),
        "bans": _bans(pupils),
        "previous": _previous(in_force, {pupil.id for pupil in pupils}, {mentor.id for mentor in mentors}),
    }


def pupils_to_match(programme: Programme, on: date) -> list[Pupil]:
    """The pupils who are still there on that date. One without a topic cannot be matched; see `unmatchable`."""
    query = (
        select(Pupil)
        .where(Pupil.programme_id == programme.id, Pupil.is_in_programme(on), Pupil.needs.any())
        .options(selectinload(Pupil.needs), selectinload(Pupil.venues))
        .order_by(Pupil.id)
    )
    return list(db.session.scalars(query))


def unmatchable(programme: Programme, on: date) -> list[Pupil]:
    """Pupils whom no run can place because nobody said what they need help with."""
    query = select(Pupil).where(Pupil.programme_id == programme.id, Pupil.is_in_programme(on), ~Pupil.needs.any())
    return list(db.session.scalars(query.order_by(Pupil.family_name, Pupil.given_name)))


def mentors_to_match(programme: Programme, on: date) -> list[Mentor]:
    """The mentors who are still there on that date, cleared or not."""
    query = (
        select(Mentor)
        .where(Mentor.programme_id == programme.id, Mentor.is_in_programme(on))
        .options(selectinload(Mentor.topics), selectinload(Mentor.venues), selectinload(Mentor.clearance))
        .order_by(Mentor.id)
    )
    return list(db.session.scalars(query))


def _settings(programme: Programme, wish: Wish) -> dict[str, Any]:
    return {
        "min_adults": programme.min_adults,
        "travel_minutes": programme.travel_minutes,
        "max_sessions_per_day": programme.max_sessions_per_day,
        "max_grade_span": programme.max_grade_span,
        "max_broken_pairs": wish.max_broken_pairs,
        "fit_weights": FIT_WEIGHTS,
        "goals": list(wish.goals),
    }


def _slots(programme: Programme) -> list[dict[str, Any]]:
    return [
        {
            "id": slot.id,
            "venue": venue_id(slot.venue_id),
            "day": slot.day,
            "start": f"{slot.start:%H:%M}",
            "end": f"{slot.end:%H:%M}",
            "staff": slot.staff,
        }
        for slot in slots_of(programme)
    ]


def _pupil(pupil: Pupil, ties: _Ties) -> dict[str, Any]:
    return {
        "id": pupil_id(pupil.id),
        "school": school_id(pupil.school_id),
        "grade": pupil.grade,
        "gender": pupil.gender,
        "languages": list(pupil.languages),
        "required_language": pupil.required_language,
        "mentor_gender": pupil.mentor_gender,
        "mentor_gender_required": pupil.mentor_gender_required,
        "needs": [topic_id(topic.id) for topic in pupil.needs],
        "availability": _windows(pupil.availability),
        "venues": None if pupil.goes_everywhere else [venue_id(venue.id) for venue in pupil.venues],
        "sessions": pupil.sessions_wanted,
        "priority": pupil.priority,
        "ticket": pupil.ticket,
        "apart": ties.apart[pupil.id],
        "together": ties.together[pupil.id],
    }


def _mentor(mentor: Mentor, programme: Programme, on: date, blocked: Sequence[Piece]) -> dict[str, Any]:
    """A mentor; `blocked` are the times of the week at which the mentor's own calendar is mostly busy."""
    return {
        "id": mentor_id(mentor.id),
        "gender": mentor.gender,
        "languages": list(mentor.languages),
        "topics": [topic_id(topic.id) for topic in mentor.topics],
        "grades": [mentor.grade_low, mentor.grade_high],
        "availability": without(_windows(mentor.availability), blocked),
        "venues": None if mentor.goes_everywhere else [venue_id(venue.id) for venue in mentor.venues],
        "cleared": is_cleared(mentor.clearance, programme.clearance_items, on),
        "max_sessions": mentor.max_sessions,
        "max_pupils": mentor.max_pupils,
        "group_size": mentor.group_size,
    }


def _windows(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"day": row["day"], "start": row["start"], "end": row["end"]} for row in rows]


def _ties(pupils: Sequence[int]) -> _Ties:
    found = _Ties()
    for tie in db.session.scalars(select(PupilTie).where(PupilTie.pupil_id.in_(pupils)).order_by(PupilTie.pupil_id)):
        getattr(found, tie.kind)[tie.pupil_id].append(pupil_id(tie.other_id))
    return found


def _pins(pupils: Sequence[Pupil]) -> list[dict[str, Any]]:
    """The pins of these pupils; a pin of one who has left asks nothing any more."""
    query = select(Pin).where(Pin.pupil_id.in_([pupil.id for pupil in pupils])).order_by(Pin.id)
    return [
        {"pupil": pupil_id(pin.pupil_id), "mentor": mentor_id(pin.mentor_id), "slot": _slot_of(pin)}
        for pin in db.session.scalars(query)
    ]


def _slot_of(pin: Pin) -> str | None:
    if pin.venue_id is None or pin.day is None or pin.start is None:
        return None
    return slot_id(pin.venue_id, pin.day, pin.start)


def _bans(pupils: Sequence[Pupil]) -> list[dict[str, Any]]:
    query = select(Ban).where(Ban.pupil_id.in_([pupil.id for pupil in pupils]))
    rows = db.session.scalars(query.order_by(Ban.pupil_id, Ban.mentor_id))
    return [{"pupil": pupil_id(ban.pupil_id), "mentor": mentor_id(ban.mentor_id)} for ban in rows]


def _previous(plan: Plan | None, pupils: set[int], mentors: set[int]) -> list[dict[str, Any]]:
    """The sessions of the plan in force, with those of its people who are still there."""
    if plan is None:
        return []
    rows = [session_content(session, pupils) for session in sessions_in(plan) if session.mentor_id in mentors]
    return [row for row in rows if row["pupils"]]


def session_content(session: PlanSession, pupils: set[int] | None = None) -> dict[str, Any]:
    """A row of a plan as its file has it; only with `pupils`, where they are given."""
    here = sorted(pupil.id for pupil in session.pupils if pupils is None or pupil.id in pupils)
    return {
        "mentor": mentor_id(session.mentor_id),
        "slot": slot_id(session.venue_id, session.day, session.start),
        "pupils": [pupil_id(number) for number in here],
    }
