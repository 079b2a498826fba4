"""Whom a new weekly plan concerns, and what each is told: mentors, guardians, and coordinators in sum.

A mail lies in a mailbox that we do not know, so it says no more than its reader needs: a mentor reads when, where and
how many pupils, not who; a guardian of the own children, by first name only where there are several in the programme,
and of a mentor the first name; a coordinator how many pupils of the school, not who. Whoever has left is not written
to. Guardians' addresses were given for messages about the child; they are used for nothing else.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from flask_babel import force_locale, format_time, ngettext
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from mentoring.accounts.mails import SCHOOL_SUMMARY
from mentoring.accounts.models import Account, Membership
from mentoring.core import mail
from mentoring.core.access import COORDINATOR
from mentoring.core.database import db
from mentoring.core.languages import DEFAULT, locale_of
from mentoring.matching.comparison import KINDS, LEFT, LOST, NEW_MENTOR, Difference, counted
from mentoring.matching.ids import number_of
from mentoring.matching.models import PlanSession
from mentoring.matching.weekdays import weekday_name
from mentoring.planning.telling import Notice
from mentoring.programme.models import Programme, School
from mentoring.registration.models import Guardian, Pupil

MENTORS, GUARDIANS, COORDINATORS = "mentors", "guardians", "coordinators"
#: (venue, weekday, start, end)
When = tuple[str, int, time, time]


@dataclass(frozen=True)
class Plans:
    """The sessions of two plans, and how the pupils' places differ."""

    programme: Programme
    before: Sequence[PlanSession]
    after: Sequence[PlanSession]
    differences: Sequence[Difference]


def notices(plans: Plans, from_date: date) -> list[Notice]:
    """Everybody whom something changes for, and what each is told."""
    changed = {number_of(one.pupil): one for one in plans.differences if one.was != one.now and one.kind != LEFT}
    pupils = _pupils(changed)
    return [
        *_to_mentors(plans, from_date),
        *_to_guardians(plans, changed, pupils),
        *_to_coordinators(plans.programme, changed, pupils),
    ]


def _pupils(changed: Iterable[int]) -> dict[int, Pupil]:
    wanted = select(Pupil).where(Pupil.id.in_(list(changed)))
    loaded = wanted.options(selectinload(Pupil.guardians).selectinload(Guardian.pupils), selectinload(Pupil.school))
    return {pupil.id: pupil for pupil in db.session.scalars(loaded)}


# mentors


def _to_mentors(plans: Plans, from_date: date) -> Iterator[Notice]:
    before, after = _by_mentor(plans.before), _by_mentor(plans.after)
    mentors = {row.mentor_id: row.mentor for row in (*plans.before, *plans.after)}
    languages = languages_of(mentors)
    for mentor in sorted(mentors.values(), key=lambda one: (one.family_name, one.given_name, one.id)):
        was, now = before.get(mentor.id, {}), after.get(mentor.id, {})
        if was == now:
            continue
        language = languages.get(mentor.id, DEFAULT)
        with force_locale(locale_of(language)):
            lines = tuple(_of_mentor(was, now))
        gone = "" if mentor.is_in_programme(from_date) else _("has left")
        yield _notice(MENTORS, mentor.name, mentor.email, language, lines, why_not=gone)


def _by_mentor(sessions: Iterable[PlanSession]) -> dict[int, dict[When, frozenset[int]]]:
    """Mentor → when and where → who is there."""
    found: dict[int, dict[When, frozenset[int]]] = defaultdict(dict)
    for row in sessions:
        group = frozenset(pupil.id for pupil in row.pupils)
        found[row.mentor_id][row.venue.name, row.day, row.start, row.end] = group
    return found


def languages_of(mentors: Iterable[int]) -> dict[int, str]:
    """Mentor → the language of the account, where there is one; DEFAULT is meant for the others."""
    query = select(Membership.mentor_id, Account.language).join(Account)
    return dict(iter(db.session.execute(query.where(Membership.mentor_id.in_(list(mentors))))))


def _of_mentor(was: Mapping[When, frozenset[int]], now: Mapping[When, frozenset[int]]) -> Iterator[str]:
    for when in _in_order({*was, *now}):
        if when not in was:
            count = len(now[when])
            yield ngettext("New: %(when)s, %(num)d pupil", "New: %(when)s, %(num)d pupils", count, when=_said(when))
        elif when not in now:
            yield _("No more: %(when)s", when=_said(when))
        elif was[when] != now[when]:
            count = len(now[when])
            yield ngettext(
                "Other pupils: %(when)s, %(num)d pupil",
                "Other pupils: %(when)s, %(num)d pupils",
                count,
                when=_said(when),
            )
        else:
            yield _("As before: %(when)s", when=_said(when))
    yield _("Who the pupils are you see when you sign in: %(link)s", link=mail.address("timetable.index"))


def _in_order(times: Iterable[When]) -> list[When]:
    return sorted(times, key=lambda when: (when[1], when[2], when[0]))


def _said(when: When) -> str:
    venue, day, start, end = when
    hours = f"{format_time(start, 'short')}–{format_time(end, 'short')}"
    return _("%(day)s %(hours)s, %(venue)s", day=weekday_name(day), hours=hours, venue=venue)


# guardians


def _to_guardians(plans: Plans, changed: Mapping[int, Difference], pupils: Mapping[int, Pupil]) -> Iterator[Notice]:
    places = _by_pupil(plans.after)
    guardians = {guardian.id: guardian for pupil in pupils.values() for guardian in pupil.guardians}
    for guardian in sorted(guardians.values(), key=lambda one: (one.family_name, one.given_name, one.id)):
        children = [pupil for pupil in guardian.pupils if pupil.id in pupils]
        with force_locale(locale_of(guardian.language)):
            lines = tuple(
                line
                for child in sorted(children, key=lambda one: one.id)
                for line in _of_child(child, changed[child.id].kind, places.get(child.id, []), guardian)
            )
        yield _notice(GUARDIANS, guardian.name, guardian.email, guardian.language, lines)
    for pupil in sorted(pupils.values(), key=lambda one: (one.family_name, one.given_name, one.id)):
        if not pupil.guardians:
            yield Notice(GUARDIANS, pupil.name, "", DEFAULT, (), _("no guardian is registered"))


def _by_pupil(sessions: Iterable[PlanSession]) -> dict[int, list[PlanSession]]:
    found: dict[int, list[PlanSession]] = defaultdict(list)
    for row in sessions:
        for pupil in row.pupils:
            found[pupil.id].append(row)
    return found


def _of_child(child: Pupil, kind: str, places: Sequence[PlanSession], guardian: Guardian) -> Iterator[str]:
    who = child.given_name if len(guardian.pupils) > 1 else _("Your child")
    if kind == LOST:
        yield _("%(who)s has no place in this plan and waits for one. The staff tell you when there is.", who=who)
        return
    for row in places:
        when = _said((row.venue.name, row.day, row.start, row.end))
        yield _("%(who)s: %(when)s, with %(mentor)s", who=who, when=when, mentor=row.mentor.given_name)
    if kind == NEW_MENTOR:
        yield _("%(mentor)s is a new mentor.", mentor=places[0].mentor.given_name)


# coordinators


def _to_coordinators(
    programme: Programme, changed: Mapping[int, Difference], pupils: Mapping[int, Pupil]
) -> Iterator[Notice]:
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for number, pupil in pupils.items():
        counts[pupil.school_id][changed[number].kind] += 1
    query = (
        select(Account, School)
        .join(Membership, Membership.account_id == Account.id)
        .join(School, School.id == Membership.school_id)
        .where(Membership.programme_id == programme.id, Membership.role == COORDINATOR, Account.active)
        .order_by(School.name, Account.id)
    )
    for account, school in db.session.execute(query):
        if school.id in counts:
            with force_locale(locale_of(account.language)):
                lines = tuple(_of_school(school, counts[school.id]))
            who = f"{account.name or account.email} ({school.name})"
            refuses = _("does not want these mails") if SCHOOL_SUMMARY in account.mails_not_wanted else ""
            yield _notice(COORDINATORS, who, account.email, account.language, lines, why_not=refuses)


def _of_school(school: School, counts: Counter[str]) -> Iterator[str]:
    yield _("Pupils of %(school)s:", school=school.name)
    yield from (f"– {counted(kind, counts[kind])}" for kind in KINDS if counts[kind])
    yield _("Who they are you see when you sign in: %(link)s", link=mail.address("timetable.index"))


def _notice(role: str, who: str, email: str, language: str, lines: tuple[str, ...], *, why_not: str = "") -> Notice:
    if why_not:
        return Notice(role, who, "", language, lines, why_not)
    return Notice(role, who, email, language, lines, "" if email else _("no e-mail address"))
