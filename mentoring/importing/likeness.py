"""People of a list who look like somebody who is registered, or like another row: asked about, never merged."""

from collections.abc import Iterable, Mapping, Sequence

from flask_babel import gettext as _

from mentoring.importing import words
from mentoring.registration.models import Mentor, Pupil
from mentoring.registration.reading.alike import Likeness, Pair, Person, alike
from mentoring.registration.reading.rows import RowReading

Registered = Pupil | Mentor


class Lookalikes:
    """Pairs of rows and registered people, and of rows, who may be one person; by the line of the (later) row."""

    def __init__(
        self, rows: Iterable[RowReading], registered: Sequence[Registered], known: Mapping[int, Registered]
    ) -> None:
        """`known`: the registered people who certainly are those of the rows, by line."""
        mine = [_of_row(row) for row in rows]
        taken = {one.id for one in known.values()}
        strangers = [person for person in mine if person.key not in known]
        # somebody who is certainly another row of the list is not this row's person too
        others = [Person(one.id, one.name, one.birth_date) for one in registered if one.id not in taken]
        self.registered: dict[int, list[Pair]] = {}
        for pair in alike(strangers, others):
            self.registered.setdefault(_line(pair.one), []).append(pair)
        self.rows: dict[int, list[Pair]] = {}
        for pair in alike(mine):
            if not (pair.one.key in known and pair.other.key in known):
                later, earlier = sorted((_line(pair.one), _line(pair.other)), reverse=True)
                self.rows.setdefault(later if later not in known else earlier, []).append(pair)


def _of_row(row: RowReading) -> Person:
    name = f"{row.values['given_name'] or ''} {row.values['family_name'] or ''}".strip()
    return Person(row.line, name, row.values["birth_date"])


def _line(person: Person) -> int:
    """The line of a row; lookalikes know rows by nothing else."""
    return int(str(person.key))


def why(pair: Pair) -> str:
    """In words why two people may be one."""
    return {
        Likeness.SAME: _("the same name"),
        Likeness.SPELT: _("the same name, spelt in another way"),
        Likeness.SWAPPED: _("the same names in another order"),
        Likeness.LETTER: _("one letter differs"),
        Likeness.SHORTER: _("one has a name more"),
        Likeness.DATE: _("the same name, and almost the same birth date"),
    }[pair.likeness]


def question(row: RowReading, registered: Sequence[Pair], rows: Sequence[Pair]) -> str:
    """The question about a row that looks like somebody else."""
    said = [
        _(
            "%(name)s (born %(day)s) is registered: %(why)s.",
            name=pair.other.name,
            day=born(pair.other),
            why=why(pair),
        )
        for pair in registered
    ]
    for pair in rows:
        other = pair.one if pair.other.key == row.line else pair.other
        said.append(_("Line %(line)s is %(name)s: %(why)s.", line=other.key, name=other.name, why=why(pair)))
    return " ".join([*said, _("Is it the same person?")])


def born(person: Person) -> str:
    """The birth date in words."""
    return words.day(person.birth_date) or _("unknown")
