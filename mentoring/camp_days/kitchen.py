"""The kitchen list: how many eat on each day and what is to be heeded, for the camp's leaders until its end."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from mentoring.camp import health
from mentoring.camp.actions.parts import days_of
from mentoring.camp.models import Camp, CampMentor
from mentoring.camp.models_of_pupils import CampPupil
from mentoring.camp_days.published import mentors_there
from mentoring.camp_desk.queries import pupils_at
from mentoring.core.access import Viewer
from mentoring.registration.queries import by_name


@dataclass(frozen=True)
class Eaters:
    """How many eat on a day: pupils, mentors, and (what to heed, how many pupils) most frequent first."""

    date: date
    pupils: int
    mentors: int
    food: list[tuple[str, int]]
    allergy: list[tuple[str, int]]


@dataclass(frozen=True)
class Kitchen:
    """`days`, and who eats what: (pupil, what was told); only those of whom there is something to heed.

    `untold`: of how many the guardians have told nothing yet.
    """

    days: list[Eaters]
    named: list[tuple[CampPupil, health.Health]]
    untold: int


def kitchen_of(viewer: Viewer, camp: Camp) -> Kitchen:
    """The list, as the viewer may see it: whoever does not lead the camp sees how many eat, and nothing else."""
    told = health.seen_by(viewer, camp, why="kitchen")
    coming = {one.pupil_id: one for one in pupils_at(camp)}
    there = [coming[pupil.id] for pupil in by_name([one.pupil for one in coming.values()])]
    mentors = mentors_there(camp)
    return Kitchen(
        days=[_eaters(camp, day, there, told, mentors) for day in days_of(camp)],
        named=[
            (one, told[one.id]) for one in there if one.id in told and (told[one.id].food or told[one.id].allergy)
        ],
        untold=sum(one.id not in told for one in there),
    )


def _eaters(
    camp: Camp, day: date, coming: list[CampPupil], told: dict[int, health.Health], mentors: list[CampMentor]
) -> Eaters:
    pupils = [one for one in coming if one.is_there(day)]
    known = [told[one.id] for one in pupils if one.id in told]
    return Eaters(
        day,
        len(pupils),
        sum(_eats(one, camp, day) for one in mentors),
        _counted(one.food for one in known),
        _counted(one.allergy for one in known),
    )


def _eats(one: CampMentor, camp: Camp, day: date) -> bool:
    """Whether the mentor is there on that day; who is there in all blocks is so on days without any too."""
    if not one.blocks:
        return one.mentor.is_in_programme(day)
    return any(one.is_there(block) for block in camp.blocks if block.date == day)


def _counted(words: Iterable[str]) -> list[tuple[str, int]]:
    """How often each was told; capitals and spaces aside, it is counted as it was typed."""
    typed = [" ".join(word.split()).rstrip(".") for word in words]
    shown = {word.casefold(): word for word in reversed(typed)}
    counts = Counter(word.casefold() for word in typed if word)
    return [(shown[key], count) for key, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))]
