"""A second reading of the format page, in plain loops and sharing no code with the engine's own rules."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product
from typing import Any

Plan = dict[tuple[str, str], set[str]]
"""Pupils by (mentor, slot)."""


def minute(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])


def within(slot: dict[str, Any], windows: list[dict[str, Any]]) -> bool:
    free = {m for w in windows if w["day"] == slot["day"] for m in range(minute(w["start"]), minute(w["end"]))}
    return all(m in free for m in range(minute(slot["start"]), minute(slot["end"])))


def tied(c: dict[str, Any]) -> list[set[str]]:
    groups = [{p["id"]} for p in c["pupils"]]
    known = {p["id"] for p in c["pupils"]}
    for p in c["pupils"]:
        for q in p.get("together", []):
            if q in known:
                joined = [g for g in groups if p["id"] in g or q in g]
                groups = [g for g in groups if g not in joined] + [set().union(*joined)]
    return groups


def places(plan: Plan, pupil: str) -> set[tuple[str, str]]:
    return {at for at, who in plan.items() if pupil in who}


def had(c: dict[str, Any]) -> dict[str, set[str]]:
    mentors, pupils = {m["id"] for m in c["mentors"]}, {p["id"] for p in c["pupils"]}
    found: dict[str, set[str]] = {}
    for s in c.get("previous", []):
        for p in s["pupils"]:
            if s["mentor"] in mentors and p in pupils:
                found.setdefault(p, set()).add(s["mentor"])
    return found


def broken(c: dict[str, Any], plan: Plan) -> set[str]:
    """Keys of the rules that the plan breaks."""
    st = c["settings"]
    slots, mentors = {s["id"]: s for s in c["slots"]}, {m["id"]: m for m in c["mentors"]}
    pupils, venues = {p["id"]: p for p in c["pupils"]}, {v["id"]: v for v in c["venues"]}
    out: set[str] = set()

    def need(rule: str, holds: bool) -> None:
        if not holds:
            out.add(rule)

    for (m_, s_), who in plan.items():
        m, s = mentors[m_], slots[s_]
        need("clearance", m.get("cleared", True))
        need("mentor_time", within(s, m["availability"]))
        need("mentor_reach", m.get("venues") is None or s["venue"] in m["venues"])
        need("mentor_load", len(who) <= m["group_size"])
        grades = [pupils[p]["grade"] for p in who]
        need("grade_span", max(grades) - min(grades) <= st["max_grade_span"])
        for a, b in combinations(sorted(who), 2):
            need("apart", b not in pupils[a].get("apart", []) and a not in pupils[b].get("apart", []))
        for p_ in who:
            p = pupils[p_]
            need("ban", {"pupil": p_, "mentor": m_} not in c.get("bans", []))
            need("grades", m["grades"][0] <= p["grade"] <= m["grades"][1])
            need("required_language", p.get("required_language") in (None, *m.get("languages", ["nb"])))
            wished = p.get("mentor_gender")
            need("mentor_gender", not p.get("mentor_gender_required") or wished is None or m.get("gender") == wished)
            need("topics", bool(set(p["needs"]) & set(m["topics"])))
            need("pupil_time", within(s, p["availability"]))
            need("pupil_reach", p.get("venues") is None or s["venue"] in p["venues"])
        for t in range(minute(s["start"]), minute(s["end"])):
            here = {a for a, b in plan if runs(slots[b], s, t)}
            need("min_adults", st["min_adults"] < 2 or len(here) + s.get("staff", 0) >= st["min_adults"])
            need("rooms", sum(runs(slots[b], s, t) for _, b in plan) <= venues[s["venue"]]["rooms"])
            seated = sum(len(w) for (_, b), w in plan.items() if runs(slots[b], s, t))
            need("seats", seated <= venues[s["venue"]]["seats"])
    for m_, m in mentors.items():
        mine = [slots[s] for (a, s) in plan if a == m_]
        need("mentor_load", len(mine) <= m["max_sessions"])
        for day in {s["day"] for s in mine}:
            need("mentor_load", sum(s["day"] == day for s in mine) <= st["max_sessions_per_day"])
        need("mentor_load", len(set().union(*(w for (a, _), w in plan.items() if a == m_))) <= m["max_pupils"])
        for a, b in combinations(mine, 2):
            gap = 0 if a["venue"] == b["venue"] else st["travel_minutes"]
            first, last = sorted((a, b), key=lambda s: minute(s["start"]))
            need("no_clash", a["day"] != b["day"] or minute(last["start"]) - minute(first["end"]) >= gap)
    for p_, p in pupils.items():
        at = places(plan, p_)
        need("one_mentor", len({m for m, _ in at}) <= 1)
        days = [slots[s]["day"] for _, s in at]
        need("one_a_day", len(days) == len(set(days)) and len(days) <= p.get("sessions", 1))
    for group in tied(c):
        need("together", len({frozenset(places(plan, p)) for p in group}) == 1)
    for pin in c.get("pins", []):
        at = places(plan, pin["pupil"])
        need("pin", bool(at) and {m for m, _ in at} == {pin["mentor"]})
        need("pin", pin.get("slot") is None or (pin["mentor"], pin["slot"]) in at)
    if st.get("max_broken_pairs") is not None:
        need("broken_pairs", len(had(c)) - values(c, plan)["kept_pairs"] <= st["max_broken_pairs"])
    return out


def runs(slot: dict[str, Any], other: dict[str, Any], t: int) -> bool:
    same = slot["venue"] == other["venue"] and slot["day"] == other["day"]
    return same and minute(slot["start"]) <= t < minute(slot["end"])


def values(c: dict[str, Any], plan: Plan) -> dict[str, int]:
    mentors = {m["id"]: m for m in c["mentors"]}
    slots = {s["id"]: s for s in c["slots"]}
    worth, before = c["settings"]["fit_weights"], had(c)
    old = {(s["mentor"], s["slot"], p) for s in c.get("previous", []) for p in s["pupils"]}
    out = dict.fromkeys(("served", "kept_pairs", "sessions", "kept_places", "fit", "days", "tickets"), 0)
    for p in c["pupils"]:
        at = places(plan, p["id"])
        out["sessions"] += p.get("priority", 1) * len(at)
        out["kept_places"] += sum((m, s, p["id"]) in old for m, s in at)
        if not at:
            out["tickets"] += p.get("ticket", 0)
            continue
        m = mentors[min(at)[0]]
        out["served"] += p.get("priority", 1)
        out["kept_pairs"] += any(a in before.get(p["id"], set()) for a, _ in at)
        out["fit"] += worth["topics"] * len(set(p["needs"]) & set(m["topics"])) // len(set(p["needs"]))
        home = p.get("languages", ["nb"])[:1]
        out["fit"] += worth["language"] * (bool(home) and home[0] in m.get("languages", ["nb"]))
        out["fit"] += worth["gender"] * (p.get("mentor_gender") in (None, m.get("gender")))
    out["days"] = len({(m, slots[s]["day"]) for m, s in plan})
    return out


def best(c: dict[str, Any]) -> tuple[int, ...] | None:
    """The best vector of goals (all to be made greatest) over every possible plan; None if there is no valid one."""
    sign = {"days": -1, "tickets": -1}
    order = c["settings"]["goals"]
    found: tuple[int, ...] | None = None
    for plan in valid_plans(c):
        worth = values(c, plan)
        vector = tuple(sign.get(g, 1) * worth[g] for g in order)
        found = vector if found is None or vector > found else found
    return found


def valid_plans(c: dict[str, Any]) -> Iterator[Plan]:
    """Every plan that breaks no rule."""
    return (plan for plan in _plans(c) if not broken(c, plan))


PERSONAL = {"clearance", "ban", "pin", "grades", "required_language", "mentor_gender", "topics", "one_a_day"}
PERSONAL |= {"pupil_time", "mentor_time", "pupil_reach", "mentor_reach"}


def _options(c: dict[str, Any], pupil: dict[str, Any]) -> list[list[tuple[str, str]]]:
    """What this pupil may attend by the rules that look at one pupil alone; nothing comes last."""
    alone = {**c, "pins": [p for p in c.get("pins", []) if p["pupil"] == pupil["id"]]}
    sets = [
        [(m["id"], s) for s in chosen]
        for m in c["mentors"]
        for n in range(1, pupil.get("sessions", 1) + 1)
        for chosen in combinations([s["id"] for s in c["slots"]], n)
    ]
    return [*(o for o in sets if not broken(alone, {at: {pupil["id"]} for at in o}) & PERSONAL), []]


def _plans(c: dict[str, Any]) -> Iterator[Plan]:
    pupils = [p["id"] for p in c["pupils"]]
    for chosen in product(*(_options(c, p) for p in c["pupils"])):
        plan: Plan = {}
        for pupil, option in zip(pupils, chosen, strict=True):
            for at in option:
                plan.setdefault(at, set()).add(pupil)
        yield plan
