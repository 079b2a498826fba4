"""Who is told of changed sessions, and the mails: one to each address with all that was done at one time.

As of plans (`matching.notices`), a mail says no more than its reader needs: a mentor reads when, where and how many
pupils; a guardian of the own children, and of a mentor the first name; a coordinator how many pupils of the school,
if wanted. Why somebody is away is told to nobody.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from flask_babel import force_locale, format_time, ngettext
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from mentoring.accounts.mails import SCHOOL_CANCELLED, SCHOOL_CHANGED
from mentoring.accounts.models import Account, Membership
from mentoring.core import mail
from mentoring.core.access import COORDINATOR
from mentoring.core.database import db
from mentoring.core.formats import written
from mentoring.core.languages import DEFAULT, locale_of
from mentoring.core.mail import Attachment
from mentoring.matching.notices import languages_of
from mentoring.outbox.actions import post
from mentoring.programme.models import Programme, School, Venue
from mentoring.registration.models import Guardian, Mentor, Pupil
from mentoring.timetable.models import (
    CALLED_OFF,
    CANCELLED,
    DAY_OFF,
    EXTRA,
    MENTOR,
    MOVED,
    RESTORED,
    ROOM,
    TOO_FEW_ADULTS,
    VENUE_CLOSED,
    Session,
    SessionChange,
)

Person = Mentor | Guardian
#: what may go with a letter: whose it is, the sessions it tells of, its language → files
Enclosing = Callable[[Person, list[Session], str], tuple[Attachment, ...]]
_enclosing: list[Enclosing] = []


def encloses(made: Enclosing) -> None:
    """Have files made that go with each letter about sessions (calendar files)."""
    if made not in _enclosing:
        _enclosing.append(made)


#: what else is done when people are told of changes
_following: list[Callable[[list[SessionChange]], object]] = []


def after_telling(follow: Callable[[list[SessionChange]], object]) -> None:
    """Have something done, in the same transaction, with the changes of which people are told by mail."""
    if follow not in _following:
        _following.append(follow)


def tell(changes: Iterable[SessionChange]) -> int:
    """Keep a letter for everybody whom the changes concern, in this transaction; says how many.

    The changes are of one batch and one programme. Told twice, they are told once.
    """
    changes = sorted(changes, key=lambda one: (one.session.date, one.session.start, one.session_id))
    if not changes:
        return 0
    programme = db.session.get_one(Programme, changes[0].session.programme_id)
    by_address: dict[str, list[_Told]] = defaultdict(list)
    for told in (*_to_mentors(changes), *_to_guardians(changes), *_to_coordinators(programme, changes)):
        if told.email and told.lines:
            by_address[told.email.lower()].append(told)
    for some in by_address.values():
        _post(programme, changes[0].batch, some)
    for follow in _following:
        follow(changes)
    return len(by_address)


@dataclass(frozen=True)
class _Told:
    """What one reader is told, of which dates; `person` and `sessions` are whose calendar file goes with it."""

    email: str
    language: str
    lines: list[str]
    days: set[date]
    person: Person | None = None
    sessions: list[Session] = field(default_factory=list)


def _post(programme: Programme, batch: str, some: list[_Told]) -> None:
    email, language = some[0].email, some[0].language
    sessions = list(dict.fromkeys(session for one in some for session in one.sessions))
    person = next((one.person for one in some if one.person), None)
    files = tuple(file for made in _enclosing for file in made(person, sessions, language)) if person else ()
    letter = mail.write(
        "sessions",
        to=email,
        language=language,
        attachments=files,
        programme=programme,
        days=sorted({day for one in some for day in one.days}),
        sections=[one.lines for one in some],
    )
    post(letter, programme_id=programme.id, about=batch, key=f"{batch}:{email.lower()}")


def _to_person(person: Person, language: str, lines: list[str], sessions: list[Session]) -> _Told:
    return _Told(person.email, language, lines, {one.date for one in sessions}, person, sessions)


# mentors


def _to_mentors(changes: list[SessionChange]) -> Iterator[_Told]:
    concerned = _by_mentor(changes)
    languages = languages_of(concerned)
    query = select(Mentor).where(Mentor.id.in_(concerned)).order_by(Mentor.family_name, Mentor.given_name, Mentor.id)
    for mentor in db.session.scalars(query):
        language = languages.get(mentor.id, DEFAULT)
        own = [one for one in concerned[mentor.id] if mentor.is_in_programme(one.session.date)]
        with force_locale(locale_of(language)):
            lines = [_to_mentor(mentor.id, one) for one in own]
            if lines:
                lines.append(
                    _("Who the pupils are you see when you sign in: %(link)s", link=mail.address("timetable.index"))
                )
        yield _to_person(mentor, language, lines, [one.session for one in own])


def _by_mentor(changes: Iterable[SessionChange]) -> dict[int, list[SessionChange]]:
    found: dict[int, list[SessionChange]] = defaultdict(list)
    for one in changes:
        for mentor_id in dict.fromkeys((one.now["mentor"], one.was.get("mentor"))):
            if mentor_id is not None:
                found[mentor_id].append(one)
    return found


def _to_mentor(mentor_id: int, one: SessionChange) -> str:
    if one.was and one.was["mentor"] != mentor_id:
        count = len(_coming(one.session))
        told = ngettext(
            "You take this session: %(when)s, %(num)d pupil",
            "You take this session: %(when)s, %(num)d pupils",
            count,
            when=_when(one.now),
        )
        return str(told)
    if one.now["mentor"] != mentor_id:
        return str(_("Somebody else takes this session, you are free: %(when)s", when=_when(one.was)))
    return told_of(one)


# guardians


def _to_guardians(changes: list[SessionChange]) -> Iterator[_Told]:
    of_child = defaultdict(list)
    for one in changes:
        for pupil in _coming(one.session):
            of_child[pupil.id].append(one)
    query = select(Guardian).where(Guardian.pupils.any(Pupil.id.in_(of_child)))
    ordered = query.options(selectinload(Guardian.pupils)).order_by(Guardian.family_name, Guardian.given_name)
    for guardian in db.session.scalars(ordered.order_by(Guardian.id)):
        children = [pupil for pupil in guardian.pupils if pupil.id in of_child]
        with force_locale(locale_of(guardian.language)):
            lines = [
                _to_guardian(guardian, child, one)
                for child in sorted(children, key=lambda row: row.id)
                for one in of_child[child.id]
            ]
        sessions = [one.session for child in children for one in of_child[child.id]]
        yield _to_person(guardian, guardian.language, lines, sessions)


def _to_guardian(guardian: Guardian, child: Pupil, one: SessionChange) -> str:
    told = told_of(one)
    if one.deed in (EXTRA, MENTOR) or (one.was and one.was["mentor"] != one.now["mentor"]):
        mentor = db.session.get_one(Mentor, one.now["mentor"]).given_name
        told = _("%(what)s, with %(mentor)s", what=told, mentor=mentor)
    return f"{child.given_name}: {told}" if len(guardian.pupils) > 1 else told


# coordinators

#: of so many changes at one time each is told by itself; of more only how many there are
MOST_TOLD = 12


def _to_coordinators(programme: Programme, changes: list[SessionChange]) -> Iterator[_Told]:
    """To each coordinator what concerns pupils of the school, of the kinds that the account wants."""
    query = (
        select(Account, School)
        .join(Membership, Membership.account_id == Account.id)
        .join(School, School.id == Membership.school_id)
        .where(Membership.programme_id == programme.id, Membership.role == COORDINATOR, Account.active)
        .order_by(School.name, Account.id)
    )
    for account, school in db.session.execute(query):
        wanted = [one for one in changes if _kind(one) not in account.mails_not_wanted]
        of_school = [(one, count) for one in wanted if (count := _coming_of(school, one.session))]
        with force_locale(locale_of(account.language)):
            lines = list(_of_school(school, of_school)) if of_school else []
        yield _Told(account.email, account.language, lines, {one.session.date for one, _count in of_school})


def _kind(one: SessionChange) -> str:
    return SCHOOL_CANCELLED if one.deed == CALLED_OFF else SCHOOL_CHANGED


def _coming_of(school: School, session: Session) -> int:
    return sum(pupil.school_id == school.id for pupil in _coming(session))


def _of_school(school: School, changes: list[tuple[SessionChange, int]]) -> Iterator[str]:
    yield _("Pupils of %(school)s:", school=school.name)
    if len(changes) > MOST_TOLD:
        kinds = Counter(_kind(one) for one, _count in changes)
        gone, changed = kinds[SCHOOL_CANCELLED], kinds[SCHOOL_CHANGED]
        told = (
            gone and ngettext("%(num)d session is cancelled", "%(num)d sessions are cancelled", gone),
            changed and ngettext("%(num)d session is changed", "%(num)d sessions are changed", changed),
        )
        yield from (f"– {one}" for one in told if one)
    else:
        for one, count in changes:
            pupils = ngettext("%(num)d pupil", "%(num)d pupils", count)
            yield f"– {told_of(one)}, {pupils}"
    yield _("Who they are you see when you sign in: %(link)s", link=mail.address("timetable.index"))


def _coming(session: Session) -> list[Pupil]:
    return [pupil for pupil in session.pupils if pupil.is_in_programme(session.date)]


# sentences


def told_of(one: SessionChange) -> str:
    """A change in words, without anybody's name."""
    now = _when(one.now)
    if one.deed == MOVED:
        return str(_("Moved: %(now)s, instead of %(was)s", now=now, was=_when(one.was)))
    told = {
        EXTRA: _("Extra: %(when)s", when=now),
        ROOM: _("Another room: %(when)s", when=now),
        MENTOR: _("Another mentor this time: %(when)s", when=now),
        RESTORED: _("Takes place after all: %(when)s", when=now),
        CALLED_OFF: _("Cancelled: %(when)s", when=now),
    }[one.deed]
    why = why_open(one.now["why"]) if one.now["status"] == CANCELLED else ""
    return f"{told} ({why})" if why else str(told)


def why_open(why: str) -> str:
    """Why a session is cancelled, as far as everybody may know; empty where it is somebody's own affair."""
    known = {
        DAY_OFF: _("no school that day"),
        VENUE_CLOSED: _("the venue is closed"),
        TOO_FEW_ADULTS: _("too few adults"),
    }
    return known.get(why, "")


def _when(kept: Mapping[str, Any]) -> str:
    """ "Monday 16 November 16:00–17:30, Biblioteket, rom 2"."""
    venue = db.session.get(Venue, kept["venue"])
    where = ", ".join(filter(None, (venue.name if venue else "", kept["room"])))
    hours = "–".join(format_time(time.fromisoformat(kept[name]), "short") for name in ("start", "end"))
    day = written(date.fromisoformat(kept["date"]), "EEEE d. MMMM", is_first=False)
    return f"{day} {hours}, {where}"
