"""The kinds of lists that can be brought: who may bring them, and where they belong."""

from dataclasses import dataclass

from flask_babel import LazyString  # type: ignore[import-untyped] # Flask-Babel ships no types
from flask_babel import lazy_gettext as _l

from mentoring.registration.reading.kinds import KINDS as READABLE
from mentoring.registration.reading.kinds import Kind

Text = str | LazyString


@dataclass(frozen=True)
class ListKind:
    """A kind of list as its pages speak of it. `back` is the endpoint of the page where the rows end up."""

    key: str
    permission: str
    title: Text
    lead: Text
    back: str
    back_title: Text
    #: the name of the template spreadsheet, without its ending
    template: Text

    @property
    def readable(self) -> Kind:
        """The columns of such a list."""
        return READABLE[self.key]


_PUPILS = ListKind(
    "pupils",
    "pupil.import",
    _l("Import pupils"),
    _l("Bring the list you have: Excel or CSV, with the columns it has. You see every row before it is stored."),
    "pupils.index",
    _l("Pupils"),
    _l("pupils"),
)
_MENTORS = ListKind(
    "mentors",
    "mentor.import",
    _l("Import mentors"),
    _l("Bring the list you have: Excel or CSV. Mentors are known again by their e-mail address."),
    "mentors.index",
    _l("Mentors"),
    _l("mentors"),
)
_ACTIVITIES = ListKind(
    "activities",
    "activity.edit",
    _l("Import camp activities"),
    _l("Bring the list you have: Excel or CSV. Activities are known again by their names."),
    "camp.activities_to_come",
    _l("Camp activities"),
    _l("activities"),
)
_VENUES = ListKind(
    "venues",
    "programme.edit",
    _l("Import venues"),
    _l("Bring the list you have: Excel or CSV. Venues are known again by their names."),
    "programme.venues",
    _l("Venues"),
    _l("venues"),
)
_CALENDAR = ListKind(
    "calendar",
    "programme.edit",
    _l("Import the school calendar"),
    _l("Bring the school calendar as Excel or CSV: one line for each holiday or day off."),
    "programme.calendar",
    _l("School calendar"),
    _l("school-calendar"),
)
#: every kind by its key
LIST_KINDS: dict[str, ListKind] = {kind.key: kind for kind in (_PUPILS, _MENTORS, _ACTIVITIES, _VENUES, _CALENDAR)}
