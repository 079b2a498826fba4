"""Which cells of a row say something, and what is too long to be stored."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from mentoring.importing.kinds import Text
from mentoring.registration.reading.columns import ColumnMapping
from mentoring.registration.reading.fault import Fault
from mentoring.registration.reading.rows import RowReading, is_nothing


def given(row: RowReading, mapping: ColumnMapping) -> frozenset[str]:
    """The keys of the columns in which the row has something; an empty cell never erases what is stored."""
    return frozenset(key for key, place in mapping.places.items() if not is_nothing(row.raw[place]))


def too_long(row: RowReading, longest: Mapping[str, tuple[Text, int]]) -> list[Fault]:
    """A fault for each text that is longer than what is stored. `longest`: value key → (its name, letters)."""
    return [
        Fault(
            _(
                "“%(field)s” has %(count)s characters; at most %(most)s are kept.",
                field=name,
                count=len(text),
                most=most,
            ),
            _("Write it shorter."),
            key,
        )
        for key, (name, most) in longest.items()
        if isinstance(text := row.values.get(key), str) and len(text) > most
    ]


def without_mere_capitals(values: dict[str, Any], before: Any, *keys: str) -> dict[str, Any]:
    """The values without texts that differ from the stored record in nothing but capitals: those stay."""
    return {
        key: value
        for key, value in values.items()
        if before is None or key not in keys or value.casefold() != getattr(before, key).casefold()
    }
