"""A district in which everything is there twice: what somebody may see, and what could be seen by mistake.

Three corners of one kind: `own` (the coordinator's school, the mentor's sessions), `other` (another school and
another mentor of the same programme), `elsewhere` (another programme). Each has a row for every id in an address.
In both programmes matching was run, the plan published, and run again: a proposal waits.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

from mentoring.absence.models import Absence, PupilAbsence
from mentoring.accounts.models import Account, Invitation
from mentoring.camp.health import Health, tell
from mentoring.camp.models import Activity, ActivityPicture, Camp, CampLeader, CampMentor, CampRequirement
from mentoring.camp.models_of_pupils import PLACE, CampFriend, CampWish
from mentoring.camp.secret import family_link, pupil_link
from mentoring.camp_days.standing import bring_up_to_date
from mentoring.camp_desk.models import CampClosure, CampRun
from mentoring.core.access import COORDINATOR, MENTOR, STAFF
from mentoring.core.audit import AuditEvent
from mentoring.core.calendars import Kind
from mentoring.core.database import add_all, db
from mentoring.core.mail import Letter
from mentoring.feeds.actions import open_subscription
from mentoring.feeds.secret import secret_of
from mentoring.matching.models import Ban, Pin
from mentoring.outbox.actions import post
from mentoring.outbox.models import Mail
from mentoring.planning.actions import start_run
from mentoring.planning.models import PUBLISHED, Plan, Run
from mentoring.planning.publishing import publish
from mentoring.planning.work import work
from mentoring.programme.models import DayOff, Programme, Term
from mentoring.registration.models import ImportFile, Mentor, Pupil, PupilTie
from mentoring.standins.models import StandInRequest
from mentoring.standins.secret import family_address
from mentoring.timetable.changing import change_room
from mentoring.timetable.models import Session
from tests import builders

NOBODY, STAFF_ELSEWHERE = "nobody", "staff of another programme"
ROLES = (NOBODY, COORDINATOR, MENTOR, STAFF, STAFF_ELSEWHERE)
#: the moment at which all is looked at: in the middle of the builders' term
NOW = datetime(2026, 11, 10, 9, tzinfo=UTC)
FEEDS: tuple[Kind, ...] = ("pupil", "mentor", "venue")
#: what the camp was told of a pupil's health; these words stand nowhere else
HEALTH = "insulinpenn i kjøleskapet"


@dataclass(frozen=True)
class Corner:
    """Ids of one corner: name of an address's parameter → value, or role → value where roles differ."""

    ids: Mapping[str, Any]

    def value(self, parameter: str, role: str) -> Any:
        """What stands for a parameter when `role` asks; KeyError for a parameter that is not known here."""
        found = self.ids[parameter]
        return found.get(role, found[STAFF]) if isinstance(found, dict) else found


@dataclass(frozen=True)
class World:
    """The district, and who looks at it (None: nobody). Holds no rows, so that it outlives the session."""

    own: Corner
    other: Corner
    elsewhere: Corner
    account_ids: Mapping[str, int | None]

    def account(self, role: str) -> Account | None:
        """The account by which a role looks."""
        number = self.account_ids[role]
        return None if number is None else db.session.get_one(Account, number)


def build() -> World:
    """Fill an empty database, and commit."""
    here, there = builders.programme(name="Sagene"), builders.programme(name="Et annet sted")
    rows = [_rows(here), _rows(here), _rows(there)]
    own = rows[0]
    accounts = {
        COORDINATOR: builders.coordinator(here, own["school"]),
        MENTOR: builders.mentor_account(own["mentor"]),
        STAFF: builders.staff(here),
        STAFF_ELSEWHERE: builders.staff(there),
    }
    for found, role in ((own, STAFF), (rows[2], STAFF_ELSEWHERE)):
        add_all([CampLeader(camp_id=found["camp"].id, account_id=accounts[role].id)])
    stranger = builders.coordinator(here, rows[1]["school"])
    files = [
        {COORDINATOR: accounts[COORDINATOR], STAFF: accounts[STAFF]},
        {COORDINATOR: stranger, STAFF: stranger},
        {STAFF: accounts[STAFF_ELSEWHERE]},
    ]
    for found, owners in zip(rows, files, strict=True):
        found["imports"] = {role: _imported(found, by) for role, by in owners.items()}
    plans = {programme.id: _planned(programme.terms[0]) for programme in (here, there)}
    corners = [_corner(found | plans[found["programme"].id]) for found in rows]
    db.session.commit()
    return World(*corners, {NOBODY: None} | {role: account.id for role, account in accounts.items()})


def _rows(of: Programme) -> dict[str, Any]:
    """One of each thing, tied to one another as they are in life."""
    rows = _people(of) | _around(of)
    rows |= _at_camp(of, rows)
    rows["request"].secret_hash = sha256(rows["secret"].encode()).hexdigest()
    for kind in FEEDS:
        rows[f"{kind}_feed"] = open_subscription(of.id, kind=kind, owner_id=rows[kind].id)
    return rows


def _corner(rows: dict[str, Any]) -> Corner:
    ids: dict[str, Any] = {f"{name}_id": row.id for name, row in rows.items() if hasattr(row, "id")}
    session_id = _session_of(rows["mentor"].id)
    feeds = {COORDINATOR: rows["pupil_feed"], MENTOR: rows["mentor_feed"], STAFF: rows["venue_feed"]}
    return Corner(
        ids
        | {
            "session_id": session_id,
            "batch": change_room(db.session.get_one(Session, session_id), room="Rom 2", is_told=False).batch,
            "file_id": {role: file.id for role, (file, _) in rows["imports"].items()},
            "event_id": {role: event.id for role, (_, event) in rows["imports"].items()},
            "subscription_id": {role: feed.id for role, feed in feeds.items()},
            "name": f"{secret_of(rows['mentor_feed'].nonce)}.ics",
            "secret": rows["secret"],
            "answer": "yes",
            "link": family_address(rows["guardian"]).rpartition("/")[2],
            "camp_link": family_link(rows["camp"], rows["guardian"]),
            "pupil_link": pupil_link(rows["camp_pupil"]),
            "picture_name": rows["activity"].picture.name,
            "account_id": rows["leader"].account_id,
            "role": STAFF,
            "way": "down",
            "token": "no-such-token",
            "kind": "pupils",
        }
    )


def _session_of(mentor_id: int) -> int:
    found = db.session.scalars(db.select(Session.id).where(Session.mentor_id == mentor_id).order_by(Session.id))
    return next(iter(found))


def _people(of: Programme) -> dict[str, Any]:
    """A school with two who go there together, and a mentor who is tied to one of them."""
    school, venue = builders.school(), builders.venue(of)
    pupil, friend = builders.pupil(of, school), builders.pupil(of, school)
    waiting = builders.pupil(of, school, languages=["so"], required_language="so")
    mentor, colleague = builders.mentor(of), builders.mentor(of)
    guardian = builders.guardian(pupil)
    guardian.pupils = [pupil, friend]
    lower, higher = sorted((pupil.id, friend.id))
    add_all(
        [
            PupilTie(pupil_id=lower, other_id=higher, kind="together"),
            Pin(pupil_id=pupil.id, mentor_id=mentor.id),
            Ban(pupil_id=waiting.id, mentor_id=colleague.id),
        ]
    )
    calendar = builders.busy_calendar(mentor)
    dated = builders.session(colleague, venue, date=date(2026, 12, 7), pupils=[waiting])
    absence, pupil_absence, request = _absent(mentor, pupil, dated)
    return {
        "calendar": calendar,
        "absence": absence,
        "pupil_absence": pupil_absence,
        "request": request,
        "programme": of,
        "term": of.terms[0],
        "topic": of.topics[0],
        "school": school,
        "venue": venue,
        "pupil": pupil,
        "other": friend,
        "guardian": guardian,
        "mentor": mentor,
    }


def _absent(mentor: Mentor, pupil: Pupil, dated: Session) -> tuple[Absence, PupilAbsence, StandInRequest]:
    """A mentor and a pupil who told that they are away, and a mentor who is asked to take a session."""
    key = f"request-{mentor.id}"
    absence = Absence(mentor=mentor, start=NOW, end=NOW + timedelta(days=2), created_at=NOW)
    pupil_absence = PupilAbsence(pupil=pupil, first=NOW.date(), last=NOW.date(), created_at=NOW)
    request = StandInRequest(
        programme_id=mentor.programme_id,
        session=dated,
        mentor=mentor,
        sequence=0,
        nonce=key.encode(),
        secret_hash=sha256(key.encode()).hexdigest(),
        asked_at=NOW,
        deadline=NOW + timedelta(hours=4),
    )
    add_all([absence, pupil_absence, request])
    return absence, pupil_absence, request


def _planned(term: Term) -> dict[str, Any]:
    """Run matching and publish the plan; run it again, so that a proposal waits."""
    _run(term)
    publish(db.session.scalars(db.select(Plan).where(Plan.term_id == term.id)).one(), from_date=date(2026, 11, 16))
    db.session.commit()
    run = _run(term)
    return {"run": run, "plan": db.session.scalars(db.select(Plan).where(Plan.run_id == run.id)).one()}


def _run(term: Term) -> Run:
    run = start_run(term, wing="weekly", preset="serve_most", seconds=60)  # ends when the plan is proven, long before
    number = run.id
    db.session.commit()
    work(number)
    return db.session.get_one(Run, number)


def _around(of: Programme) -> dict[str, Any]:
    """What else has an address of its own."""
    secret = f"invitation-to-{builders.account().id}"
    invitation = Invitation(
        email=f"{secret}@example.org",
        programme_id=of.id,
        role=STAFF,
        secret_hash=sha256(secret.encode()).hexdigest(),
        created_at=NOW,
        expires_at=NOW + timedelta(days=7),
    )
    activity = Activity(programme_id=of.id, camp_id=_camp(of).id, name=f"Padling {secret}", kind="sport")
    day_off = DayOff(start=date(2026, 10, 1), end=date(2026, 10, 2), name=f"Fri {secret}")
    colleague = builders.staff(of)
    activity.picture = ActivityPicture(name=secret, alt="Kano på et vann", content=b"", width=4, height=3)
    add_all([invitation, activity, day_off])
    return {
        "invitation": invitation,
        "activity": activity,
        "day_off": day_off,
        "membership": colleague.memberships[0],
        "colleague": colleague,
        "mail": _written(of, secret),
        "secret": secret,
    }


def _camp(of: Programme) -> Camp:
    """The programme's camp, which both its corners share; the places are drawn."""
    there = db.session.scalar(db.select(Camp).where(Camp.programme_id == of.id))
    return there or builders.camp(of, sign_up_until=date(2026, 11, 1), drawn_at=NOW, drawn_seats=60, draw_seed="7-11")


def _at_camp(of: Programme, rows: dict[str, Any]) -> dict[str, Any]:
    """A pupil with a place, wishes, a friend and something to know of health; a mentor; a leader."""
    camp = _camp(of)
    camp_pupil = builders.camp_pupil(camp, rows["pupil"], status=PLACE, is_drawn=True)
    camp_pupil.wishes = [CampWish(activity_id=rows["activity"].id, rank=1)]
    friend = CampFriend(name=rows["other"].name, pupil_id=rows["other"].id)
    camp_pupil.friends.append(friend)
    leader = CampLeader(camp_id=camp.id, account_id=rows["colleague"].id)
    camp_mentor = CampMentor(mentor=rows["mentor"])
    camp.mentors.append(camp_mentor)
    requirement = CampRequirement(kind=f"sport {rows['pupil'].id}")
    camp.requirements.append(requirement)
    tell(camp_pupil, Health(allergy=HEALTH, swimming="yes"), given_by=rows["guardian"].name)
    builders.camp_pupil(camp, rows["other"], status=PLACE)
    camp_plan = Plan(programme_id=of.id, frame=camp.frame, wing="camp", created_at=NOW)
    closure = CampClosure(activity_id=rows["activity"].id, block_id=camp.blocks[-1].id)
    add_all([leader, camp_plan, closure])
    _publish_camp(camp, rows)
    return {
        "camp": camp,
        "camp_plan": camp_plan,
        "block": camp.blocks[0],
        "room": camp.rooms[0],
        "requirement": requirement,
        "closure": closure,
        "camp_mentor": camp_mentor,
        "camp_pupil": camp_pupil,
        "friend": friend,
        "leader": leader,
    }


def _publish_camp(camp: Camp, rows: dict[str, Any]) -> None:
    """The corner's pupil and mentor do something at the camp, by a plan that is in force."""
    plan = db.session.scalar(db.select(Plan).where(Plan.frame == camp.frame, Plan.status == PUBLISHED))
    if plan is None:
        told = {"status": PUBLISHED, "version": 1, "created_at": NOW, "published_at": NOW, "valid_from": camp.start}
        plan = Plan(programme_id=camp.programme_id, frame=camp.frame, wing="camp", **told)
        add_all([plan])
    place = {"block": camp.blocks[0], "room": camp.rooms[0]}
    people = {"pupils": [rows["pupil"]], "mentors": [rows["mentor"]]}
    add_all([CampRun(plan_id=plan.id, activity=rows["activity"], **place, **people)])
    bring_up_to_date(camp)


def _written(of: Programme, secret: str) -> Mail:
    """A mail that was not sent."""
    letter = Letter("kari@example.org", f"Om planen {secret}", "Hei!")
    return post(letter, programme_id=of.id, about=f"plan:{of.id}", key=secret)


def _imported(rows: dict[str, Any], by: Account) -> tuple[ImportFile, AuditEvent]:
    """A spreadsheet that somebody brought and has not taken yet, and the trace of one that was taken."""
    file = ImportFile(
        account_id=by.id,
        programme_id=rows["programme"].id,
        school_id=rows["school"].id,
        kind="pupils",
        filename="elever.csv",
        content="Fornavn;Etternavn;Trinn\nKari;Åsen;9\n".encode(),
        created_at=NOW,
    )
    taken = AuditEvent(
        at=NOW,
        event="import.stored",
        account_id=by.id,
        programme_id=rows["programme"].id,
        details={"kind": "pupils", "created": [rows["pupil"].id], "updated": []},
    )
    add_all([file, taken])
    return file, taken
