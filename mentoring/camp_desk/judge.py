"""The board's door to `scheduling`: a camp's plan as it stands, what a change would break, why a wish was not met.

Nothing here has names or words. A problem holds facts under opaque ids only.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from flask import g, has_request_context

from mentoring.camp.models import Camp
from mentoring.camp_desk.facts import Wish, problem_content, run_content
from mentoring.camp_desk.queries import camp_of, first_date, runs_in
from mentoring.planning import worth
from mentoring.planning.looks import Look, Scale
from mentoring.planning.menders import Row
from mentoring.planning.models import Plan, Run
from mentoring.planning.queries import plan_in_force
from scheduling.camp import BOOK, check
from scheduling.camp.board import Board as EngineBoard
from scheduling.camp.candidates import Candidates
from scheduling.camp.choices import rows_of
from scheduling.camp.explain.by_hand import HandMove, HeldCamp, rows_of_runs, runs_of_rows
from scheduling.camp.explain.what_if import WhatIf, what_if
from scheduling.camp.explain.why_not import Unmet, why_not
from scheduling.camp.explain.wishes import WishResult, wish_result
from scheduling.camp.plan import CampPlan
from scheduling.camp.problem import GOALS, CampRun, Problem
from scheduling.camp.reading import plan_to_json, problem_from_json, problem_to_json
from scheduling.camp.search import Places
from scheduling.counting import Breach
from scheduling.engine.run import Run as EngineRun
from scheduling.judging import Judged

WING = "camp"
PRESETS: Mapping[str, tuple[str, ...]] = {
    "most_wishes": ("shortfall", "empty", "regret", "kept", "buddies", "mentor_blocks"),
    "least_change": ("kept", *(goal for goal in GOALS if goal != "kept")),
}
#: the rules from which staff may depart with a reason
HOUSE_RULES = BOOK.house_rules
#: goals of which less is better
LESS = tuple(key for key, goal in BOOK.goals.items() if not goal.more)
#: so many problems are kept in mind
MOST_READ = 6
#: what would have to be different is looked for so long
WHAT_IF_SECONDS = 6.0


@dataclass(frozen=True)
class Opening:
    """What one more run would have to hand, best first: rooms; pupils who have nothing then, and `others` who could
    come; a `team` that is enough, and all `mentors` who are free."""

    rooms: list[str]
    idle: list[str]
    others: list[str]
    team: list[str]
    mentors: list[str]


class AtHand:
    """A plan with the problem of which it is a plan, as the rows are now."""

    def __init__(self, camp: Camp, content: dict[str, Any], runs: tuple[CampRun, ...]) -> None:
        self.camp, self.content, self.runs = camp, content, runs
        self.problem = _problem(json.dumps(content))

    @cached_property
    def held(self) -> HeldCamp:
        return HeldCamp(self.problem, self.runs)

    @cached_property
    def rows(self) -> frozenset[Row]:
        """(person, activity, block, room) of the plan, those of people who are not there any more too."""
        return frozenset(rows_of_runs(self.runs))

    def knows(self, kind: str, key: str) -> bool:
        """Whether there is a person, activity, block or room of that id."""
        return key in self.problem.facts.number[kind]

    def ids(self, kind: str) -> list[str]:
        """All pupils, mentors, activities, rooms; blocks in the order of time."""
        return list(self.problem.facts.ids[kind])

    def span(self, activity: str, block: str) -> frozenset[str]:
        """The blocks that a run of the activity takes that starts in the block."""
        if not (self.knows("activity", activity) and self.knows("block", block)):
            return frozenset((block,))
        facts = self.problem.facts
        first = facts.number["block"][block]
        chain = facts.chain[first][: int(facts.length[facts.number["activity"][activity]])]
        return frozenset(facts.ids["block"][number] for number in chain.tolist() if number >= 0)

    def starts(self, activity: str) -> list[str]:
        """The blocks in which the activity may start."""
        facts = self.problem.facts
        may = facts.may_start[facts.number["activity"][activity]] & ~facts.past
        return [block for block, is_open in zip(facts.ids["block"], may.tolist(), strict=True) if is_open]

    def is_gone(self, block: str) -> bool:
        """Whether the block is on a day that stays as it is."""
        facts = self.problem.facts
        return self.knows("block", block) and bool(facts.past[facts.number["block"][block]])

    def sizes(self, activity: str) -> tuple[int, int]:
        """Fewest and most pupils."""
        found = next(one for one in self.problem.activities if one.id == activity)
        return found.min_pupils, found.max_pupils

    @property
    def scale(self) -> Scale:
        """By what changes are weighed."""
        return Scale(self.problem.settings.goals, LESS, HOUSE_RULES)

    def breaches(self) -> list[Breach]:
        """All that the plan breaks."""
        return check.breaches(self.problem, self.runs)

    def judge(self, out: Sequence[Row], into: Sequence[Row]) -> Judged:
        """What a change newly breaks. Raises KeyError for ids that are put in and not known."""
        return self.held.judge(_move(out, into))

    def look(self, changes: Sequence[tuple[Sequence[Row], Sequence[Row]]]) -> list[Look]:
        """The same of many changes (out, into), in short."""
        found = self.held.outlooks([_move(out, into) for out, into in changes]) if changes else []
        return [self.scale.look(one.rules, one.gains) for one in found]

    def values(self) -> dict[str, int]:
        """The goals of the plan, counted."""
        return check.values(self.problem, self.runs)

    def worth(self, plan: Plan, *, departs: bool) -> tuple[dict[str, int], dict[str, int | None]]:
        """Values and bounds of the goals."""
        return worth.worth_of(
            plan,
            self.values(),
            self.scale,
            departs=departs,
            asks_no_less=lambda run: worth.is_no_less(self.content, run.problem),
        )

    def opening(self, activity: str, block: str) -> "Opening":
        """What one more run would have to hand."""
        facts, places = self.problem.facts, Places.of(rows_of(self.problem.facts, self.held_runs).places)
        candidates = Candidates(facts)
        board = EngineBoard(facts, candidates, places)
        a, b = facts.number["activity"][activity], facts.number["block"][block]
        able = board.pupils_able(a, b)
        may = candidates.pupil_may[:, a, b] & ((board.attended[:, a] == 0) | facts.repeatable[a])
        idle = [facts.ids["pupil"][p] for p in np.flatnonzero(able).tolist()][: int(facts.most[a])]
        team = board.team(a, b, max(len(idle), int(facts.least[a])))
        free = board.mentors_able(a, b).tolist()
        return Opening(
            rooms=[facts.ids["room"][r] for r in board.rooms_able(a, b).tolist()],
            idle=idle,
            others=[facts.ids["pupil"][p] for p in np.flatnonzero(may & ~able).tolist()],
            team=[facts.ids["mentor"][m] for m in (team.tolist() if team is not None else [])],
            mentors=[facts.ids["mentor"][m] for m in free],
        )

    @property
    def held_runs(self) -> tuple[CampRun, ...]:
        """The runs as far as the problem knows them."""
        return runs_of_rows(self.problem, self.held.here)

    def idle(self) -> dict[str, list[str]]:
        """Block to come → the pupils who are there and have nothing in it."""
        facts = self.problem.facts
        busy = {
            (who, block) for who, activity, start, _room in self.held.here for block in self.span(activity, start)
        }
        return {
            block.id: [
                pupil
                for pupil, is_there in zip(facts.ids["pupil"], facts.there[:, day].tolist(), strict=True)
                if is_there and (pupil, block.id) not in busy
            ]
            for block, day, is_past in zip(facts.blocks, facts.block_day.tolist(), facts.past.tolist(), strict=True)
            if not is_past
        }

    def wishes(self) -> WishResult:
        """How the wishes came out."""
        return wish_result(self.problem, self.runs)

    def wishes_of(self, pupil: str) -> tuple[str, ...]:
        """The activities that a pupil wishes, the dearest first."""
        return self.problem.pupils[self.problem.facts.number["pupil"][pupil]].preferences

    def why_not(self, pupil: str) -> tuple[Unmet, ...]:
        """Each wish of the pupil that was not met, with the reasons."""
        return why_not(self.problem, self.runs, pupil)

    def what_if(self, pupil: str, activity: str) -> list[WhatIf]:
        """What would have to be different for that wish, each solved for and checked."""
        return what_if(self.problem, self.runs, pupil, activity, EngineRun(seconds=WHAT_IF_SECONDS))

    def change_to(self, runs: tuple[CampRun, ...]) -> tuple[list[Row], list[Row]]:
        """What another plan takes out of this one and puts in."""
        then, now = set(rows_of_runs(runs)), set(self.held.here)
        return sorted(now - then), sorted(then - now)

    def contents(
        self, name: str, bounds: Mapping[str, int | None], departures: Sequence[Breach]
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """The content of a problem file and of a plan file of that name: all that is so."""
        told = CampPlan(name, self.runs, self.values(), bounds, tuple(departures))
        return problem_to_json(self.problem) | {"name": name}, plan_to_json(told)


def _move(out: Sequence[Row], into: Sequence[Row]) -> HandMove:
    return HandMove(tuple(_four(row) for row in out), tuple(_four(row) for row in into))


def _four(row: Row) -> tuple[str, str, str, str]:
    person, activity, block, room = row
    return person, activity, block, room


@lru_cache(maxsize=MOST_READ)
def _problem(content: str) -> Problem:
    """The problem of that content, which names nobody."""
    return problem_from_json(json.loads(content))


def at_hand(plan: Plan, on: date | None = None) -> AtHand:
    """The plan as it stands, for the date from which it could hold (or `on`); read once for a request."""
    seen, key = _seen(), (plan.id, plan.revision, on)
    if key not in seen:
        runs = tuple(run_of(run_content(row)) for row in runs_in(plan))
        seen[key] = AtHand(camp_of(plan), content_now(plan, goals_of(plan), "now", on), runs)
    found: AtHand = seen[key]
    return found


def as_told(plan: Plan) -> AtHand:
    """The plan with the problem of its files, where it has any: what is told of it then was true when it was made."""
    content, runs = _kept(plan)
    if not content:
        return at_hand(plan)
    found = tuple(run_of(row) for row in json.loads(runs)["runs"])
    return AtHand(camp_of(plan), json.loads(content), found)


def _kept(plan: Plan) -> tuple[str, str]:
    if plan.plan_file:
        return plan.problem, plan.plan_file
    return (plan.run.problem, plan.run.plan_file) if plan.run and not plan.is_by_hand else ("", "")


def forget() -> None:
    """Rows were changed: within this request they are to be read anew."""
    _seen().clear()


def _seen() -> dict[Any, Any]:
    """What was read in this request; outside of one nothing is remembered."""
    if not has_request_context():
        return {}
    found: dict[Any, Any] = g.setdefault("camp_at_hand", {})
    return found


def goals_of(plan: Plan) -> tuple[str, ...]:
    """The goals of the run of which the plan came, in order."""
    return PRESETS[plan.run.preset if plan.run else "most_wishes"]


def content_now(of: Plan | Run, goals: Sequence[str], name: str, on: date | None) -> dict[str, Any]:
    """The problem as the rows are now; once the camp has begun, its days gone by stay as they are."""
    camp, current = camp_of(of), plan_in_force(of.frame, WING)
    first = on or first_date(camp) or camp.end
    fixed = first if current and first > camp.start else None
    return problem_content(camp, Wish(name, goals, fixed), runs_in(current) if current else [])


def run_of(content: Mapping[str, Any]) -> CampRun:
    """A run of a file as the engine has it."""
    where = (content[key] for key in ("activity", "block", "room"))
    return CampRun(*where, tuple(content["pupils"]), tuple(content["mentors"]))
