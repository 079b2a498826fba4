"""The short message when a session of the same day is cancelled: for those with a telephone who said yes."""

from flask_babel import force_locale, format_time
from flask_babel import gettext as _

from mentoring.core.clock import today
from mentoring.core.languages import DEFAULT, locale_of
from mentoring.matching.notices import languages_of
from mentoring.messages.models import MessageWish
from mentoring.messages.queries import wishes_for_sms
from mentoring.outbox import sms
from mentoring.outbox.actions import post_sms
from mentoring.timetable.models import CALLED_OFF, Session, SessionChange


def warn(changes: list[SessionChange]) -> None:
    """Keep a short message for each of them, once for each session that is cancelled today."""
    if sms.is_on():
        for one in changes:
            if one.deed == CALLED_OFF and one.session.date == today():
                _warn(one.session, one.batch)


def _warn(session: Session, batch: str) -> None:
    guardians = {guardian.id for pupil in session.pupils for guardian in pupil.guardians}
    for wish in wishes_for_sms([session.mentor_id], guardians):
        if wish.person.phone:
            key = f"sms:{batch}:{session.id}:{wish.person.phone}"
            text, language = _text(wish, session)
            post_sms(
                wish.person.phone,
                text,
                language=language,
                programme_id=session.programme_id,
                about=f"session:{session.id}",
                key=key,
            )


def _text(wish: MessageWish, session: Session) -> tuple[str, str]:
    guardian = wish.guardian
    language = guardian.language if guardian else languages_of([session.mentor_id]).get(session.mentor_id, DEFAULT)
    with force_locale(locale_of(language)):
        at = format_time(session.start, "short")
        return _("Cancelled today: %(time)s, %(venue)s. Mentorplan", time=at, venue=session.venue.name), language
