"""Small camps with harmless defaults: everybody may be anywhere, one mentor is enough."""

from __future__ import annotations

import random
from typing import Any

from scheduling.camp.problem import GOALS, CampRun, Problem
from scheduling.camp.reading import problem_from_json

DATES = ("2027-06-21", "2027-06-22")


def settings(**changes: Any) -> dict[str, Any]:
    return {"min_adults": 1, "max_blocks_per_day": 9, "rank_points": [5, 3, 1], **changes}


def block(id_: str, date: str = DATES[0], start: str = "09:00", end: str = "10:00") -> dict[str, Any]:
    return {"id": id_, "date": date, "start": start, "end": end}


TWO = [block("b1"), block("b2", start="10:00", end="11:00")]
DAYS = [block("b1"), block("b2", DATES[1])]


def room(id_: str = "r1", **changes: Any) -> dict[str, Any]:
    return {"id": id_, "seats": 9, "features": [], **changes}


def activity(id_: str, **changes: Any) -> dict[str, Any]:
    return {"id": id_, "kind": "sport", "min_pupils": 1, "max_pupils": 9, "pupils_per_mentor": 9, **changes}


def pupil(id_: str, **changes: Any) -> dict[str, Any]:
    return {"id": id_, "grade": 9, **changes}


def mentor(id_: str, **changes: Any) -> dict[str, Any]:
    return {"id": id_, "max_blocks": 9, **changes}


def content(**parts: Any) -> dict[str, Any]:
    """The JSON content of a problem; each list is given whole or left at one harmless item."""
    return {
        "format": "camp-problem/1",
        "name": "made",
        "settings": settings(**parts.pop("settings", {})),
        "blocks": [block("b1")],
        "rooms": [room()],
        "activities": [activity("a1")],
        "pupils": [pupil("p1")],
        "mentors": [mentor("m1")],
        **parts,
    }


def problem(**parts: Any) -> Problem:
    return problem_from_json(content(**parts))


def run(where: str, pupils: str = "", mentors: str = "m1") -> CampRun:
    """A run from "activity block room" and ids with spaces between."""
    a, b, r = where.split()
    return CampRun(a, b, r, tuple(pupils.split()), tuple(mentors.split()))


def as_plain(runs: tuple[CampRun, ...]) -> list[dict[str, Any]]:
    return [{k: list(v) if isinstance(v, tuple) else v for k, v in vars(r).items()} for r in runs]


def random_content(seed: int, *, pupils: int = 6, mentors: int = 3, tame: bool = False) -> dict[str, Any]:
    """A random camp of two days in which every rule can bite. ``tame`` leaves pins out, so a plan always exists."""
    r = random.Random(seed)
    blocks = [block("b1"), block("b2", start="11:00", end="12:00"), block("b3", DATES[1])]
    if r.random() < 0.5:
        blocks.append(block("b4", DATES[1], "12:00", "13:00"))
    r.shuffle(blocks)
    names, kinds = [b["id"] for b in blocks], ["maths", "sport"]
    people, staff = [f"p{i}" for i in range(pupils)], [f"m{i}" for i in range(mentors)]
    acts = [f"a{i}" for i in range(r.choice([2, 3]))]

    def some(of: list[str], least: int = 0, most: int | None = None) -> list[str]:
        return r.sample(of, r.randint(least, len(of) if most is None else min(most, len(of))))

    def maybe(of: list[str]) -> list[str] | None:
        return None if r.random() < 0.7 else some(of, 1)

    goals = list(GOALS)
    r.shuffle(goals)
    made = content(
        settings={
            "min_adults": r.choice([0, 1, 1, 2]),
            "max_blocks_per_day": r.choice([1, 2, 2]),
            "rank_points": r.choice([[5, 3, 1], [4, 4], [7, 0]]),
            "free_blocks": r.choice([0, 0, 1]),
            "fixed_until": r.choice([None, None, DATES[1]]),
            "goals": goals,
        },
        blocks=blocks,
        rooms=[room("r1", features=["x"]), room("r2", seats=r.choice([1, 2, 9]), accessible=r.random() < 0.6)],
        activities=[
            activity(
                a,
                kind=r.choice(kinds),
                length=r.choice([1, 1, 2]),
                min_pupils=r.choice([0, 1, 2]),
                max_pupils=r.choice([2, 3, 9]),
                pupils_per_mentor=r.choice([None, 1, 2, 9]),
                qualification=r.choice([None, None, "q"]),
                features=r.choice([[], [], ["x"]]),
                blocks=maybe(names),
                max_runs=r.choice([None, 1, 2]),
                grades=r.choice([[1, 13], [1, 13], [9, 10]]),
                repeatable=r.random() < 0.5,
            )
            for a in acts
        ],
        requirements=[
            {
                "kind": kind,
                "per": r.choice(["day", "camp"]),
                "min": r.choice([0, 1, 2]),
                "max": r.choice([None, 1, 2]),
            }
            for kind in some([*kinds, "craft"])
        ],
        pupils=[
            pupil(
                p,
                grade=r.choice([8, 9, 10]),
                days=r.choice([None, None, None, [DATES[0]], [DATES[1]]]),
                preferences=some([*acts, "a-gone"]),
                excluded=some(acts) if r.random() < 0.2 else [],
                accessible_only=r.random() < 0.15,
                buddies=some(people, 0, 2) if r.random() < 0.5 else [],
                apart=some(people, 0, 1) if r.random() < 0.2 else [],
            )
            for p in people
        ],
        mentors=[
            mentor(
                m,
                max_blocks=r.choice([1, 2, 4]),
                blocks=maybe(names),
                kinds=maybe(kinds),
                qualifications=r.choice([[], ["q"]]),
            )
            for m in staff
        ],
        previous=[
            {
                "activity": r.choice([*acts, *(["a-gone"] if made_later else [])]),
                "block": "b3" if made_later else "b1",
                "room": "r1",
                "pupils": some([*people, "p-gone"]),
                "mentors": some([*staff, "m-gone"]),
            }
            for made_later in (False, True)
        ],
    )
    if not tame and r.random() < 0.5:
        made["pins"] = [
            {"person": r.choice([*people, *staff]), "activity": r.choice(acts), "block": r.choice(names)}
            for _ in range(r.randint(1, 2))
        ]
    return made


def small_content(seed: int) -> dict[str, Any]:
    """A random camp so small that every plan of it can be looked at."""
    made = random_content(seed, pupils=2, mentors=2)
    r = random.Random(seed)
    made["blocks"] = [b for b in made["blocks"] if b["id"] in ("b1", "b3", r.choice(["b2", "b3"]))]
    made["rooms"] = made["rooms"][: r.choice([1, 1, 2])]
    made["activities"] = made["activities"][:2]
    made["settings"]["fixed_until"] = None if seed % 3 else DATES[1]
    for run in made["previous"]:
        run["activity"] = "a0" if run["activity"] not in ("a0", "a1") else run["activity"]
    return made


def random_runs(content: dict[str, Any], seed: int) -> list[dict[str, Any]]:
    """Runs drawn at random; the days gone by mostly as they were."""
    r = random.Random(seed)
    ids = {k: [x["id"] for x in content[k]] for k in ("activities", "blocks", "rooms", "pupils", "mentors")}
    runs = [
        {
            "activity": r.choice(ids["activities"]),
            "block": r.choice(ids["blocks"]),
            "room": r.choice(ids["rooms"]),
            "pupils": r.sample(ids["pupils"], r.randint(0, 3)),
            "mentors": r.sample(ids["mentors"], r.randint(0, 2)),
        }
        for _ in range(r.randint(0, 3))
    ]
    if content["settings"]["fixed_until"] is not None:
        if r.random() < 0.9:
            runs = [x for x in runs if x["block"] not in ("b1", "b2")]
        for x in content["previous"][:1]:
            known = {k: [i for i in x[k] if i in ids[k]] for k in ("pupils", "mentors")}
            runs += [{**x, **known}] if r.random() < 0.9 else []
    return runs
