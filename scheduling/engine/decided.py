"""What the clock and a call to stop decided in a run, so that it can be done again without either.

A run by seconds ends where the clock says, which no second run would do at the same place. So each question whose
answer depends on the clock, or on somebody who stops, is numbered, and the answers are kept: where they changed, and
after how much deterministic time a solve was cut off. A run that is given them asks nothing else and makes the same
plan again, on any machine with the same versions. Parts that are worked on side by side have a register of their own,
so that the order of their questions does not matter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Decided:
    """``turns``: numbers of the questions whose answer was another than the one before (the first before is no).

    ``cuts``: number of a solve → deterministic time after which it was cut off. ``parts``: the registers of parts, by
    number. ``is_given``: the answers are those of a run of before, and are followed; else they are noted.
    """

    turns: list[int] = field(default_factory=list)
    cuts: dict[int, float] = field(default_factory=dict)
    parts: dict[int, Decided] = field(default_factory=dict)
    is_given: bool = False
    _asked: int = 0
    _solves: int = 0
    _parts: int = 0
    _turned: int = 0
    _last: bool = False

    def answer(self, truth: bool) -> bool:
        """``truth`` noted; or, where the answers are given, the answer of before."""
        if not self.is_given and truth != self._last:
            self.turns.append(self._asked)
        if self._turned < len(self.turns) and self.turns[self._turned] == self._asked:
            self._turned += 1
            self._last = not self._last
        self._asked += 1
        return self._last

    def begin(self) -> int:
        """The number of the solve that begins."""
        self._solves += 1
        return self._solves

    def cut(self, solve: int, deterministic: float) -> None:
        """The clock or a call to stop ended this solve after so much deterministic time (0: before it began)."""
        if not self.is_given:
            self.cuts[solve] = deterministic

    def part(self) -> Decided:
        """The register of the part that is begun now."""
        self._parts += 1
        return self.parts.setdefault(self._parts, Decided(is_given=self.is_given))

    def content(self) -> dict[str, Any]:
        """As JSON; what has nothing to tell is left out."""
        parts = {str(number): part.content() for number, part in self.parts.copy().items()}
        told: dict[str, Any] = {
            "turns": self.turns,
            "cuts": {str(solve): time for solve, time in self.cuts.copy().items()},
            "parts": {number: content for number, content in parts.items() if content},
        }
        return {name: value for name, value in told.items() if value}

    @staticmethod
    def given(content: Mapping[str, Any]) -> Decided:
        """What a run of before told, to be followed."""
        return Decided(
            turns=[*content.get("turns", ())],
            cuts={int(solve): float(time) for solve, time in content.get("cuts", {}).items()},
            parts={int(number): Decided.given(part) for number, part in content.get("parts", {}).items()},
            is_given=True,
        )
