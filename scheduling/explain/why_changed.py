"""Why a pupil's places in one plan are others than in the plan before: from both problems and both plans, no guess.

``why`` of a change is a list of objects. First why it could not or should not stay as it was:

- ``{"kind": "mentor_gone", "mentor": M}``, ``{"kind": "slot_gone", "slot": S}``: not in the problem any more;
- ``{"kind": "pupil_gone"}``: the pupil is not;
- ``{"kind": "fewer_wished"}``: the pupil asks for fewer sessions than it had;
- ``{"kind": "impossible", "rule": R, "mentor": M, "slot": S}``: rule R forbids that place by itself; ``"new": True``
  where it did not in the problem before;
- ``{"kind": "with", "pupils": […]}``: somebody tied to the pupil had to move;
- ``{"kind": "held", "rule": R, "pupils": […]}``: put back while all others stay where they are now, it would break R;
  the pupils are those who came where it would have to be;
- ``{"kind": "goal", "goal": G, "by": n}``: it could be put back, but goal G would lose n (the first that changes);
- ``{"kind": "same"}``: put back, no goal would change; ``{"kind": "missed", "goal": G}``: G would even gain, the
  search has not found it.

Then, for who had fewer sessions or none, why there is a place now that was not:

- ``{"kind": "new_pupil"}``, ``{"kind": "new_mentor", "mentor": M}``, ``{"kind": "new_slot", "slot": S}``: not in the
  problem before;
- ``{"kind": "possible", "rule": R, "mentor": M, "slot": S}``: rule R forbade the place before;
- ``{"kind": "freed", "rule": R, "pupils": […]}``: in the plan before it would have broken R; the pupils left there;
- ``{"kind": "open"}``: it would have broken nothing before either; ``{"kind": "placed"}``: the problem before is not
  known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from scheduling.check import Breach
from scheduling.explain.by_hand import Attendance, HandMove, HeldPlan
from scheduling.rule import ints
from scheduling.weekly import BOOK
from scheduling.weekly.problem import Problem, Session

Why = Mapping[str, Any]
Place = tuple[str, str]
"""Ids of a mentor and a slot."""


@dataclass(frozen=True)
class Changed:
    """A pupil's places before and after, and why they are not the same."""

    pupil: str
    was: tuple[Place, ...]
    now: tuple[Place, ...]
    why: tuple[Why, ...]


def why_changed(
    old: Iterable[Session], new: Iterable[Session], problem: Problem, before: Problem | None = None
) -> tuple[Changed, ...]:
    """Every pupil whose places differ, in the order of their ids, with the reasons.

    ``problem`` is what the new plan was made of, ``before`` what the old one was, where that is known. The old plan
    may have people and slots that are not there any more.
    """
    asked = _Asked(tuple(old), tuple(new), problem, before)
    return tuple(Changed(pupil, was, now, asked.why(pupil)) for pupil, was, now in asked.differences() if was != now)


class _Asked:
    """Two plans side by side."""

    def __init__(
        self, old: tuple[Session, ...], new: tuple[Session, ...], problem: Problem, before: Problem | None
    ) -> None:
        self.old, self.new = _Plan(old), _Plan(new)
        self.problem, self.before = problem, before
        self.sessions = old, new

    @cached_property
    def held_new(self) -> HeldPlan:
        """The new plan, to be moved about in; made only where a reason needs it."""
        return HeldPlan(self.problem, self.sessions[1])

    @cached_property
    def held_old(self) -> HeldPlan:
        """The old plan as it was made."""
        return HeldPlan(self.before or self.problem, self.sessions[0])

    def differences(self) -> Iterator[tuple[str, tuple[Place, ...], tuple[Place, ...]]]:
        """(pupil, places before, places now), also where they are the same."""
        for pupil in sorted({*self.old.places, *self.new.places}):
            yield pupil, self.old.of(pupil), self.new.of(pupil)

    def why(self, pupil: str) -> tuple[Why, ...]:
        """The reasons of one pupil's change."""
        facts = self.problem.facts
        if pupil not in facts.number["pupil"]:
            return ({"kind": "pupil_gone"},)
        was, now = self.old.of(pupil), self.new.of(pupil)
        not_kept = list(self._why_not_kept(pupil)) if set(was) - set(now) else []
        return (*not_kept, *(self._why_placed(pupil) if len(now) > len(was) else ()))

    def _why_not_kept(self, pupil: str) -> Iterator[Why]:
        left = [place for place in self.old.of(pupil) if place not in self.new.of(pupil)]
        certain = [why for place in left for why in self._against(pupil, place)]
        if len(self.old.of(pupil)) > self._wished(pupil):
            certain.append({"kind": "fewer_wished"})
        if certain:
            yield from _different(certain)
            return
        tied = [other for other in self._tied(pupil) if self._had_to_move(other)]
        if tied:
            yield {"kind": "with", "pupils": tuple(tied)}
            return
        yield from self._put_back(pupil)

    def _wished(self, pupil: str) -> int:
        return int(self.problem.facts.wanted[self.problem.facts.number["pupil"][pupil]])

    def _against(self, pupil: str, place: Place) -> Iterator[Why]:
        """What forbids a place by itself, as things are in the problem."""
        mentor, slot = place
        number = self.problem.facts.number
        if mentor not in number["mentor"]:
            yield {"kind": "mentor_gone", "mentor": mentor}
        elif slot not in number["slot"]:
            yield {"kind": "slot_gone", "slot": slot}
        else:
            was_forbidden = set(_forbidding(self.before, pupil, place)) if self.before else set()
            for rule in _forbidding(self.problem, pupil, place):
                is_new = self.before is not None and rule not in was_forbidden
                yield {"kind": "impossible", "rule": rule, "mentor": mentor, "slot": slot, "new": is_new}

    def _tied(self, pupil: str) -> list[str]:
        """The others of the pupil's unit."""
        facts = self.problem.facts
        unit = facts.units[facts.unit[facts.number["pupil"][pupil]]]
        return [facts.ids["pupil"][one] for one in unit.tolist() if facts.ids["pupil"][one] != pupil]

    def _had_to_move(self, pupil: str) -> bool:
        left = [place for place in self.old.of(pupil) if place not in self.new.of(pupil)]
        return any(True for place in left for _ in self._against(pupil, place))

    def _put_back(self, pupil: str) -> Iterator[Why]:
        """What would happen if the pupil, with all who are tied, were put back while everybody else stays."""
        unit = [pupil, *self._tied(pupil)]
        out = tuple((one, *place) for one in unit for place in self.new.of(one))
        into = tuple((one, *place) for one in unit for place in self.old.of(one))
        judged = self.held_new.judge(HandMove(out, into))
        if judged.breaches:
            yield from _different(self._held(breach, unit) for breach in judged.breaches)
            return
        goal, gain = next(((goal, gain) for goal, gain in judged.gains.items() if gain), ("", 0))
        loses = bool(goal) and (gain < 0) == BOOK.goals[goal].more
        yield (
            {"kind": "goal", "goal": goal, "by": abs(gain)}
            if loses
            else ({"kind": "missed", "goal": goal} if goal else {"kind": "same"})
        )

    def _held(self, breach: Breach, unit: list[str]) -> Why:
        came = self._among(self.new, self.old, breach, self.problem)
        return {"kind": "held", "rule": breach.rule, "pupils": tuple(one for one in came if one not in unit)}

    def _why_placed(self, pupil: str) -> Iterator[Why]:
        if self.before is None:
            yield {"kind": "placed"}
            return
        if pupil not in self.before.facts.number["pupil"]:
            yield {"kind": "new_pupil"}
            return
        places = [place for place in self.new.of(pupil) if place not in self.old.of(pupil)]
        certain = [why for place in places for why in self._for(self.before, pupil, place)]
        yield from _different(certain) if certain else self._freed(self.before, pupil, places)

    def _for(self, before: Problem, pupil: str, place: Place) -> Iterator[Why]:
        """What forbade a place before, and does not now."""
        mentor, slot = place
        number = before.facts.number
        if mentor not in number["mentor"]:
            yield {"kind": "new_mentor", "mentor": mentor}
        elif slot not in number["slot"]:
            yield {"kind": "new_slot", "slot": slot}
        else:
            for rule in _forbidding(before, pupil, place):
                yield {"kind": "possible", "rule": rule, "mentor": mentor, "slot": slot}

    def _freed(self, before: Problem, pupil: str, places: list[Place]) -> Iterator[Why]:
        move = HandMove(into=tuple((pupil, *place) for place in places))
        breaches = self.held_old.judge(move).breaches
        told = [
            {"kind": "freed", "rule": one.rule, "pupils": tuple(self._among(self.old, self.new, one, before))}
            for one in breaches
        ]
        yield from _different(told) if told else ({"kind": "open"},)

    def _among(self, here: _Plan, not_there: _Plan, breach: Breach, problem: Problem) -> list[str]:
        """The pupils who are where a breach is in one plan and not in the other."""
        about = breach.about
        found = (
            row[0] for row in here.rows if row not in not_there.rows and _is_about(row, about, breach.rule, problem)
        )
        return sorted(set(found))


class _Plan:
    """The attendances of some sessions."""

    def __init__(self, sessions: tuple[Session, ...]) -> None:
        self.rows: dict[Attendance, None] = {(p, s.mentor, s.slot): None for s in sessions for p in s.pupils}
        self.places: dict[str, list[Place]] = {}
        for pupil, mentor, slot in self.rows:
            self.places.setdefault(pupil, []).append((mentor, slot))

    def of(self, pupil: str) -> tuple[Place, ...]:
        """A pupil's places."""
        return tuple(sorted(self.places.get(pupil, ())))


def _forbidding(problem: Problem, pupil: str, place: Place) -> list[str]:
    """The rules that forbid a place by themselves, whatever else is planned; none where somebody is not known."""
    number = problem.facts.number
    ids = {"pupil": pupil, "mentor": place[0], "slot": place[1]}
    if any(id_ not in number[kind] for kind, id_ in ids.items()):
        return []
    column = {kind: ints([number[kind][id_]]) for kind, id_ in ids.items()}
    return [
        rule.key
        for rule in BOOK.rules.values()
        if not all(np.all(one.allowed(problem.facts, *(column[name] for name in one.of))) for one in rule.filters)
    ]


def _is_about(row: Attendance, about: Mapping[str, str | int], rule: str, problem: Problem) -> bool:
    _, mentor, slot = row
    if "mentor" in about and about["mentor"] != mentor:
        return False
    # two places at one time: the other session has another slot
    if "slot" in about and rule != "no_clash" and about["slot"] != slot:
        return False
    at = problem.facts.number["slot"].get(slot)
    if at is None:
        return "venue" not in about and "day" not in about
    venue, day = problem.slots[at].venue, problem.slots[at].window.day
    return about.get("venue", venue) == venue and about.get("day", day) == day


def _different(told: Iterable[Why]) -> Iterator[Why]:
    """Each reason once: two breaches of one rule are one reason, about all their people."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for why in told:
        key = tuple(value for name, value in why.items() if name not in ("pupils", "slot"))
        there = found.setdefault(key, dict(why))
        if "pupils" in why:
            there["pupils"] = tuple(dict.fromkeys((*there["pupils"], *why["pupils"])))
    yield from found.values()
