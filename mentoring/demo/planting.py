"""Plants the invented district through the features' own actions, as people would have entered it before the term."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta

from flask import current_app

from mentoring.accounts.actions import open_account
from mentoring.accounts.models import Account, Membership
from mentoring.camp.actions import ActivityFacts, add_activity
from mentoring.core.access import COORDINATOR, MENTOR
from mentoring.core.clock import now
from mentoring.core.database import add_all
from mentoring.demo.facts import District, GuardianFact, MentorFact, PupilFact, Stretch
from mentoring.programme import actions as programme_actions
from mentoring.programme.actions import Rules, VenueFacts
from mentoring.programme.calendar import CalendarLine
from mentoring.programme.models import CLEARANCE_ITEMS, Programme, School
from mentoring.programme.slots import Window
from mentoring.registration import actions
from mentoring.registration.models import Guardian, Mentor, Pupil
from mentoring.registration.reading.week import WindowJson

#: known to everybody: these accounts see invented people only
PASSWORD = "mattehjelp-sagene"  # noqa: S105  # printed on purpose
STAFF_EMAIL, MENTOR_EMAIL = "ansatt@example.org", "mentor@example.org"
NAME, DRAW_SEED = "Matteprosjektet Sagene", "3-8-14-21-26-30-33"
#: enrolment was so long before the term
ENROLMENT = timedelta(days=21)


@dataclass
class Planted:
    """The rows of the district, in the order of its facts."""

    programme: Programme
    schools: dict[str, School]
    guardians: list[Guardian]
    pupils: list[Pupil]
    mentors: list[Mentor]


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Do what is within as if it were that moment."""
    before = current_app.config.get("FIXED_NOW")
    current_app.config["FIXED_NOW"] = moment
    try:
        yield
    finally:
        current_app.config["FIXED_NOW"] = before


def morning_of(day: date) -> datetime:
    """The moment at which work began on that day, or now if that is still to come."""
    return min(now(), datetime.combine(day, time(8), UTC))


def plant(district: District) -> Planted:
    """Enter all of the district as it was enrolled before the term; the plan comes later."""
    with at(morning_of(district.terms[0].start - ENROLMENT)):
        planted = _frame(district)
        _coordinators(planted)
        planted.mentors = [_mentor(planted.programme, fact) for fact in district.mentors]
        planted.pupils = [pupil(planted, district, fact) for fact in district.pupils]
        _tie(planted.pupils, district.together, district.apart)
    return planted


def _frame(district: District) -> Planted:
    """Programme, terms, topics, schools, venues, days off, activities."""
    staff = open_account(STAFF_EMAIL, name="Inger Ås", password=PASSWORD)
    add_all([staff])
    programme = programme_actions.create_programme(staff.id, rules=Rules(name=NAME, draw_seed=DRAW_SEED))
    for term in district.terms:
        programme_actions.add_term(programme, name=term.name, start=term.start, end=term.end)
    for topic in district.topics:
        programme_actions.add_topic(programme, name=topic)
    for venue in district.venues:
        facts = VenueFacts(venue.name, venue.address, venue.rooms, venue.seats)
        hours = [Window(day, start, end, venue.staff) for day, start, end in venue.hours]
        programme_actions.add_venue(programme, facts=facts, hours=hours)
    lines = [CalendarLine(day.start, day.end, day.name, day.level) for day in district.days_off]
    programme_actions.store_days_off(lines)
    for activity in district.activities:
        add_activity(programme.id, facts=ActivityFacts(**asdict(activity)))
    schools = {name: programme_actions.add_school(name) for name in district.schools}
    return Planted(programme, schools, [], [], [])


def coordinator_email(school: str) -> str:
    """The demo address of a school's coordinator: "sagene@example.org" of Sagene skole."""
    return f"{school.split()[0].lower()}@example.org"


def _coordinators(planted: Planted) -> None:
    names = ("Terje Solberg", "Saima Malik", "Kristin Nygård")
    for (school_name, school), name in zip(planted.schools.items(), names, strict=True):
        account = open_account(coordinator_email(school_name), name=name, password=PASSWORD)
        _join(account, planted.programme, role=COORDINATOR, school_id=school.id)


def mentor_account(mentor: Mentor) -> Account:
    """The demo's mentor account, for a mentor who takes over its address."""
    actions.change_mentor(mentor, email=MENTOR_EMAIL)
    account = open_account(MENTOR_EMAIL, name=mentor.name, password=PASSWORD)
    _join(account, mentor.programme, role=MENTOR, mentor_id=mentor.id)
    return account


def _join(account: Account, programme: Programme, **what: object) -> None:
    add_all([account])
    add_all([Membership(account_id=account.id, programme_id=programme.id, **what)])


def _mentor(programme: Programme, fact: MentorFact) -> Mentor:
    plain = ("given_name", "family_name", "gender", "email", "phone", "birth_date", "max_sessions", "max_pupils")
    mentor = actions.register_mentor(
        programme,
        **{name: getattr(fact, name) for name in (*plain, "group_size")},
        languages=list(fact.languages),
        topics=_topics(programme, fact.topics),
        grade_low=fact.grades[0],
        grade_high=fact.grades[1],
        availability=_windows(fact.availability),
        goes_everywhere=fact.venues is None,
        venues=_venues(programme, fact.venues),
        qualifications=list(fact.qualifications),
    )
    for item in CLEARANCE_ITEMS:
        if item not in fact.missing:
            _clear(mentor, item)
    return mentor


def _clear(mentor: Mentor, item: str) -> None:
    done = now().date() - timedelta(days=3)
    if item == "certificate":
        issued = done - timedelta(days=30)
        actions.note_clearance(mentor, item=item, done_on=done, issued_on=issued, seen_by="Inger Ås")
    else:
        actions.note_clearance(mentor, item=item, done_on=done)


def pupil(planted: Planted, district: District, fact: PupilFact) -> Pupil:
    """Register a pupil with guardians; a guardian who is there already (a brother's or sister's) is not made anew."""
    programme = planted.programme
    plain = ("given_name", "family_name", "gender", "birth_date", "grade", "form", "required_language")
    wishes = ("mentor_gender", "mentor_gender_required", "sessions_wanted", "priority", "remark")
    row = actions.register_pupil(
        programme,
        **{name: getattr(fact, name) for name in (*plain, *wishes)},
        school_id=planted.schools[fact.school].id,
        languages=list(fact.languages),
        needs=_topics(programme, fact.needs),
        availability=_windows(fact.availability),
        goes_everywhere=fact.venues is None,
        venues=_venues(programme, fact.venues),
    )
    known = [planted.guardians[number] for number in fact.guardians if number < len(planted.guardians)]
    if known:
        actions.set_guardians(row, guardian_ids=[guardian.id for guardian in known])
    else:
        planted.guardians += [_guardian(row, district.guardians[number]) for number in fact.guardians]
    return row


def _guardian(of: Pupil, fact: GuardianFact) -> Guardian:
    return actions.register_guardian(of, **asdict(fact))


def _tie(pupils: Sequence[Pupil], together: Sequence[tuple[int, int]], apart: Sequence[tuple[int, int]]) -> None:
    for one, other in together:
        actions.tie_pupil(pupils[one], together=[pupils[other].id], apart=[])
    for one, other in apart:
        actions.tie_pupil(pupils[one], together=[], apart=[pupils[other].id])


def _topics(programme: Programme, names: Sequence[str]) -> list[int]:
    return [topic.id for topic in programme.topics if topic.name in names]


def _venues(programme: Programme, names: Sequence[str] | None) -> list[int]:
    return [venue.id for venue in programme.venues if venue.name in (names or ())]


def _windows(stretches: Sequence[Stretch]) -> list[WindowJson]:
    return [{"day": day, "start": f"{start:%H:%M}", "end": f"{end:%H:%M}"} for day, start, end in stretches]
