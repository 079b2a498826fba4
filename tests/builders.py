"""Rows with harmless defaults; a test says only what it is about."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from flask_security import hash_password

from mentoring.accounts.models import Account, Membership
from mentoring.busy.models import BusyCalendar, BusyTime
from mentoring.camp.actions import ActivityFacts, add_activity
from mentoring.camp.models import Activity, Camp, CampBlock, CampRoom
from mentoring.camp.models_of_pupils import TO_CAMP, CampConsent, CampPupil
from mentoring.core.access import COORDINATOR, MENTOR, STAFF
from mentoring.core.database import add_all, db
from mentoring.programme.models import OpeningHours, Programme, School, Term, Topic, Venue
from mentoring.registration.models import ClearanceItem, Guardian, Mentor, Pupil
from mentoring.timetable.models import Session

PASSWORD = "en lang setning"
THEN = datetime(2026, 9, 1, 8, tzinfo=UTC)
WEEKDAYS = [{"day": day, "start": "14:00", "end": "20:00"} for day in range(1, 6)]
_numbers = count(1)


def _added(row: Any) -> Any:
    add_all([row])
    return row


def programme(**changes: Any) -> Programme:
    """A programme with one term from August to June and two topics."""
    values: dict[str, Any] = {"name": f"Matteprosjektet {next(_numbers)}", "draw_seed": "2026"} | changes
    made = Programme(**values)
    made.terms = [Term(name="2026/27", start=date(2026, 8, 17), end=date(2027, 6, 18))]
    made.topics = [Topic(name="algebra", position=1), Topic(name="brøk", position=2)]
    return _added(made)


def school(**changes: Any) -> School:
    """A lower-secondary school."""
    return _added(School(**({"name": f"Skole {next(_numbers)}", "level": "grunnskole"} | changes)))


def venue(of: Programme, **changes: Any) -> Venue:
    """A venue that is open on Monday and Wednesday from 15 to 19 with one adult on the staff."""
    values = {"name": f"Sted {next(_numbers)}", "rooms": 4, "seats": 16, "programme": of} | changes
    made = Venue(**values)
    if "opening_hours" not in changes:
        made.opening_hours = [OpeningHours(day=day, start=time(15), end=time(19), staff=1) for day in (1, 3)]
    return _added(made)


def pupil(of: Programme, at: School, **changes: Any) -> Pupil:
    """A pupil of grade 9 who needs algebra and is free on all weekdays."""
    values = {
        "programme": of,
        "school": at,
        "given_name": f"Elev{next(_numbers)}",
        "family_name": "Ås",
        "birth_date": date(2012, 5, 17),
        "grade": 9,
        "languages": ["nb"],
        "needs": [of.topics[0]],
        "availability": WEEKDAYS,
        "created_at": THEN,
        "changed_at": THEN,
    } | changes
    return _added(Pupil(**values))


def guardian(of: Pupil, **changes: Any) -> Guardian:
    """A guardian of that pupil."""
    values = {
        "programme_id": of.programme_id,
        "given_name": f"Foresatt{next(_numbers)}",
        "family_name": of.family_name,
        "email": f"foresatt{next(_numbers)}@example.org",
        "phone": "+4791234567",
        "pupils": [of],
    } | changes
    return _added(Guardian(**values))


def mentor(of: Programme, *, cleared: bool = True, **changes: Any) -> Mentor:
    """A mentor who teaches algebra, is free on all weekdays and, unless said otherwise, cleared."""
    number = next(_numbers)
    values = {
        "programme": of,
        "given_name": f"Mentor{number}",
        "family_name": "Ødegård",
        "email": f"mentor{number}@example.org",
        "birth_date": date(2000, 1, 2),
        "languages": ["nb"],
        "topics": [of.topics[0]],
        "availability": WEEKDAYS,
        "created_at": THEN,
        "changed_at": THEN,
    } | changes
    made = Mentor(**values)
    if cleared:
        made.clearance = [
            ClearanceItem(
                item=item,
                done_on=date(2026, 8, 20),
                issued_on=date(2026, 8, 1) if item == "certificate" else None,
                noted_at=THEN,
            )
            for item in of.clearance_items
        ]
    return _added(made)


def session(of: Mentor, at: Venue, **changes: Any) -> Session:
    """A session of that mentor with nobody on Monday 16 November 2026, from 16 to 17.30."""
    values = {
        "programme_id": of.programme_id,
        "term_id": of.programme.terms[0].id,
        "mentor": of,
        "venue": at,
        "date": date(2026, 11, 16),
        "start": time(16),
        "end": time(17, 30),
        "uid": str(uuid4()),
        "modified_at": THEN,
    } | changes
    return _added(Session(**values))


def busy_calendar(of: Mentor, *stretches: tuple[datetime, datetime], **changes: Any) -> BusyCalendar:
    """A calendar file that the mentor brought, with these busy times."""
    values = {
        "mentor": of,
        "name": "Studier",
        "created_at": THEN,
        "read_at": THEN,
        "times": [BusyTime(start=start, end=end) for start, end in stretches],
    } | changes
    return _added(BusyCalendar(**values))


def camp(of: Programme, **changes: Any) -> Camp:
    """A camp of five days in June 2027 with two blocks a day and two rooms."""
    values = {
        "programme": of,
        "name": f"Sommerleir {next(_numbers)}",
        "place": "Hudøy",
        "contact": "Inger Ås, 900 00 000",
        "start": date(2027, 6, 21),
        "end": date(2027, 6, 25),
        "seats": 60,
        "sign_up_until": date(2027, 4, 30),
        "wishes_until": date(2027, 5, 31),
    } | changes
    made = Camp(**values)
    if "blocks" not in changes:
        days = [made.start + timedelta(days=number) for number in range((made.end - made.start).days + 1)]
        times = ((time(9), time(10, 30)), (time(10, 45), time(12, 15)))
        made.blocks = [CampBlock(date=day, start=start, end=end) for day in days for start, end in times]
        made.rooms = [CampRoom(name="Gymsal", seats=30, features=["gymsal"]), CampRoom(name="Rom 1", seats=20)]
    return _added(made)


def activity(at: Camp, name: str = "", **facts: Any) -> Activity:
    """Something to do at that camp, for anybody."""
    told = ActivityFacts(**({"name": name or f"Aktivitet {next(_numbers)}", "kind": "kultur"} | facts))
    return add_activity(at.programme_id, facts=told, camp=at)


def camp_pupil(at: Camp, who: Pupil, *, consented: bool = True, **changes: Any) -> CampPupil:
    """That pupil, signed up for that camp with a guardian's consent."""
    values = {"camp": at, "pupil": who, "nonce": b"n" * 32, "applied_at": THEN, "changed_at": THEN} | changes
    made = CampPupil(**values)
    if consented:
        made.consents = [CampConsent(item=TO_CAMP, given_by=f"Foresatt {who.family_name}", given_at=THEN)]
    return _added(made)


def account(**changes: Any) -> Account:
    """An account with PASSWORD and no membership; it reads English, the language of the code's sentences."""
    number = next(_numbers)
    values = {
        "language": "en",
        "email": f"konto{number}@example.org",
        "name": f"Konto {number}",
        "fs_uniquifier": f"unik-{number}",
        "password": hash_password(PASSWORD),
        "created_at": THEN,
    } | changes
    return _added(Account(**values))


def staff(of: Programme, **changes: Any) -> Account:
    """An account that is staff of the programme."""
    made = account(**changes)
    _added(Membership(account=made, programme_id=of.id, role=STAFF, is_clearance_officer=True))
    return made


def coordinator(of: Programme, at: School, **changes: Any) -> Account:
    """An account that coordinates one school."""
    made = account(**changes)
    _added(Membership(account=made, programme_id=of.id, role=COORDINATOR, school_id=at.id))
    return made


def mentor_account(of: Mentor, **changes: Any) -> Account:
    """The account of a mentor."""
    made = account(**({"email": of.email} | changes))
    _added(Membership(account=made, programme_id=of.programme_id, role=MENTOR, mentor_id=of.id))
    return made


def commit() -> None:
    """Keep what was built, as a request would find it."""
    db.session.commit()
