"""How the wishes came out: by place, by grade, and pupil by pupil."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from scheduling.camp.check import runs_of
from scheduling.camp.choices import rows_of
from scheduling.camp.facts import Facts
from scheduling.camp.plan import CampPlan
from scheduling.camp.problem import CampRun, Problem
from scheduling.rule import BoolArray


@dataclass(frozen=True)
class Tally:
    """Of ``asked`` wishes that could be met ``met`` were."""

    asked: int
    met: int


@dataclass(frozen=True)
class Unlucky:
    """A pupil's loss, with the places of the wishes that were not met, out of so many ``asked`` that could be."""

    pupil: str
    grade: int
    loss: int
    missed: tuple[int, ...]
    asked: int


@dataclass(frozen=True)
class WishResult:
    """How the wishes came out: by place, by grade, and pupil by pupil, the worst off first."""

    by_place: Mapping[int, Tally]
    by_grade: Mapping[int, Tally]
    worst_first: tuple[Unlucky, ...]


def wish_result(problem: Problem, plan: CampPlan | Iterable[CampRun]) -> WishResult:
    """How the wishes of all pupils came out."""
    facts = problem.facts
    had = _attended(facts, plan)
    asked = [
        (p, place, points, had[p, a])
        for p, pupil in enumerate(problem.pupils)
        for place, a, points in _attainable(facts, p, pupil.preferences)
    ]
    of_pupil: dict[int, list[tuple[int, int, int, bool]]] = {p: [] for p in range(facts.P)}
    for one in asked:
        of_pupil[one[0]].append(one)
    worst = [_unlucky(problem, p, some) for p, some in of_pupil.items()]
    return WishResult(
        _tallies((place, met) for _, place, _, met in asked),
        _tallies((int(facts.grade[p]), met) for p, _, _, met in asked),
        tuple(sorted(worst, key=lambda u: (-u.loss, u.missed, u.pupil))),
    )


def _unlucky(problem: Problem, p: int, asked: list[tuple[int, int, int, bool]]) -> Unlucky:
    missed = [(place, points) for _, place, points, met in asked if not met]
    pupil = problem.pupils[p]
    loss, places = sum(x for _, x in missed), tuple(place for place, _ in missed)
    return Unlucky(pupil.id, pupil.grade, loss, places, len(asked))


def _tallies(rows: Iterator[tuple[int, bool]]) -> dict[int, Tally]:
    asked: Counter[int] = Counter()
    met: Counter[int] = Counter()
    for key, was in rows:
        asked[key] += 1
        met[key] += bool(was)
    return {key: Tally(asked[key], met[key]) for key in sorted(asked)}


def _attainable(facts: Facts, p: int, preferences: tuple[str, ...]) -> Iterator[tuple[int, int, int]]:
    """(place, activity, points) of the wishes that could be met, past the points too."""
    points = facts.settings.rank_points
    for i, id_ in enumerate(preferences):
        a = facts.number["activity"].get(id_)
        if a is not None and facts.attainable[p, a]:
            yield i + 1, a, points[i] if i < len(points) else 0


def _attended(facts: Facts, plan: CampPlan | Iterable[CampRun]) -> BoolArray:
    places = rows_of(facts, runs_of(plan)).places
    pupils = places["person"] < facts.P
    had = np.zeros((facts.P, facts.A), dtype=np.bool_)
    had[places["person"][pupils], places["activity"][pupils]] = True
    return had
