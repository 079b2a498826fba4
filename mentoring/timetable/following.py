"""What happens to the sessions of a term when a plan is published, and when the school calendar changes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from flask import url_for
from flask_babel import ngettext

from mentoring.core.access import viewer
from mentoring.core.clock import today
from mentoring.core.database import db
from mentoring.planning.models import Plan
from mentoring.programme.following import Followed
from mentoring.timetable import noting
from mentoring.timetable.actions import LaidOut, heed_day_off, lay_out
from mentoring.timetable.models import BY_CALENDAR, RESTORED, SessionChange
from mentoring.timetable.noting import Deed, new_batch
from mentoring.timetable.queries import by_hand_between, clashing_ids, plans_to_come
from mentoring.timetable.telling import tell


def make_sessions(plan: Plan, from_date: date) -> str:
    """Make the dated sessions of a plan that is being published; says what that changed."""
    done = lay_out(plan, from_date)
    clashes = clashing_ids([*done.made, *done.moved, *done.restored, *done.kept, *done.by_hand])
    told = [
        *_counts(done),
        (
            done.by_hand,
            ngettext(
                "%(num)d that was changed by hand stays so",
                "%(num)d that were changed by hand stay so",
                len(done.by_hand),
            ),
        ),
        (
            clashes,
            ngettext(
                "%(num)d clashes with a mentor's own calendar",
                "%(num)d clash with mentors' own calendars",
                len(clashes),
            ),
        ),
    ]
    return _sentence(told)


def _counts(done: LaidOut) -> list[tuple[list[object], str]]:
    made, moved, kept = len(done.made), len(done.moved), len(done.kept)
    restored, cancelled = len(done.restored), len(done.cancelled)
    told = [
        (done.made, ngettext("%(num)d session is new", "%(num)d sessions are new", made)),
        (
            done.moved,
            ngettext("%(num)d has another time or place", "%(num)d have another time or place", moved),
        ),
        (done.restored, ngettext("%(num)d is restored", "%(num)d are restored", restored)),
        (done.kept, ngettext("%(num)d stays", "%(num)d stay", kept)),
        (done.cancelled, ngettext("%(num)d is cancelled", "%(num)d are cancelled", cancelled)),
    ]
    return [(list(rows), sentence) for rows, sentence in told]


def _sentence(told: Iterable[tuple[object, str]]) -> str:
    parts = [sentence for rows, sentence in told if rows]
    return ", ".join(parts) + "." if parts else ""


@dataclass(frozen=True)
class _Stretch:
    """Days to come for which one plan holds."""

    plan: Plan
    start: date
    end: date


def heed_calendar(first: date, last: date) -> Followed | None:
    """Cancel the sessions that have come to lie on a day off, give back those that do so no more, and tell everybody.

    For all programmes: the school calendar is the district's. Says what that was for the viewer's own.
    """
    own: list[SessionChange] = []
    others = 0
    for programme_id, stretches in _by_programme(first, last).items():
        deed = Deed(new_batch(BY_CALENDAR), BY_CALENDAR)
        changes = [one for stretch in stretches for one in _heeded(stretch, deed)]
        tell(changes)
        if programme_id == viewer().programme_id:
            own = changes
        else:
            others += len(changes)
    return _followed(own, others) if own or others else None


def _heeded(stretch: _Stretch, deed: Deed) -> list[SessionChange]:
    done = lay_out(stretch.plan, stretch.start, until=stretch.end, deed=deed)
    new = [noting.note(one, deed, was={}, what=RESTORED) for one in done.made]
    by_hand = by_hand_between(stretch.plan.term_id, stretch.start, stretch.end)
    heeded = [change for one in by_hand if (change := heed_day_off(one, deed)) is not None]
    db.session.flush()
    return [*done.changes, *new, *heeded]


def _by_programme(first: date, last: date) -> dict[int, list[_Stretch]]:
    found: dict[int, list[_Stretch]] = {}
    for stretch in _stretches(max(first, today() + timedelta(days=1)), last):
        found.setdefault(stretch.plan.programme_id, []).append(stretch)
    return found


def _stretches(first: date, last: date) -> Iterator[_Stretch]:
    """Which plan holds on which of these days: that of the latest version that had begun by then."""
    ends: dict[int, date] = {}
    for plan, term in plans_to_come(first):
        if plan.valid_from is None:
            continue
        end = min(ends.get(term.id, term.end), last)
        start = max(plan.valid_from, term.start, first)
        if start <= end:
            yield _Stretch(plan, start, end)
        ends[term.id] = min(ends.get(term.id, term.end), plan.valid_from - timedelta(days=1))


def _followed(own: list[SessionChange], others: int) -> Followed:
    back = [one for one in own if one.deed == RESTORED]
    gone = len(own) - len(back)
    told = _sentence(
        [
            (gone, ngettext("%(num)d session is cancelled", "%(num)d sessions are cancelled", gone)),
            (back, ngettext("%(num)d takes place after all", "%(num)d take place after all", len(back))),
            (
                others,
                ngettext(
                    "in other programmes %(num)d session changes too",
                    "in other programmes %(num)d sessions change too",
                    others,
                ),
            ),
        ]
    )
    url = url_for("timetable.changed", batch=own[0].batch) if own else ""
    return Followed(told[:1].upper() + told[1:], url)
