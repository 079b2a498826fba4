"""What a mentor does with own calendars: point at one, bring one, change it, have it read, take it away."""

from datetime import datetime, timedelta
from random import SystemRandom
from urllib.parse import urlsplit

from flask import current_app
from flask_babel import gettext as _

from mentoring.busy import process
from mentoring.busy.letters import tell_of_failing
from mentoring.busy.models import BusyCalendar, BusyTime
from mentoring.busy.process import Answer, Request
from mentoring.busy.queries import calendars_of
from mentoring.busy.reading.address import Rules, place_of
from mentoring.busy.reading.fault import Fault
from mentoring.busy.secret import decrypted, encrypted
from mentoring.busy.sentences import fault_in_words
from mentoring.core.audit import record
from mentoring.core.clock import OSLO, now
from mentoring.core.database import add_all, db
from mentoring.core.queue import call_when_kept
from mentoring.core.refusal import Refusal
from mentoring.registration.models import Mentor

TASK = "read_calendar"
MOST_CALENDARS = 5
#: how far back and ahead busy times are read; ahead far enough for the term that follows this one
BACK, AHEAD = timedelta(days=7), timedelta(days=400)
#: a calendar that says "unchanged" is read whole all the same after so long, since the window has moved
WHOLE_EVERY = timedelta(days=7)
#: how often a calendar is fetched, and how long one waits at most that fails again and again
USUAL, LONGEST = timedelta(hours=2), timedelta(hours=24)
#: whoever reads has so long before another may try
CLAIM = timedelta(minutes=5)
#: a calendar is read at a mentor's wish no more often than this
WISHED_EVERY = timedelta(minutes=1)
#: a calendar that fails for so long is told to its owner
TOLD_AFTER = timedelta(days=3)
_chance = SystemRandom()


def point_at(mentor: Mentor, *, address: str, name: str, all_day: str) -> BusyCalendar:
    """Keep the address of a calendar, and have the worker read it. Refuses one that may not be fetched."""
    _refuse_many(mentor)
    url = _checked(address)
    if any(url == _address_of(known) for known in calendars_of(mentor.id)):
        raise Refusal(_("You have given this calendar already."), "address")
    made = BusyCalendar(
        mentor=mentor, name=name, address=encrypted(url), all_day=all_day, created_at=now(), next_at=now()
    )
    return _kept(made)


def bring(mentor: Mentor, *, content: bytes, name: str, all_day: str) -> BusyCalendar:
    """Keep the busy times of a calendar file; the file itself is not kept. Refuses one that cannot be read."""
    _refuse_many(mentor)
    made = BusyCalendar(mentor=mentor, name=name, all_day=all_day, created_at=now())
    try:
        answer = process.read(_request(made), content)
    except Fault as fault:
        raise Refusal(fault_in_words(fault.key, fault.about), "file") from None
    _kept(made)
    take(made, answer)
    return made


def change(calendar: BusyCalendar, *, name: str, all_day: str) -> None:
    """Give it another name, or count whole days in another way; then its address is read anew."""
    if calendar.all_day != all_day:
        calendar.all_day = all_day
        calendar.etag = calendar.last_modified = calendar.content_hash = ""
        calendar.next_at = calendar.next_at and now()
    calendar.name = name
    record("busy.changed", subject=f"mentor:{calendar.mentor_id}", calendar=calendar.id)
    _send(calendar)


def wish_reading(calendar: BusyCalendar) -> None:
    """Have the worker read it now. Refuses to do so again and again."""
    last = max(filter(None, (calendar.read_at, calendar.failing_since)), default=None)
    if calendar.next_at is None:
        raise Refusal(_("This calendar is a file. Bring it anew to have it read again."))
    if last and now() - last < WISHED_EVERY:
        raise Refusal(_("It was read just now. Wait a minute."))
    calendar.next_at = now()
    _send(calendar)


def remove(calendar: BusyCalendar) -> None:
    """Take a calendar away, with all that was read from it."""
    record("busy.removed", subject=f"mentor:{calendar.mentor_id}", calendar=calendar.id)
    db.session.delete(calendar)
    db.session.flush()


def take(calendar: BusyCalendar, answer: Answer) -> None:
    """Keep what was read well. Reading the same again changes nothing but the time of reading."""
    calendar.read_at = now()
    calendar.failing_since, calendar.failures, calendar.fault = None, 0, {}
    calendar.next_at = calendar.next_at and now() + _spread(USUAL)
    if answer.is_unchanged:
        return
    calendar.whole_at, calendar.entries = now(), answer.entries
    calendar.warnings = [list(warning) for warning in answer.warnings]
    calendar.etag, calendar.last_modified = answer.etag, answer.last_modified
    calendar.content_hash = answer.content_hash
    _put_times(calendar, set(answer.intervals))


def note_fault(calendar: BusyCalendar, fault: Fault) -> None:
    """Keep why it could not be read, beside the last good state; wait longer each time."""
    calendar.failures += 1
    calendar.failing_since = calendar.failing_since or now()
    calendar.fault = {"key": fault.key, "about": fault.about}
    if is_old(calendar):
        tell_of_failing(calendar)
    calendar.next_at = now() + _spread(min(USUAL * 2 ** min(calendar.failures - 1, 8), LONGEST))


def is_old(calendar: BusyCalendar) -> bool:
    """Whether it has failed for so long that its owner must be told."""
    return calendar.failing_since is not None and now() - calendar.failing_since >= TOLD_AFTER


def request_for(calendar: BusyCalendar) -> Request:
    """What is asked of the process that reads the address. Raises Fault where it cannot be decrypted any more."""
    url = _address_of(calendar)
    if not url:
        raise Fault("not_readable_here")
    is_fresh = calendar.whole_at is not None and now() - calendar.whole_at < WHOLE_EVERY
    return _request(calendar, url, calendar.etag * is_fresh, calendar.last_modified * is_fresh)


def _request(calendar: BusyCalendar, url: str = "", etag: str = "", last_modified: str = "") -> Request:
    return Request(
        start=now() - BACK,
        end=now() + AHEAD,
        all_day=calendar.all_day,
        home=OSLO.key,
        url=url,
        etag=etag,
        last_modified=last_modified,
        own_hosts=own_hosts(),
        test_port=current_app.config["BUSY_TEST_PORT"],
    )


def _put_times(calendar: BusyCalendar, wanted: set[tuple[datetime, datetime]]) -> None:
    there = {(row.start, row.end): row for row in calendar.times}
    for stretch in there.keys() - wanted:
        calendar.times.remove(there[stretch])
    calendar.times += [BusyTime(start=start, end=end) for start, end in sorted(wanted - there.keys())]
    db.session.flush()


def _kept(made: BusyCalendar) -> BusyCalendar:
    add_all([made])
    record("busy.added", subject=f"mentor:{made.mentor_id}", calendar=made.id)
    _send(made)
    return made


def _send(calendar: BusyCalendar) -> None:
    if calendar.next_at is not None and calendar.next_at <= now():
        call_when_kept(TASK, calendar.id)


def _checked(address: str) -> str:
    rules = Rules(own_hosts(), current_app.config["BUSY_TEST_PORT"])
    try:
        return place_of(address, rules).url
    except Fault as fault:
        raise Refusal(fault_in_words(fault.key, fault.about), "address") from None


def own_hosts() -> tuple[str, ...]:
    """Where our own feeds lie: to read them as busy times would make each session clash with itself."""
    host = urlsplit(str(current_app.config["BASE_URL"])).hostname
    return (host,) if host else ()


def _address_of(calendar: BusyCalendar) -> str | None:
    return decrypted(calendar.address) if calendar.address else None


def _refuse_many(mentor: Mentor) -> None:
    if len(calendars_of(mentor.id)) >= MOST_CALENDARS:
        raise Refusal(_("You have %(count)d calendars already. Take one away first.", count=MOST_CALENDARS))


def _spread(span: timedelta) -> timedelta:
    """About so long, from half to twice: calendars that were given together are not fetched together."""
    return span * _chance.uniform(0.5, 2.0)
