"""Facts in, plan out: who meets whom, when and where. Pure: no web, no database, no language.

>>> problem = read_problem("problem.json")
>>> outcome = solve(problem, seconds=10)
>>> breaches(problem, outcome)
[]
"""

from scheduling.check import Breach, WrongClaim, breaches, values, wrong_claims
from scheduling.engine.run import Progress
from scheduling.files import Fault, Faulty
from scheduling.week import Window
from scheduling.weekly.plan import Conflict, Infeasible, Plan, Short
from scheduling.weekly.problem import (
    GOALS,
    PRESETS,
    Ban,
    FitWeights,
    Mentor,
    Pin,
    Problem,
    Pupil,
    Session,
    Settings,
    Slot,
    Venue,
)
from scheduling.weekly.reading import (
    plan_from_json,
    plan_to_json,
    problem_from_json,
    problem_to_json,
    read_plan,
    read_problem,
    write_plan,
    write_problem,
)
from scheduling.weekly.solve import NothingFound, Outcome, solve

__all__ = [
    "GOALS",
    "PRESETS",
    "Ban",
    "Breach",
    "Conflict",
    "Fault",
    "Faulty",
    "FitWeights",
    "Infeasible",
    "Mentor",
    "NothingFound",
    "Outcome",
    "Pin",
    "Plan",
    "Problem",
    "Progress",
    "Pupil",
    "Session",
    "Settings",
    "Short",
    "Slot",
    "Venue",
    "Window",
    "WrongClaim",
    "breaches",
    "plan_from_json",
    "plan_to_json",
    "problem_from_json",
    "problem_to_json",
    "read_plan",
    "read_problem",
    "solve",
    "values",
    "write_plan",
    "write_problem",
    "wrong_claims",
]
