"""Invented mentors: pupils of upper secondary school, students, and some who work."""

from collections.abc import Sequence
from datetime import date, time
from random import Random

from mentoring.demo import chance
from mentoring.demo.facts import MentorFact, Stretch
from mentoring.demo.places import QUALIFICATIONS, TOPICS, VENUES

#: what the mentors lack who are not cleared yet
_LACKING = (
    ("certificate",),
    ("training", "confidentiality"),
    ("certificate", "training"),
    ("interview", "references"),
)


def mentors(random: Random, today: date, *, count: int, taken: set[str]) -> tuple[MentorFact, ...]:
    """`count` mentors; as many as _LACKING lists are not cleared, spread over the list."""
    every = count // len(_LACKING)
    lacking = {every * place + every // 2: items for place, items in enumerate(_LACKING)}
    return tuple(_mentor(random, today, taken, lacking.get(number, ())) for number in range(count))


def _mentor(random: Random, today: date, taken: set[str], missing: tuple[str, ...]) -> MentorFact:
    names = chance.naming(random)
    gender = chance.weighted(random, {"f": 52, "m": 46, "x": 2})
    given = random.choice({"f": names.girls, "m": names.boys}.get(gender, names.girls + names.boys))
    family = random.choice(names.families)
    is_grown = random.random() < 0.7
    age = random.randint(19, 27) if is_grown else random.choice((17, 18))
    return MentorFact(
        given_name=given,
        family_name=family,
        gender=gender,
        email=chance.email_of(given, family, taken),
        phone=_phone(random),
        birth_date=chance.day_of_year(random, today.year - age - 1),
        languages=_languages(random, names.language),
        topics=chance.some(random, TOPICS, 4, len(TOPICS) - 1),
        grades=(8, 10) if is_grown else chance.weighted(random, {(8, 9): 3, (8, 10): 2}),
        availability=_free(random, is_grown),
        venues=None if random.random() < 0.65 else chance.some(random, [venue.name for venue in VENUES], 2, 3),
        max_sessions=chance.weighted(random, {1: 2, 2: 5, 3: 3}),
        max_pupils=chance.weighted(random, {4: 2, 6: 5, 8: 2}),
        group_size=chance.weighted(random, {2: 3, 3: 5, 4: 2}),
        qualifications=chance.some(random, QUALIFICATIONS, 0, 1) if is_grown else (),
        missing=missing,
    )


def _languages(random: Random, home: str) -> tuple[str, ...]:
    others = ("nb",) if home != "nb" else ()
    return (home, *others, *(("en",) if random.random() < 0.3 else ()))


def _free(random: Random, is_grown: bool) -> tuple[Stretch, ...]:
    days: Sequence[int] = chance.some(random, (1, 2, 3, 4, 5), 2, 4)
    earliest = time(14) if is_grown else time(15)
    return chance.afternoons(random, days, earliest=earliest, latest=time(20))


def _phone(random: Random) -> str:
    return f"+47{random.choice('49')}00{random.randrange(100_000):05}"
