"""Small stand-in problems with harmless defaults: everybody is always free and can teach everybody."""

from __future__ import annotations

import random
from typing import Any

from scheduling.standins import DatedSession, StandInProblem
from scheduling.week import Window
from scheduling.weekly.problem import Ban, FitWeights, Mentor, Pupil, Settings, Venue

DAYS = range(1, 4)
ALWAYS = tuple(Window(day, 0, 24 * 60) for day in DAYS)


def settings(**changes: Any) -> Settings:
    values = {"min_adults": 2, "travel_minutes": 30, "max_sessions_per_day": 2, "max_grade_span": 5}
    return Settings(**(values | {"fit_weights": FitWeights(50, 30, 20)} | changes))


def pupil(id_: str, **changes: Any) -> Pupil:
    return Pupil(**({"id": id_, "school": "k1", "grade": 9, "needs": ("algebra",), "availability": ()} | changes))


def mentor(id_: str, **changes: Any) -> Mentor:
    values = {"id": id_, "languages": ("nb",), "topics": ("algebra",), "grades": (1, 13), "availability": ALWAYS}
    return Mentor(**(values | {"max_sessions": 1, "max_pupils": 1, "group_size": 9} | changes))


def session(id_: str, of: str | None = None, *, day: int = 1, start: int = 960, **changes: Any) -> DatedSession:
    """A session of pupil p1 at 16:00, without a mentor unless one is named."""
    window = Window(day, start, start + changes.pop("minutes", 90))
    values = {"id": id_, "venue": "v1", "window": window, "pupils": ("p1",), "mentor": of, "staff": 0}
    return DatedSession(**(values | changes))


def problem(*sessions: DatedSession, **parts: Any) -> StandInProblem:
    """Mentors m1, m2 and m3, and two venues, unless said otherwise."""
    values = {
        "settings": settings(),
        "venues": (Venue("v1", 9, 99), Venue("v2", 9, 99)),
        "pupils": tuple(pupil(f"p{n}") for n in range(1, 9)),
        "mentors": tuple(mentor(f"m{n}") for n in range(1, 4)),
        "sessions": sessions,
    }
    return StandInProblem(**(values | parts))


def random_problem(seed: int) -> StandInProblem:
    """A random problem in which every rule can bite."""
    r = random.Random(seed)
    mentors = tuple(_random_mentor(r, f"m{n}") for n in range(1, 5))
    pupils = tuple(_random_pupil(r, f"p{n}") for n in range(1, 6))
    made: list[DatedSession] = []
    for number in range(r.randint(3, 6)):
        day, start = r.choice((1, 1, 2)), 900 + 30 * r.randint(0, 5)
        venue, who = r.choice(("v1", "v1", "v2")), r.choice([None, r.choice([m.id for m in mentors])])
        group = tuple(sorted(r.sample([p.id for p in pupils], r.randint(1, 2))))
        made.append(DatedSession(f"s{number}", venue, Window(day, start, start + 60), group, who, r.choice((0, 1))))
    return StandInProblem(
        settings(min_adults=r.choice((0, 2, 2)), max_sessions_per_day=r.choice((1, 2))),
        (Venue("v1", 9, 99), Venue("v2", 9, 99)),
        pupils,
        mentors,
        tuple(_without_clashes(made)),
        (Ban("p1", r.choice([m.id for m in mentors])),),
        {m.id: r.randint(0, 3) for m in mentors},
        frozenset({("s0", r.choice([m.id for m in mentors]))}),
    )


def _without_clashes(made: list[DatedSession]) -> list[DatedSession]:
    """Only sessions that their mentors can hold as things are."""
    kept: list[DatedSession] = []
    for one in made:
        mine = [s for s in kept if one.mentor is not None and s.mentor == one.mentor]
        if all(s.window.day != one.window.day for s in mine):
            kept.append(one)
    return kept


def _random_mentor(r: random.Random, id_: str) -> Mentor:
    free = tuple(Window(day, 840, r.choice((1000, 1440))) for day in (1, 2) if r.random() < 0.85)
    return mentor(
        id_,
        availability=free,
        cleared=r.random() < 0.9,
        languages=tuple(r.sample(("nb", "so"), r.randint(1, 2))),
        topics=tuple(r.sample(("algebra", "brøk"), r.randint(1, 2))),
        grades=r.choice(((8, 9), (8, 10), (9, 10))),
        gender=r.choice(("f", "m")),
        venues=r.choice((None, ("v1",), ("v1", "v2"))),
        group_size=r.choice((1, 2, 3)),
    )


def _random_pupil(r: random.Random, id_: str) -> Pupil:
    return pupil(
        id_,
        grade=r.choice((8, 9, 10)),
        needs=tuple(r.sample(("algebra", "brøk"), r.randint(1, 2))),
        languages=(r.choice(("nb", "so")),),
        required_language=r.choice((None, None, None, "so")),
        mentor_gender=r.choice((None, "f", "m")),
        mentor_gender_required=r.random() < 0.2,
    )
