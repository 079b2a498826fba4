"""Form fields that say in plain words what is wrong, and keep what was typed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, StringField, TimeField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

FILL_IN = _l("Fill this in.")
#: dates outside these years are slips of the finger
FIRST_YEAR, LAST_YEAR = 2000, 2100


def choices_of(words: Mapping[str, Any]) -> list[SelectChoice]:
    """The options of a field for choosing: stored value → what the page says."""
    return [SelectChoice(value, label) for value, label in words.items()]


def row_chosen(value: Any) -> int | str:
    """For `coerce` of a field that begins with an empty option: a row's number, empty while nothing is chosen."""
    return int(value) if value else ""


def without_unseen(typed: str) -> str:
    """What cannot be seen is not meant (PostgreSQL would refuse a NUL)."""
    return "".join(letter for letter in typed if letter.isprintable() or letter.isspace())


class Line(StringField):
    """One line of text, without blanks at its ends or twice in a row."""

    def __init__(self, label: Any, *, longest: int, is_required: bool = True, **more: Any) -> None:
        length = Length(max=longest, message=_l("Write at most %(longest)s characters.", longest=longest))
        more["render_kw"] = {"maxlength": longest} | more.get("render_kw", {})
        super().__init__(label, [InputRequired(FILL_IN) if is_required else Optional(), length], **more)

    def process_data(self, value: Any) -> None:
        self.data = value or ""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = " ".join(without_unseen(valuelist[0] if valuelist else "").split())
        self.raw_data = [self.data]  # only blanks are nothing


class WholeNumber(IntegerField):
    """A whole number within limits; empty is None where it may be left out."""

    def __init__(self, label: Any, *, low: int, high: int, is_required: bool = True, **more: Any) -> None:
        more["render_kw"] = {"min": low, "max": high, "inputmode": "numeric"} | more.get("render_kw", {})
        super().__init__(label, [InputRequired(FILL_IN) if is_required else Optional()], **more)
        self.low, self.high = low, high

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not text:
            self.raw_data = [""]  # only blanks are nothing
            return
        number = int(text) if text.removeprefix("-").isdecimal() and len(text) < 10 else None
        if number is None or not self.low <= number <= self.high:
            raise ValueError(_("Write a whole number from %(low)s to %(high)s.", low=self.low, high=self.high))
        self.data = number


class Day(DateField):
    """A date, from the browser's own date input, or typed the Norwegian way."""

    def __init__(self, label: Any, *, is_required: bool = True, **more: Any) -> None:
        validators = [InputRequired(FILL_IN) if is_required else Optional()]
        super().__init__(label, validators, format=["%Y-%m-%d", "%d.%m.%Y"], **more)

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Write the date as day.month.year, such as 17.08.2026.")) from None
        if self.data and not FIRST_YEAR <= self.data.year <= LAST_YEAR:
            wrong: date = self.data
            raise ValueError(_("The year %(year)s cannot be right.", year=wrong.year))


class Clock(TimeField):
    """A time of the day, from the browser's own time input, or typed as people write it."""

    def __init__(self, label: Any, **more: Any) -> None:
        super().__init__(label, [InputRequired(FILL_IN)], format=["%H:%M", "%H.%M", "%H:%M:%S"], **more)

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Write the time as hours and minutes, such as 15:00.")) from None
