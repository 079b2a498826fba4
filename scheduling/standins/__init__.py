"""Who stands in when mentors are away: dated sessions of some days in, who takes which out, by the weekly rules."""

from scheduling.standins.problem import DatedSession, Option, StandInProblem, StoodIn
from scheduling.standins.solve import stand_in

__all__ = ["DatedSession", "Option", "StandInProblem", "StoodIn", "stand_in"]
