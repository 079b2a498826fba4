"""What the rows of pupils and mentors have in common: names in one column or two, and who is the same person."""

from __future__ import annotations

from typing import Any

from mentoring.registration.reading.field import Draft, Values
from mentoring.registration.reading.spelling import fold


def part_full_name(draft: Draft) -> None:
    """Given and family names from the column with both, unless they have their own."""
    full = draft.values.pop("full_name")
    if full:
        draft.values["given_name"] = draft.values["given_name"] or full.given
        draft.values["family_name"] = draft.values["family_name"] or full.family


def person_identity(values: Values) -> tuple[Any, ...] | None:
    """Folded full name and birth date: the same person; None if one of them is not known."""
    name = fold(f"{values['given_name'] or ''} {values['family_name'] or ''}")
    return (name, values["birth_date"]) if name and values["birth_date"] else None
