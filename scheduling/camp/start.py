"""A first plan, run by run: what was there before, then the runs that are wished most, then what fills the time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scheduling.camp.board import Board
from scheduling.camp.candidates import Candidates
from scheduling.camp.choices import rows_of
from scheduling.camp.facts import NEVER, Facts
from scheduling.camp.search import Places
from scheduling.engine.run import Run
from scheduling.rule import BoolArray, IntArray, ints


@dataclass(frozen=True)
class _Offer:
    """A run that could be put into the plan, with its pupils best first, and what it is worth."""

    activity: int
    block: int
    room: int
    pupils: IntArray
    value: float


def first_plan(facts: Facts, candidates: Candidates, begun: Places, run: Run) -> Places:
    """``begun`` (days gone by, runs that pins need) with as much more as fits; every rule but pins holds."""
    board = Board(facts, candidates, begun)
    _as_before(board)
    for block in np.flatnonzero(~facts.past).tolist():
        if run.over:
            break
        _fill_block(board, block)
    return board.all_places()


def _as_before(board: Board) -> None:
    """The runs of the plan in force, with those who can still be in them, the largest first."""
    facts = board.facts
    coming = [r for r in facts.previous if not facts.past[facts.number["block"][r.block]]]
    for old in sorted(coming, key=lambda r: (-len(r.pupils), r.block, r.activity, r.room)):
        a, b = facts.number["activity"][old.activity], facts.number["block"][old.block]
        if facts.may_start[a, b] and board.held[a] < facts.max_runs[a]:
            _put_again(
                board, a, b, facts.number["room"].get(old.room, -1), [facts.number["pupil"][p] for p in old.pupils]
            )


def _put_again(board: Board, activity: int, block: int, room: int, pupils: list[int]) -> None:
    rooms = board.rooms_able(activity, block).tolist()
    if not rooms:
        return
    room = room if room in rooms else rooms[0]
    able = board.pupils_able(activity, block) & _may_enter(board, room)
    who = board.without_apart(ints([p for p in pupils if able[p]]))
    _staffed(board, activity, block, room, who[: _most(board, activity, room)])


def _may_enter(board: Board, room: int) -> BoolArray:
    facts = board.facts
    allowed: BoolArray = ~facts.accessible_only | bool(facts.accessible[room])
    return allowed


def _most(board: Board, activity: int, room: int) -> int:
    return int(min(board.facts.most[activity], board.facts.seats[room]))


def _staffed(board: Board, activity: int, block: int, room: int, pupils: IntArray) -> bool:
    """Put in a run with as many of the pupils as there are mentors for, if they are enough; whether it was."""
    facts = board.facts
    able = len(board.mentors_able(activity, block))
    if facts.each[activity] != NEVER:
        pupils = pupils[: able * int(facts.each[activity])]
    if len(pupils) < facts.least[activity]:
        return False
    team = board.team(activity, block, len(pupils))
    if team is None:
        return False
    board.put(activity, block, room, np.concatenate([pupils, team + facts.P]))
    return True


def _fill_block(board: Board, block: int) -> None:
    """Wished runs while the others can still be placed, then those that place most pupils for each mentor."""
    for wished in (True, False):
        offers = {a: o for a in range(board.facts.A) if (o := _offer(board, a, block, wished)) is not None}
        while offers:
            known = max(offers.values(), key=lambda o: (o.value, -o.activity))
            fresh = _offer(board, known.activity, block, wished)
            if fresh is None:
                del offers[known.activity]
            elif fresh.value < known.value:  # others have been put since: what it is worth seldom rises by that
                offers[known.activity] = fresh
            elif not _staffed(board, fresh.activity, fresh.block, fresh.room, fresh.pupils):
                del offers[known.activity]


def _offer(board: Board, activity: int, block: int, wished: bool) -> _Offer | None:
    """The best run of the activity that could start in the block; None where none is worth it."""
    facts = board.facts
    if not facts.may_start[activity, block] or board.held[activity] >= facts.max_runs[activity]:
        return None
    rooms = board.rooms_able(activity, block)
    able = board.pupils_able(activity, block)
    if not len(rooms) or not able.any():
        return None
    all_, special = board.gains(activity, block)
    room = int(rooms[0])
    able &= _may_enter(board, room)
    gain = special if wished else all_
    who = np.flatnonzero(able & (gain > 0))
    who = board.without_apart(who[np.argsort(-gain[who], kind="stable")])[: _most(board, activity, room)]
    if len(who) < facts.least[activity] or (wished and not _others_fit(board, activity, block, len(who))):
        return None
    mentors = board.needed(activity, len(who)) * len(board.span(activity, block))
    return _Offer(activity, block, room, who, float(gain[who].sum()) / (mentors + 0.5))


def _others_fit(board: Board, activity: int, block: int, pupils: int) -> bool:
    """Whether, by a rule of thumb, the mentors left can still take all who have nothing in this block."""
    facts = board.facts
    day = int(facts.block_day[block])
    waiting = int((~board.busy[: facts.P, block] & facts.there[:, day]).sum()) - pupils
    left = np.minimum(facts.settings.max_blocks_per_day - board.worked[:, day], 9)
    blocks = int((facts.day_blocks[day]) - np.flatnonzero(facts.block_day == day).searchsorted(block))
    free = ~board.busy[facts.P :, block] & facts.on_duty[:, block] & (left > 0)
    share = np.minimum(1.0, left[free] / max(blocks, 1)).sum() - board.needed(activity, pupils)
    each = np.sort(np.where(facts.each == NEVER, facts.most, facts.each))[::-1]
    return bool(waiting <= share * float(np.mean(each[:4])))


def fixed_places(facts: Facts) -> Places:
    """The places of the days gone by."""
    return Places.of(rows_of(facts, facts.fixed_runs).places)
