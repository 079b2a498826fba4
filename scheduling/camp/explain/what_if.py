"""What would have to be different for a pupil to get a wish: each answer is a plan that was solved for and checked.

First whether others could make room as things are, then one more run, one more mentor, one more room, a larger
group. Where a camp is small all of it is decided anew, else the blocks of one possible run, and all else stays. No
goal before the wishes gets worse, but that something is other than in the plan in force: every answer is a change.
Of the plans by which all wishes together come out no worse, one is taken that changes least; where there is none, of
those by which they come out least bad.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from scheduling.camp import check
from scheduling.camp.candidates import Candidates
from scheduling.camp.check import runs_of
from scheduling.camp.choices import rows_of
from scheduling.camp.explain.freed import around, everything
from scheduling.camp.facts import Facts
from scheduling.camp.plan import CampPlan
from scheduling.camp.problem import Activity, CampRun, Mentor, Pin, Problem, Room
from scheduling.camp.search import Part, Places
from scheduling.engine.exact import solve, value_of
from scheduling.engine.program import Objective
from scheduling.engine.run import Run
from scheduling.rule import ints

STARTS = 4
"""So many of the blocks in which the run could start are tried for each change, where not all is decided anew."""
SMALL = 400
"""Up to so many runs that could be, times people, all of them are decided anew."""
DETERMINISTIC_STEPS = 6
NEW = "+1"
"""The id of what is not there yet."""


@dataclass(frozen=True)
class Change:
    """``kind`` "none" (others move), "run" (one more may be held), "mentor" or "room" (one more), "size" (one more
    pupil in a run), with the ``detail`` that makes it useful: a qualification, the features of the room."""

    kind: str
    detail: tuple[str, ...] = ()


@dataclass(frozen=True)
class WhatIf:
    """With this change, and these others having something else than now, the pupil has the wish in ``block``.

    ``gains`` is what that does to each goal; ``runs_then`` the whole plan, which breaks no rule.
    """

    change: Change
    activity: str
    block: str
    moved: tuple[str, ...]
    gains: Mapping[str, int]
    runs_then: tuple[CampRun, ...]


def what_if(
    problem: Problem, plan: CampPlan | Iterable[CampRun], pupil: str, activity: str, run: Run | None = None
) -> list[WhatIf]:
    """Changes that would give the pupil the wish, the smallest first; empty where none of those looked at does.

    Where others can make room and all wishes together come out no worse, that is the only answer; where they come
    out worse, a change is named too if it does better than that. Raises KeyError where there is no such pupil or
    activity.
    """
    facts = problem.facts
    p, a = facts.number["pupil"][pupil], facts.number["activity"][activity]
    clock = Run(seconds=30.0) if run is None else run
    runs = runs_of(plan)
    found: list[WhatIf] = []
    for change, other in _changes(problem, problem.activities[a]):
        if clock.over or (found and found[0].change.kind == "none" and found[0].gains["regret"] <= 0):
            break
        answer = _tried(problem, other, change, runs, (p, a), clock)
        if answer is not None and (not found or _does_more(answer, found[0])):
            found.append(answer)
    return found


def _does_more(answer: WhatIf, first: WhatIf) -> bool:
    return first.change.kind != "none" or answer.gains["regret"] < first.gains["regret"]


def _changes(problem: Problem, activity: Activity) -> Iterator[tuple[Change, Problem]]:
    yield Change("none"), problem
    if activity.max_runs is not None:
        yield Change("run"), _with(problem, replace(activity, max_runs=activity.max_runs + 1))
    asked = () if activity.qualification is None else (activity.qualification,)
    mentor = Mentor(NEW, max_blocks=len(problem.blocks), qualifications=asked)
    yield Change("mentor", asked), replace(problem, mentors=(*problem.mentors, mentor))
    room = Room(NEW, activity.max_pupils, activity.features)
    yield Change("room", activity.features), replace(problem, rooms=(*problem.rooms, room))
    yield Change("size"), _with(problem, replace(activity, max_pupils=activity.max_pupils + 1))


def _with(problem: Problem, activity: Activity) -> Problem:
    own = tuple(activity if one.id == activity.id else one for one in problem.activities)
    return replace(problem, activities=own)


def _tried(
    problem: Problem, other: Problem, change: Change, runs: tuple[CampRun, ...], wish: tuple[int, int], run: Run
) -> WhatIf | None:
    """The best of the plans with the wish in one of the blocks."""
    p, a = wish
    ids = other.facts.ids
    before = check.values(problem, runs)
    best: WhatIf | None = None
    for b in _starts(other.facts, runs, p, a):
        if run.over:
            break
        pinned = replace(other, pins=(*other.pins, Pin(ids["pupil"][p], ids["activity"][a], ids["block"][b])))
        solved = _resolved(pinned, runs, (p, a, b), before, run)
        if solved is not None and not check.breaches(other, solved):
            after = check.values(other, solved)
            gains = {goal: after[goal] - before[goal] for goal in after}
            answer = WhatIf(change, ids["activity"][a], ids["block"][b], _moved(runs, solved), gains, solved)
            best = answer if best is None or _cost(answer) < _cost(best) else best
    return best


def _cost(answer: WhatIf) -> tuple[int, int]:
    return max(0, answer.gains["regret"]), len(answer.moved)


def _starts(facts: Facts, runs: tuple[CampRun, ...], p: int, a: int) -> list[int]:
    """Blocks in which it could start, those where the pupil has what is wished least first."""
    candidates = Candidates(facts)
    places = Places.of(rows_of(facts, runs).places)
    mine = places.where(places.person == p)
    row, block = facts.covered(mine.activity, mine.block)
    worth = np.zeros(facts.B, dtype=np.int64)
    worth[block] = 1 + facts.points[p, mine.activity[row]]
    held = np.zeros(facts.B, dtype=np.bool_)
    held[places.block[places.activity == a]] = True
    starts = np.flatnonzero(candidates.pupil_may[p, a])
    cost = [int(worth[facts.covered(ints([a]), ints([b]))[1]].sum()) for b in starts.tolist()]
    order = np.lexsort((starts, ~held[starts], ints(cost)))
    most = len(starts) if _is_small(facts, candidates) else STARTS
    return [int(b) for b in starts[order][:most]]


def _is_small(facts: Facts, candidates: Candidates) -> bool:
    people = facts.P + facts.M
    return len(candidates.activity) * people <= SMALL


def _resolved(
    pinned: Problem, runs: tuple[CampRun, ...], wish: tuple[int, int, int], before: Mapping[str, int], run: Run
) -> tuple[CampRun, ...] | None:
    """A plan in which the wish is met, the goals up to the wishes held or all but that; None if none was found."""
    facts = pinned.facts
    goals = _to_hold(facts)
    now, candidates = Places.of(rows_of(facts, runs).places), Candidates(facts)
    is_small = _is_small(facts, candidates)
    asked = everything(facts, candidates, now, goals) if is_small else around(facts, candidates, now, wish, goals)
    *earlier, aim = asked.program.goals
    held, stay = [(goal, before[goal.key]) for goal in earlier], _stay(asked, now)
    search = partial(solve, asked.program, run, steps=DETERMINISTIC_STEPS)
    found = search(goal=stay, held=[*held, (aim, before[aim.key])]).solution
    if found is None:
        found = search(goal=aim, held=held).solution
        if found is None:
            return None
        calm = search(goal=stay, held=[*held, (aim, value_of(aim, found))], hint=found).solution
        found = found if calm is None else calm
    return asked.read(found).runs(facts)


def _to_hold(facts: Facts) -> tuple[str, ...]:
    """The goals up to the wishes without that of staying as before, which would refuse whatever is asked."""
    goals = facts.settings.goals
    return tuple(goal for goal in goals[: goals.index("regret") + 1] if goal != "kept")


def _stay(asked: Part, now: Places) -> Objective:
    """As many places of now as can be, as few others."""
    free = int((~asked.choices.held[: len(asked.choices["place"])]).sum())
    return Objective("stay", True, np.arange(free), 2 * asked.hint(now)[:free] - 1, 0)


def _moved(before: tuple[CampRun, ...], after: tuple[CampRun, ...]) -> tuple[str, ...]:
    """Persons who have something else than before."""
    then, now = (
        {(x, r.activity, r.block) for r in some for x in (*r.pupils, *r.mentors)} for some in (before, after)
    )
    return tuple(sorted({person for person, _, _ in then ^ now}))
