"""Small weekly problems with harmless defaults: everybody can meet everybody at any time."""

from __future__ import annotations

import os
import random
from typing import Any

from scheduling import Problem, Session, problem_from_json
from scheduling.weekly.problem import GOALS

DAYS = range(1, 8)
THOROUGH = int(os.environ.get("THOROUGH", "1"))
"""So many times as many random problems are tried (README, "Two commands")."""


def seeds(first: int, count: int) -> range:
    """Seeds of random problems."""
    return range(first, first + count * THOROUGH)


def window(day: int = 1, start: str = "00:00", end: str = "24:00") -> dict[str, Any]:
    return {"day": day, "start": start, "end": end}


ALWAYS = [window(day) for day in DAYS]


def settings(**changes: Any) -> dict[str, Any]:
    return {
        "min_adults": 0,
        "travel_minutes": 30,
        "max_sessions_per_day": 5,
        "max_grade_span": 5,
        "fit_weights": {"topics": 50, "language": 30, "gender": 20},
        **changes,
    }


def venue(id_: str = "v1", **changes: Any) -> dict[str, Any]:
    return {"id": id_, "rooms": 9, "seats": 99, **changes}


def slot(id_: str, day: int = 1, start: str = "15:00", end: str = "16:00", **changes: Any) -> dict[str, Any]:
    return {"id": id_, "venue": "v1", "day": day, "start": start, "end": end, **changes}


def pupil(id_: str, **changes: Any) -> dict[str, Any]:
    return {"id": id_, "school": "k1", "grade": 9, "needs": ["algebra"], "availability": ALWAYS, **changes}


def mentor(id_: str, **changes: Any) -> dict[str, Any]:
    return {
        "id": id_,
        "topics": ["algebra"],
        "grades": [1, 13],
        "availability": ALWAYS,
        "max_sessions": 9,
        "max_pupils": 9,
        "group_size": 9,
        **changes,
    }


def content(**parts: Any) -> dict[str, Any]:
    """The JSON content of a problem; each list is given whole or left at one harmless item."""
    return {
        "format": "weekly-problem/1",
        "name": "made",
        "settings": settings(**parts.pop("settings", {})),
        "venues": [venue()],
        "slots": [slot("s1")],
        "pupils": [pupil("p1")],
        "mentors": [mentor("m1")],
        **parts,
    }


def problem(**parts: Any) -> Problem:
    return problem_from_json(content(**parts))


def plan(*sessions: tuple[str, str, str]) -> tuple[Session, ...]:
    """Sessions from (mentor, slot, pupils with spaces between)."""
    return tuple(Session(m, s, tuple(who.split())) for m, s, who in sessions)


def random_content(
    seed: int, *, pupils: int = 6, mentors: int = 3, slots: int = 5, tame: bool = False
) -> dict[str, Any]:
    """A random problem in which every rule can bite. ``tame`` leaves pins out, so that a plan always exists."""
    r = random.Random(seed)
    goals = list(GOALS)
    r.shuffle(goals)
    times = ["14:00", "14:30", "15:00", "15:30", "16:00"]

    def some(of: list[str], least: int = 1) -> list[str]:
        return r.sample(of, r.randint(least, len(of)))

    def free() -> list[dict[str, Any]]:
        return [window(d, "13:00", r.choice(["16:00", "17:00", "24:00"])) for d in (1, 2) if r.random() < 0.85]

    slot_ids = [f"s{i}" for i in range(slots)]
    pupil_ids = [f"p{i}" for i in range(pupils)]
    mentor_ids = [f"m{i}" for i in range(mentors)]
    made = content(
        settings={
            "min_adults": r.choice([0, 2, 2, 3]),
            "travel_minutes": r.choice([0, 30, 60]),
            "max_sessions_per_day": r.choice([1, 2]),
            "max_grade_span": r.choice([0, 1, 2]),
            "max_broken_pairs": None if tame or r.random() < 0.7 else r.randint(0, 4),
            "goals": goals,
        },
        venues=[venue(v, rooms=r.choice([1, 2, 3]), seats=r.choice([2, 3, 6])) for v in ("v1", "v2")],
        slots=[],
        pupils=[],
        mentors=[],
        bans=[{"pupil": r.choice(pupil_ids), "mentor": r.choice(mentor_ids)}],
        previous=[
            {"mentor": r.choice([*mentor_ids, "m-gone"]), "slot": r.choice([*slot_ids, "s-gone"]), "pupils": who}
            for who in (some([*pupil_ids, "p-gone"]) for _ in range(3))
        ],
    )
    for id_ in slot_ids:
        at = r.randrange(len(times))
        end = r.choice(["16:00", "16:30", "17:00"]) if at == len(times) - 1 else times[min(at + 2, len(times) - 1)]
        end = "17:00" if end <= times[at] else end
        made["slots"].append(
            slot(id_, r.choice([1, 2]), times[at], end, venue=r.choice(["v1", "v2"]), staff=r.choice([0, 0, 1]))
        )
    for id_ in pupil_ids:
        made["pupils"].append(
            pupil(
                id_,
                grade=r.choice([8, 9, 10]),
                needs=some(["algebra", "tall", "brok"]),
                availability=free(),
                languages=r.choice([[], ["nb"], ["so", "nb"]]),
                required_language=r.choice([None, None, None, "so"]),
                mentor_gender=r.choice([None, "f", "m"]),
                mentor_gender_required=r.random() < 0.3,
                venues=r.choice([None, None, ["v1"], ["v1", "v2"]]),
                sessions=r.choice([1, 1, 2, 3]),
                priority=r.choice([1, 2, 3]),
                ticket=r.randint(0, 20),
                apart=some(pupil_ids, 0)[:1] if r.random() < 0.3 else [],
                together=some(pupil_ids, 0)[:1] if r.random() < 0.2 else [],
            )
        )
    for id_ in mentor_ids:
        made["mentors"].append(
            mentor(
                id_,
                gender=r.choice([None, "f", "m"]),
                languages=some(["nb", "so"]),
                topics=some(["algebra", "tall", "brok"]),
                grades=sorted([r.choice([8, 9]), r.choice([9, 10])]),
                availability=free(),
                venues=r.choice([None, None, ["v1"]]),
                cleared=r.random() < 0.9,
                max_sessions=r.choice([1, 2, 3]),
                max_pupils=r.choice([1, 2, 4]),
                group_size=r.choice([1, 2, 3]),
            )
        )
    if not tame and r.random() < 0.5:
        made["pins"] = [
            {"pupil": r.choice(pupil_ids), "mentor": r.choice(mentor_ids), "slot": r.choice([None, *slot_ids])}
            for _ in range(r.randint(1, 2))
        ]
    return made
