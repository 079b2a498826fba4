"""Forms for schools and venues."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField
from wtforms.validators import InputRequired

from mentoring.core.fields import FILL_IN, Line, WholeNumber, choices_of
from mentoring.core.forms import Form, Group
from mentoring.programme.actions import VenueFacts
from mentoring.programme.forms.hours import OpeningHoursField
from mentoring.programme.models import LEVELS
from mentoring.programme.wording import LEVEL_WORDS


class SchoolForm(Form):
    """A school."""

    name = Line(_l("Name"), longest=120)
    level = RadioField(
        _l("Level"),
        [InputRequired(FILL_IN)],
        choices=choices_of(LEVEL_WORDS),
        default=LEVELS[0],
        description=_l("Some days off hold for one level only."),
    )


class VenueForm(Form):
    """A venue with its opening hours."""

    name = Line(_l("Name"), longest=120)
    address = Line(
        _l("Address"), longest=200, is_required=False, description=_l("Shown to mentors and in calendars.")
    )
    rooms = WholeNumber(
        _l("Rooms"), low=1, high=200, default=1, description=_l("So many sessions may run at the same moment.")
    )
    seats = WholeNumber(
        _l("Seats"),
        low=1,
        high=5000,
        default=8,
        description=_l("So many pupils may be there at the same moment, in all rooms together."),
    )
    is_active = BooleanField(
        _l("The venue is in use"),
        default=True,
        description=_l("Take the tick away to close it: it keeps its hours, but gets no new sessions."),
    )
    hours = OpeningHoursField(
        _l("Opening hours"),
        description=_l(
            "Staff are the venue's own adults who are there in that time. Leave a line empty where it is closed."
        ),
    )

    groups = (Group(_l("When it is open"), ("hours",)),)

    def facts(self) -> VenueFacts:
        """What was entered about the venue itself, for the action."""
        return VenueFacts(
            self.name.data, self.address.data, self.rooms.data, self.seats.data, is_active=self.is_active.data
        )
