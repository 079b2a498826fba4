"""What a list would do: each row, what it would be stored as, and what happens to it when it is taken."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from hashlib import sha256
from typing import Any

from mentoring.registration.reading.fault import Fault, Text
from mentoring.registration.reading.rows import RowReading, State


class Outcome(Enum):
    """What happens to a row when the good rows are taken."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    #: good, but no row of ours: the first and the last day of school
    NOTED = "noted"
    ASKED = "asked"
    FAULTY = "faulty"
    #: the same as an earlier row, or the example of our template
    DOUBLE = "double"
    EXAMPLE = "example"


GOOD = (Outcome.NEW, Outcome.CHANGED, Outcome.SAME, Outcome.NOTED)
#: answer to a question: the row is not taken
LEAVE = "leave"


@dataclass(frozen=True)
class Fact:
    """One thing that would be stored, in words."""

    label: Text
    text: str


@dataclass(frozen=True)
class Change:
    """One thing that is stored now ("" where nothing is) and would be another."""

    label: Text
    before: str
    after: str


@dataclass(frozen=True)
class Answer:
    """One answer to the question of a row, and what it would change."""

    value: str
    text: str
    changes: tuple[Change, ...] = ()


#: stores a row; given what earlier lines were stored as, it returns what this one was stored as
Deed = Callable[[Mapping[int, Any]], "Stored"]


@dataclass(frozen=True)
class Stored:
    """A row that was taken: the record, and whether it is new or was changed."""

    record: Any
    name: str
    is_new: bool = False
    is_changed: bool = False
    warnings: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Line:
    """A row of the list. `deeds`: answer → what is done ("" where nothing is asked)."""

    row: RowReading
    outcome: Outcome
    name: str
    facts: tuple[Fact, ...] = ()
    changes: tuple[Change, ...] = ()
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()
    question: str = ""
    answers: tuple[Answer, ...] = ()
    deeds: Mapping[str, Deed] = field(default_factory=dict, compare=False)

    @property
    def number(self) -> int:
        """Its line in the file."""
        return self.row.line

    def is_good(self) -> bool:
        """Whether it is taken without a question."""
        return self.outcome in GOOD


@dataclass(frozen=True)
class Totals:
    """How many lines below the header there are; all but `read` sum up to `read`."""

    read: int
    new: int
    changed: int
    same: int
    noted: int
    asked: int
    faulty: int
    doubles: int
    examples: int
    empty: int

    @property
    def good(self) -> int:
        """Those that are taken without a question."""
        return self.new + self.changed + self.same + self.noted


def totals_of(lines: Sequence[Line], empty: int) -> Totals:
    """The totals of all lines, blank ones with them."""
    outcomes = [line.outcome for line in lines]
    counts = [outcomes.count(outcome) for outcome in Outcome]
    return Totals(len(lines) + empty, counts[0], counts[1], counts[2], counts[3], *counts[4:], empty)


def fingerprint(lines: Sequence[Line]) -> str:
    """A mark of what was shown: it differs as soon as anything else would be done."""
    shown = [
        (
            line.number,
            line.outcome.value,
            [fact.text for fact in line.facts],
            [(change.before, change.after) for change in line.changes],
            [answer.value for answer in line.answers],
        )
        for line in lines
    ]
    return sha256(repr(shown).encode()).hexdigest()[:24]


def unstored(row: RowReading, name: str, facts: Sequence[Fact]) -> Line:
    """The line of a row that nothing is done with."""
    outcome = {State.DOUBLE: Outcome.DOUBLE, State.EXAMPLE: Outcome.EXAMPLE}.get(row.state, Outcome.FAULTY)
    return Line(row, outcome, name, tuple(facts), faults=row.faults, warnings=row.warnings)
