"""Invented families: pupils with their guardians. Brothers and sisters share guardians, never a record."""

from dataclasses import replace
from datetime import date, time
from random import Random

from mentoring.demo import chance
from mentoring.demo.facts import GuardianFact, PupilFact, Stretch
from mentoring.demo.names import Naming
from mentoring.demo.places import NEAR, SCHOOLS, TOPICS

_SHARE = dict(zip(SCHOOLS, (45, 33, 22), strict=True))
_REMARKS = (
    "Møter på biblioteket først.",
    "Mor ringer hvis noe endres.",
    "Går på fotball tirsdager.",
    "Liker små grupper.",
)


class Families:
    """Draws families one after another, and keeps the guardians and the addresses that were given out."""

    def __init__(self, random: Random, today: date, taken: set[str]) -> None:
        self.random, self.today, self.taken = random, today, taken
        self.guardians: list[GuardianFact] = []
        self._full_names: set[tuple[str, str]] = set()

    def pupils(self, count: int) -> tuple[PupilFact, ...]:
        """`count` pupils in families of one or two."""
        found: list[PupilFact] = []
        while len(found) < count:
            found += self._family()
        return tuple(found[:count])

    def _family(self) -> list[PupilFact]:
        names = chance.naming(self.random)
        family_name, school = self.random.choice(names.families), chance.weighted(self.random, _SHARE)
        parents = self._parents(names, family_name)
        size = chance.weighted(self.random, {1: 88, 2: 12})
        grades = chance.some(self.random, (8, 9, 10), size, size)
        return [self._pupil(names, family_name, school, grade, parents) for grade in grades]

    def _parents(self, names: Naming, family_name: str) -> tuple[int, ...]:
        """The numbers of one or two new guardians."""
        wanted = chance.weighted(self.random, {("m",): 35, ("f",): 10, ("m", "f"): 55})
        first = len(self.guardians)
        for kind in wanted:
            given = self.random.choice(names.mothers if kind == "m" else names.fathers)
            family = family_name if names.is_shared else self.random.choice(names.families)
            language = "en" if names.language != "nb" and self.random.random() < 0.25 else "nb"
            email, phone = chance.email_of(given, family, self.taken), self._phone()
            self.guardians.append(GuardianFact(given, family, email, phone, language))
        return tuple(range(first, len(self.guardians)))

    def _phone(self) -> str:
        return f"+47{self.random.choice('49')}00{self.random.randrange(100_000):05}"

    def _pupil(self, names: Naming, family_name: str, school: str, grade: int, parents: tuple[int, ...]) -> PupilFact:
        random = self.random
        gender = chance.weighted(random, {"f": 49, "m": 49, None: 2})
        plain = PupilFact(
            given_name=self._given_name(names, family_name, gender),
            family_name=family_name,
            gender=gender,
            birth_date=chance.day_of_year(random, self._school_year() - 5 - grade),
            school=school,
            grade=grade,
            form=random.choice("ABC"),
            languages=_languages(random, names.language),
            required_language=None,
            mentor_gender=None,
            mentor_gender_required=False,
            needs=chance.some(random, TOPICS, 1, 3),
            availability=self._free(),
            venues=None if random.random() < 0.72 else NEAR[school],
            sessions_wanted=chance.weighted(random, {1: 62, 2: 34, 3: 4}),
            priority=chance.weighted(random, {1: 72, 2: 22, 3: 6}),
            remark=random.choice(_REMARKS) if random.random() < 0.06 else "",
            guardians=parents,
        )
        return self._wishes(plain)

    def _wishes(self, pupil: PupilFact) -> PupilFact:
        """Some wish a mentor of their gender, a few cannot do without, a few need their home language."""
        draw, home = self.random.random(), pupil.languages[0]
        if draw < 0.12 and pupil.gender:
            return replace(pupil, mentor_gender=pupil.gender, mentor_gender_required=draw < 0.04)
        if home != "nb" and draw > 0.93:
            return replace(pupil, required_language=home)
        return pupil

    def _given_name(self, names: Naming, family_name: str, gender: str | None) -> str:
        choice = {"f": names.girls, "m": names.boys}.get(gender or "", names.girls + names.boys)
        free = [name for name in choice if (name, family_name) not in self._full_names] or list(choice)
        given = self.random.choice(free)
        self._full_names.add((given, family_name))
        return given

    def _free(self) -> tuple[Stretch, ...]:
        days = chance.some(self.random, (1, 2, 3, 4, 5), 2, 4)
        return chance.afternoons(self.random, days, earliest=time(14, 30), latest=time(20))

    def _school_year(self) -> int:
        return self.today.year if self.today.month >= 8 else self.today.year - 1


def _languages(random: Random, home: str) -> tuple[str, ...]:
    if home == "nb":
        return ("nb", "en") if random.random() < 0.05 else ("nb",)
    return (home,) if random.random() < 0.12 else (home, "nb")
