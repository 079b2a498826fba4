"""The one letter about a calendar: that it could not be read for days."""

from sqlalchemy import select

from mentoring.accounts.mails import CALENDAR_FAILS
from mentoring.accounts.models import Account, Membership
from mentoring.busy.models import BusyCalendar
from mentoring.core import mail
from mentoring.core.database import db
from mentoring.core.languages import DEFAULT
from mentoring.outbox.actions import post


def tell_of_failing(calendar: BusyCalendar) -> None:
    """Write to the owner, once for each time that it began to fail. Staff may read it, so it names nothing.

    Whoever does not want such mails sees it on the own page of calendars all the same.
    """
    mentor = calendar.mentor
    of_mentor = select(Account).join(Membership).where(Membership.mentor_id == mentor.id)
    account = db.session.scalar(of_mentor)
    if account and CALENDAR_FAILS in account.mails_not_wanted:
        return
    letter = mail.write(
        "calendar_fails",
        to=mentor.email,
        language=account.language if account else DEFAULT,
        user=mentor,
        page=mail.address("busy.index"),
    )
    key = f"calendar:{calendar.id}:{calendar.failing_since}"
    post(letter, programme_id=mentor.programme_id, about=f"mentor:{mentor.id}", key=key)
