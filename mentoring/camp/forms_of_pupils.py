"""The forms about who goes to camp: signing up, consent, friends, the draw, what the camp must know."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from mentoring.camp.actions.parts import days_of
from mentoring.camp.forms_of_camp import Choices
from mentoring.camp.health import Health
from mentoring.camp.models import Camp
from mentoring.camp.models_of_pupils import CampPupil
from mentoring.core.fields import FILL_IN, Line, row_chosen, without_unseen
from mentoring.core.formats import written
from mentoring.core.forms import Form

#: what is told is short: enough for a kitchen and a leader
LONGEST_TOLD = 300


def _days() -> Choices:
    return Choices(
        _l("On which days?"),
        description=_l("Take the tick off a day without the pupil. No tick at all counts as all days."),
    )


class StayForm(Form):
    """When a pupil is there, and whether it needs rooms without steps."""

    days = _days()
    is_accessible_only = BooleanField(_l("Needs rooms without steps"))

    def of(self, camp: Camp) -> "StayForm":
        """The same with the days of the camp, all ticked unless something else was said."""
        self.days.choices = [(day.isoformat(), written(day, "EEEE d. MMMM")) for day in days_of(camp)]
        if not self.days.data and not self.is_submitted():
            self.days.data = [day for day, _title in self.days.choices]
        return self

    def stay(self) -> dict[str, Any]:
        """What was entered, for the action."""
        return {"days": self.days.data or [], "is_accessible_only": self.is_accessible_only.data}


class FamilySignUpForm(StayForm):
    """A guardian's own sign-up, which is the consent too."""

    agrees = BooleanField(
        _l("I agree that my child goes to this camp"), [InputRequired(_l("Tick this if you agree."))]
    )


class EnrolForm(StayForm):
    """Signing a pupil up for a family that has told so."""

    pupil_id = SelectField(_l("Pupil"), [InputRequired(FILL_IN)], coerce=row_chosen)
    given_by = Line(
        _l("Which guardian has consented?"),
        longest=200,
        is_required=False,
        description=_l(
            "The name, as on paper. Leave it empty while nobody has: the pupil gets no place before that."
        ),
    )
    # fields come in the order in which they are made: who it is about stands first
    days = _days()
    is_accessible_only = BooleanField(_l("Needs rooms without steps"))


class ConsentForm(Form):
    """A guardian's consent that was given on paper or by telephone."""

    given_by = Line(_l("Which guardian has consented?"), longest=200, description=_l("The name, as on paper."))


class FriendForm(Form):
    """The name of a friend."""

    name = Line(
        _l("A friend's first name and surname"),
        longest=120,
        description=_l("It counts when you have both named each other. We tell nobody who goes to camp."),
    )


class DrawForm(Form):
    """The seed of the draw."""

    seed = Line(
        _l("Seed"),
        longest=40,
        is_required=False,
        description=_l(
            "Numbers that nobody could choose, such as next Saturday's Lotto numbers. Say beforehand which."
        ),
    )


def _told(label: Any, description: Any) -> TextAreaField:
    return TextAreaField(
        label,
        [
            Optional(),
            Length(max=LONGEST_TOLD, message=_l("Write at most %(longest)s characters.", longest=LONGEST_TOLD)),
        ],
        filters=[lambda typed: without_unseen(typed or "").strip()],
        description=description,
        render_kw={"rows": 2, "maxlength": LONGEST_TOLD, "autocomplete": "off"},
    )


class HealthForm(Form):
    """What the camp must know."""

    food = _told(_l("Food"), _l("What your child does not eat."))
    allergy = _told(_l("Allergies"), _l("What to keep away, and what to do if it happens."))
    swimming = SelectField(_l("Swimming"), validators=[InputRequired(FILL_IN)])
    medicine = _told(_l("Medicine"), _l("What your child takes, when, and who keeps it."))
    agrees = BooleanField(
        _l("I agree that the camp's leaders keep this until the camp is over"),
        [InputRequired(_l("Tick this if you agree. Without it we keep nothing."))],
    )

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.swimming.choices = [("", _l("Choose")), *SWIMMING.items()]

    def health(self) -> Health:
        """What was entered, for the action."""
        return Health(self.food.data, self.allergy.data, self.swimming.data, self.medicine.data)


SWIMMING = {
    "no": _l("cannot swim"),
    "some": _l("swims a little, stays where one can stand"),
    "yes": _l("swims 200 metres, on the back too"),
}


def stay_of(camp_pupil: CampPupil) -> StayForm:
    """The form filled with what was said before."""
    return StayForm(obj=camp_pupil).of(camp_pupil.camp)
