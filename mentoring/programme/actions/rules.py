"""Changing a programme's own rules, its terms and its topics."""

from dataclasses import asdict, dataclass
from datetime import date

from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import select

from mentoring.accounts.models import Membership
from mentoring.core import audit
from mentoring.core.access import STAFF
from mentoring.core.database import add_all, db
from mentoring.core.refusal import Refusal
from mentoring.programme.models import CLEARANCE_ITEMS, KINDS, Programme, Term, Topic
from mentoring.programme.queries import uses_of

#: a term is a stretch of weeks for which one plan holds, so never longer than this (days)
LONGEST_TERM = 366


@dataclass(frozen=True)
class Rules:
    """All that staff decide about a programme; the fields are those of `Programme`."""

    name: str
    kind: str = KINDS[0]
    grade_low: int = 8
    grade_high: int = 10
    session_minutes: int = 90
    grid_minutes: int = 30
    travel_minutes: int = 30
    min_adults: int = 2
    max_sessions_per_day: int = 2
    max_grade_span: int = 1
    clearance_items: tuple[str, ...] = CLEARANCE_ITEMS
    feeds_show_initials: bool = False
    draw_seed: str = ""


def create_programme(account_id: int, *, rules: Rules) -> Programme:
    """A new programme, with the account as its staff. Refuses a taken name and grades the wrong way round."""
    made = Programme()
    _set(made, rules)
    add_all([made])
    # whoever opens a programme is the named clearance officer until staff name another
    member = Membership(account_id=account_id, programme_id=made.id, role=STAFF, is_clearance_officer=True)
    add_all([member])
    audit.record("programme.created", programme=made.id)
    if made.draw_seed:
        audit.record("draw.seeded", programme=made.id, seed=made.draw_seed)
    return made


def change_programme(programme: Programme, *, rules: Rules) -> None:
    """Change the rules. A new seed of the draw is an event of its own, since it changes everybody's ticket."""
    old_seed = programme.draw_seed
    _set(programme, rules)
    audit.record("programme.changed", programme=programme.id)
    if programme.draw_seed != old_seed:
        audit.record("draw.seeded", programme=programme.id, seed=programme.draw_seed)


def _set(programme: Programme, rules: Rules) -> None:
    if rules.grade_high < rules.grade_low:
        raise Refusal(_("The highest grade is lower than the lowest."), "grade_high")
    # names are compared here, since SQLite's lower() knows no Å
    names = db.session.execute(select(Programme.id, Programme.name)).all()
    if any(name.casefold() == rules.name.casefold() for id_, name in names if id_ != programme.id):
        raise Refusal(_("There is a programme of that name already. Choose another name."), "name")
    for field, value in asdict(rules).items():
        setattr(programme, field, list(value) if field == "clearance_items" else value)


def add_term(programme: Programme, *, name: str, start: date, end: date) -> Term:
    """A new term. Refuses dates in the wrong order, a term over a year, and days of another term."""
    _check_term(programme, start, end, among=programme.terms)
    term = Term(programme_id=programme.id, name=name, start=start, end=end)
    programme.terms.append(term)
    db.session.flush()
    audit.record("term.changed", term=term.id)
    return term


def change_term(term: Term, *, name: str, start: date, end: date) -> None:
    """Change name or dates; refuses what `add_term` refuses."""
    _check_term(term.programme, start, end, among=[other for other in term.programme.terms if other is not term])
    term.name, term.start, term.end = name, start, end
    audit.record("term.changed", term=term.id)


def _check_term(programme: Programme, start: date, end: date, *, among: list[Term]) -> None:
    if end <= start:
        raise Refusal(_("The last day is not after the first day."), "end")
    if (end - start).days > LONGEST_TERM:
        raise Refusal(_("A term lasts a year at most. Part it in two."), "end")
    for other in among:
        if other.start <= end and start <= other.end:
            field = "start" if other.start <= start else "end"
            raise Refusal(
                _(
                    "The days overlap with %(name)s, which lasts from %(start)s to %(end)s.",
                    name=other.name,
                    start=format_date(other.start),
                    end=format_date(other.end),
                ),
                field,
            )


def add_topic(programme: Programme, *, name: str) -> Topic:
    """A new topic at the end of the list. Refuses a name that is there already."""
    _check_topic(programme, name)
    last = max((topic.position for topic in programme.topics), default=0)
    topic = Topic(programme_id=programme.id, name=name, position=last + 1)
    programme.topics.append(topic)
    db.session.flush()
    audit.record("topics.changed", topics=[topic.id])
    return topic


def rename_topic(topic: Topic, *, name: str) -> None:
    """Change what the topic is called; who needs and who teaches it stays."""
    _check_topic(topic.programme, name, besides=topic)
    topic.name = name
    audit.record("topics.changed", topics=[topic.id])


def _check_topic(programme: Programme, name: str, besides: Topic | None = None) -> None:
    if any(name.casefold() == other.name.casefold() for other in programme.topics if other is not besides):
        raise Refusal(_("There is a topic of that name already."), "name")


def move_topic(topic: Topic, *, by: int) -> None:
    """Move the topic up (-1) or down (1); at the end of the list nothing happens."""
    order = list(topic.programme.topics)
    place = order.index(topic)
    order.insert(max(0, place + by), order.pop(place))
    for position, each in enumerate(order, start=1):
        each.position = position
    audit.record("topics.changed", topics=[topic.id])


def remove_topic(topic: Topic) -> None:
    """Remove a topic that nobody needs or teaches; refuses one in use."""
    if uses_of(topic):
        raise Refusal(_("%(name)s is in use by pupils or mentors. Rename it instead.", name=topic.name))
    audit.record("topics.changed", topics=[topic.id])
    topic.programme.topics.remove(topic)
