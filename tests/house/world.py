"""A district in which everything is there twice: what somebody may see, and what could be seen by mistake.

Three corners of one kind: `own` (the coordinator's school, the mentor's sessions), `other` (another school and
another mentor of the same programme), `elsewhere` (another programme). Each has a row for every id in an address.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Any

from mentoring.accounts.models import Account, Invitation
from mentoring.camp.models import Activity
from mentoring.core.access import COORDINATOR, MENTOR, STAFF
from mentoring.core.database import add_all
from mentoring.feeds.actions import open_subscription
from mentoring.feeds.queries import Kind
from mentoring.feeds.secret import secret_of
from mentoring.matching.models import Ban, Pin, PlanSession, Waiting
from mentoring.planning.models import Plan, Run
from mentoring.programme.models import DayOff, Programme
from mentoring.registration.models import ImportFile, PupilTie
from tests import builders

NOBODY, STAFF_ELSEWHERE = "nobody", "staff of another programme"
ROLES = (NOBODY, COORDINATOR, MENTOR, STAFF, STAFF_ELSEWHERE)
NOW = builders.THEN


@dataclass(frozen=True)
class Corner:
    """Ids of one corner: name of an address's parameter → role → value."""

    ids: dict[str, Callable[[str], Any]]

    def value(self, parameter: str, role: str) -> Any:
        """What stands for a parameter when `role` asks; KeyError for a parameter that is not known here."""
        return self.ids[parameter](role)


@dataclass(frozen=True)
class World:
    """The district, and who looks at it."""

    own: Corner
    other: Corner
    elsewhere: Corner
    accounts: dict[str, Account | None]


def build() -> World:
    """Fill an empty database. Everything is flushed, nothing is committed."""
    here, there = builders.programme(name="Sagene"), builders.programme(name="Et annet sted")
    own, own_rows = _corner(here)
    other, _ = _corner(here)
    elsewhere, _ = _corner(there)
    accounts = {
        NOBODY: None,
        COORDINATOR: builders.coordinator(here, own_rows["school"]),
        MENTOR: builders.mentor_account(own_rows["mentor"]),
        STAFF: builders.staff(here),
        STAFF_ELSEWHERE: builders.staff(there),
    }
    _bring_file(own_rows, here, accounts)
    return World(own, other, elsewhere, accounts)


def _corner(of: Programme) -> tuple[Corner, dict[str, Any]]:
    """One of each thing, tied to one another as they are in life."""
    rows = _people(of)
    rows |= _plan(of, rows)
    rows |= _around(of)
    pupil_feed, mentor_feed, venue_feed = (
        open_subscription(of.id, kind=kind, owner_id=rows[kind].id) for kind in _KINDS
    )
    feeds = {COORDINATOR: pupil_feed.id, MENTOR: mentor_feed.id}
    ids: dict[str, Callable[[str], Any]] = {
        f"{name}_id": (lambda role, row=row: row.id) for name, row in rows.items() if name != "secret"
    }
    ids |= {
        "subscription_id": lambda role: feeds.get(role, venue_feed.id),
        "name": lambda role: f"{secret_of(mentor_feed.nonce)}.ics",
        "secret": lambda role: rows["secret"],
        "role": lambda role: STAFF,
        "way": lambda role: "down",
        "token": lambda role: "no-such-token",
        "kind": lambda role: "pupils",
    }
    return Corner(ids), rows


_KINDS: tuple[Kind, ...] = ("pupil", "mentor", "venue")


def _people(of: Programme) -> dict[str, Any]:
    school, venue = builders.school(), builders.venue(of)
    pupil, sibling = builders.pupil(of, school), builders.pupil(of, school)
    mentor = builders.mentor(of)
    session = builders.session(mentor, venue, pupils=[pupil])
    lower, higher = sorted((pupil.id, sibling.id))
    add_all(
        [
            PupilTie(pupil_id=lower, other_id=higher, kind="together"),
            Pin(pupil_id=pupil.id, mentor_id=mentor.id),
            Ban(pupil_id=sibling.id, mentor_id=mentor.id),
        ]
    )
    guardian = builders.guardian(pupil)
    guardian.pupils = [pupil, sibling]
    return {
        "programme": of,
        "term": of.terms[0],
        "topic": of.topics[0],
        "school": school,
        "venue": venue,
        "pupil": pupil,
        "other": sibling,
        "guardian": guardian,
        "mentor": mentor,
        "session": session,
    }


def _plan(of: Programme, rows: dict[str, Any]) -> dict[str, Any]:
    """A proposal with one session and one pupil who waits."""
    term = rows["term"]
    run = Run(programme_id=of.id, term_id=term.id, status="done", created_at=NOW, started_at=NOW, finished_at=NOW)
    run.problem, run.plan_file, run.log = "{}", "{}", "begun\ndone"
    plan = Plan(programme_id=of.id, term_id=term.id, run=run, created_at=NOW)
    meeting = PlanSession(
        plan=plan, mentor=rows["mentor"], venue=rows["venue"], day=1, start=time(16), end=time(17, 30)
    )
    meeting.pupils = [rows["pupil"]]
    add_all([run, plan, meeting])
    add_all([Waiting(plan_id=plan.id, pupil=rows["other"])])
    return {"run": run, "plan": plan, "plan_session": meeting}


def _around(of: Programme) -> dict[str, Any]:
    """What else has an address of its own."""
    secret = f"invitation-to-{builders.account().id}"
    invitation = Invitation(
        email=f"{secret}@example.org",
        programme_id=of.id,
        role=STAFF,
        secret_hash=sha256(secret.encode()).hexdigest(),
        created_at=datetime.now(NOW.tzinfo),
        expires_at=datetime.now(NOW.tzinfo) + timedelta(days=7),
    )
    activity = Activity(programme_id=of.id, name=f"Padling {secret}", kind="sport")
    day_off = DayOff(start=date(2026, 10, 1), end=date(2026, 10, 2), name=f"Fri {secret}")
    colleague = builders.staff(of)
    add_all([invitation, activity, day_off])
    return {
        "invitation": invitation,
        "activity": activity,
        "day_off": day_off,
        "membership": colleague.memberships[0],
        "secret": secret,
    }


def _bring_file(rows: dict[str, Any], of: Programme, accounts: dict[str, Account | None]) -> None:
    """A spreadsheet that the coordinator brought and has not taken yet."""
    coordinator = accounts[COORDINATOR]
    assert coordinator is not None
    file = ImportFile(
        account_id=coordinator.id,
        programme_id=of.id,
        school_id=rows["school"].id,
        kind="pupils",
        filename="elever.csv",
        content="Fornavn;Etternavn;Trinn\nKari;Åsen;9\n".encode(),
        created_at=NOW,
    )
    add_all([file])
    rows["file"] = file
