"""The stand-ins' door to `scheduling`: the sessions of the days concerned → who takes which.

The facts of each day are those that a change of one session is judged by (`timetable.judge`): who is cleared on it,
busy or away. A session for which somebody is asked already counts as that one's, so that nobody is asked for two.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from mentoring.core.database import db
from mentoring.matching.ids import mentor_id, number_of, pupil_id, venue_id
from mentoring.programme.models import Programme, Term
from mentoring.standins.queries import expected_pupils, open_requests, refused_pairs, times_stood_in
from mentoring.timetable.judge import held, problem_on
from mentoring.timetable.models import Session
from mentoring.timetable.queries import planned_between
from scheduling import Mentor, Problem, Window
from scheduling.standins import DatedSession, Option, StandInProblem, StoodIn, stand_in

#: so long (seconds) it is looked for the best; it takes far less
SECONDS = 10.0


@dataclass(frozen=True)
class Suggestion:
    """Somebody who could take a session: row id, rules missed for once, sum of fits, how much was done already."""

    mentor_id: int
    misses: tuple[str, ...]
    fit: int
    load: int
    is_there: bool


@dataclass(frozen=True)
class Answer:
    """Ids of sessions and mentors: who is best to take which, who else could, and what falls if nobody does.

    `alone`: sessions whose mentor comes but at which too few adults are as things are now. `falls`: those that cannot
    be held whoever is asked.
    """

    takes: Mapping[int, int]
    suggestions: Mapping[int, tuple[Suggestion, ...]]
    alone: frozenset[int]
    falls: frozenset[int]


def stand_ins(
    programme: Programme,
    without: Sequence[Session],
    supposing: Mapping[int, int] | None = None,
    given_up: Session | None = None,
) -> Answer:
    """Who could stand in for these sessions without mentor, all together; `supposing` that some (session → mentor)
    are taken already, and that one of them is `given_up`, so that nobody takes it.
    """
    days = sorted({one.date for one in without})
    there = [one for day in days for one in planned_between(programme.id, day, day)]
    expected = expected_pupils(there)
    there = [one for one in there if expected[one.id]]
    if not any(one.id in {missing.id for missing in without} for one in there):
        return Answer({}, {}, frozenset(), frozenset())
    problem = _problem(programme, there, {one.id for one in without}, expected, supposing or {})
    if given_up is not None:
        problem = _without_anybody(problem, str(given_up.id))
    return _read(stand_in(problem, seconds=SECONDS))


def is_short_of_adults(
    programme: Programme,
    without: Sequence[Session],
    session: Session,
    mentor_id: int,
    given_up: Session | None = None,
) -> bool:
    """Whether too few adults would be at one of these sessions even if that mentor took it."""
    return session.id in stand_ins(programme, without, {session.id: mentor_id}, given_up).falls


def _without_anybody(problem: StandInProblem, session_id: str) -> StandInProblem:
    """The same problem where nobody takes that session, also who is asked already."""
    nobody = {(session_id, mentor.id) for mentor in problem.mentors}
    sessions = tuple(replace(one, mentor=None) if one.id == session_id else one for one in problem.sessions)
    return replace(problem, sessions=sessions, refused=problem.refused | nobody)


def _problem(
    programme: Programme,
    there: Sequence[Session],
    without: Collection[int],
    expected: Mapping[int, list[int]],
    supposing: Mapping[int, int],
) -> StandInProblem:
    days = sorted({one.date for one in there})
    weeks = {day: problem_on(programme, day, [held(one) for one in there if one.date == day]) for day in days}
    asked = {session_id: one.mentor_id for session_id, one in open_requests(one.id for one in there).items()}
    asked |= supposing
    first = weeks[days[0]]
    pupils = {pupil.id: pupil for week in weeks.values() for pupil in week.pupils}
    sessions = [
        _dated(one, days.index(one.date) + 1, weeks[one.date], asked.get(one.id), without, expected) for one in there
    ]
    return StandInProblem(
        settings=first.settings,
        venues=first.venues,
        pupils=tuple(pupils.values()),
        mentors=tuple(_everybody(days, weeks)),
        sessions=tuple(sessions),
        bans=tuple({ban: None for week in weeks.values() for ban in week.bans}),
        loads=_loads(programme, there, days),
        refused=frozenset((str(s), mentor_id(m)) for s, m in refused_pairs(without)),
    )


def _dated(
    session: Session,
    day: int,
    week: Problem,
    asked: int | None,
    without: Collection[int],
    expected: Mapping[int, list[int]],
) -> DatedSession:
    slot = next(slot for slot in week.slots if slot.id == held(session).slot)
    mentor = asked or (None if session.id in without else session.mentor_id)
    return DatedSession(
        str(session.id),
        venue_id(session.venue_id),
        Window(day, slot.window.start, slot.window.end),
        tuple(pupil_id(pupil) for pupil in expected[session.id]),
        None if mentor is None else mentor_id(mentor),
        slot.staff,
    )


def _everybody(days: Sequence[date], weeks: Mapping[date, Problem]) -> Iterable[Mentor]:
    """Each mentor with the times at which that one can be asked, on numbered days: free, there and cleared."""
    free: dict[str, list[Window]] = {}
    who: dict[str, Mentor] = {}
    for number, day in enumerate(days, start=1):
        for mentor in weeks[day].mentors:
            who[mentor.id] = mentor
            windows = mentor.availability if mentor.cleared else ()
            mine = (Window(number, w.start, w.end) for w in windows if w.day == day.isoweekday())
            free.setdefault(mentor.id, []).extend(mine)
    return (replace(mentor, availability=tuple(free[key]), cleared=True) for key, mentor in who.items())


def _loads(programme: Programme, there: Sequence[Session], days: Sequence[date]) -> dict[str, int]:
    """How much each has to do in the weeks concerned, and has stood in this term."""
    first, last = days[0] - timedelta(days=days[0].weekday()), days[-1] + timedelta(days=6 - days[-1].weekday())
    term = db.session.get_one(Term, there[0].term_id)
    found = times_stood_in(programme.id, term.start)
    found.update(one.mentor_id for one in planned_between(programme.id, first, last))
    return {mentor_id(number): count for number, count in found.items()}


def _read(answer: StoodIn) -> Answer:
    return Answer(
        {int(session): number_of(mentor) for session, mentor in answer.takes.items()},
        {int(session): tuple(map(_suggestion, some)) for session, some in answer.options.items()},
        frozenset(map(int, answer.alone)),
        frozenset(map(int, answer.cancelled)),
    )


def _suggestion(one: Option) -> Suggestion:
    return Suggestion(number_of(one.mentor), one.misses, one.fit, one.load, one.there)
