"""Facts in, plan out: who meets whom, when and where. Pure: no web, no database, no language.

>>> problem = read_problem("problem.json")
>>> outcome = solve(problem, seconds=10)
>>> breaches(problem, outcome)
[]

A plan that a person rearranges is held once, and each move is judged in a few milliseconds: which rules it breaks
that were not broken, about whom, what it mends, and what it does to each goal.

>>> held = HeldPlan(problem, outcome)
>>> move = held.put("p1", "m2", "s3")  # or take, take_session, move_session, swap, or a HandMove of one's own
>>> judged = held.judge(move)
>>> [(breach.rule, dict(breach.about)) for breach in judged.breaches]
[('pupil_time', {'pupil': 'p1', 'mentor': 'm2', 'slot': 's3'})]
>>> sessions = held.after(move)
"""

from scheduling.check import Breach, WrongClaim, breaches, described, values, wrong_claims
from scheduling.engine.decided import Decided
from scheduling.engine.run import Progress
from scheduling.explain.advice import Recruit, recruit
from scheduling.explain.bottleneck import Bottleneck, bottleneck
from scheduling.explain.by_hand import HandMove, HeldPlan
from scheduling.explain.openings import Opening, VenueAdvice, advise_venues, opened
from scheduling.explain.outlook import Outlook, open_places, outlooks
from scheduling.explain.pins import impossible_pins
from scheduling.explain.price import Price, price
from scheduling.explain.profiles import recruited
from scheduling.explain.stand_ins import StandIn
from scheduling.explain.what_breaks import Away, Fallen, what_breaks
from scheduling.explain.what_if import WhatIf, what_if
from scheduling.explain.who_else import Alternative, Move, moved, who_else
from scheduling.explain.why_changed import Changed, why_changed
from scheduling.explain.why_not import looked_into, why_not
from scheduling.explain.wishes import OwnChange, changed
from scheduling.explain.words import plain
from scheduling.files import Fault, Faulty
from scheduling.judging import Judged
from scheduling.outcome import NothingFound
from scheduling.week import Window
from scheduling.weekly import BOOK
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
from scheduling.weekly.solve import Outcome, solve

HOUSE_RULES = BOOK.house_rules
"""Keys of the rules that a person may depart from, in one case and with a reason; see ``scheduling.weekly.rules``."""

__all__ = [
    "GOALS",
    "HOUSE_RULES",
    "PRESETS",
    "Alternative",
    "Away",
    "Ban",
    "Bottleneck",
    "Breach",
    "Changed",
    "Conflict",
    "Decided",
    "Fallen",
    "Fault",
    "Faulty",
    "FitWeights",
    "HandMove",
    "HeldPlan",
    "Infeasible",
    "Judged",
    "Mentor",
    "Move",
    "NothingFound",
    "Opening",
    "Outcome",
    "Outlook",
    "OwnChange",
    "Pin",
    "Plan",
    "Price",
    "Problem",
    "Progress",
    "Pupil",
    "Recruit",
    "Session",
    "Settings",
    "Short",
    "Slot",
    "StandIn",
    "Venue",
    "VenueAdvice",
    "WhatIf",
    "Window",
    "WrongClaim",
    "advise_venues",
    "bottleneck",
    "breaches",
    "changed",
    "described",
    "impossible_pins",
    "looked_into",
    "moved",
    "open_places",
    "opened",
    "outlooks",
    "plain",
    "plan_from_json",
    "plan_to_json",
    "price",
    "problem_from_json",
    "problem_to_json",
    "read_plan",
    "read_problem",
    "recruit",
    "recruited",
    "solve",
    "values",
    "what_breaks",
    "what_if",
    "who_else",
    "why_changed",
    "why_not",
    "write_plan",
    "write_problem",
    "wrong_claims",
]
