"""Several rooms at once: a line for each, as people write lists; what activities still ask for stands there first."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import InputRequired

from mentoring.camp.actions import RoomFacts
from mentoring.camp.forms import LONGEST_WORD
from mentoring.core.fields import FILL_IN, without_unseen
from mentoring.core.forms import Form

#: places where the line says none
SEATS, MOST_SEATS = 20, 3000
_LONGEST_NAME = 80


class Rooms(TextAreaField):
    """A room in each line: name, places, what it has; commas between. `data` is a list of `RoomFacts`."""

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = without_unseen((valuelist or [""])[0])
        lines = [(number, line) for number, line in enumerate(typed.splitlines(), start=1) if line.strip(" ,;\t")]
        self.data = [_room(number, line) for number, line in lines]
        self.raw_data = [typed if lines else ""]

    def _value(self) -> str:
        return self.raw_data[0] if self.raw_data else "\n".join(_line(room) for room in self.data or ())


class RoomsForm(Form):
    """Several rooms."""

    rooms = Rooms(
        _l("Several rooms at once"),
        [InputRequired(FILL_IN)],
        description=_l(
            "One in each line: its name, how many pupils it has room for, and what it has, with commas between. "
            "Such as: The hall, 30, gym, large room"
        ),
        render_kw={"rows": 10},
    )


def rooms_asked_for(wanted: Iterable[tuple[str, ...]]) -> list[RoomFacts]:
    """A room for each different thing that activities need and no room has, named after it until staff do better."""
    things = dict.fromkeys(features for features in wanted if features)
    return [RoomFacts(_named(features), SEATS, features) for features in things]


def _named(features: tuple[str, ...]) -> str:
    first = " + ".join(features)
    return (first[:1].upper() + first[1:])[:_LONGEST_NAME]


def _line(room: RoomFacts) -> str:
    return ", ".join([room.name, str(room.seats), *room.features])


def _room(number: int, line: str) -> RoomFacts:
    parts = [" ".join(part.split()) for part in line.replace(";", ",").replace("\t", ",").split(",")]
    name, *rest = [part for part in parts if part]
    seats = _seats(number, rest.pop(0)) if rest and rest[0][:1].isdigit() else SEATS
    if len(name) > _LONGEST_NAME or any(len(word) > LONGEST_WORD for word in rest):
        raise ValueError(
            _("Line %(number)s: put a comma between the things. One of them is too long.", number=number)
        )
    return RoomFacts(name, seats, tuple(dict.fromkeys(rest)))


def _seats(number: int, typed: str) -> int:
    """30, or "30 places"."""
    figure: Any = typed.split()[0]
    if not (figure.isdecimal() and len(figure) < 6 and 1 <= int(figure) <= MOST_SEATS):
        told = _(
            "Line %(number)s: write the places as a whole number from 1 to %(most)s.", number=number, most=MOST_SEATS
        )
        raise ValueError(told)
    return int(figure)
