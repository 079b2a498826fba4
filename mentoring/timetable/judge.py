"""What a change to dated sessions would break: the rules of the plan, asked of the weeks that it touches.

The sessions of a week, as they are on their dates, are a plan; the facts are those of the date (who is cleared then,
who is there still, when mentors are busy). So a rule is written once, in `scheduling`, and its checker says what is
newly broken. Two things only the calendar knows, and they are said here: days off and closed venues.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import format_time
from flask_babel import gettext as _

import scheduling
from mentoring.busy.queries import busy_times
from mentoring.busy.weekly import Piece, Stretch, on_dates
from mentoring.core.clock import OSLO
from mentoring.core.database import db
from mentoring.core.formats import written
from mentoring.core.languages import chosen_language
from mentoring.matching.facts import Wish, mentors_to_match, problem_content
from mentoring.matching.ids import mentor_id, pupil_id, venue_id
from mentoring.matching.names import Names, names_in
from mentoring.matching.sentences import rule as rule_told
from mentoring.matching.told import breach_told
from mentoring.planning.menders import Broken
from mentoring.programme.models import Programme, Venue
from mentoring.programme.queries import days_off_between
from mentoring.programme.slots import staff_between
from mentoring.registration.models import Mentor, Pupil
from mentoring.timetable.dates import days_off
from mentoring.timetable.models import Session
from mentoring.timetable.queries import planned_between

#: what somebody said of an ordinary week: for one date staff can ask whether it is possible all the same
ASKED = frozenset({"mentor_time", "pupil_time", "mentor_reach", "pupil_reach"})
#: what is asked of the plan as a whole; somebody else once, or an hour more once, breaks no promise of that kind
OF_THE_PLAN = frozenset({"one_mentor"})
#: rules that only the calendar knows
DAY_OFF, CLOSED = "day_off", "closed"
#: an hour more once is what an extra session is for, so not the pupil's own wish counts, but the most that is allowed
_MOST_A_WEEK = 3


@dataclass(frozen=True)
class Held:
    """A session as the rules see it: when, where, by whom, and who comes."""

    date: date
    start: time
    end: time
    venue_id: int
    mentor_id: int
    pupils: tuple[int, ...]

    @property
    def slot(self) -> str:
        """The id of its slot in the problem of its week: `v3-20261116-1530-1700`."""
        return f"v{self.venue_id}-{self.date:%Y%m%d}-{self.start:%H%M}-{self.end:%H%M}"

    @property
    def rows(self) -> list[tuple[str, str, str]]:
        """(pupil, mentor, slot) of each who comes."""
        return [(pupil_id(pupil), mentor_id(self.mentor_id), self.slot) for pupil in self.pupils]


def held(session: Session, **changes: Any) -> Held:
    """A session as it is, or as it would be with those changes; who has left by then does not come."""
    values = {name: getattr(session, name) for name in ("date", "start", "end", "venue_id", "mentor_id")} | changes
    here = [pupil.id for pupil in session.pupils if pupil.is_in_programme(values["date"])]
    return Held(**values, pupils=tuple(sorted(here)))


class DatedNames(Names):
    """Names in which a slot is a date."""

    def slot(self, key: str) -> str:
        """A slot of `Held` in words."""
        venue, day, start, _end = key.split("-")
        return _(
            "%(day)s at %(time)s, %(venue)s",
            day=written(date.fromisoformat(day), "EEEE d. MMMM"),
            time=format_time(time(int(start[:2]), int(start[2:])), "short"),
            venue=self.of("venue", venue),
        )


#: mentors' ids, two instants → mentor → stretches at which that one cannot come, besides the own calendars
Away = Callable[[Collection[int], datetime, datetime], dict[int, list[Stretch]]]
_away: list[Away] = []


def also_away(asked: Away) -> None:
    """Have `asked` be asked too when it is looked whether a mentor can come on a date (absences)."""
    if asked not in _away:
        _away.append(asked)


def broken_by(programme: Programme, out: Iterable[Held], into: Iterable[Held]) -> list[Broken]:
    """What is newly broken if these sessions are taken out of the term and those put in, in words.

    A rule that is no house rule is told of what is put in also where it was broken before. `out` must be planned
    sessions as they are stored.
    """
    out, into = list(out), list(into)
    names = DatedNames(**vars(names_in(programme)))
    found = _of_the_calendar(out, into)
    for on in sorted({one.date for one in (*out, *into)}):
        found += _broken_on(programme, on, out, into, names)
    return list({(one.rule, one.sentence): one for one in found}.values())


@dataclass(frozen=True)
class Outlook:
    """A mentor who could hold a session once; `why`: the rules of the house that it would depart from, in words."""

    mentor: Mentor
    why: tuple[str, ...]


def who_could(programme: Programme, session: Session) -> list[Outlook]:
    """The other mentors who could hold the session once, those who break no rule first, then by name."""
    own = held(session)
    there = week_of_sessions(programme.id, own.date)
    problem = problem_on(programme, own.date, [*there, own])
    rows = {row.id: row for row in mentors_to_match(programme, own.date) if row.id != own.mentor_id}
    out = () if session.is_cancelled else tuple(own.rows)
    moves = [scheduling.HandMove(out, tuple(replace(own, mentor_id=number).rows)) for number in rows]
    looks = scheduling.outlooks(scheduling.HeldPlan(problem, as_plan(there)), moves)
    found = [
        Outlook(mentor, tuple(rule_told(key) for key in sorted(look.rules - OF_THE_PLAN)))
        for mentor, look in zip(rows.values(), looks, strict=True)
        if all(is_house(key) for key in look.rules - OF_THE_PLAN)
    ]
    return sorted(found, key=lambda one: (len(one.why), one.mentor.family_name, one.mentor.given_name))


def problem_on(programme: Programme, on: date, sessions: Iterable[Held]) -> scheduling.Problem:
    """The week of that date as a problem whose slots are the times of these sessions, with the facts of the date.

    All mentors are in it who are there on that date, and the pupils of the sessions. What the weekly plan promises as
    a whole is not asked: pins, how often somebody comes, how many lose their mentor.
    """
    sessions = list(sessions)
    content = problem_content(programme, Wish("week", scheduling.GOALS, on), None, busy=_busy_in_week)
    here = {pupil_id(pupil) for one in sessions for pupil in one.pupils}
    content |= {
        "venues": [{"id": venue_id(v.id), "rooms": v.rooms, "seats": v.seats} for v in programme.venues],
        "slots": _slots(programme, sessions),
        "pupils": [pupil | {"sessions": _MOST_A_WEEK} for pupil in content["pupils"] if pupil["id"] in here],
        "pins": [],
    }
    return scheduling.problem_from_json(content)


def week_of_sessions(programme_id: int, on: date) -> list[Held]:
    """The planned sessions of the week of that date, of everybody."""
    monday = on - timedelta(days=on.isoweekday() - 1)
    return [held(one) for one in planned_between(programme_id, monday, monday + timedelta(days=6))]


def as_plan(sessions: Iterable[Held]) -> tuple[scheduling.Session, ...]:
    """The sessions as the engine has them, in the slots of `problem_on`."""
    return tuple(
        scheduling.Session(mentor_id(one.mentor_id), one.slot, tuple(pupil_id(pupil) for pupil in one.pupils))
        for one in sessions
    )


def is_house(rule: str) -> bool:
    """Whether staff may depart from that rule on one date, with a reason."""
    return rule in scheduling.HOUSE_RULES | ASKED | {DAY_OFF, CLOSED}


def _broken_on(programme: Programme, on: date, out: list[Held], into: list[Held], names: Names) -> list[Broken]:
    """What breaks in the week of a date, of that which is about the date or about no date."""
    week = on.isocalendar()[:2]
    gone, come = ([one for one in some if one.date.isocalendar()[:2] == week] for some in (out, into))
    there = week_of_sessions(programme.id, on)
    problem = problem_on(programme, on, [*there, *come])
    plan = scheduling.HeldPlan(problem, as_plan(there))
    move = _move(problem, gone, come)
    judged = [*plan.judge(move).breaches, *_entered(problem, plan.after(move), move)]
    return [
        _told(one, names)
        for one in judged
        if one.rule not in OF_THE_PLAN and ("slot" not in one.about or f"-{on:%Y%m%d}-" in str(one.about["slot"]))
    ] + [_gone(row, names) for row in _unknown(problem, [one for one in come if one.date == on])]


def _move(problem: scheduling.Problem, gone: Iterable[Held], come: Iterable[Held]) -> scheduling.HandMove:
    number = problem.facts.number
    rows = [[row for one in some for row in one.rows] for some in (gone, come)]
    known = [[row for row in some if row[0] in number["pupil"] and row[1] in number["mentor"]] for some in rows]
    return scheduling.HandMove(*(tuple(row for row in some) for some in known))


def _unknown(problem: scheduling.Problem, come: Iterable[Held]) -> set[tuple[str, str]]:
    """(kind, id) of who is put in and not in the programme on that date."""
    number = problem.facts.number
    asked = {("mentor", mentor_id(one.mentor_id)) for one in come}
    asked |= {("pupil", pupil_id(pupil)) for one in come for pupil in one.pupils}
    return {(kind, key) for kind, key in asked if key not in number[kind]}


def _entered(
    problem: scheduling.Problem, after: tuple[scheduling.Session, ...], move: scheduling.HandMove
) -> list[scheduling.Breach]:
    """What is broken at a place where somebody is put in and nobody departs from, also if it was so before."""
    rows = [dict(zip(("pupil", "mentor", "slot"), row, strict=True)) for row in move.into]
    return [
        one
        for one in scheduling.breaches(problem, after)
        if "mentor" in one.about
        and not is_house(one.rule)
        and any(row.items() >= dict(one.about).items() for row in rows)
    ]


def _told(one: scheduling.Breach, names: Names) -> Broken:
    about = dict(one.about)
    # a slot says its venue and day itself
    said = {key: value for key, value in about.items() if key != "venue" or "slot" not in about}
    sentence = breach_told(one.rule, said, names, counted=one.counted, low=one.low, high=one.high)
    return Broken(one.rule, about, one.counted, one.low, one.high, is_house(one.rule), sentence)


def _gone(row: tuple[str, str], names: Names) -> Broken:
    kind, key = row
    sentence = breach_told("unknown", {kind: key}, names, counted=1, low=None, high=0)
    return Broken("unknown", {kind: key}, 1, None, 0, is_house=False, sentence=sentence)


def _slots(programme: Programme, sessions: Iterable[Held]) -> list[dict[str, Any]]:
    hours = {venue.id: list(venue.opening_hours) for venue in programme.venues}
    return [
        {
            "id": one.slot,
            "venue": venue_id(one.venue_id),
            "day": one.date.isoweekday(),
            "start": f"{one.start:%H:%M}",
            "end": f"{one.end:%H:%M}",
            # outside opening hours nobody of the staff is there
            "staff": staff_between(hours[one.venue_id], one.date.isoweekday(), one.start, one.end) or 0,
        }
        for one in {one.slot: one for one in sessions}.values()
    ]


def _busy_in_week(programme: Programme, mentors: Collection[int], on: date) -> dict[int, list[Piece]]:
    """Mentor → when that one is busy or away in the week of a date."""
    monday = on - timedelta(days=on.isoweekday() - 1)
    week = [monday + timedelta(days=number) for number in range(7)]
    start, end = (datetime.combine(day, time(), OSLO) for day in (monday, monday + timedelta(days=7)))
    found: dict[int, list[Stretch]] = defaultdict(list)
    for asked in (busy_times, *_away):
        for mentor, stretches in asked(mentors, start, end).items():
            found[mentor] += stretches
    return {mentor: on_dates(stretches, week) for mentor, stretches in found.items()}


def _of_the_calendar(out: Sequence[Held], into: Iterable[Held]) -> list[Broken]:
    """Days off and closed venues at times that nobody had before."""
    before, days = {one.slot for one in out}, {one.date for one in out}
    found = []
    for one in into:
        if one.date not in days and (name := _day_off(one)):
            found.append(_dated(DAY_OFF, one, f"{_day(one.date)}: {name}."))
        if one.slot not in before and not _is_open(one):
            venue = db.session.get_one(Venue, one.venue_id)
            told = _(
                "%(venue)s is not open on %(day)s from %(start)s to %(end)s.",
                venue=venue.name,
                day=_day(one.date),
                start=format_time(one.start, "short"),
                end=format_time(one.end, "short"),
            )
            found.append(_dated(CLOSED, one, told))
    return found


def _day_off(one: Held) -> str | None:
    """Why there is no school that day for anybody of the group; None where somebody's is open."""
    levels = {pupil.school.level for pupil in db.session.query(Pupil).where(Pupil.id.in_(one.pupils))}
    if not days_off(one.date, one.date).closed_for(levels, one.date):
        return None
    return days_off_between(one.date, one.date, levels or (), chosen_language()).get(one.date, _("no school"))


def _is_open(one: Held) -> bool:
    venue = db.session.get_one(Venue, one.venue_id)
    weekday = one.date.isoweekday()
    return venue.is_active and staff_between(venue.opening_hours, weekday, one.start, one.end) is not None


def _day(day: date) -> str:
    return written(day, "EEEE d. MMMM", is_first=False)


def _dated(rule: str, one: Held, sentence: str) -> Broken:
    sentence = sentence[:1].upper() + sentence[1:]
    return Broken(rule, {"slot": one.slot}, 1, None, 0, is_house=True, sentence=sentence)
