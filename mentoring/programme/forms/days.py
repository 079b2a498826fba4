"""The form for a day off or a holiday."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import InputRequired

from mentoring.core.fields import FILL_IN, Day, Line, choices_of
from mentoring.core.forms import Form
from mentoring.programme.calendar import CalendarLine
from mentoring.programme.models import DayOff
from mentoring.programme.wording import ALL_LEVELS, LEVEL_WORDS

#: stands for all levels, which a stored day off says by having none
_ALL = "all"


class DayOffForm(Form):
    """A day off, or a stretch of them."""

    name = Line(_l("What"), longest=80, description=_l("Such as autumn break, or planning day."))
    start = Day(_l("First day off"))
    end = Day(_l("Last day off"), is_required=False, description=_l("Leave it empty for a single day."))
    level = RadioField(
        _l("Holds for"), [InputRequired(FILL_IN)], choices=choices_of({_ALL: ALL_LEVELS} | LEVEL_WORDS), default=_ALL
    )

    @classmethod
    def of(cls, row: DayOff) -> "DayOffForm":
        """The form filled with a stored day off."""
        return cls(name=row.name, start=row.start, end=row.end, level=row.level or _ALL)

    def line(self) -> CalendarLine:
        """What was entered, for the action."""
        level = None if self.level.data == _ALL else self.level.data
        return CalendarLine(self.start.data, self.end.data or self.start.data, self.name.data, level)
