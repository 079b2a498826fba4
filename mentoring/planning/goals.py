"""The goals of a plan in words, with what is known of how good they could be."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from mentoring.core.formats import figure


@dataclass(frozen=True)
class GoalLine:
    """A goal in words. `bound` is what no plan can beat, None where that is unknown."""

    name: str
    value: int
    bound: int | None
    judgement: str
    is_best: bool


def goal_lines(
    values: Mapping[str, int], bounds: Mapping[str, int | None], names: Mapping[str, str]
) -> list[GoalLine]:
    """The goals in their order, each with what is known of how good it could be."""
    lines, sure = [], True
    for goal, value in values.items():
        bound = bounds.get(goal)
        sure = sure and bound == value
        lines.append(GoalLine(names.get(goal, goal), value, bound, _judgement(value, bound, sure), bound == value))
    return lines


def _judgement(value: int, bound: int | None, is_sure: bool) -> str:
    if bound is None:
        return _("It is not known how much better it could be.")
    if is_sure:
        return _("Proven: no plan can do better.")
    if bound == value:
        return _("No plan that is as good in the goals above does better.")
    if bound > value:
        return _("No plan can reach more than %(bound)s.", bound=figure(bound))
    return _("No plan can get below %(bound)s.", bound=figure(bound))
