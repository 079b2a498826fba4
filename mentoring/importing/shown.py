"""How the page and the command name what they tell of a file."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from mentoring.importing.kinds import Text
from mentoring.importing.lines import Line, Outcome, Totals
from mentoring.registration.reading.columns import Sureness
from mentoring.registration.reading.fault import text_of
from mentoring.registration.reading.identity import masked
from mentoring.registration.reading.table import Table

#: outcome → (in words, colour of its tag)
OUTCOME_WORDS: dict[Outcome, tuple[Text, str]] = {
    Outcome.NEW: (_l("New"), "success"),
    Outcome.CHANGED: (_l("Will be changed"), "info"),
    Outcome.SAME: (_l("There already, unchanged"), "neutral"),
    Outcome.NOTED: (_l("Not stored"), "neutral"),
    Outcome.ASKED: (_l("Your answer is needed"), "warning"),
    Outcome.FAULTY: (_l("Has a fault"), "danger"),
    Outcome.DOUBLE: (_l("Double, passed over"), "neutral"),
    Outcome.EXAMPLE: (_l("Example row, passed over"), "neutral"),
}
#: how sure a column is → (in words, colour of its tag)
COLUMN_WORDS: dict[Sureness, tuple[Text, str]] = {
    Sureness.UNKNOWN: (_l("Not used"), "neutral"),
    Sureness.VALUES: (_l("A guess"), "warning"),
    Sureness.SPELLING: (_l("Likely"), "warning"),
    Sureness.SYNONYM: (_l("Sure"), "success"),
    Sureness.EXACT: (_l("Sure"), "success"),
    Sureness.REMEMBERED: (_l("Your choice"), "info"),
    Sureness.CHOSEN: (_l("Your choice"), "info"),
}
#: what nobody has to look at before the rows are taken
_LET_BE = (Outcome.SAME, Outcome.NOTED, Outcome.DOUBLE, Outcome.EXAMPLE)
_SEPARATORS = {";": _l("semicolon"), ",": _l("comma"), "\t": _l("tab"), "|": _l("vertical bar")}
_ENCODINGS = {
    "utf-8": "UTF-8",
    "cp1252": "Windows (cp1252)",
    "mac_roman": "Macintosh",
    "cp865": "DOS (cp865)",
    "cp850": "DOS (cp850)",
}
_SAMPLES = 2


@dataclass(frozen=True)
class Group:
    """Rows to which the same happens."""

    outcome: Outcome
    title: str
    lines: list[Line]

    @property
    def is_open(self) -> bool:
        """Whether its rows are to be looked at; the others are folded."""
        return self.outcome not in _LET_BE

    @property
    def needs_person(self) -> bool:
        """Whether its rows are not taken as they are; they stay open on a phone too."""
        return self.outcome in (Outcome.ASKED, Outcome.FAULTY)

    @property
    def warned(self) -> int:
        """How many of its rows have a warning."""
        return sum(bool(line.warnings) for line in self.lines)


def separator_name(separator: str) -> str:
    """A separator in a word; "" for none."""
    return str(_SEPARATORS.get(separator, f"“{separator}”" if separator else ""))


def encoding_name(encoding: str) -> str:
    """An encoding as people may know it; "" for none."""
    return _ENCODINGS.get(encoding, encoding.upper())


def samples(table: Table) -> list[str]:
    """Of each column the first things that stand in it."""
    found: list[list[str]] = [[] for _header in table.headers]
    for row in table.rows:
        for place, texts in enumerate(found):
            text = text_of(masked(row.cells[place]))
            if text and len(texts) < _SAMPLES and text not in texts:
                texts.append(text if len(text) <= 40 else text[:39] + "…")
    return [" · ".join(texts) for texts in found]


def groups_of(lines: Sequence[Line]) -> list[Group]:
    """The rows by what happens to them, those first that need a person; only groups that have a row."""
    titles = {
        Outcome.ASKED: _("Asked about"),
        Outcome.FAULTY: _("With faults"),
        Outcome.CHANGED: _("Changed"),
        Outcome.NEW: _("New"),
        Outcome.SAME: _("Unchanged"),
        Outcome.NOTED: _("Not stored"),
        Outcome.DOUBLE: _("Doubles"),
        Outcome.EXAMPLE: _("Example rows"),
    }
    groups = [Group(key, title, [line for line in lines if line.outcome == key]) for key, title in titles.items()]
    return [group for group in groups if group.lines]


def sum_of(totals: Totals) -> str:
    """The totals in one line, which adds up."""
    parts = [
        _("%(count)s good", count=totals.good),
        _("%(count)s with faults", count=totals.faulty),
        _("%(count)s asked about", count=totals.asked) if totals.asked else "",
        ngettext("%(num)s double", "%(num)s doubles", totals.doubles) if totals.doubles else "",
        ngettext("%(num)s example row", "%(num)s example rows", totals.examples) if totals.examples else "",
        _("%(count)s empty", count=totals.empty) if totals.empty else "",
    ]
    return _("%(read)s rows read = %(parts)s", read=totals.read, parts=" + ".join(part for part in parts if part))
