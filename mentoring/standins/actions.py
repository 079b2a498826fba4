"""Asking stand-ins: one, or the best for all; answers, silence, and what is not needed any more. None of it commits.

Whoever says yes first has it: a request is taken by one statement, and the session is changed by the same rules as
every change of one session (`timetable.changing`), so nobody takes what was moved, given away or cancelled meanwhile.
"""

import secrets
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import update

from mentoring.core import audit
from mentoring.core.access import viewer
from mentoring.core.clock import OSLO, now
from mentoring.core.database import add_all, db
from mentoring.core.refusal import Refusal
from mentoring.programme.models import Programme
from mentoring.registration.models import Mentor
from mentoring.standins import letters
from mentoring.standins.models import ACCEPTED, ASKED, DECLINED, SILENT, WITHDRAWN, StandInRequest
from mentoring.standins.planner import Answer, is_short_of_adults, stand_ins
from mentoring.standins.queries import coming_without_mentor, open_requests, open_sessions, without_mentor
from mentoring.standins.secret import hash_of, secret_of
from mentoring.timetable.changing import give_to, judged, left_alone
from mentoring.timetable.judge import held
from mentoring.timetable.models import CANCELLED, Session
from mentoring.timetable.noting import Deed
from mentoring.timetable.queries import planned_between

#: nobody has to answer at night: a deadline in these hours is at the end of them, where the session leaves time
NIGHT_FROM, NIGHT_UNTIL = 22, 8
#: what a mentor has agreed to carry in a week is not asked of stand-ins: who says yes has agreed to more, this once
WITH_A_YES = frozenset({"mentor_load"})


def ask(session: Session, mentor: Mentor, *, reason: str = "") -> StandInRequest:
    """Ask a mentor to hold a session once. Refuses where none is needed, somebody is asked, or rules would break; a
    rule of the house only as long as no reason is given, which is kept with the request and with the change.
    """
    _refuse_needless(session)
    programme = db.session.get_one(Programme, session.programme_id)
    if is_short_of_adults(programme, _open_that_day(session), session, mentor.id):
        raise Refusal(_("Even with a stand-in too few adults would be there, so nobody is asked."))
    agreed = WITH_A_YES if _fits(programme, session, mentor) else ()
    deed = judged(programme, [held(session)], [held(session, mentor_id=mentor.id)], reason, agreed)
    made = _request(session, mentor, deed)
    letters.ask([made])
    return made


def ask_best(programme: Programme) -> list[StandInRequest]:
    """Ask the best for all sessions without mentor for which nobody is asked yet; one letter to each who is asked."""
    missing = open_sessions(programme.id)
    waiting = open_requests(one.id for one in missing)
    open_ = {one.id: one for one in missing if one.id not in waiting}
    takes = stand_ins(programme, missing).takes if open_ else {}
    made = [
        _request(open_[session_id], db.session.get_one(Mentor, mentor_id))
        for session_id, mentor_id in takes.items()
        if session_id in open_
    ]
    of_mentor: dict[int, list[StandInRequest]] = defaultdict(list)
    for one in made:
        of_mentor[one.mentor_id].append(one)
    for some in of_mentor.values():
        letters.ask(some)
    return made


def accept(request: StandInRequest) -> None:
    """The one who was asked takes the session; everybody concerned is told. Refuses what is not open any more, and
    where it would depart from more rules of the house than staff asked for.
    """
    _answer(request, ACCEPTED)
    try:
        change = give_to(
            request.session, request.mentor, seen=request.sequence, reason=request.reason, agreed=WITH_A_YES
        )
    except Refusal as refusal:
        raise Refusal(_("It is not needed or not possible any more: %(why)s", why=refusal.message)) from refusal
    if _rules(change.overridden) - _rules(request.overridden):
        raise Refusal(_("Something has changed since you were asked. The staff must look at it first: tell them."))
    audit.record("standin.accepted", **_about(request))


def decline(request: StandInRequest) -> None:
    """The one who was asked cannot; the next is asked at once. Refuses what is not open any more."""
    _answer(request, DECLINED)
    audit.record("standin.declined", **_about(request))
    _ask_next(request.session)


def withdraw(request: StandInRequest) -> None:
    """Staff do not need an answer any more. Refuses what was answered."""
    _take(request, WITHDRAWN)
    audit.record("standin.withdrawn", **_about(request))
    letters.never_mind(request)


def note_silence(request: StandInRequest) -> None:
    """The deadline is over: the next is asked."""
    _take(request, SILENT)
    _ask_next(request.session)


def withdraw_needless(requests: Iterable[StandInRequest]) -> None:
    """Tell those whose session was given away, moved or cancelled, or whose mentor comes after all."""
    for one in requests:
        if one.session.sequence != one.sequence or not without_mentor([one.session]):
            withdraw(one)


def follow_absence(mentor: Mentor) -> None:
    """A mentor's absences have changed: staff hear of sessions without mentor, those asked in vain hear it too."""
    of_mentor = db.select(StandInRequest).join(Session).where(Session.mentor_id == mentor.id)
    withdraw_needless(db.session.scalars(of_mentor.where(StandInRequest.status == ASKED)).all())
    if missing := coming_without_mentor(mentor):
        letters.tell_staff(missing)


def falling_with(session: Session) -> list[Session]:
    """The other sessions at that place and time that cannot be held either if this one is not: whoever is asked, too
    few adults would be there. One for which there is merely nobody to ask is not among them.
    """
    programme = db.session.get_one(Programme, session.programme_id)
    missing = list({one.id: one for one in (*_open_that_day(session), session)}.values())
    answer = stand_ins(programme, missing, given_up=session)
    open_ids = {one.id for one in missing}
    there = [one for one in planned_between(programme.id, session.date, session.date) if _is_beside(one, session)]
    found = [
        one
        for one in there
        if one.id in answer.falls
        and (one.id not in open_ids or _is_in_vain(programme, missing, one, answer, session))
    ]
    while left := left_alone([session, *found]):
        found += left
    return sorted(found, key=lambda one: (one.start, one.id))


def _is_in_vain(
    programme: Programme, missing: list[Session], one: Session, answer: Answer, given_up: Session
) -> bool:
    """Whether there is somebody to ask for it, but with that one too few adults would be there."""
    could = answer.suggestions.get(one.id, ())
    return bool(could) and is_short_of_adults(programme, missing, one, could[0].mentor_id, given_up)


def _is_beside(one: Session, other: Session) -> bool:
    """Whether it is another one, at the same place and at a time in common."""
    is_same_place = one.venue_id == other.venue_id and one.id != other.id
    return is_same_place and one.starts_at < other.ends_at and other.starts_at < one.ends_at


def _refuse_needless(session: Session) -> None:
    if session.status == CANCELLED or not without_mentor([session]):
        raise Refusal(_("This session needs no stand-in: its mentor comes, or it does not take place."))
    if open_requests([session.id]):
        raise Refusal(_("Somebody is asked for this session already. Withdraw that first to ask somebody else."))


def _fits(programme: Programme, session: Session, mentor: Mentor) -> bool:
    """Whether the mentor misses none of the rules that are asked of stand-ins."""
    could = stand_ins(programme, _open_that_day(session)).suggestions.get(session.id, ())
    return any(one.mentor_id == mentor.id and not one.misses for one in could)


def _rules(overridden: Iterable[dict[str, Any]]) -> set[str]:
    return {broken["rule"] for broken in overridden}


def _request(session: Session, mentor: Mentor, deed: Deed | None = None) -> StandInRequest:
    overridden = [one.as_json() for one in deed.overridden] if deed else []
    nonce = secrets.token_bytes(32)
    made = StandInRequest(
        programme_id=session.programme_id,
        session=session,
        mentor=mentor,
        sequence=session.sequence,
        nonce=nonce,
        secret_hash=hash_of(secret_of(nonce)),
        status=ASKED,
        asked_at=now(),
        asked_by_id=viewer().account_id,
        deadline=deadline_for(session.starts_at),
        overridden=overridden,
        reason=deed.reason if deed and overridden else "",
    )
    add_all([made])
    audit.record("standin.asked", **_about(made))
    return made


def deadline_for(starts_at: datetime) -> datetime:
    """Until when somebody may think about it: some hours, half of the time that is left at most, not at night."""
    left = (starts_at - now()) / 2
    wished = now() + min(timedelta(hours=current_app.config["STAND_IN_HOURS"]), left)
    local = wished.astimezone(OSLO)
    if NIGHT_UNTIL <= local.hour < NIGHT_FROM:
        return wished
    day = local.date() + timedelta(days=local.hour >= NIGHT_FROM)
    morning = datetime(day.year, day.month, day.day, NIGHT_UNTIL, tzinfo=OSLO)
    return morning if morning <= now() + (starts_at - now()) * 0.75 else wished


def _ask_next(session: Session) -> None:
    """Ask who is best now, all sessions of that day considered; where nobody is left, tell the staff."""
    if session.status == CANCELLED or not without_mentor([session]):
        return
    programme = db.session.get_one(Programme, session.programme_id)
    chosen = stand_ins(programme, _open_that_day(session)).takes.get(session.id)
    if chosen is None:
        letters.tell_nobody_left(session)
        return
    letters.ask([_request(session, db.session.get_one(Mentor, chosen))])


def _open_that_day(session: Session) -> list[Session]:
    """All sessions of that day that are without their mentor."""
    return [one for one in open_sessions(session.programme_id) if one.date == session.date]


def _answer(request: StandInRequest, status: str) -> None:
    if request.deadline <= now():
        raise Refusal(answered_already(request))
    _take(request, status)


def _take(request: StandInRequest, status: str) -> None:
    """Answer a request, if nobody else did: of two at one moment only one gets a row."""
    mine = (StandInRequest.id == request.id, StandInRequest.status == ASKED)
    taken = db.session.execute(
        update(StandInRequest).where(*mine).values(status=status, answered_at=now()).returning(StandInRequest.id),
        execution_options={"synchronize_session": False},
    ).one_or_none()
    db.session.refresh(request)
    if taken is None:
        raise Refusal(answered_already(request))


def answered_already(request: StandInRequest) -> str:
    """What became of a request that is not open any more."""
    over = _("The time to answer is over, and somebody else may be asked by now.")
    told = {
        ASKED: over,
        ACCEPTED: _("You have said yes to this. Thank you!"),
        DECLINED: _("You have said no to this."),
        SILENT: over,
        WITHDRAWN: _("This is not needed any more."),
    }
    return str(told[request.status])


def _about(request: StandInRequest) -> dict[str, Any]:
    """What an audit event says of a request."""
    session_id = request.session_id
    return {"subject": f"session:{session_id}", "session": session_id, "mentor": request.mentor_id}
