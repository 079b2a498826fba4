"""What every write of registration refuses, and how plain values become what is stored."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

from flask_babel import gettext as _
from sqlalchemy import select

from mentoring.core.clock import today
from mentoring.core.database import db
from mentoring.core.identity import eleven_digits
from mentoring.core.refusal import Refusal
from mentoring.programme.models import Programme, Topic, Venue
from mentoring.registration.reading.week import Window, WindowJson, merged

Row = TypeVar("Row", Topic, Venue)


def refuse_identity_numbers(values: Mapping[str, Any]) -> None:
    """Refuse a national identity number in any text among the values, at its field."""
    for field, value in values.items():
        texts = value if isinstance(value, list | tuple) else [value]
        if any(eleven_digits(text) for text in texts if isinstance(text, str)):
            raise Refusal(
                _("This looks like a national identity number. It must not be kept here: take it out."), field
            )


def refuse_empty(values: Mapping[str, Any], *fields: str) -> None:
    """Refuse an empty text where one is needed."""
    for field in fields:
        if field in values and not str(values[field] or "").strip():
            raise Refusal(_("Fill this in."), field)


def refuse_future(day: date | None, field: str) -> None:
    """Refuse a date that is still to come."""
    if day is not None and day > today():
        raise Refusal(_("This date is still to come."), field)


def refuse_outside(value: int | None, low: int, high: int, field: str) -> None:
    """Refuse a number outside its limits, both included."""
    if value is not None and not low <= value <= high:
        raise Refusal(_("Write a whole number from %(low)s to %(high)s.", low=low, high=high), field)


def refuse_other_grade(programme: Programme, grade: int | None, field: str) -> None:
    """Refuse a grade that the programme is not for."""
    if grade is not None and not programme.grade_low <= grade <= programme.grade_high:
        raise Refusal(
            _(
                "The programme is for grades %(low)s to %(high)s.",
                low=programme.grade_low,
                high=programme.grade_high,
            ),
            field,
        )


def windows(availability: Iterable[WindowJson]) -> list[WindowJson]:
    """The same times in order, those that touch or overlap joined."""
    return [window.to_json() for window in merged(Window.from_json(one) for one in availability)]


def rows_of(kind: type[Row], programme_id: int, ids: Collection[int], field: str) -> list[Row]:
    """The programme's topics or venues with these ids; an id of elsewhere is refused."""
    wanted = select(kind).where(kind.programme_id == programme_id, kind.id.in_(ids)).order_by(kind.name)
    rows = list(db.session.scalars(wanted))
    if {row.id for row in rows} != set(ids):
        raise Refusal(_("Choose among those of this programme."), field)
    return rows


def put(row: Any, values: Mapping[str, Any]) -> tuple[str, ...]:
    """Set the attributes that differ; the sorted names of those that did."""
    changed = {name: value for name, value in values.items() if not _is_same(getattr(row, name), value)}
    for name, value in changed.items():
        setattr(row, name, value)
    return tuple(sorted(changed))


def _is_same(before: Any, after: Any) -> bool:
    """Rows that another is tied to have no order of their own."""
    if isinstance(after, list) and after and hasattr(after[0], "id"):
        return {one.id for one in before} == {one.id for one in after}
    return bool(before == after)
