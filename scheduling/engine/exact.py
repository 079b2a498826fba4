"""CP-SAT on a whole program goal by goal, or on a part of one, guided by its relaxation."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from ortools.sat.python import cp_model
from ortools.sat.python.cp_model_helper import CpModelProto

from scheduling.engine.linear import LARGEST_WEIGHT, relaxed
from scheduling.engine.program import ALONE, MISSING, Objective, Program, Terms, extremes, restricted, restricted_goal
from scheduling.engine.run import STEP, Run
from scheduling.rule import NO_HIGH, NO_LOW, BoolArray, IntArray, ints

LARGEST_SUM = 2**45
"""One weighted sum of all goals stays below this, far from where 64 bits or doubles end."""


@dataclass(frozen=True)
class Solved:
    """``status``: optimal, feasible, infeasible or unknown; the solution, and the bound of what was optimised."""

    status: str
    solution: IntArray | None
    bound: int | None


def solve(
    program: Program,
    run: Run,
    *,
    goal: Objective | None = None,
    held: Sequence[tuple[Objective, int]] = (),
    hint: IntArray | None = None,
    seconds: float = float("inf"),
    steps: float = float("inf"),
    workers: int = 1,
    brief: bool = False,
    relaxing: bool = True,
) -> Solved:
    """The best solution for ``goal`` with each held goal at least as good as its value, within the budget.

    ``brief``: for small parts, which the relaxation nearly decides, so that long preparation does not pay.
    ``relaxing``: whether the linear relaxation leads and bounds the search; without it a solution that lacks nothing
    is found sooner where there are many.
    """
    model = _model(program, goal, held, hint)
    solver = cp_model.CpSolver()
    number, again = run.decided.begin(), run.decided.is_given
    limit, most = min(seconds, run.seconds_left()), min(steps, run.steps_left())
    if again:
        limit, most = float("inf"), min(most, run.decided.cuts.get(number, float("inf")) / STEP)
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = run.seed % 2**31
    # else the solver takes SIGINT for itself and leaves the process without any handler of it afterwards
    solver.parameters.catch_sigint_signal = False
    solver.parameters.linearization_level = 2 if relaxing else 0
    if brief:
        _hurry(solver.parameters)
    if limit < float("inf"):
        solver.parameters.max_time_in_seconds = limit
    if most < float("inf"):
        solver.parameters.max_deterministic_time = most * STEP
    if run.stopped or most <= 0:
        run.decided.cut(number, 0.0)
        return Solved("unknown", None, None)
    with run.working(solver):
        status = _STATUS[int(solver.solve(model))]
    time = solver.response_proto.deterministic_time
    if status in ("feasible", "unknown") and time < most * STEP:
        run.decided.cut(number, time)
    return _read(solver, status, goal, run)


def _hurry(parameters: cp_model.SatParameters) -> None:
    parameters.cp_model_probing_level = 0
    parameters.symmetry_level = 0
    parameters.max_presolve_iterations = 1


_STATUS = {
    int(cp_model.OPTIMAL): "optimal",
    int(cp_model.FEASIBLE): "feasible",
    int(cp_model.INFEASIBLE): "infeasible",
    int(cp_model.UNKNOWN): "unknown",
}


def _read(solver: cp_model.CpSolver, status: str, goal: Objective | None, run: Run) -> Solved:
    if run.stopped and status == "unknown":
        return Solved(status, None, None)
    response = solver.response_proto
    run.spend(response.deterministic_time)
    if status in ("infeasible", "unknown"):
        return Solved(status, None, None)
    bound = None
    if goal is not None:
        worst = solver.best_objective_bound  # of the sum that is made least
        bound = goal.constant + (round(-worst) if goal.more else round(worst))
    return Solved(status, ints(list(response.solution)), bound)


def value_of(goal: Objective, solution: IntArray) -> int:
    """What a solution is worth in a goal."""
    return goal.constant + int((goal.value * solution[goal.column]).sum())


def _model(
    program: Program, goal: Objective | None, held: Sequence[tuple[Objective, int]], hint: IntArray | None
) -> cp_model.CpModel:
    model = cp_model.CpModel()
    proto = model.proto
    for top in program.upper.tolist():
        proto.variables.add().domain.extend([0, top])
    _add_rows(proto, program)
    _add_groups(proto, program.group)
    for one, value in held:
        linear = proto.constraints.add().linear
        linear.vars.extend(one.column.tolist())
        linear.coeffs.extend(one.value.tolist())
        edge = value - one.constant
        linear.domain.extend([edge, NO_HIGH] if one.more else [-NO_HIGH, edge])
    if goal is not None:
        sign = -1 if goal.more else 1
        proto.objective.vars.extend(goal.column.tolist())
        proto.objective.coeffs.extend((sign * goal.value).tolist())
    if hint is not None:
        proto.solution_hint.vars.extend(range(program.columns))
        proto.solution_hint.values.extend(hint.tolist())
    return model


def _add_rows(proto: CpModelProto, program: Program) -> None:
    """Each row in the form that the solver reads soonest: implications and clauses where it is one."""
    terms, low, high = program.rows.terms, program.rows.low, program.rows.high
    start = np.searchsorted(terms.row, np.arange(len(low) + 1))
    binary = program.upper[terms.column] == 1
    plus = np.bincount(terms.row, (terms.value == 1) & binary, minlength=len(low))
    minus = np.bincount(terms.row, (terms.value == -1) & binary, minlength=len(low))
    logical = plus + minus == np.diff(start)
    implied = logical & (plus == 1) & (minus == 1) & (high == 0) & (low <= -1)
    clause = logical & ~implied & (low == 1 - minus) & (high >= plus)
    alone = logical & (minus == 0) & (high == 1) & (low <= 0)
    _add_implications(proto, terms, implied[terms.row])
    column, value = terms.column.tolist(), terms.value.tolist()
    literal = np.where(terms.value > 0, terms.column, -1 - terms.column).tolist()
    spans = list(pairwise(start.tolist()))
    for row in np.flatnonzero(clause).tolist():
        proto.constraints.add().bool_or.literals.extend(literal[slice(*spans[row])])
    for row in np.flatnonzero(alone).tolist():
        proto.constraints.add().at_most_one.literals.extend(column[slice(*spans[row])])
    for row in np.flatnonzero(~implied & ~clause & ~alone).tolist():
        linear, span = proto.constraints.add().linear, slice(*spans[row])
        linear.vars.extend(column[span])
        linear.coeffs.extend(value[span])
        linear.domain.extend([max(int(low[row]), NO_LOW), min(int(high[row]), NO_HIGH)])


def _add_implications(proto: CpModelProto, terms: Terms, of_implied: BoolArray) -> None:
    """Rows ``part - whole <= 0``: one constraint for each whole, without which none of its parts holds."""
    pairs = terms.column[of_implied].reshape(-1, 2), terms.value[of_implied].reshape(-1, 2)
    part, whole = (pairs[0][pairs[1] == sign] for sign in (1, -1))
    order = np.argsort(whole, kind="stable")
    part, whole = part[order], whole[order]
    for some in np.split(np.arange(len(whole)), np.flatnonzero(np.diff(whole)) + 1) if len(whole) else []:
        constraint = proto.constraints.add()
        constraint.enforcement_literal.append(-1 - int(whole[some[0]]))
        constraint.bool_and.literals.extend((-1 - part[some]).tolist())


def _add_groups(proto: CpModelProto, group: IntArray) -> None:
    order = np.argsort(group, kind="stable")
    order = order[group[order] != ALONE]
    for some in np.split(order, np.flatnonzero(np.diff(group[order])) + 1):
        if len(some) > 1:
            proto.constraints.add().at_most_one.literals.extend(some.tolist())


@dataclass(frozen=True)
class Proof:
    """Goal by goal: the solution, and each goal's value with the bound that holds while earlier goals keep theirs."""

    status: str
    solution: IntArray | None
    bounds: tuple[int | None, ...]


def goal_by_goal(program: Program, run: Run, hint: IntArray | None, *, share: float = 1.0) -> Proof:
    """Each goal made best in turn, what was reached held as a limit for the next.

    ``share`` of the seconds and steps left may be used. Where ``hint`` is a solution, a solution is always returned.
    """
    seconds, steps = run.seconds_left() * share, run.steps_left() * share
    started, used = run.elapsed, run.used
    best, bounds = hint, list[int | None]()
    held: list[tuple[Objective, int]] = []
    for goal in program.goals:
        left = (seconds - (run.elapsed - started), steps - (run.used - used))
        if run.decided.answer(min(left) <= 0 or run.stopped) or run.stopped:
            bounds.append(None)
            continue
        found = solve(
            program, run, goal=goal, held=held, hint=best, seconds=left[0], steps=left[1], workers=run.threads
        )
        if found.status == "infeasible":
            return Proof("infeasible", None, ())
        best = best if found.solution is None else found.solution
        if best is None:
            return Proof("unknown", None, ())
        held.append((goal, value_of(goal, best)))
        bounds.append(found.bound)
        run.values[goal.key], run.bounds[goal.key] = held[-1][1], found.bound
    return Proof("feasible", best, tuple(bounds))


def in_one_sum(program: Program, depth: int | None = None) -> Objective:
    """Goals (or the first ``depth``) in one sum in which an earlier one always weighs more, to be made greatest.

    The last goals are left out as far as the sum would grow too large; the first is always in.
    """
    goals = program.goals[:depth]
    spreads = [_spread(program, goal) for goal in goals]
    kept = next((n for n in range(len(spreads), 1, -1) if math.prod(spreads[:n]) <= LARGEST_SUM), 1)
    factor = [math.prod(spreads[i + 1 : kept]) for i in range(kept)]
    return _sum(goals[:kept], [f if g.more else -f for g, f in zip(goals, factor, strict=False)])


def weighed(program: Program, weights: Mapping[str, int]) -> Objective:
    """Some goals in one sum, to be made greatest: how much a unit of each counts, for what is no strict order."""
    goals = [goal for goal in program.goals if weights.get(goal.key)]
    return _sum(goals, [weights[goal.key] * (1 if goal.more else -1) for goal in goals])


def _sum(goals: Sequence[Objective], factors: Sequence[int]) -> Objective:
    column = np.concatenate([goal.column for goal in goals])
    value = np.concatenate([goal.value * f for goal, f in zip(goals, factors, strict=True)])
    terms = Terms.of(np.zeros(len(column), dtype=np.int64), column, value, 2**40)
    return Objective("all", True, terms.column, terms.value, 0)


def _spread(program: Program, goal: Objective) -> int:
    """How many values the goal may take at most."""
    terms = Terms(np.zeros(len(goal.column), dtype=np.int64), goal.column, goal.value * program.upper[goal.column])
    least, most = extremes(terms, program.group, 1)
    return int(most[0] - least[0]) + 1


def improved(program: Program, run: Run, hint: IntArray, *, depth: int | None = None) -> IntArray:
    """A solution at least as good as ``hint`` in the strict order of the (first ``depth``) goals, or ``hint`` itself.

    Within the budget of ``run``.
    """
    goal = in_one_sum(program, depth)
    if not len(goal.column):
        return hint
    found = solve(program, run, goal=goal, hint=hint).solution
    return found if found is not None and value_of(goal, found) > value_of(goal, hint) else hint


def led(program: Program, run: Run, hint: IntArray, *, depth: int | None = None) -> IntArray:
    """The same, led by the relaxation: for programs whose relaxation is nearly whole-numbered.

    Of goals that are too many for doubles the first are held where they are. The relaxation says whether there can be
    a better solution, and by which columns: first those are tried, with the hint's own. Where they do not lead on,
    small programs are solved whole.
    """
    goal, held = _aim(program, hint, depth)
    if not len(goal.column):
        return hint
    value = value_of(goal, hint)
    if _is_tame(goal):
        loose = relaxed(program, goal, held, seconds=math.inf if run.seconds is None else RELAXING)
        is_cut = run.decided.answer(loose.is_cut)
        run.spend(CUT if is_cut else loose.work)
        if run.abandoned or (not is_cut and loose.bound <= value):
            return hint
        kept = (loose.shares > NOTHING) | (hint > 0) | (program.upper > 1)
        some = restricted(program, kept)
        aim = restricted_goal(goal, kept), _restricted(held, kept), hint[kept]
        found = None if is_cut else _better(some, run, *aim)
        if found is not None:
            return widened(found, kept)
        if program.columns > SMALL:
            return hint
    found = _better(program, run, goal, held, hint)
    return hint if found is None else found


RELAXING, CUT = 0.8, 1.0
"""A relaxation, which nothing can stop, gets so many seconds at most; one that was cut counts as so much
deterministic time, so that the parts after it are smaller."""
NOTHING = 1e-6
"""Less of a column than this is none of it."""
SMALL = 1_500
"""Programs of so many columns are solved whole where the relaxation's own columns lead nowhere."""


def _is_tame(goal: Objective) -> bool:
    return bool(np.abs(goal.value).max(initial=0) <= LARGEST_WEIGHT)


def _aim(program: Program, hint: IntArray, depth: int | None) -> tuple[Objective, list[tuple[Objective, int]]]:
    """The last of the (first ``depth``) goals in one sum as far as doubles go, those before held where they are.

    Where a demand is missed it is the first of them.
    """
    goals = program.goals[:depth]
    spreads = [_spread(program, goal) for goal in goals]
    first, last = 0, len(goals)
    if goals[0].key == MISSING and value_of(goals[0], hint) > 0:
        last = next(n for n in range(last, 0, -1) if n == 1 or math.prod(spreads[:n]) <= LARGEST_WEIGHT)
    else:
        first = next(n for n in range(last) if n == last - 1 or math.prod(spreads[n:]) <= LARGEST_WEIGHT)
    factors = [math.prod(spreads[i + 1 : last]) * (1 if goals[i].more else -1) for i in range(first, last)]
    return _sum(goals[first:last], factors), [(goal, value_of(goal, hint)) for goal in goals[:first]]


def _restricted(held: Sequence[tuple[Objective, int]], kept: BoolArray) -> list[tuple[Objective, int]]:
    return [(restricted_goal(goal, kept), value) for goal, value in held]


def _better(
    program: Program, run: Run, goal: Objective, held: Sequence[tuple[Objective, int]], hint: IntArray
) -> IntArray | None:
    found = solve(program, run, goal=goal, held=held, hint=hint, brief=True).solution
    return found if found is not None and value_of(goal, found) > value_of(goal, hint) else None


def widened(solution: IntArray, kept: BoolArray) -> IntArray:
    """A solution of the kept columns as one of all."""
    whole = np.zeros(len(kept), dtype=np.int64)
    whole[kept] = solution
    return whole
