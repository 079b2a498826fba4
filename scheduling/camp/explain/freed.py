"""The part of a plan that is decided anew where it is asked what would have to be different."""

from __future__ import annotations

import numpy as np

from scheduling.camp.candidates import Candidates
from scheduling.camp.explain.enough import enough
from scheduling.camp.facts import Facts
from scheduling.camp.search import Part, Places, part
from scheduling.rule import BoolArray, IntArray, ints

OTHERS = 3
"""So many other runs of the block are decided anew beside those that matter."""


def everything(facts: Facts, candidates: Candidates, plan: Places, goals: tuple[str, ...]) -> Part:
    """All of the days to come."""
    return part(facts, candidates.everything(), plan.where(facts.past[plan.block]), goals=goals)


def around(
    facts: Facts, candidates: Candidates, plan: Places, wish: tuple[int, int, int], goals: tuple[str, ...]
) -> Part:
    """The blocks of the wished run and of what the pupil would leave for it, with the runs that matter."""
    p, a, b = wish
    window = _window(facts, plan, p, a, b)
    coming = plan.where(~facts.past[plan.block])
    runs = coming.where(np.unique(coming.run_key(facts), return_index=True)[1])
    inside = runs.where(_within(facts, runs, window))
    own = np.isin(inside.run_key(facts), coming.run_key(facts)[(coming.person == p) | (coming.activity == a)])
    size = [int((coming.run_key(facts) == key).sum()) for key in inside.run_key(facts).tolist()]
    others = np.flatnonzero(~own)[np.argsort(ints(size)[~own], kind="stable")][:OTHERS]
    chosen = inside.where(np.sort(np.concatenate([np.flatnonzero(own), others])))
    freed = np.isin(plan.run_key(facts), chosen.run_key(facts)) & ~facts.past[plan.block]
    held = plan.where(~freed)
    free = _free(candidates, held, chosen, inside, window, plan.person[freed], a)
    return part(facts, free, held, goals=goals)


def _window(facts: Facts, plan: Places, p: int, a: int, b: int) -> IntArray:
    """The blocks of the run, of what the pupil has then, and of what it has enough of already."""
    wanted = facts.covered(ints([a]), ints([b]))[1]
    mine = plan.where((plan.person == p) & (facts.block_day[plan.block] == facts.block_day[b]))
    row, block = facts.covered(mine.activity, mine.block)
    touched = np.unique(row[np.isin(block, wanted)])
    found = np.union1d(wanted, block[np.isin(row, touched)])
    for some in enough(facts, plan.where((plan.person == p) & ~facts.past[plan.block]), a, b):
        found = np.union1d(found, facts.covered(some.activity, some.block)[1])
    return ints(found)


def _within(facts: Facts, runs: Places, window: IntArray) -> BoolArray:
    row, block = facts.covered(runs.activity, runs.block)
    return np.asarray(np.bincount(row[~np.isin(block, window)], minlength=len(runs)) == 0, dtype=np.bool_)


def _free(
    candidates: Candidates, held: Places, chosen: Places, inside: Places, window: IntArray, people: IntArray, a: int
) -> Places:
    """The places that those freed, and who is idle, may have in the runs there and in one of the activity."""
    facts = candidates.facts
    busy = np.zeros((facts.P + facts.M, facts.B), dtype=np.bool_)
    taken = np.zeros((facts.R, facts.B), dtype=np.bool_)
    row, block = facts.covered(held.activity, held.block)
    busy[held.person[row], block] = True
    taken[held.room[row], block] = True
    who = np.union1d(people, np.flatnonzero((~busy[:, window]).any(axis=1)))
    rows = np.flatnonzero((candidates.activity == a) & np.isin(candidates.block, window))
    new_row, new_block = facts.covered(candidates.activity[rows], candidates.block[rows])
    bad = taken[candidates.room[rows[new_row]], new_block] | ~np.isin(new_block, window)
    rows = rows[np.bincount(new_row[bad], minlength=len(rows)) == 0]
    where = [
        np.concatenate([getattr(inside, name), getattr(candidates, name)[rows]])
        for name in ("activity", "block", "room")
    ]
    _, first = np.unique((where[0] * facts.B + where[1]) * facts.R + where[2], return_index=True)
    at = where[0][first], where[1][first], where[2][first]
    pupils = candidates.pupils_in(who[who < facts.P], *at)
    return pupils.plus(candidates.mentors_in(who[who >= facts.P] - facts.P, *at))
