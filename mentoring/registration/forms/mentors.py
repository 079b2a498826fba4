"""The mentor's forms: the whole record for staff, and what a mentor may change alone."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.validators import DataRequired

from mentoring.core.fields import WholeNumber, choices_of
from mentoring.core.forms import Form, Group
from mentoring.programme.models import Programme
from mentoring.registration import queries
from mentoring.registration.actions.mentors import LIMITS
from mentoring.registration.forms.fields import (
    CHOSEN,
    EVERYWHERE,
    GENDERS,
    REACH,
    BirthDate,
    Languages,
    ReadLine,
    Words,
    grade_name,
)
from mentoring.registration.forms.week import WeekField
from mentoring.registration.models import Mentor
from mentoring.registration.reading.contacts import read_email, read_phone
from mentoring.registration.reading.names import read_name

_BOUNDS = {field: {"low": low, "high": high} for field, low, high in LIMITS}


class OwnForm(Form):
    """What a mentor says: how to be reached, what, when, where and how much. Grades and clearance are the staff's."""

    phone = ReadLine(_l("Phone"), longest=20, reader=read_phone, is_required=False, render_kw={"type": "tel"})
    languages = Languages(_l("Languages"), description=_l("With a comma between: Norwegian Bokmål, English, Somali"))
    topics = SelectMultipleField(_l("Teaches"), coerce=int, validators=[DataRequired(_l("Choose at least one."))])
    availability = WeekField(_l("Times that suit"))
    reach = RadioField(
        _l("Can come to"), choices=choices_of(REACH), default=EVERYWHERE, validators=[DataRequired(_l("Choose one."))]
    )
    venues = SelectMultipleField(_l("Venues"), coerce=int)
    max_sessions = WholeNumber(_l("Most sessions a week"), default=2, **_BOUNDS["max_sessions"])
    max_pupils = WholeNumber(_l("Most pupils in all"), default=6, **_BOUNDS["max_pupils"])

    groups = (
        Group(_l("You"), ("phone", "languages")),
        Group(_l("Help"), ("topics", "max_sessions", "max_pupils")),
        Group(_l("When and where"), ("availability", "reach", "venues")),
    )

    def validate_venues(self, field: SelectMultipleField) -> None:
        if self.reach.data == CHOSEN and not field.data:
            raise ValueError(_("Choose at least one, or say that all will do."))

    def mentor_values(self) -> dict[str, Any]:
        """What the form says, as the actions take it."""
        plain = ("phone", "languages", "topics", "availability", "max_sessions", "max_pupils")
        return {name: self[name].data for name in plain} | {
            "goes_everywhere": self.reach.data == EVERYWHERE,
            "venues": self.venues.data if self.reach.data == CHOSEN else [],
        }


class MentorForm(OwnForm):
    """All that is asked about a mentor; clearance has its own page."""

    given_name = ReadLine(_l("Given name"), longest=100, reader=read_name)
    family_name = ReadLine(_l("Family name"), longest=100, reader=read_name)
    email = ReadLine(_l("E-mail"), longest=255, reader=read_email, render_kw={"type": "email"})
    birth_date = BirthDate(_l("Birth date"), description=_l("A mentor under 18 has the working hours of minors."))
    gender = RadioField(_l("Gender"), choices=choices_of(GENDERS), default="")
    grade_low = SelectField(_l("Lowest grade"), coerce=int, validators=[DataRequired(_l("Choose one."))])
    grade_high = SelectField(_l("Highest grade"), coerce=int, validators=[DataRequired(_l("Choose one."))])
    group_size = WholeNumber(_l("Most pupils in a session"), default=3, **_BOUNDS["group_size"])
    qualifications = Words(
        _l("Qualifications for camp"),
        render_kw={"maxlength": 200},
        description=_l("With a comma between: first aid, climbing"),
    )

    groups = (
        Group(_l("The mentor"), ("given_name", "family_name", "email", "phone", "birth_date", "gender", "languages")),
        Group(
            _l("Help"),
            ("topics", "grade_low", "grade_high", "max_sessions", "max_pupils", "group_size", "qualifications"),
        ),
        Group(_l("When and where"), ("availability", "reach", "venues")),
    )

    def mentor_values(self) -> dict[str, Any]:
        plain = [
            "given_name",
            "family_name",
            "email",
            "birth_date",
            "grade_low",
            "grade_high",
            "group_size",
            "qualifications",
        ]
        own = super().mentor_values() | {name: self[name].data for name in plain}
        return own | {"gender": self.gender.data or None}


def own_form(mentor: Mentor) -> OwnForm:
    """A mentor's own form, filled in."""
    form = OwnForm(data=_data_of(mentor))
    _offer(form, mentor.programme)
    return form


def mentor_form(programme: Programme, mentor: Mentor | None = None) -> MentorForm:
    """The staff's form, for a new mentor or filled in with one."""
    new = {"grade_low": programme.grade_low, "grade_high": programme.grade_high}
    form = MentorForm(data=_data_of(mentor) if mentor else new)
    _offer(form, programme)
    grades = set(range(programme.grade_low, programme.grade_high + 1))
    if mentor:
        grades |= {mentor.grade_low, mentor.grade_high}
    form.grade_low.choices = form.grade_high.choices = choices_of(
        {grade: grade_name(grade) for grade in sorted(grades)}
    )
    return form


def _offer(form: OwnForm, programme: Programme) -> None:
    form.topics.choices = choices_of({topic.id: topic.name for topic in queries.topics_of(programme.id)})
    form.venues.choices = choices_of({venue.id: venue.name for venue in queries.venues_of(programme.id)})


def _data_of(mentor: Mentor) -> dict[str, Any]:
    same = [
        "given_name",
        "family_name",
        "email",
        "phone",
        "birth_date",
        "languages",
        "grade_low",
        "grade_high",
        "availability",
        "max_sessions",
        "max_pupils",
        "group_size",
        "qualifications",
    ]
    return {name: getattr(mentor, name) for name in same} | {
        "gender": mentor.gender or "",
        "topics": [topic.id for topic in mentor.topics],
        "reach": EVERYWHERE if mentor.goes_everywhere else CHOSEN,
        "venues": [venue.id for venue in mentor.venues],
    }
