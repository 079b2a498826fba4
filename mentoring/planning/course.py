"""The course of a run: value and bound of each goal over the seconds, thinned out so that a row can keep it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

#: so many moments are kept at most; then every second one is dropped
MOST = 160


@dataclass
class Course:
    """The moments so far, each {"seconds": float, "goals": {goal: {"value": …, "bound": …}}}."""

    moments: list[dict[str, Any]] = field(default_factory=list)

    def add(self, progress: Mapping[str, Any]) -> None:
        """Note a moment; one in which nothing new was reached only moves the last one of its kind on."""
        if not progress["goals"]:
            return
        moment = {"seconds": progress["seconds"], "goals": progress["goals"]}
        last = self.moments[-2:]
        if len(last) == 2 and all(one["goals"] == moment["goals"] for one in last):
            self.moments.pop()
        self.moments.append(moment)
        if len(self.moments) > MOST:
            self.moments = [*self.moments[:-1:2], self.moments[-1]]
