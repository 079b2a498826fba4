"""The form for a day off or a holiday."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField

from mentoring.core.fields import Day, Line, choices_of
from mentoring.core.forms import Form
from mentoring.programme.calendar import CalendarLine
from mentoring.programme.wording import ALL_LEVELS, LEVEL_WORDS


class DayOffForm(Form):
    """A day off, or a stretch of them."""

    name = Line(_l("What"), longest=80, description=_l("Such as autumn break, or planning day."))
    start = Day(_l("First day off"))
    end = Day(_l("Last day off"), is_required=False, description=_l("Leave it empty for a single day."))
    level = RadioField(_l("Holds for"), choices=choices_of({"": ALL_LEVELS} | LEVEL_WORDS), default="")

    def line(self) -> CalendarLine:
        """What was entered, for the action."""
        return CalendarLine(
            self.start.data, self.end.data or self.start.data, self.name.data, self.level.data or None
        )
