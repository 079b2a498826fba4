"""A list of mentors: known again by e-mail address, with what the list says of their clearance."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import selectinload

from mentoring.core.access import Viewer
from mentoring.core.database import db
from mentoring.importing import likeness, words
from mentoring.importing.cells import given, too_long, without_mere_capitals
from mentoring.importing.lines import LEAVE, Answer, Change, Fact, Line, Outcome, Stored, unstored
from mentoring.programme.models import Programme
from mentoring.registration import actions, queries
from mentoring.registration.clearance import CERTIFICATE, is_fresh
from mentoring.registration.forms.clearance import ITEM_NAMES
from mentoring.registration.models import ClearanceItem, Mentor
from mentoring.registration.reading.fault import Fault
from mentoring.registration.reading.lists import ListReading
from mentoring.registration.reading.mentor_row import Cleared
from mentoring.registration.reading.rows import RowReading, State
from mentoring.registration.reading.spelling import fold

LONGEST = {
    "given_name": (_l("Given name"), 100),
    "family_name": (_l("Family name"), 100),
    "email": (_l("E-mail"), 255),
}
_PLAIN = ("phone", "birth_date", "gender", "max_sessions", "max_pupils", "group_size")
_CLEARANCE = _l("Clearance")


class MentorList:
    """The rows of a list of mentors as lines. One list, one page: it reads the register once."""

    def __init__(self, viewer: Viewer, programme: Programme, reading: ListReading) -> None:
        self._viewer, self._programme, self._reading = viewer, programme, reading
        everything = selectinload(Mentor.topics), selectinload(Mentor.venues)
        self._registered = list(db.session.scalars(queries.mentors_seen_by(viewer).options(*everything)))
        self._by_email = {mentor.email.lower(): mentor for mentor in self._registered}
        self._topics = {topic.name: topic.id for topic in programme.topics}
        self._venues = {venue.name: venue.id for venue in programme.venues}
        self._words = self._all_words()

    def lines(self) -> list[Line]:
        """All rows, in the order of the file."""
        rows = self._without_shared_addresses(self._reading.rows.rows)
        self._first = {row.line: row for row in rows}
        good = [row for row in rows if row.state is State.GOOD]
        known = {row.line: one for row in good if (one := self._of_address(row)) and _is_named(row, one)}
        self._alike = likeness.Lookalikes(good, self._registered, known)
        return [self._line(row) for row in rows]

    def finish(self, _stored: Mapping[int, Mentor]) -> None:
        """Nothing waits for the last row."""

    def _without_shared_addresses(self, rows: tuple[RowReading, ...]) -> list[RowReading]:
        """Two mentors of one list cannot have one address: the later one has a fault."""
        first: dict[str, int] = {}
        settled = []
        for row in rows:
            faults = [] if row.state in (State.DOUBLE, State.EXAMPLE) else too_long(row, LONGEST)
            address = (row.values.get("email") or "").lower()
            if row.state is State.GOOD and address in first:
                said = _("Line %(line)s has the same e-mail address.", line=first[address])
                faults.append(Fault(said, _("Each mentor needs an own one."), "email"))
            elif row.state is State.GOOD and address:
                first[address] = row.line
            settled.append(replace(row, faults=(*row.faults, *faults), state=State.FAULTY) if faults else row)
        return settled

    def _of_address(self, row: RowReading) -> Mentor | None:
        return self._by_email.get((row.values.get("email") or "").lower())

    def _line(self, row: RowReading) -> Line:
        name = f"{row.values.get('given_name') or ''} {row.values.get('family_name') or ''}".strip()
        if row.state is State.ASKED:
            return self._asked_in_file(row, name)
        if row.state is not State.GOOD:
            return unstored(row, name, self._facts(row, None))
        mentor = self._of_address(row)
        if mentor and _is_named(row, mentor):
            return self._known_line(row, name, mentor)
        if mentor:
            question = _(
                "%(email)s is the address of %(name)s. Is it the same person?", email=mentor.email, name=mentor.name
            )
            return self._asked(row, name, question, [mentor], may_be_another=False)
        pairs = self._alike.registered.get(row.line, [])
        others = self._alike.rows.get(row.line, [])
        if pairs or others:
            people = [one for one in self._registered if one.id in {pair.other.key for pair in pairs}]
            return self._asked(row, name, likeness.question(row, pairs, others), people, may_be_another=True)
        warnings = (*row.warnings, *self._of_clearance(row, None)[1])
        line = Line(row, Outcome.NEW, name, self._facts(row, None), warnings=warnings)
        return replace(line, deeds={"": partial(self._register, row)})

    def _known_line(self, row: RowReading, name: str, mentor: Mentor) -> Line:
        changes = self._changes(row, mentor)
        warnings = (*row.warnings, *self._of_clearance(row, mentor)[1])
        if mentor.left_on is not None:
            warnings += (Fault(_("The mentor has left."), _("Take them back on the mentor's page."), ""),)
        outcome = Outcome.CHANGED if changes else Outcome.SAME
        line = Line(row, outcome, name, self._facts(row, mentor), changes, warnings=warnings)
        return replace(line, deeds={"": partial(self._change, row, mentor)})

    def _asked(
        self, row: RowReading, name: str, question: str, people: list[Mentor], *, may_be_another: bool
    ) -> Line:
        answers, deeds = [], {}
        for mentor in people:
            text = _("The same person as %(name)s", name=f"{mentor.name}, {mentor.email}")
            answers.append(Answer(f"same-{mentor.id}", text, self._changes(row, mentor)))
            deeds[f"same-{mentor.id}"] = partial(self._change, row, mentor)
        if may_be_another:
            answers.append(Answer("another", _("Another person: register them")))
            deeds["another"] = partial(self._register, row)
        answers.append(Answer(LEAVE, _("Leave this row out")))
        line = Line(row, Outcome.ASKED, name, self._facts(row, None), warnings=row.warnings)
        return replace(line, question=question, answers=tuple(answers), deeds=deeds)

    def _asked_in_file(self, row: RowReading, name: str) -> Line:
        """The same person as an earlier line with other values; the last fault of the row is the question."""
        facts = self._facts(row, None)
        first = {fact.label: fact.text for fact in self._facts(self._first[row.double_of or 0], None)}
        differing = tuple(
            Change(fact.label, first.get(fact.label, ""), fact.text)
            for fact in facts
            if first.get(fact.label) != fact.text
        )
        answers = (
            Answer("use", _("This row is right: lay it over line %(line)s", line=row.double_of), differing),
            Answer(LEAVE, _("Leave this row out")),
        )
        question = " ".join((str(row.faults[-1].message), _("Which one is right?")))
        line = Line(row, Outcome.ASKED, name, facts, warnings=row.warnings)
        return replace(line, question=question, answers=answers, deeds={"use": partial(self._lay_over, row)})

    def _register(self, row: RowReading, _stored: Mapping[int, Any]) -> Stored:
        mentor = actions.register_mentor(self._programme, **self._values(row))
        self._note_clearance(row, mentor)
        return Stored(mentor, mentor.name, is_new=True)

    def _change(self, row: RowReading, mentor: Mentor, _stored: Mapping[int, Any]) -> Stored:
        changed = bool(actions.change_mentor(mentor, **self._values(row, mentor)))
        noted = self._note_clearance(row, mentor)
        return Stored(mentor, mentor.name, is_changed=changed or noted)

    def _lay_over(self, row: RowReading, stored: Mapping[int, Any]) -> Stored:
        """The earlier line's mentor with this row's values; one of its own if that line was not stored."""
        mentor = stored.get(row.double_of or 0) or self._of_address(row)
        return self._change(row, mentor, stored) if mentor else self._register(row, stored)

    def _note_clearance(self, row: RowReading, mentor: Mentor) -> bool:
        news, _warnings = self._of_clearance(row, mentor)
        for item, fact in news.items():
            actions.note_clearance(
                mentor, item=item, done_on=fact.done_on, issued_on=fact.issued_on, seen_by=fact.seen_by
            )
        return bool(news)

    def _of_clearance(self, row: RowReading, mentor: Mentor | None) -> tuple[dict[str, Cleared], list[Fault]]:
        """The items that are new or told anew; a certificate counts only when it was shown, and fresh.

        Nothing for those who may not see the checklist: what is new would tell them what is noted already.
        """
        if not self._viewer.may("clearance.see"):
            return {}, [_not_yours()] if row.values["clearance"] else []
        noted = {item.item: item for item in mentor.clearance} if mentor else {}
        news, warnings = {}, []
        for item, fact in row.values["clearance"].items():
            if item == CERTIFICATE and fact.done_on is None:
                said = _("The police certificate has not been shown yet, so it is not noted.")
                warnings.append(Fault(said, _("Note it on the day it is shown."), "certificate_shown"))
            elif item != CERTIFICATE or _is_valid(fact.issued_on, fact.done_on):
                whole = _completed(fact, noted.get(item))
                if whole is not None:
                    news[item] = whole
        return news, warnings

    def _values(self, row: RowReading, before: Mentor | None = None) -> Any:
        """What the row says, as `MentorValues`; what it says nothing of is left out."""
        said, cells = row.values, given(row, self._reading.mapping)
        values: dict[str, Any] = {key: said[key] for key in ("given_name", "family_name", "email") if said[key]}
        values |= {key: said[key] for key in _PLAIN if key in cells and said[key] is not None}
        values |= {key: list(said[key]) for key in ("languages", "qualifications") if key in cells}
        if "topics" in cells:
            values["topics"] = {self._topics[name] for name in said["topics"]}
        if "availability" in cells:
            values["availability"] = [window.to_json() for window in said["availability"] or ()]
        for key in ("grade_low", "grade_high"):
            if before is None or cells & {key, "grades"}:
                values[key] = said[key]
        if said["venues"]:
            values |= {"goes_everywhere": False, "venues": {self._venues[name] for name in said["venues"]}}
        return without_mere_capitals(values, before, "given_name", "family_name", "email")

    def _changes(self, row: RowReading, mentor: Mentor) -> tuple[Change, ...]:
        news = self._of_clearance(row, mentor)[0]
        own = words.changes(_now(mentor), self._values(row, mentor), self._words)
        return (*own, *([Change(_CLEARANCE, "", _items(news))] if news else []))

    def _facts(self, row: RowReading, mentor: Mentor | None) -> tuple[Fact, ...]:
        """The record as it would be stored, in words."""
        if not row.values:
            return ()
        values = (_now(mentor) if mentor else {}) | self._values(
            replace(
                row,
                values={key: () if value is None and key in _LISTS else value for key, value in row.values.items()},
            ),
            mentor,
        )
        told = words.facts(values, self._words)
        news = self._of_clearance(row, mentor)[0] if not row.faults else row.values["clearance"]
        return (*told, *([Fact(_CLEARANCE, _items(news))] if news else []))

    def _all_words(self) -> words.Words:
        topics, venues = ({id_: name for name, id_ in rows.items()} for rows in (self._topics, self._venues))
        return {
            "given_name": (_l("Given name"), words.plain),
            "family_name": (_l("Family name"), words.plain),
            "email": (_l("E-mail"), words.plain),
            "phone": (_l("Telephone"), words.plain),
            "birth_date": (_l("Born"), words.day),
            "gender": (_l("Gender"), words.gender),
            "languages": (_l("Languages"), words.languages),
            "topics": (_l("Teaches"), words.names_of(topics)),
            "grade_low": (_l("Lowest grade"), words.grade),
            "grade_high": (_l("Highest grade"), words.grade),
            "availability": (_l("Times"), words.week),
            "venues": (_l("Only these venues"), words.names_of(venues)),
            "max_sessions": (_l("Most sessions a week"), words.plain),
            "max_pupils": (_l("Most pupils"), words.plain),
            "group_size": (_l("Most in a group"), words.plain),
            "qualifications": (_l("Qualifications"), words.listed),
        }


_LISTS = ("languages", "qualifications", "topics", "availability")


def _now(mentor: Mentor) -> dict[str, Any]:
    """What is stored, as `MentorValues`."""
    plain = (
        "given_name", "family_name", "email", "phone", "birth_date", "gender", "languages", "grade_low", "grade_high",
        "availability", "goes_everywhere", "max_sessions", "max_pupils", "group_size", "qualifications",
    )  # fmt: skip
    ids = {"topics": {topic.id for topic in mentor.topics}, "venues": {venue.id for venue in mentor.venues}}
    return {key: getattr(mentor, key) for key in plain} | ids


def _is_named(row: RowReading, mentor: Mentor) -> bool:
    return fold(f"{row.values['given_name']} {row.values['family_name']}") == fold(mentor.name)


def _is_valid(issued_on: date | None, shown_on: date | None) -> bool:
    """Whether the certificate counts; the reader has said so where it does not."""
    return issued_on is not None and shown_on is not None and issued_on <= shown_on and is_fresh(issued_on, shown_on)


def _not_yours() -> Fault:
    return Fault(
        _("What the list says of clearance is not noted: that is for the person who sees police certificates."),
        _("Ask that person to bring the list too."),
    )


def _completed(fact: Cleared, noted: ClearanceItem | None) -> Cleared | None:
    """The item with what is noted already where the list says nothing; None where nothing is new."""
    if noted is None:
        return fact
    whole = Cleared(fact.done_on or noted.done_on, fact.issued_on or noted.issued_on, fact.seen_by or noted.seen_by)
    return None if whole == Cleared(noted.done_on, noted.issued_on, noted.seen_by) else whole


def _items(clearance: Mapping[str, Cleared]) -> str:
    """The items that are ticked; days only of those that are told."""
    return ", ".join(f"{ITEM_NAMES[item]} {words.day(fact.done_on)}".strip() for item, fact in clearance.items())
