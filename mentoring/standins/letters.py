"""The letters about stand-ins: the question, never mind, and what staff have to know. All go through the outbox.

A question carries links that need no sign-in: they work once, and until the deadline. Nobody's name but the first
name of the one who is written to stands in a mail, and no reason of an absence.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime

from flask_babel import force_locale, format_time, ngettext
from flask_babel import gettext as _
from sqlalchemy import select

from mentoring.accounts.models import Account, Membership
from mentoring.core import mail
from mentoring.core.access import STAFF
from mentoring.core.database import db
from mentoring.core.formats import written
from mentoring.core.languages import DEFAULT, locale_of
from mentoring.matching.notices import languages_of
from mentoring.outbox.actions import post
from mentoring.standins.models import StandInRequest
from mentoring.standins.queries import expected_pupils
from mentoring.standins.secret import answer_address
from mentoring.timetable.models import Session


def ask(requests: Sequence[StandInRequest]) -> None:
    """One letter to one mentor with all that is asked at this moment."""
    mentor = requests[0].mentor
    language = languages_of([mentor.id]).get(mentor.id, DEFAULT)
    ordered = sorted(requests, key=lambda one: (one.session.date, one.session.start, one.id))
    with force_locale(locale_of(language)):
        asked = [
            {
                "when": when_and_where(one.session),
                "who": _pupils(one.session),
                "yes": answer_address(one, "yes"),
                "no": answer_address(one, "no"),
                "deadline": one.deadline,
            }
            for one in ordered
        ]
    letter = mail.write("stand_in", to=mentor.email, language=language, user=mentor, asked=asked)
    numbers = "-".join(str(one.id) for one in ordered)
    about, key = f"session:{ordered[0].session_id}", f"stand-in:{numbers[:300]}"
    _post(letter, ordered[0].programme_id, about, key, not_after=max(one.deadline for one in ordered))


def never_mind(request: StandInRequest) -> None:
    """To who was asked: no answer is needed any more."""
    mentor = request.mentor
    language = languages_of([mentor.id]).get(mentor.id, DEFAULT)
    with force_locale(locale_of(language)):
        when = when_and_where(request.session)
    letter = mail.write("stand_in_never_mind", to=mentor.email, language=language, user=mentor, when=when)
    _post(letter, request.programme_id, f"session:{request.session_id}", f"never-mind:{request.id}")


def tell_staff(missing: Sequence[Session]) -> None:
    """To staff: these sessions are without a mentor. Each is told once as long as it is the same."""
    state = ",".join(f"{one.id}.{one.sequence}.{one.mentor_id}" for one in missing)
    key = hashlib.sha256(state.encode()).hexdigest()[:32]
    _to_staff(missing[0].programme_id, missing, "sessions_open", key)


def tell_nobody_left(session: Session) -> None:
    """To staff: of those who could stand in nobody is left to be asked."""
    _to_staff(session.programme_id, [session], "nobody_left", f"{session.id}.{session.sequence}")


def _to_staff(programme_id: int, sessions: Sequence[Session], template: str, key: str) -> None:
    for account in staff_of(programme_id):
        with force_locale(locale_of(account.language)):
            lines = [when_and_where(one) for one in sessions]
        page = mail.address("standins.index")
        letter = mail.write(template, to=account.email, language=account.language, lines=lines, page=page)
        _post(letter, programme_id, f"session:{sessions[0].id}", f"{template}:{key}:{account.email.lower()}")


def staff_of(programme_id: int) -> Iterable[Account]:
    """The accounts of a programme's staff."""
    query = select(Account).join(Membership, Membership.account_id == Account.id)
    here = query.where(Membership.programme_id == programme_id, Membership.role == STAFF, Account.active)
    return db.session.scalars(here.order_by(Account.id)).all()


def when_and_where(session: Session) -> str:
    """ "Monday 16 November 16:00–17:30, Biblioteket", in the language of the moment."""
    hours = f"{format_time(session.start, 'short')}–{format_time(session.end, 'short')}"
    return _(
        "%(day)s %(hours)s, %(where)s", day=written(session.date, "EEEE d. MMMM"), hours=hours, where=session.place
    )


def _pupils(session: Session) -> str:
    """How many come, and in which grades: what somebody needs to say yes or no."""
    expected = set(expected_pupils([session])[session.id])
    grades = sorted({pupil.grade for pupil in session.pupils if pupil.id in expected})
    count = ngettext("%(num)d pupil", "%(num)d pupils", len(expected))
    return _("%(pupils)s, grade %(grades)s", pupils=count, grades=", ".join(map(str, grades))) if grades else count


def _post(letter: mail.Letter, programme_id: int, about: str, key: str, *, not_after: datetime | None = None) -> None:
    if letter.to:
        post(letter, programme_id=programme_id, about=about, key=key, not_after=not_after)
