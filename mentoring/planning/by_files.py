"""What planners have in common whose plans are kept as a problem file and a plan file, and judged by rules."""

import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import date
from typing import Any

from mentoring.planning.by_rules import ByRules
from mentoring.planning.menders import in_short
from mentoring.planning.models import Plan
from mentoring.planning.overrides import not_accepted
from mentoring.planning.planners import Report
from mentoring.planning.queries import overriding_mends
from mentoring.planning.work import package_version
from scheduling.files import text_of


class ByFiles(ABC):
    """A wing says what a plan at hand is (`breaches`, `contents`), what it is worth, and what is beside the goals."""

    #: who mends plans of the wing
    mender: ByRules
    #: the keys of a plan file that say what the plan is; the others say how good it is
    same: Sequence[str]

    @abstractmethod
    def at(self, plan: Plan, on: date | None = None) -> Any:
        """The plan as it stands, with the problem of which it is a plan, as of that date."""

    @abstractmethod
    def worth(self, plan: Plan, at: Any, *, departs: bool) -> tuple[dict[str, int], dict[str, int | None]]:
        """Values and bounds of the goals."""

    # no rule for empty methods: a wing may have nothing beside the goals
    def keep_beside(self, plan: Plan, told: dict[str, Any]) -> None:  # noqa: B027
        """Keep what else a plan file says with the plan's rows."""

    def erased(self, plan: Plan) -> list[str]:
        """Who of the plan is gone, in sentences."""
        return []

    def faults_of(self, plan: Plan, on: date) -> list[str]:
        """Who of the plan is gone, and which rule it would break with the rows as they are now, on that date.

        Where staff departed from a rule of the house, just that is accepted.
        """
        found = not_accepted(plan, self.mender.in_words(plan, self.at(plan, on).breaches()))
        return [*self.erased(plan), *(one.sentence for one in in_short(found))]

    def files(self, plan: Plan) -> tuple[str, str]:
        """The files that are kept with the plan or with its run; of what is still mended, made of the rows now."""
        if plan.plan_file:
            return plan.problem, plan.plan_file
        if not plan.is_by_hand and plan.run:
            return plan.run.problem, plan.run.plan_file
        return self.files_now(plan) if plan.version is None else ("", "")

    def files_now(self, plan: Plan, on: date | None = None) -> tuple[str, str]:
        """Problem and plan as the rows are now; what staff departed from is named in the plan."""
        at = self.at(plan, on)
        found = at.breaches()
        told = self.mender.in_words(plan, found)
        against = not_accepted(plan, told)
        departures = [one for one, broken in zip(found, told, strict=True) if broken not in against]
        _values, bounds = self.worth(plan, at, departs=bool(overriding_mends(plan)))
        problem, content = at.contents(f"plan-{plan.id}", bounds, departures)
        return text_of(problem), text_of(content)

    def close(self, plan: Plan, on: date) -> None:
        """Keep the files of a plan by hand as of that date, and with its rows what they say."""
        if not plan.is_by_hand:
            return
        plan.problem, plan.plan_file = self.files_now(plan, on)
        told = json.loads(plan.plan_file)
        plan.values = told["objective"]
        plan.bounds = {goal: told["bounds"].get(goal) for goal in plan.values}
        self.keep_beside(plan, told)

    def is_same(self, plan_file: str, other: str) -> bool:
        """Whether both hold the same plan; bounds and reasons may be better known in one of them."""
        plans = [json.loads(text) if text else None for text in (plan_file, other)]
        told = [plan and tuple(plan.get(key) for key in self.same) for plan in plans]
        return told[0] == told[1]

    def versions(self) -> dict[str, str]:
        """The versions of what solves."""
        return {"ortools": package_version("ortools")}


def report_of(progress: Any) -> Report:
    """How far the engine is."""
    return Report(progress.phase, progress.seconds, dict(progress.values), dict(progress.bounds))
