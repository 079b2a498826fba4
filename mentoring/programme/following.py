"""What else is to happen when the school calendar changes: features that stand on this one say it themselves."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date

from mentoring.core.database import db


@dataclass(frozen=True)
class Followed:
    """What followed for the viewer's programme: in a sentence, and the page that says which."""

    sentence: str
    url: str = ""


#: the first and the last day for which the calendar says something else now → what followed, None where nothing did
Follow = Callable[[date, date], Followed | None]
_follows: list[Follow] = []


def after_calendar(follow: Follow) -> None:
    """Have `follow` called in the transaction that changes days off, once for each stretch that changed."""
    if follow not in _follows:
        _follows.append(follow)


#: the stretches that wait until all days off of a file are stored; None where nothing is gathered
_waiting: ContextVar[list[tuple[date, date]] | None] = ContextVar("waiting_days", default=None)


@contextmanager
def calendar_gathered() -> Iterator[None]:
    """Have what follows from all days off stored inside done once, at the end: of a whole file one mail to each."""
    spans: list[tuple[date, date]] = []
    token = _waiting.set(spans)
    try:
        yield
    finally:
        _waiting.reset(token)
    follow_calendar(spans)


def follow_calendar(spans: Iterable[tuple[date, date]]) -> tuple[Followed, ...]:
    """Do all that follows from a change of the school calendar on these stretches of days, taken as one."""
    spans = list(spans)
    waiting = _waiting.get()
    if waiting is not None:
        waiting += spans
        return ()
    if not spans:
        return ()
    db.session.flush()
    first, last = min(start for start, _end in spans), max(end for _start, end in spans)
    return tuple(found for follow in _follows if (found := follow(first, last)) is not None)
