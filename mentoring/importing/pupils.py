"""A list of pupils: who is new, who is there already, who might be, and how each row is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import selectinload

from mentoring.core.access import Viewer
from mentoring.core.database import db
from mentoring.importing import likeness, ties, words
from mentoring.importing.cells import given, too_long, without_mere_capitals
from mentoring.importing.guardians import GuardianBook, GuardianDeed, written
from mentoring.importing.lines import LEAVE, Answer, Change, Fact, Line, Outcome, Stored, unstored
from mentoring.programme.models import Programme, School
from mentoring.registration import actions, queries
from mentoring.registration.models import Pupil
from mentoring.registration.reading.fault import Fault
from mentoring.registration.reading.lists import ListReading
from mentoring.registration.reading.pupil_row import Guardian as Named
from mentoring.registration.reading.rows import RowReading, State

LONGEST = {
    "given_name": (_l("Given name"), 100),
    "family_name": (_l("Family name"), 100),
    "form": (_l("Class"), 10),
    "remark": (_l("Remark"), 200),
}
#: value → the columns that may say it
_SOURCES = {
    "form": ("grade", "school_class"),
    "gender": ("gender",),
    "required_language": ("required_language",),
    "sessions_wanted": ("sessions_wanted",),
    "priority": ("priority",),
    "remark": ("remark",),
    "mentor_gender": ("mentor_wish",),
    "mentor_gender_required": ("mentor_wish",),
}


class PupilList:
    """The rows of a list of pupils as lines. One list, one page: it reads the register once."""

    def __init__(
        self,
        viewer: Viewer,
        programme: Programme,
        school: School | None,
        reading: ListReading,
        schools: Sequence[School],
    ) -> None:
        """`school`: where the pupils go unless their row says another. `schools`: all of the district."""
        self._programme, self._school, self._reading = programme, school, reading
        self._schools = {one.name: one for one in schools}
        self._own = {one.id for one in queries.schools_of(viewer)}
        everything = selectinload(Pupil.guardians), selectinload(Pupil.needs), selectinload(Pupil.venues)
        self._registered = list(
            db.session.scalars(queries.pupils_seen_by(viewer).options(*everything, selectinload(Pupil.school)))
        )
        self._by_name: dict[tuple[int, str, str], list[Pupil]] = {}
        for pupil in self._registered:
            key = (pupil.school_id, pupil.given_name.casefold(), pupil.family_name.casefold())
            self._by_name.setdefault(key, []).append(pupil)
        self._topics = {topic.name: topic.id for topic in programme.topics}
        self._venues = {venue.name: venue.id for venue in programme.venues}
        self._words = self._all_words()
        self._guardians = GuardianBook(programme.id)
        self._ties: ties.TieBook | None = None

    def lines(self) -> list[Line]:
        """All rows, in the order of the file."""
        rows = [self._at_a_school(row) for row in self._reading.rows.rows]
        self._first = {row.line: row for row in rows}
        self._known = {row.line: pupil for row in rows if row.state is State.GOOD and (pupil := self._exactly(row))}
        good = [row for row in rows if row.state is State.GOOD]
        self._alike = likeness.Lookalikes(good, self._registered, self._known)
        return self._with_ties([self._line(row) for row in rows])

    def finish(self, stored: Mapping[int, Pupil]) -> None:
        """What is done when all rows are stored: ties."""
        if self._ties:
            ties.store(self._ties.new, stored, [pupil.id for pupil in self._registered])

    def _at_a_school(self, row: RowReading) -> RowReading:
        """The row with its own faults and those of its school: none, or one that is not the viewer's."""
        faults = too_long(row, LONGEST)
        school = self._school_of(row)
        if row.state in (State.DOUBLE, State.EXAMPLE):
            return row
        if school is None and not any(fault.field == "school" for fault in row.faults):
            faults.append(
                Fault(
                    _("The row says no school."),
                    _("Choose a school for the whole list, or write it in a column."),
                    "school",
                )
            )
        elif school is not None and school.id not in self._own:
            faults.append(
                Fault(
                    _("%(school)s is not your school.", school=school.name),
                    _("Take the row out: the school's own coordinator or the staff can bring it."),
                    "school",
                )
            )
        return replace(row, faults=(*row.faults, *faults), state=State.FAULTY) if faults else row

    def _school_of(self, row: RowReading) -> School | None:
        name = row.values.get("school")
        return self._schools.get(name) if name else self._school

    def _exactly(self, row: RowReading) -> Pupil | None:
        """The registered pupil of that school with these names, letter for letter but for case, and birth date."""
        return next((one for one in self._namesakes(row) if one.birth_date == row.values["birth_date"]), None)

    def _namesakes(self, row: RowReading) -> list[Pupil]:
        school = self._school_of(row)
        return self._by_name.get((school.id if school else 0, *_folded(row.values)), [])

    def _line(self, row: RowReading) -> Line:
        name = f"{row.values.get('given_name') or ''} {row.values.get('family_name') or ''}".strip()
        if row.state is State.ASKED:
            return self._asked_in_file(row, name)
        if row.state is not State.GOOD:
            return unstored(row, name, self._facts(row, None, ()))
        pairs = self._alike.registered.get(row.line, []), self._alike.rows.get(row.line, [])
        if row.line in self._known:
            return self._known_line(row, name, self._known[row.line])
        return self._asked_line(row, name, *pairs) if any(pairs) else self._new_line(row, name)

    def _new_line(self, row: RowReading, name: str) -> Line:
        deeds = self._guardians.plan(row.values["guardians"], None, name)
        line = Line(row, Outcome.NEW, name, self._facts(row, None, deeds), warnings=_warnings(row, deeds))
        return replace(line, deeds={"": partial(self._register, row, deeds)})

    def _known_line(self, row: RowReading, name: str, pupil: Pupil) -> Line:
        deeds = self._guardians.plan(row.values["guardians"], pupil, name)
        changes = self._changes(row, pupil, deeds)
        outcome = Outcome.CHANGED if changes else Outcome.SAME
        warnings = _warnings(row, deeds)
        if pupil.left_on is not None:
            warnings += (Fault(_("The pupil has left."), _("Take them back on the pupil's page."), ""),)
        line = Line(row, outcome, name, self._facts(row, pupil, deeds), changes, warnings=warnings)
        return replace(line, deeds={"": lambda stored: self._change(row, deeds, pupil)})

    def _asked_line(self, row: RowReading, name: str, registered: list[Any], rows: list[Any]) -> Line:
        """Somebody who looks like somebody else; which answers there are follows from who that is."""
        answers, deeds = [], {}
        for pupil in [one for one in self._registered if one.id in {pair.other.key for pair in registered}]:
            plan = self._guardians.plan(row.values["guardians"], pupil, name)
            text = _("The same person as %(name)s", name=f"{pupil.name}, {pupil.school.name}")
            answers.append(Answer(f"same-{pupil.id}", text, self._changes(row, pupil, plan)))
            deeds[f"same-{pupil.id}"] = partial(self._change_again, row, plan, pupil)
        plan = self._guardians.plan(row.values["guardians"], None, name)
        if not self._namesakes(row):
            answers.append(Answer("another", _("Another person: register them")))
            deeds["another"] = partial(self._register, row, plan)
        answers.append(Answer(LEAVE, _("Leave this row out")))
        line = Line(row, Outcome.ASKED, name, self._facts(row, None, plan), warnings=_warnings(row, plan))
        question = likeness.question(row, registered, rows)
        return replace(line, question=question, answers=tuple(answers), deeds=deeds)

    def _asked_in_file(self, row: RowReading, name: str) -> Line:
        """The same person as an earlier line with other values; the last fault of the row is the question."""
        plan = self._guardians.plan(row.values["guardians"], self._exactly(row), name)
        facts = self._facts(row, self._exactly(row), plan)
        first = {fact.label: fact.text for fact in self._facts(self._first[row.double_of or 0], None, ())}
        differing = tuple(
            Change(fact.label, first.get(fact.label, ""), fact.text)
            for fact in facts
            if first.get(fact.label) != fact.text and fact.label != self._words_of_people
        )
        answers = (
            Answer("use", _("This row is right: lay it over line %(line)s", line=row.double_of), differing),
            Answer(LEAVE, _("Leave this row out")),
        )
        line = Line(row, Outcome.ASKED, name, facts, warnings=_warnings(row, plan))
        question = " ".join((str(row.faults[-1].message), _("Which one is right?")))
        return replace(line, question=question, answers=answers, deeds={"use": partial(self._lay_over, row, plan)})

    def _register(self, row: RowReading, plan: Sequence[GuardianDeed], _stored: Mapping[int, Any]) -> Stored:
        pupil = actions.register_pupil(self._programme, **self._values(row, None))
        for deed in plan:
            deed.carry_out(pupil)
        return Stored(pupil, pupil.name, is_new=True)

    def _change(self, row: RowReading, plan: Sequence[GuardianDeed], pupil: Pupil) -> Stored:
        changed = bool(actions.change_pupil(pupil, **self._values(row, pupil)))
        for deed in plan:
            changed = changed or bool(_news((deed,), pupil))
            deed.carry_out(pupil)
        return Stored(pupil, pupil.name, is_changed=changed)

    def _change_again(
        self, row: RowReading, plan: Sequence[GuardianDeed], pupil: Pupil, _stored: Mapping[int, Any]
    ) -> Stored:
        return self._change(row, plan, pupil)

    def _lay_over(self, row: RowReading, plan: Sequence[GuardianDeed], stored: Mapping[int, Any]) -> Stored:
        """The earlier line's pupil with this row's values; a pupil of its own if that line was not stored."""
        pupil = stored.get(row.double_of or 0) or self._exactly(row)
        if pupil is None:
            return self._register(row, plan, stored)
        return self._change(row, self._guardians.plan(row.values["guardians"], pupil, pupil.name), pupil)

    def _values(self, row: RowReading, before: Pupil | None) -> Any:
        """What the row says, as `PupilValues`; what it says nothing of is left out."""
        said, cells = row.values, given(row, self._reading.mapping)
        school = self._school_of(row)
        values: dict[str, Any] = {
            "school_id": school.id if school else None,
            "given_name": said["given_name"],
            "family_name": said["family_name"],
            "birth_date": said["birth_date"],
            "grade": said["grade"],
        }
        values |= {key: said[key] for key, sources in _SOURCES.items() if cells & set(sources) and said[key] != ""}
        if values.get("gender", "") is None:
            del values["gender"]  # "unknown" is no reason to forget what is known
        if cells & {"home_languages", "other_languages"}:
            values["languages"] = _languages(said, before.languages if before else [], cells)
        if "needs" in cells:
            values["needs"] = {self._topics[name] for name in said["needs"]}
        if "availability" in cells:
            values["availability"] = [window.to_json() for window in said["availability"] or ()]
        if said["venues"]:
            values |= {"goes_everywhere": False, "venues": {self._venues[name] for name in said["venues"]}}
        return without_mere_capitals(values, before, "given_name", "family_name")

    def _changes(self, row: RowReading, pupil: Pupil, plan: Sequence[GuardianDeed]) -> tuple[Change, ...]:
        own = words.changes(_now(pupil), self._values(row, pupil), self._words)
        return (*own, *(change for deed in _news(plan, pupil) for change in deed.changes()))

    def _facts(self, row: RowReading, pupil: Pupil | None, plan: Sequence[GuardianDeed]) -> tuple[Fact, ...]:
        """The record as it would be stored, in words."""
        if not row.values:
            return ()
        now: dict[str, Any] = _now(pupil) if pupil else {"sessions_wanted": 1, "priority": 1}
        values = now | (self._shown(row) if row.faults else self._values(row, pupil))
        people = [written(guardian) for guardian in pupil.guardians] if pupil else []
        people += [written(deed.who) for deed in plan if not pupil or deed.who not in pupil.guardians]
        people = people or [_written(person) for person in row.values["guardians"]]
        told = words.facts(values, self._words)
        return (*told, *([Fact(self._words_of_people, "; ".join(people))] if people else []))

    _words_of_people = _l("Guardians")

    def _shown(self, row: RowReading) -> dict[str, Any]:
        """What could be read of a row with faults."""
        whole = {"needs": (), "availability": (), "guardians": ()} | {
            key: value for key, value in row.values.items() if value is not None
        }
        defaults = dict.fromkeys(
            ("given_name", "family_name", "birth_date", "grade", "gender", "required_language", "venues", "form")
        )
        return {
            key: value
            for key, value in self._values(replace(row, values=defaults | _BLANK | whole), None).items()
            if value is not None
        }

    def _with_ties(self, lines: list[Line]) -> list[Line]:
        nodes = {
            line.number: ("pupil", self._known[line.number].id)
            if line.number in self._known
            else ("line", line.number)
            for line in lines
            if line.is_good() or line.outcome is Outcome.ASKED
        }
        if not any(line.row.values.get(key) for line in lines for key in ties.KEYS):
            return lines
        book = self._ties = ties.TieBook(self._registered, nodes)
        return [self._tied(line, book) if line.number in nodes else line for line in lines]

    def _tied(self, line: Line, book: ties.TieBook) -> Line:
        made, warnings = book.plan(line.row)
        titles = {"together": _("Together with"), "apart": _("Not together with")}
        facts = [
            Fact(titles[kind], ", ".join(reference.name for reference in line.row.values[kind]))
            for kind in ties.KEYS
            if line.row.values.get(kind)
        ]
        changes = line.changes
        if line.outcome in (Outcome.SAME, Outcome.CHANGED):
            changes += tuple(Change(titles[kind], "", name) for kind, name in made)
        outcome = Outcome.CHANGED if line.outcome is Outcome.SAME and changes else line.outcome
        return replace(
            line, outcome=outcome, facts=(*line.facts, *facts), changes=changes, warnings=(*line.warnings, *warnings)
        )

    def _all_words(self) -> words.Words:
        topics, venues = ({id_: name for name, id_ in rows.items()} for rows in (self._topics, self._venues))
        schools = {school.id: school.name for school in self._schools.values()}
        return {
            "given_name": (_l("Given name"), words.plain),
            "family_name": (_l("Family name"), words.plain),
            "birth_date": (_l("Born"), words.day),
            "school_id": (_l("School"), lambda id_: schools.get(id_, "")),
            "grade": (_l("Grade"), words.grade),
            "form": (_l("Class"), words.plain),
            "gender": (_l("Gender"), words.gender_of_child),
            "languages": (_l("Languages"), words.languages),
            "needs": (_l("Needs help with"), words.names_of(topics)),
            "availability": (_l("Times"), words.week),
            "venues": (_l("Only these venues"), words.names_of(venues)),
            "sessions_wanted": (_l("Sessions a week"), words.plain),
            "priority": (_l("Priority"), words.priority),
            "mentor_gender": (_l("Wished mentor"), words.gender),
            "mentor_gender_required": (_l("Nobody else will do"), words.yes),
            "required_language": (_l("The mentor must speak"), words.language),
            "remark": (_l("Remark"), words.plain),
        }


_BLANK: dict[str, Any] = {
    "sessions_wanted": 1, "priority": 1, "remark": "", "mentor_gender": None, "mentor_gender_required": False,
    "languages": (), "home_languages": (), "school": None,
}  # fmt: skip


def _now(pupil: Pupil) -> dict[str, Any]:
    """What is stored, as `PupilValues`."""
    plain = (
        "school_id", "given_name", "family_name", "birth_date", "grade", "form", "gender", "languages",
        "availability", "required_language", "goes_everywhere", "sessions_wanted", "priority", "mentor_gender",
        "mentor_gender_required", "remark",
    )  # fmt: skip
    ids = {"needs": {topic.id for topic in pupil.needs}, "venues": {venue.id for venue in pupil.venues}}
    return {key: getattr(pupil, key) for key in plain} | ids


def _languages(said: Mapping[str, Any], before: Sequence[str], cells: frozenset[str]) -> list[str]:
    """Home languages first; of the two columns, the one that the file has not keeps what is stored."""
    home = list(said["home_languages"]) if "home_languages" in cells else list(before[:1])
    others = list(said["languages"]) if "other_languages" in cells else list(before[1:])
    return list(dict.fromkeys([*home, *others]))


def _news(plan: Sequence[GuardianDeed], pupil: Pupil) -> list[GuardianDeed]:
    """The guardians that are new to the pupil, or told anew."""
    return [deed for deed in plan if deed.updates or (not deed.is_own and deed.who not in pupil.guardians)]


def _warnings(row: RowReading, plan: Sequence[GuardianDeed]) -> tuple[Fault, ...]:
    return (*row.warnings, *(warning for deed in plan for warning in deed.warnings))


def _written(person: Named) -> str:
    name = f"{person.given_name} {person.family_name}".strip()
    return ", ".join(part for part in (name, person.email, person.phone) if part)


def _folded(said: Mapping[str, Any]) -> tuple[str, str]:
    """Names of a row, case aside: as the register tells pupils of one school apart."""
    return (said["given_name"] or "").casefold(), (said["family_name"] or "").casefold()
