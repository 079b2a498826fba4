"""The reminder the evening before, for those who chose it. Kept under one key, so it never comes twice."""

from datetime import date, timedelta

from flask_babel import force_locale
from sqlalchemy.exc import IntegrityError

from mentoring.core import mail
from mentoring.core.clock import OSLO, now, today
from mentoring.core.database import db
from mentoring.core.languages import DEFAULT, locale_of
from mentoring.matching.notices import languages_of
from mentoring.messages.models import MessageWish
from mentoring.messages.queries import Person, expected_on, wishes_for_reminders
from mentoring.outbox.actions import post
from mentoring.programme.models import Programme
from mentoring.registration.models import Guardian, Mentor
from mentoring.standins.letters import when_and_where
from mentoring.timetable.models import Session

#: the hours of the evening in which reminders go out
FROM, UNTIL = 17, 22


def remind() -> int:
    """Keep tomorrow's reminders, if it is evening; says how many. It may be called at any time, by many workers."""
    if not FROM <= now().astimezone(OSLO).hour < UNTIL:
        return 0
    return sum(map(_remind, [one.id for one in wishes_for_reminders()]))


def _remind(wish_id: int) -> bool:
    """One person's, in a transaction of its own."""
    wish = db.session.get(MessageWish, wish_id)
    tomorrow = today() + timedelta(days=1)
    sessions = expected_on(wish.person, tomorrow) if wish else []
    if wish is None or not sessions or not wish.person.email or _has_left(wish.person, tomorrow):
        return False
    try:
        _post(wish.person, sessions, tomorrow)
        db.session.commit()
    except IntegrityError:  # another worker was quicker with the same reminder
        db.session.rollback()
        return False
    return True


def _post(person: Person, sessions: list[Session], day: date) -> None:
    language = _language_of(person)
    with force_locale(locale_of(language)):
        lines = [line for one in sessions for line in _lines(person, one)]
    letter = mail.write(
        "reminder",
        to=person.email,
        language=language,
        programme=db.session.get_one(Programme, person.programme_id),
        lines=lines,
        is_mentor=isinstance(person, Mentor),
        page=mail.address("own.index"),
    )
    kind = "mentor" if isinstance(person, Mentor) else "guardian"
    key = f"reminder:{day.isoformat()}:{kind}:{person.id}"
    post(letter, programme_id=person.programme_id, about=f"session:{sessions[0].id}", key=key)


def _lines(person: Person, session: Session) -> list[str]:
    when = when_and_where(session)
    if isinstance(person, Mentor) or len(person.pupils) == 1:
        return [when]
    return [f"{one.given_name}: {when}" for one in session.pupils if one in person.pupils]


def _language_of(person: Person) -> str:
    if isinstance(person, Guardian):
        return person.language
    return languages_of([person.id]).get(person.id, DEFAULT)


def _has_left(person: Person, on: date) -> bool:
    return isinstance(person, Mentor) and not person.is_in_programme(on)
