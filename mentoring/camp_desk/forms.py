"""The form *Plan the camp*."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, SelectField
from wtforms.validators import InputRequired, NumberRange

from mentoring.camp_desk.sentences import LEAST_CHANGE, preset_names
from mentoring.core.formats import written
from mentoring.core.forms import Form
from mentoring.planning.actions import FEWEST_SECONDS, MOST_SECONDS, default_seconds

LONGER = 3
"""A camp gets so many times the seconds of a weekly plan: one worker makes a large one complete no sooner."""


def camp_seconds() -> int:
    """How long a run may take unless somebody says otherwise."""
    return min(MOST_SECONDS, LONGER * default_seconds())


def _day(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


class CampRunForm(Form):
    """What matters most, and how long it may take."""

    preset = RadioField(_l("What matters most?"), validators=[InputRequired(_l("Choose one."))])
    from_date = SelectField(
        _l("From which day on?"), coerce=_day, description=_l("The days before it stay as they are.")
    )
    seconds = IntegerField(
        _l("How many seconds may it take?"),
        validators=[
            InputRequired(_l("Say a number of seconds.")),
            NumberRange(FEWEST_SECONDS, MOST_SECONDS, _l("Say a number from %(min)d to %(max)d.")),
        ],
        render_kw={"inputmode": "numeric", "min": FEWEST_SECONDS, "max": MOST_SECONDS},
    )

    def __init__(self, *args: Any, days: Sequence[date] = (), is_again: bool = False, **kwargs: Any) -> None:
        """`is_again`: a plan is in force, of which something can stay; without one there is no least change.

        `days`: those from which on it may be planned, the first unless said; asked where there are several.
        """
        super().__init__(*args, from_date=next(iter(days), None), **kwargs)
        if len(days) > 1:
            self.from_date.flags.required = True
            self.from_date.choices = [(day, written(day, "EEEE d. MMMM")) for day in days]
        else:
            del self.from_date
        self.preset.choices = [
            (key, f"{name}. {what}")
            for key, (name, what) in preset_names().items()
            if is_again or key != LEAST_CHANGE
        ]
        if not self.is_submitted():
            self.preset.data = self.preset.data or "most_wishes"
            self.seconds.data = self.seconds.data or camp_seconds()
