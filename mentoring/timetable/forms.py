"""Forms that change one session. A reason is asked for only where a rule of the house is departed from."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired

from mentoring.core.fields import FILL_IN, Clock, Day, Line, choices_of, row_chosen
from mentoring.core.forms import Form
from mentoring.programme.models import Venue
from mentoring.registration.forms.fields import Pick
from mentoring.registration.models import Mentor, Pupil
from mentoring.timetable.judge import Outlook
from mentoring.timetable.models import Session
from mentoring.timetable.wording import WHY_WORDS

_IN_CALENDARS = _l("Such as Room 2. It stands in calendars too.")
_ON_RECORD = _l("It stays on record with your name. No health information.")


def _mentor() -> SelectField:
    """One mentor; nobody is chosen for whom nobody was chosen."""
    chosen = InputRequired(_l("Choose a mentor."))
    return SelectField(_l("Mentor"), [chosen], coerce=row_chosen)


class SessionForm(Form):
    """What every form about a session carries: which state of it was seen, and a reason."""

    seen = HiddenField()
    reason = Line(_l("Why is it right here?"), longest=300, is_required=False, description=_ON_RECORD)

    @property
    def seen_number(self) -> int | None:
        """The sequence number of the session that the page showed."""
        text = self.seen.data or ""
        return int(text) if text.isdecimal() and len(text) < 10 else None

    def drawn(self) -> "SessionForm":
        """The form as it is to be drawn: the question for a reason last, and only where it is to be answered."""
        asked = self._fields.pop("reason")
        if asked.errors or asked.data:
            self._fields["reason"] = asked
        return self


class PlaceForm(SessionForm):
    """When and where a session is."""

    on = Day(_l("Day"))
    start = Clock(_l("From"))
    end = Clock(_l("To"))
    venue = SelectField(_l("Venue"), [InputRequired(FILL_IN)], coerce=int)
    room = Line(
        _l("Room"), longest=40, is_required=False, description=_l("Such as Room 2. It stands in calendars too.")
    )

    def offer(self, venues: Iterable[Venue], *besides: Venue) -> "PlaceForm":
        """Give the venues to choose among."""
        known = {venue.id: venue for venue in (*venues, *besides)}
        self.venue.choices = [(venue.id, venue.name) for venue in known.values()]
        return self


class ExtraForm(PlaceForm):
    """A session that no plan made."""

    mentor = _mentor()
    pupils = Pick(_l("Pupils"), validators=[InputRequired(_l("Choose at least one pupil."))])

    def offer_people(self, mentors: Iterable[Mentor], pupils: Iterable[Pupil]) -> "ExtraForm":
        """Give the mentors and pupils to choose among."""
        self.mentor.choices = [("", _("Choose")), *((mentor.id, mentor.name) for mentor in mentors)]
        self.pupils.choices = [(pupil.id, f"{pupil.name}, {pupil.school.name}") for pupil in pupils]
        return self

    def values_of(self, mentors: Mapping[int, Mentor], pupils: Mapping[int, Pupil]) -> dict[str, Any]:
        """What was chosen, as rows."""
        return {
            "mentor": mentors[self.mentor.data],
            "pupils": [pupils[number] for number in self.pupils.data or ()],
        }


class MentorForm(SessionForm):
    """Who holds a session this once."""

    mentor = _mentor()

    def offer(self, outlooks: Iterable[Outlook]) -> "MentorForm":
        """Give the mentors to choose among: those for whom a reason is needed after the others, with the rule."""
        self.mentor.choices = [("", _("Choose")), *((one.mentor.id, _named(one)) for one in outlooks)]
        return self


def _named(one: Outlook) -> str:
    return f"{one.mentor.name}: {', '.join(one.why)}" if one.why else one.mentor.name


class CancelForm(SessionForm):
    """Why a session is cancelled, and whether those go too that would be left with too few adults."""

    why = RadioField(_l("Why?"), [InputRequired(FILL_IN)], choices=choices_of(WHY_WORDS))
    along = BooleanField(_l("Cancel these too"))

    def drawn(self) -> "CancelForm":
        super().drawn()
        if not self.along.errors and not self.along.data:
            del self._fields["along"]
        return self


class RestoreForm(SessionForm):
    """Let a cancelled session take place after all."""


def seen_of(session: Session) -> dict[str, Any]:
    """What a form is filled with so that nobody overwrites somebody else unknowingly."""
    return {"seen": str(session.sequence)}
