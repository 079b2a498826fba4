"""A second reading of the camp format page, in plain loops and sharing no code with the engine's own rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import product
from typing import Any

Run = dict[str, Any]
MORE = {"kept", "buddies"}


class Camp:
    """The content of a problem file with its defaults filled in."""

    def __init__(self, c: dict[str, Any]) -> None:
        self.settings = c["settings"]
        self.blocks = sorted(c["blocks"], key=lambda b: (b["date"], b["start"]))
        self.date = {b["id"]: b["date"] for b in self.blocks}
        self.rooms = {r["id"]: r for r in c["rooms"]}
        self.activities = {a["id"]: a for a in c["activities"]}
        self.pupils = {p["id"]: p for p in c["pupils"]}
        self.mentors = {m["id"]: m for m in c["mentors"]}
        self.requirements = c.get("requirements", [])
        self.pins = c.get("pins", [])
        self.previous = [
            {
                **r,
                "pupils": [p for p in r["pupils"] if p in self.pupils],
                "mentors": [m for m in r["mentors"] if m in self.mentors],
            }
            for r in c.get("previous", [])
            if r["activity"] in self.activities and r["block"] in self.date
        ]

    def past(self, block: str) -> bool:
        until = self.settings.get("fixed_until")
        return until is not None and block in self.date and self.date[block] < until

    def day(self, date: str) -> list[str]:
        return [b["id"] for b in self.blocks if b["date"] == date]

    def dates(self) -> list[str]:
        return sorted(set(self.date.values()))

    def covers(self, run: Run) -> list[str]:
        day = self.day(self.date[run["block"]])
        at = day.index(run["block"])
        return day[at : at + self.activities[run["activity"]].get("length", 1)]

    def may_start(self, a: dict[str, Any], block: str) -> bool:
        fits = len(self.covers({"activity": a["id"], "block": block})) == a.get("length", 1)
        return fits and (a.get("blocks") is None or block in a["blocks"])

    def there(self, p: dict[str, Any], date: str) -> bool:
        return p.get("days") is None or date in p["days"]

    def attends(self, runs: list[Run], pupil: str) -> list[Run]:
        return [r for r in runs if pupil in r["pupils"]]

    def kind(self, run: Run) -> str:
        return str(self.activities[run["activity"]]["kind"])


def _same(run: Run) -> tuple[object, ...]:
    return run["activity"], run["block"], run["room"], tuple(sorted(run["pupils"])), tuple(sorted(run["mentors"]))


def broken(content: dict[str, Any], runs: list[Run]) -> set[str]:
    """Keys of the rules that the plan breaks."""
    c = Camp(content)
    out: set[str] = set()

    def need(rule: str, holds: bool) -> None:
        if not holds:
            out.add(rule)

    coming = [r for r in runs if not c.past(r["block"])]
    gone = [r for r in c.previous if c.past(r["block"])]
    need("fixed", Counter(_same(r) for r in runs if c.past(r["block"])) == Counter(map(_same, gone)))
    for block in c.date:
        here = [r for r in coming if block in c.covers(r)]
        need("room", all(n == 1 for n in Counter(r["room"] for r in here).values()))
        people = Counter(x for r in here for x in (*r["pupils"], *r["mentors"]))
        need("one_place", all(n == 1 for n in people.values()))
    for run in coming:
        _run(c, run, need)
    for id_, a in c.activities.items():
        before = sum(r["activity"] == id_ for r in gone)
        if a.get("max_runs") is not None:
            need("max_runs", sum(r["activity"] == id_ for r in runs) <= max(a["max_runs"], before))
    for id_ in c.pupils:
        _pupil(c, id_, runs, gone, need)
    for id_, m in c.mentors.items():
        worked = _worked(c, id_, runs)
        need("mentor_time", worked <= max(m["max_blocks"], _worked(c, id_, gone)))
        for date in c.dates():
            today = [r for r in coming if c.date[r["block"]] == date]
            need("mentor_time", _worked(c, id_, today) <= c.settings["max_blocks_per_day"])
    for pin in c.pins:
        if not c.past(pin["block"]):
            need("pin", any(_pinned(r, pin) for r in runs))
    return out


def _pinned(r: Run, pin: dict[str, str]) -> bool:
    same = r["activity"] == pin["activity"] and r["block"] == pin["block"]
    return same and pin["person"] in (*r["pupils"], *r["mentors"])


def _worked(c: Camp, mentor: str, runs: list[Run]) -> int:
    return sum(len(c.covers(r)) for r in runs if mentor in r["mentors"])


def _run(c: Camp, run: Run, need: Any) -> None:
    a, room, n = c.activities[run["activity"]], c.rooms[run["room"]], len(run["pupils"])
    mentors = [c.mentors[m] for m in run["mentors"]]
    need("starts", c.may_start(a, run["block"]))
    need("room", set(a.get("features", [])) <= set(room.get("features", [])) and n <= room["seats"])
    need("size", max(1, a["min_pupils"]) <= n <= a["max_pupils"])
    if a["pupils_per_mentor"] is not None:
        need("staffing", len(mentors) >= max(c.settings["min_adults"], -(-n // a["pupils_per_mentor"])))
    if a.get("qualification") is not None:
        need("staffing", any(a["qualification"] in m.get("qualifications", []) for m in mentors))
    for m in mentors:
        need("staffing", m.get("kinds") is None or a["kind"] in m["kinds"])
        need("mentor_time", m.get("blocks") is None or set(c.covers(run)) <= set(m["blocks"]))
    for id_ in run["pupils"]:
        p = c.pupils[id_]
        need("room", room.get("accessible", True) or not p.get("accessible_only", False))
        need("present", c.there(p, c.date[run["block"]]))
        low, high = a.get("grades", [1, 13])
        need("grades", low <= p["grade"] <= high)
        need("excluded", a["id"] not in p.get("excluded", []))
        need("apart", not (set(p.get("apart", [])) - {id_}) & set(run["pupils"]))


def _pupil(c: Camp, id_: str, runs: list[Run], gone: list[Run], need: Any) -> None:
    mine, before = c.attends(runs, id_), c.attends(gone, id_)
    for a in c.activities.values():
        if not a.get("repeatable", False):
            count = [sum(r["activity"] == a["id"] for r in some) for some in (mine, before)]
            need("repeat", count[0] <= max(1, count[1]))
    for asked in c.requirements:
        if asked.get("max") is None:
            continue
        own = [r for r in mine if c.kind(r) == asked["kind"]]
        if asked["per"] == "camp":
            had = sum(c.kind(r) == asked["kind"] for r in before)
            need("requirement_max", len(own) <= max(asked["max"], had))
        for date in c.dates() if asked["per"] == "day" else ():
            today = [r for r in own if c.date[r["block"]] == date and not c.past(r["block"])]
            need("requirement_max", len(today) <= asked["max"])


def values(content: dict[str, Any], runs: list[Run]) -> dict[str, int]:
    """Each goal's value, in the order of the problem."""
    c = Camp(content)
    out = dict.fromkeys(("shortfall", "empty", "kept", "regret", "buddies", "mentor_blocks"), 0)
    old = {(x, r["activity"], r["block"]) for r in c.previous for x in (*r["pupils"], *r["mentors"])}
    new = {(x, r["activity"], r["block"]) for r in runs for x in (*r["pupils"], *r["mentors"])}
    out["kept"] = len(old & new)
    out["mentor_blocks"] = sum(len(c.covers(r)) * len(r["mentors"]) for r in runs)
    for id_, p in c.pupils.items():
        mine = c.attends(runs, id_)
        for date in c.dates():
            if c.there(p, date):
                busy = {b for r in mine for b in c.covers(r)}
                free = sum(b not in busy for b in c.day(date))
                out["empty"] += max(0, free - c.settings.get("free_blocks", 0))
                out["shortfall"] += _short(c, [r for r in mine if c.date[r["block"]] == date], "day")
        out["shortfall"] += _short(c, mine, "camp")
        out["regret"] += _loss(c, p, mine) ** 2
        friends = set(p.get("buddies", [])) - {id_}
        out["buddies"] += len({b for r in mine if friends & set(r["pupils"]) for b in c.covers(r)})
    return {goal: out[goal] for goal in c.settings.get("goals", out)}


def _short(c: Camp, mine: list[Run], per: str) -> int:
    asked = [r for r in c.requirements if r["per"] == per]
    return sum(max(0, r.get("min", 0) - sum(c.kind(x) == r["kind"] for x in mine)) for r in asked)


def _loss(c: Camp, p: dict[str, Any], mine: list[Run]) -> int:
    had = {r["activity"] for r in mine}
    loss = 0
    for points, wish in zip(c.settings["rank_points"], p.get("preferences", []), strict=False):
        a = c.activities.get(wish)
        if a is None or wish in p.get("excluded", []) or wish in had:
            continue
        low, high = a.get("grades", [1, 13])
        starts = any(c.there(p, c.date[b]) and c.may_start(a, b) for b in c.date)
        loss += points if low <= p["grade"] <= high and starts else 0
    return loss


def vector(content: dict[str, Any], worth: dict[str, int]) -> tuple[int, ...]:
    """The goals in order, all to be made greatest."""
    return tuple(worth[g] if g in MORE else -worth[g] for g in content["settings"]["goals"])


def best(content: dict[str, Any]) -> tuple[int, ...] | None:
    """The best vector over every possible plan of a very small camp; None if there is no valid one."""
    found: tuple[int, ...] | None = None
    for runs in plans(content):
        if not broken(content, runs):
            worth = vector(content, values(content, runs))
            found = worth if found is None or worth > found else found
    return found


PERSONAL = {"one_place", "present", "grades", "excluded", "repeat", "requirement_max", "pin", "starts", "room"}


def _options(c: Camp, content: dict[str, Any], id_: str) -> list[tuple[tuple[str, str, str], ...]]:
    """Sets of places that this pupil may have by the rules that look at one pupil alone."""
    places = [
        (a["id"], b, r)
        for a in c.activities.values()
        for b in c.date
        for r in c.rooms
        if not c.past(b) and c.may_start(a, b) and set(a.get("features", [])) <= set(c.rooms[r].get("features", []))
    ]
    alone = {**content, "pins": [p for p in c.pins if p["person"] == id_]}
    gone = [r for r in c.previous if c.past(r["block"])]
    sets: list[tuple[tuple[str, str, str], ...]] = [()]
    for place in places:
        sets += [(*s, place) for s in sets]
    return [s for s in sets if not broken(alone, [*gone, *_runs({id_: s}, {})]) & PERSONAL - _shared(c, s)]


def _shared(c: Camp, places: tuple[tuple[str, str, str], ...]) -> set[str]:
    """Rules that somebody else may be the cause of."""
    return {"room"} if not places else set()


def _runs(pupils: dict[str, Any], mentors: dict[str, Any]) -> list[Run]:
    found: dict[tuple[str, str, str], Run] = {}
    for key, people in (("pupils", pupils), ("mentors", mentors)):
        for id_, places in people.items():
            for a, b, r in places:
                run = found.setdefault((a, b, r), {"activity": a, "block": b, "room": r, "pupils": [], "mentors": []})
                run[key].append(id_)
    return list(found.values())


def plans(content: dict[str, Any]) -> Iterator[list[Run]]:
    """Every plan of a very small camp by the rules that look at pupils alone, some of them broken by others."""
    c = Camp(content)
    gone = [r for r in c.previous if c.past(r["block"])]
    for chosen in product(*(_options(c, content, id_) for id_ in c.pupils)):
        runs = _runs(dict(zip(c.pupils, chosen, strict=True)), {})
        if {"room", "size", "max_runs", "apart"} & broken({**content, "pins": []}, [*gone, *runs]):
            continue
        for staff in product(*(list(teams(list(c.mentors))) for _ in runs)):
            yield [*gone, *({**r, "mentors": list(m)} for r, m in zip(runs, staff, strict=True))]


def teams(mentors: list[str]) -> Iterator[tuple[str, ...]]:
    """Every choice of mentors, nobody first."""
    for marks in product((False, True), repeat=len(mentors)):
        yield tuple(m for m, on in zip(mentors, marks, strict=True) if on)
