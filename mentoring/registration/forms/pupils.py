"""The pupil's form."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import DataRequired

from mentoring.core.access import Viewer
from mentoring.core.database import db
from mentoring.core.fields import Line, choices_of
from mentoring.core.forms import Form, Group
from mentoring.programme.models import Programme
from mentoring.registration import queries
from mentoring.registration.actions.pupils import PupilValues
from mentoring.registration.forms.fields import (
    CHOSEN,
    EVERYWHERE,
    GENDERS_OF_CHILDREN,
    REACH,
    BirthDate,
    Languages,
    Pick,
    ReadLine,
    grade_name,
)
from mentoring.registration.forms.guardians import GuardianList
from mentoring.registration.forms.week import WeekField
from mentoring.registration.models import Pupil
from mentoring.registration.reading.names import read_name

CHOOSE = _l("Choose one.")
MENTOR_GENDERS = {"": _l("No wish"), "f": _l("A woman"), "m": _l("A man"), "x": _l("Other")}


class PupilForm(Form):
    """All that is asked about a pupil. Choices are what the viewer may see; see `pupil_form`."""

    given_name = ReadLine(_l("Given name"), longest=100, reader=read_name)
    family_name = ReadLine(_l("Family name"), longest=100, reader=read_name)
    birth_date = BirthDate(_l("Birth date"))
    gender = RadioField(_l("Gender"), choices=choices_of(GENDERS_OF_CHILDREN), default="")
    school_id = SelectField(_l("School"), coerce=int, validators=[DataRequired(CHOOSE)])
    grade = SelectField(_l("Grade"), coerce=int, validators=[DataRequired(CHOOSE)])
    form = Line(_l("Class, such as B"), longest=10, is_required=False)
    guardian_ids = Pick(
        _l("Guardians who are registered already"),
        description=_l("For brothers and sisters: choose the same person again."),
    )
    new_guardians = GuardianList(_l("New guardians"))
    home_language = Languages(_l("Home language"), most=1)
    other_languages = Languages(_l("Other languages"), description=_l("With a comma between: English, Somali"))
    needs = SelectMultipleField(
        _l("Needs help with"), coerce=int, validators=[DataRequired(_l("Choose at least one."))]
    )
    sessions_wanted = RadioField(
        _l("Sessions a week"),
        coerce=int,
        choices=choices_of({number: str(number) for number in (1, 2, 3)}),
        default=1,
        validators=[DataRequired(CHOOSE)],
    )
    priority = RadioField(
        _l("Priority"),
        coerce=int,
        choices=choices_of({1: _l("Ordinary"), 2: _l("High"), 3: _l("Most urgent")}),
        default=1,
        validators=[DataRequired(CHOOSE)],
        description=_l("Where there is not room for all, the most urgent come first."),
    )
    availability = WeekField(_l("Times that suit"))
    reach = RadioField(
        _l("Can come to"), choices=choices_of(REACH), default=EVERYWHERE, validators=[DataRequired(CHOOSE)]
    )
    venues = SelectMultipleField(_l("Venues"), coerce=int)
    mentor_gender = RadioField(_l("Wished mentor"), choices=choices_of(MENTOR_GENDERS), default="")
    mentor_gender_required = BooleanField(
        _l("Nobody else will do"), description=_l("The pupil waits rather than having another mentor.")
    )
    required_language = Languages(
        _l("Language the mentor must speak"),
        most=1,
        description=_l("Only where help is of no use in another language."),
    )
    together = Pick(_l("Together with"), description=_l("They get exactly the same sessions."))
    apart = Pick(_l("Not together with"))
    remark = Line(
        _l("Practical remark"),
        longest=200,
        is_required=False,
        description=_l("For example who calls. No diagnosis, no reasons, no national identity number."),
    )

    groups = (
        Group(_l("The pupil"), ("given_name", "family_name", "birth_date", "gender", "school_id", "grade", "form")),
        Group(_l("Guardians"), ("guardian_ids",)),
        Group(_l("New guardians"), ("new_guardians",)),
        Group(_l("Languages"), ("home_language", "other_languages")),
        Group(_l("Help"), ("needs", "sessions_wanted", "priority")),
        Group(_l("When and where"), ("availability", "reach", "venues")),
        Group(_l("The mentor"), ("mentor_gender", "mentor_gender_required", "required_language")),
        Group(_l("Other pupils"), ("together", "apart")),
        Group(_l("Remark"), ("remark",)),
    )

    def validate_other_languages(self, field: Languages) -> None:
        """The first language stored is the home language, so it must be there where others are."""
        if field.data and not self.home_language.data and not self.home_language.errors:
            self.home_language.errors = [_("Say the home language too.")]
            raise ValueError(_("Say the home language too."))

    def validate_venues(self, field: SelectMultipleField) -> None:
        if self.reach.data == CHOSEN and not field.data:
            raise ValueError(_("Choose at least one, or say that the pupil can come to all."))

    def validate_mentor_gender_required(self, field: BooleanField) -> None:
        if field.data and not self.mentor_gender.data:
            raise ValueError(_("Say which mentor is wished, or take this away."))

    def pupil_values(self) -> dict[str, Any]:
        """What the form says, as the actions take it (without guardians and ties)."""
        entered = {name: self[name].data for name in PupilValues.__annotations__ if name in self}
        return entered | {
            "gender": self.gender.data or None,
            "languages": list(dict.fromkeys(self.home_language.data + self.other_languages.data)),
            "required_language": next(iter(self.required_language.data), None),
            "mentor_gender": self.mentor_gender.data or None,
            "goes_everywhere": self.reach.data == EVERYWHERE,
            "venues": self.venues.data if self.reach.data == CHOSEN else [],
        }


def pupil_form(viewer: Viewer, programme: Programme, pupil: Pupil | None = None) -> PupilForm:
    """The form, with the choices of this viewer, for a new pupil or filled in with one."""
    form = PupilForm(data=_data_of(viewer, pupil) if pupil else None)
    schools = queries.schools_of(viewer)
    first = {} if pupil or len(schools) == 1 else {0: str(CHOOSE)}
    form.school_id.choices = choices_of(first | {school.id: school.name for school in schools})
    form.grade.choices = choices_of({grade: grade_name(grade) for grade in _grades(programme, pupil)})
    form.needs.choices = choices_of({topic.id: topic.name for topic in queries.topics_of(programme.id)})
    form.venues.choices = choices_of({venue.id: venue.name for venue in queries.venues_of(programme.id)})
    people = queries.by_name(db.session.scalars(queries.pupils_in(viewer)))
    form.together.choices = form.apart.choices = choices_of(
        {one.id: f"{one.name} ({one.grade}{one.form}, {one.school.name})" for one in people if one is not pupil}
    )
    form.guardian_ids.choices = choices_of(_guardian_names(viewer))
    if not form.guardian_ids.choices:
        del form.guardian_ids
        form.groups = tuple(group for group in form.groups if "guardian_ids" not in group.fields)
    return form


def _grades(programme: Programme, pupil: Pupil | None) -> list[int]:
    grades = set(range(programme.grade_low, programme.grade_high + 1))
    return sorted(grades | ({pupil.grade} if pupil else set()))


def _guardian_names(viewer: Viewer) -> dict[int, str]:
    """Told apart by the pupils they belong to; only by those whom the viewer may see."""
    seen = {pupil.id: pupil.name for pupil in db.session.scalars(queries.pupils_seen_by(viewer))}
    pupils_of = {
        one: ", ".join(seen[pupil.id] for pupil in one.pupils if pupil.id in seen)
        for one in db.session.scalars(queries.guardians_seen_by(viewer))
    }
    return {
        one.id: _("%(name)s (guardian of %(pupils)s)", name=one.name, pupils=pupils)
        for one, pupils in pupils_of.items()
    }


def _data_of(viewer: Viewer, pupil: Pupil) -> dict[str, Any]:
    ties = queries.ties_of(viewer, pupil)
    same = [
        "given_name",
        "family_name",
        "birth_date",
        "school_id",
        "grade",
        "form",
        "sessions_wanted",
        "priority",
        "availability",
        "mentor_gender_required",
        "remark",
    ]
    return {name: getattr(pupil, name) for name in same} | {
        "gender": pupil.gender or "",
        "home_language": pupil.languages[:1],
        "other_languages": pupil.languages[1:],
        "required_language": [pupil.required_language] if pupil.required_language else [],
        "mentor_gender": pupil.mentor_gender or "",
        "needs": [topic.id for topic in pupil.needs],
        "reach": EVERYWHERE if pupil.goes_everywhere else CHOSEN,
        "venues": [venue.id for venue in pupil.venues],
        "guardian_ids": [guardian.id for guardian in pupil.guardians],
        "together": [other.id for other in ties["together"]],
        "apart": [other.id for other in ties["apart"]],
    }
