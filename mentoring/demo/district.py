"""The invented district as a whole: the same seed and day give the same facts. Pure."""

from collections.abc import Sequence
from datetime import date
from random import Random

from mentoring.demo.days import days_off, terms_around
from mentoring.demo.facts import District, MentorFact, PupilFact
from mentoring.demo.families import Families
from mentoring.demo.mentors import mentors
from mentoring.demo.places import ACTIVITIES, SCHOOLS, TOPICS, VENUES

SEED = "Sagene"
PUPILS, NEWCOMERS, MENTORS = 126, 4, 40


def district(today: date, seed: str = SEED, *, size: int = PUPILS) -> District:
    """A district like Sagene in the middle of a term around `today`; `size` pupils, and mentors in proportion."""
    random, taken = Random(seed), set[str]()  # noqa: S311  # people are invented here, nothing is kept secret
    families = Families(random, today, taken)
    pupils, newcomers = families.pupils(size), families.pupils(NEWCOMERS)
    people = mentors(random, today, count=MENTORS * size // PUPILS, taken=taken)
    together, apart = _ties(random, pupils)
    terms = terms_around(today)
    return District(
        schools=SCHOOLS,
        venues=VENUES,
        topics=TOPICS,
        terms=terms,
        days_off=days_off(terms),
        activities=ACTIVITIES,
        guardians=tuple(families.guardians),
        pupils=pupils,
        newcomers=newcomers,
        mentors=people,
        together=together,
        apart=apart,
        quitter=_quitter(people),
    )


def _quitter(people: Sequence[MentorFact]) -> int:
    """The mentor who leaves: a cleared one with many pupils, so that the change is felt."""
    cleared = [number for number, mentor in enumerate(people) if not mentor.missing]
    return max(cleared, key=lambda number: (people[number].max_sessions, len(people[number].availability)))


Pairs = tuple[tuple[int, int], ...]


def _ties(random: Random, pupils: Sequence[PupilFact]) -> tuple[Pairs, Pairs]:
    """Four pairs of friends who come together, and four pairs who are kept apart; nobody is in two pairs."""
    free = list(range(len(pupils)))
    random.shuffle(free)
    pairs: list[tuple[int, int]] = []
    while len(pairs) < 8:
        first = free.pop()
        other = next((number for number in free if _are_classmates(pupils[first], pupils[number])), None)
        if other is not None:
            free.remove(other)
            pairs.append((first, other))
    return tuple(pairs[:4]), tuple(pairs[4:])


def _are_classmates(one: PupilFact, other: PupilFact) -> bool:
    """Same class, and free on two days or more in common."""
    days = {day for day, _, _ in one.availability} & {day for day, _, _ in other.availability}
    return (one.school, one.grade) == (other.school, other.grade) and len(days) >= 2
