"""What an invented district consists of: plain facts, no rows. People are numbered from 0 in their list."""

from dataclasses import dataclass
from datetime import date, time

#: (ISO weekday, from, to)
Stretch = tuple[int, time, time]


@dataclass(frozen=True)
class VenueFact:
    """A venue; `hours` are its opening hours, with `staff` adults there."""

    name: str
    address: str
    rooms: int
    seats: int
    staff: int
    hours: tuple[Stretch, ...]


@dataclass(frozen=True)
class ActivityFact:
    """Something to do at camp, in the words of the activities' table."""

    name: str
    kind: str
    length: int
    min_pupils: int
    max_pupils: int
    pupils_per_mentor: int | None
    qualification: str
    features: tuple[str, ...]
    max_runs: int | None


@dataclass(frozen=True)
class TermFact:
    """A term, both days included."""

    name: str
    start: date
    end: date


@dataclass(frozen=True)
class DayOffFact:
    """Days without school, both included; `level` None means all schools."""

    start: date
    end: date
    name: str
    level: str | None = None


@dataclass(frozen=True)
class GuardianFact:
    """A guardian, who may have several pupils."""

    given_name: str
    family_name: str
    email: str
    phone: str
    language: str


@dataclass(frozen=True)
class PupilFact:
    """A pupil. `guardians` are numbers in the district's list, `venues` names (None: goes everywhere)."""

    given_name: str
    family_name: str
    gender: str | None
    birth_date: date
    school: str
    grade: int
    form: str
    languages: tuple[str, ...]
    required_language: str | None
    mentor_gender: str | None
    mentor_gender_required: bool
    needs: tuple[str, ...]
    availability: tuple[Stretch, ...]
    venues: tuple[str, ...] | None
    sessions_wanted: int
    priority: int
    remark: str
    guardians: tuple[int, ...]


@dataclass(frozen=True)
class MentorFact:
    """A mentor; `missing` are the clearance items that are not done yet."""

    given_name: str
    family_name: str
    gender: str | None
    email: str
    phone: str
    birth_date: date
    languages: tuple[str, ...]
    topics: tuple[str, ...]
    grades: tuple[int, int]
    availability: tuple[Stretch, ...]
    venues: tuple[str, ...] | None
    max_sessions: int
    max_pupils: int
    group_size: int
    qualifications: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class District:
    """All of it. `newcomers` are pupils who come after the first plan; `quitter` is the mentor who then leaves.

    `together` and `apart` are pairs of numbers in `pupils`.
    """

    schools: tuple[str, ...]
    venues: tuple[VenueFact, ...]
    topics: tuple[str, ...]
    terms: tuple[TermFact, ...]
    days_off: tuple[DayOffFact, ...]
    activities: tuple[ActivityFact, ...]
    guardians: tuple[GuardianFact, ...]
    pupils: tuple[PupilFact, ...]
    newcomers: tuple[PupilFact, ...]
    mentors: tuple[MentorFact, ...]
    together: tuple[tuple[int, int], ...]
    apart: tuple[tuple[int, int], ...]
    quitter: int
