"""How the wishes of a camp came out: by place, by school, by grade, and pupil by pupil, the worst off first."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from mentoring.camp_desk.judge import AtHand, as_told
from mentoring.camp_desk.mender import names_of
from mentoring.camp_desk.names import Names
from mentoring.core.database import db
from mentoring.planning.models import Plan
from mentoring.registration.models import Pupil


@dataclass(frozen=True)
class Share:
    """Of so many wishes `asked` so many were `met`; `key` is a place or a grade, `name` a school's."""

    key: int
    met: int
    asked: int
    name: str = ""

    @property
    def percent(self) -> int:
        return round(100 * self.met / self.asked) if self.asked else 100


@dataclass(frozen=True)
class OfPupil:
    """A pupil, the places of the wishes that did not come true with what was wished, and of how many that could."""

    pupil: Pupil
    missed: tuple[int, ...]
    lacks: tuple[str, ...]
    asked: int


@dataclass(frozen=True)
class Outcome:
    """All of it; schools and grades that came off worst stand first."""

    by_place: list[Share]
    by_school: list[Share]
    by_grade: list[Share]
    pupils: list[OfPupil]

    @property
    def unlucky(self) -> list[OfPupil]:
        """Those who lack some wish."""
        return [one for one in self.pupils if one.missed]


def outcome_of(plan: Plan) -> Outcome:
    """How the wishes came out in that plan; whoever asks may see it."""
    return _outcome(as_told(plan), names_of(plan))


def _outcome(at: AtHand, names: Names) -> Outcome:
    result = at.wishes()
    rows = _pupils(int(one.pupil[1:]) for one in result.worst_first)
    wished = {one.id: one.preferences for one in at.problem.pupils}
    pupils = [
        OfPupil(rows[number], one.missed, _lacks(one.missed, wished[one.pupil], names), one.asked)
        for one in sorted(result.worst_first, key=lambda one: not one.asked)
        if (number := int(one.pupil[1:])) in rows
    ]
    return Outcome(
        [Share(place, tally.met, tally.asked) for place, tally in sorted(result.by_place.items())],
        _by_school(pupils),
        _worst_first(Share(grade, tally.met, tally.asked) for grade, tally in result.by_grade.items()),
        pupils,
    )


def _lacks(places: Iterable[int], wished: Sequence[str], names: Names) -> tuple[str, ...]:
    """ "3. Climbing"."""
    return tuple(f"{place}. {names.of(wished[place - 1])}" for place in places)


def _by_school(pupils: Iterable[OfPupil]) -> list[Share]:
    asked: Counter[int] = Counter()
    missed: Counter[int] = Counter()
    names: dict[int, str] = {}
    for one in pupils:
        school = one.pupil.school
        names[school.id] = school.name
        asked[school.id] += one.asked
        missed[school.id] += len(one.missed)
    return _worst_first(Share(key, asked[key] - missed[key], asked[key], name) for key, name in names.items())


def _worst_first(shares: Iterable[Share]) -> list[Share]:
    return sorted((one for one in shares if one.asked), key=lambda one: (one.met / one.asked, one.name, one.key))


def _pupils(numbers: Iterable[int]) -> dict[int, Pupil]:
    query = select(Pupil).where(Pupil.id.in_(list(numbers))).options(joinedload(Pupil.school))
    return {one.id: one for one in db.session.scalars(query)}
